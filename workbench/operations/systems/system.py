"""How sure a solution of A x = b is: shared by every operation that solves square systems."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment, Condition
from workbench.numerics.bounds import Residual, eps, grain, growth, inverse_times, judge
from workbench.numerics.probes import abs_times, largest, probes, times_abs
from workbench.numerics.residual import residual
from workbench.numerics.scales import Scaled, spacing, unscaled
from workbench.operations.spec import Array

Apply = Callable[[Array], Array]
STEPS = 12
SURE = 0.1
BEYOND = 50.0
MOST = 1e300
"""An error that is allowed in an entry, at the most: products with it have to fit."""
UNSTABLE = 20.0
HARDLY = "holds in twice the precision, but A is so close to a singular matrix that this proves no digit."


class Inverse(NamedTuple):
    """How to apply A⁻¹ and A⁻ᴴ to vectors."""

    solve: Apply
    adjoint: Apply


class Weighed(NamedTuple):
    """What errors of single unknowns count for, and the size they are measured against."""

    weights: Array
    size: float


def inverse_of(A: Array, factor: Any) -> Inverse:
    """By the factors, or by the explicit inverse of a small matrix."""
    if factor is not None:
        return Inverse(factor.solve, factor.adjoint)
    try:
        X = np.linalg.inv(A.astype(np.result_type(A, np.float64), copy=False))
    except np.linalg.LinAlgError:
        X = np.full_like(A, np.inf)
    return Inverse(lambda y: np.asarray(X @ y), lambda y: np.asarray(X.conj().T @ y))


def refined(A: Array, b: Array, x: Array, solve: Apply) -> Array | None:
    """x improved by residuals in twice the precision until it is right to its last digit, or None if that fails.

    It succeeds unless the condition exceeds 1/eps (Wilkinson; Higham, Accuracy and Stability, theorem 12.1).
    """
    x, b, before = x.reshape(len(A), -1), b.reshape(len(A), -1), math.inf
    with np.errstate(all="ignore"):
        for _ in range(STEPS):
            step = solve(residual(A, x, b))
            off = largest(step) / largest(x) if x.any() else math.inf
            if not off < before / 2:
                return None
            x, before = x + step, off
            if off <= 2 * eps(A.dtype):
                return np.asarray(x)
    return None


def judge_solution(
    A: Array,
    b: Array,
    x: Array,
    p: int,
    inverse: Inverse,
    exact_to_eps: bool = False,
    stable: bool = True,
    weighed: Weighed | None = None,
    equation: str = "A x = b",
    what: str = "the solution",
    lost: float = 0.0,
) -> Assessment:
    """The residual against |A||x| + |b| (Oettli and Prager), the error by max |A⁻¹| (that level), as gerfs does.

    A solution `exact_to_eps` was refined: A⁻¹ of its residual, computed in twice the precision, is its error but for a
    fraction, where the condition leaves a digit at all. Without a `stable` algorithm the residual may grow with the
    condition (Cramer's rule; Higham, 1.10.1), and the error is what one step of refinement would correct. `p` is the
    exponent by which x was scaled. Errors are relative to the largest entry of x, or `weighed`, where x is the solution
    of an equilibrated system. `lost` is what a tiny x loses when it is scaled back (`scales.spacing`).
    """
    if not x.size:
        return Assessment("green", "There is nothing to solve.", 0.0, 0.0, None, 0.0)
    x, b = x.reshape(len(A), -1), b.reshape(len(A), -1)
    weights, size = (np.ones(len(A)), largest(x)) if weighed is None else weighed
    ones = np.ones(len(A))
    with np.errstate(all="ignore"):
        kappa = inverse_times(inverse.adjoint, inverse.solve, ones) * float(times_abs(ones, A).max())
        check = _residual(A, x, b, p)
        seen = Inverse(lambda y: _times(weights, inverse.solve(y)), lambda y: inverse.adjoint(_times(weights, y)))
        bound = inverse_times(seen.solve, seen.adjoint, check.level.max(axis=1))
        relative = bound / size if size else (math.inf if bound else 0.0)
        checks = [check]
        if exact_to_eps:
            checks = [_loosened(check, A, size, weights), _direct(A, x, b, seen.solve, size)]
            sure = 2 * float(checks[1].level) / size if relative < SURE else None
        elif not stable:
            unstable = replace(check, scale=check.scale * max(1.0, kappa / UNSTABLE))
            checks = [_loosened(unstable, A, size, weights)]
            safe = inverse_times(seen.solve, seen.adjoint, check.scale.max(axis=1) * eps(x.dtype)) < SURE * size
            sure = 2 * float(_direct(A, x, b, seen.solve, size).level) / size if safe else relative
        else:
            sure = relative
    if not b.any() and not x.any():
        sure = 0.0
    return judge(
        x.dtype,
        None if sure is None else sure + lost,
        *checks,
        what=what,
        residual=float(check.observed.max()),
        backward_error=check.relative,
        condition=Condition(kappa, "1"),
        green=f"{equation} is verified",
        unproved=f"{equation} {HARDLY}" if sure is None else None,
        failed=_hopeless(kappa, x.dtype, what) if sure is None else None,
        spacing=lost,
    )


def judge_scaled(
    A: Array,
    b: Array,
    given: Array,
    found: Scaled | None,
    p: int,
    inverse: Inverse,
    exact_to_eps: bool = False,
    stable: bool = True,
    equation: str = "A x = b",
) -> Assessment:
    """As `judge_solution` of A and b at other scales: the solution times 2ᵖ was given, rounded where it is tiny."""
    x = unscaled(given, found, p)
    lost = spacing(given, x, p)
    known = lost or (found is not None and np.array_equal(found.given, given))  # x has all its digits
    return judge_solution(A, b, x, 0 if known else -p, inverse, exact_to_eps, stable, lost=lost, equation=equation)


def _hopeless(kappa: float, dtype: Any, what: str) -> str | None:
    if kappa * eps(dtype) < BEYOND:
        return None
    return f"No digit of {what} can be trusted: the condition number is {kappa:.1e}."


def _times(weights: Array, y: Array) -> Array:
    """Row i times weight i."""
    return np.asarray((y.T * weights).T)


def _loosened(check: Residual, A: Array, size: float, weights: Array) -> Residual:
    """As a solution may have it that is right to the last digit of its largest entry: a row may see small ones only."""
    allowed = np.minimum(size / weights, MOST)
    return replace(check, scale=check.scale + abs_times(A, allowed)[:, None])


def _direct(A: Array, x: Array, b: Array, solve: Apply, size: float) -> Residual:
    """The correction that one more step of refinement would make, against the last digit of x."""
    return Residual.of(largest(solve(residual(A, x, b))), size, x.dtype)


def _residual(A: Array, x: Array, b: Array, p: int) -> Residual:
    V = probes(x.shape[1], x.dtype)
    Y, c = x @ V, b @ V
    y, d, observed = np.abs(Y), np.abs(c), np.abs(c - A @ Y)
    if V.shape[1] < len(V):  # sums of many columns may cancel in one probe, hardly in all
        y, d, observed = (item.max(axis=1, keepdims=True) for item in (y, d, observed))
    return Residual.of(observed, growth(len(A)) * (abs_times(A, y + grain(x.dtype, p)) + d), x.dtype)
