"""How sure the answer of an iteration is: its steps once more, the residual, and the error that it leaves."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment, Condition
from workbench.numerics import factor
from workbench.numerics.bounds import Residual, eps, growth, inverse_times, judge
from workbench.numerics.descent import length, lengths
from workbench.numerics.iterates import CONVERGED, System
from workbench.numerics.probes import largest, times_abs
from workbench.numerics.scales import spacing, unscaled
from workbench.numerics.splitting import margins
from workbench.operations.common import unusable
from workbench.operations.spec import Array, Outcome, Problem
from workbench.operations.systems.iterating import system_of
from workbench.operations.systems.system import inverse_of

FACTORED = 1000
"""Up to this order A is factored to learn its condition; beyond it where that costs less than the steps did."""
ROUGH = 0.01
"""A condition times eps up to which a solution by factors has two digits of the error."""
SURE = 0.1
"""A bound from which on no digit is sure."""


class Steps(NamedTuple):
    """The iterates as rows at the scale of the system, their residual vectors, and the sizes these are rounded at."""

    system: System
    path: Array
    residuals: Array
    sizes: Array
    witness: Any


Check = Callable[[Steps], list[Residual]]


class Error(NamedTuple):
    """The error of x relative to its largest entry, at most, and the condition of A, as far as they are known."""

    bound: float | None
    condition: Condition | None


def certify(problem: Problem, outcome: Outcome, check: Check, steps: int | None = None) -> Assessment:
    """Every step once more (`check`), the residuals from A and b, and the error of x by one solution with factors."""
    system, p, q = system_of(problem, steps)
    x, path, given = (np.asarray(outcome.outputs[name]) for name in ("result", "path", "residuals"))
    witness = outcome.witness
    shape = witness["path"].value.shape
    bad = unusable(path, shape, "the path") or unusable(x, problem["b"].shape, "the solution")
    bad = bad or unusable(given, shape[:1], "the residuals")
    if bad is not None:
        return bad
    X = unscaled(path, witness["path"], p)
    found = _steps(system, X, witness)
    told = unscaled(given, witness["residuals"], q)
    checks = [
        Residual.of(told - lengths(found.residuals), _lengths_rounded(found), X.dtype),
        Residual.of(X[0] - system.x, np.abs(system.x), X.dtype),
        *check(found),
    ]
    failed = None if np.array_equal(x.ravel(), path[-1]) else "Verification failed: x is not the last iterate."
    return _judged(found, checks, spacing(path[-1], X[-1], p), failed)


def _steps(system: System, X: Array, witness: Any) -> Steps:
    A, b = system.A, system.b
    sizes = (np.abs(X) + np.finfo(X.dtype).tiny) @ np.abs(A).T + np.abs(b) + np.finfo(X.dtype).tiny
    return Steps(system, X, b - X @ A.T, growth(len(A)) * sizes, witness)


def _lengths_rounded(found: Steps) -> Array:
    return lengths(found.sizes) + lengths(found.residuals)


def _judged(found: Steps, checks: list[Residual], lost: float, failed: str | None) -> Assessment:
    system, x, r = found.system, found.path[-1], found.residuals[-1]
    away = length(r)
    near = away <= system.tolerance * system.size * (1 + 1e-6) + 2 * system.rounding(x)
    converged = near and found.witness["ending"] in CONVERGED
    backward = Residual.of(r, found.sizes[-1], x.dtype).relative
    error = _error(found)
    bound = None if error.bound is None else error.bound + lost
    known = bound is not None and bound < SURE
    unproved = _unproved(error, backward) if converged and not known else None
    missed = None if converged else _missed(found, away, error.condition)
    return judge(
        x.dtype,
        bound if known else None,
        *checks,
        what="the solution" if converged else "the last iterate",
        residual=largest(r),
        backward_error=backward,
        condition=error.condition,
        green="A x = b is verified",
        unproved=missed or unproved,
        failed=failed,
        spacing=lost,
        why=None if missed is None else missed[0].lower() + missed[1:-1],
    )


def _missed(found: Steps, away: float, condition: Condition | None) -> str:
    """That it has not converged, in numbers, and why not where that is known."""
    steps = len(found.path) - 1
    size = found.system.size
    share = f"{away / size:.1e} of b" if size and found.system.b.any() else f"{away:.1e}"
    why = _spoiled(condition) if found.witness["ending"] == "spoiled" else ""
    return f"It did not converge: {why}the residual is {share} after {steps} {'step' if steps == 1 else 'steps'}."


def _spoiled(condition: Condition | None) -> str:
    if condition is not None and not math.isfinite(condition.value):
        return "A is singular to working precision, so that no direction is left; "
    of = "" if condition is None else f" of about {condition.value:.1e}"
    return f"rounding has spoiled the directions, as a condition number{of} is more than working precision allows; "


def _unproved(error: Error, backward: float) -> str:
    held = f"A x = b holds to {backward:.1e}"
    if error.bound is None:
        return f"{held}, but how sensitive so large a system is was not found out."
    if error.condition is None or not math.isfinite(error.condition.value):
        return f"{held}, but A is singular to working precision, so that x is not the only solution."
    return f"{held}, but that leaves no digit of x: the condition number is {error.condition.value:.1e}."


def _error(found: Steps) -> Error:
    """By factors of A; of a large matrix by its diagonal, if that dominates."""
    A, steps = found.system.A, len(found.path) - 1
    if len(A) <= max(FACTORED, 6 * steps):
        return _by_factors(found)
    rest = np.maximum(np.abs(found.residuals[-1]), eps(A.dtype) * found.sizes[-1])
    size = largest(found.path[-1])
    room = float(margins(A).min())
    if not room > 0:
        return Error(None, None)
    bound = float(rest.max()) / room / size if size else (math.inf if rest.any() else 0.0)
    return Error(bound, Condition(float(np.abs(A).sum(axis=1).max()) / room, "∞, at most"))


def _by_factors(found: Steps) -> Error:
    """|A⁻¹ r| by one solution, and what rounding of r does by `inverse_times`; of a poor condition both by that.

    ‖A⁻¹‖ ≤ 1 / min (|aᵢᵢ| − Σ |aᵢⱼ|) of a dominant diagonal is due to Ahlberg and Nilson 1963, and Varah 1975.
    """
    A, x, r = found.system.A, found.path[-1], found.residuals[-1]
    factors = factor.lu(np.asfortranarray(A))
    if factors.zero_pivot:
        return Error(math.inf, Condition(math.inf, "1"))
    inverse = inverse_of(A, factors)
    ones, rounded = np.ones(len(A)), eps(A.dtype) * found.sizes[-1]
    kappa = inverse_times(inverse.adjoint, inverse.solve, ones) * float(times_abs(ones, A).max())
    if not found.system.b.any() and not x.any():
        off = 0.0 if kappa * eps(A.dtype) < 1 else math.inf
    elif kappa * eps(A.dtype) < ROUGH:
        off = 1.1 * largest(inverse.solve(r)) + inverse_times(inverse.solve, inverse.adjoint, rounded)
    else:
        off = inverse_times(inverse.solve, inverse.adjoint, np.maximum(np.abs(r), rounded))
    size = largest(x)
    bound = off / size if size else (math.inf if off else 0.0)
    return Error(bound if not math.isnan(bound) else math.inf, Condition(kappa, "1"))
