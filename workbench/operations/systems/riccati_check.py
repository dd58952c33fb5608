"""Whether a solution of a Riccati equation is right: what is left of it, its linear part there, and stability."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment, Condition
from workbench.numerics.bounds import Residual, eps, grain, growth, judge
from workbench.numerics.matrix_equations import Equation
from workbench.numerics.probes import largest
from workbench.numerics.riccati import Riccati, gain, second, weighed
from workbench.numerics.scales import Scaled, spacing, unscaled
from workbench.operations.common import unusable
from workbench.operations.spec import Array, Outcome
from workbench.operations.systems.equations import through

MANY = 64
"""Entries of X above which rounding errors are taken for independent."""
CALM = 8.0
"""Roundings up to which a residual counts as small entry by entry."""
PROBES, SAFETY = 3, 4.0
KANTOROVICH = 0.25
"""How near the terms of second order may come to those of first order."""
UNSTABLE = "Verification failed: A − B K is not stable, so this is another solution."
APART = 16.0
"""Roundings by which the linear part has to be apart from a singular one: trsyl changes smaller pivots."""
LOST = 0.1
NO_GAIN = "is verified, but the feedback K is so small that rounding leaves no digit of it sure."
UNDECIDED = "is verified, but so near to the border of stability that no error bound is known."


class Posed(NamedTuple):
    """A scaled equation; the answers to what was asked are 2ˣ X and 2ᵏ K, eigenvalues those of A − B K times 2ᵖ."""

    equation: Riccati
    text: str
    x: int
    k: int
    p: int = 0


def certify(posed: Posed, outcome: Outcome) -> Assessment:
    """What is left of the equation, carried to X by the inverse of its linear part, and from there to K.

    The linear part at X is a Lyapunov equation of A − B K; where its inverse times the term of second order is small, a
    solution is as near as the bound says (Newton and Kantorovich; Sun, "Residual bounds of approximate solutions of the
    algebraic Riccati equation", Numer. Math. 1997).
    """
    X, K, equation = outcome.outputs["X"], outcome.outputs["K"], posed.equation
    n, m = equation.B.shape
    for value, shape, what in ((X, (n, n), "the solution"), (K, (m, n), "the feedback")):
        if (bad := unusable(value, shape, what)) is not None:
            return bad
    dtype, found = X.dtype, outcome.witness
    lost = 0.0
    scaled = []
    for value, name, p in ((X, "X", posed.x), (K, "K", posed.k)):
        wide = unscaled(value, Scaled(found[name], p), p)
        lost = max(lost, spacing(value, wide, p))
        scaled.append(wide.astype(np.result_type(dtype, np.float64)))
    return _judged(posed, scaled[0], scaled[1], dtype, lost, found["even"])


def is_even(equation: Riccati, X: Array, K: Array) -> bool:
    """Whether what is left is small entry by entry, not only beside the largest."""
    scale = equation.moduli(X, K)[0]
    return Residual.of(equation.rest(X, K), scale, X.dtype).relative <= CALM * eps(X.dtype)


def _judged(posed: Posed, X: Array, K: Array, dtype: Any, lost: float, even: bool) -> Assessment:
    equation, factor = posed.equation, growth(3 * len(X))
    try:
        right = gain(equation, X)
        linear = equation.linear(right)
    except np.linalg.LinAlgError:
        return judge(dtype, None, failed="Verification failed: the weight of the inputs is singular.")
    scale, inner = equation.moduli(X, right)
    if not even:
        scale = np.full(X.shape, float(np.linalg.norm(scale)))
    check = Residual.of(equation.rest(X, right), factor * (scale + grain(dtype)), dtype)
    w = np.linalg.eigvals(equation.A - equation.B @ right)
    if not (equation.beyond(w) < 0).all():
        return judge(dtype, None, check, what="the solution", failed=UNSTABLE if check.passes else None)
    if not (X.any() or K.any() or equation.Q.any()):
        return judge(dtype, 0.0, green=f"{posed.text} is verified: both are 0, and A is stable")
    errors = _errors(equation, linear, check, X, right, dtype)
    spread = np.abs(weighed(equation.weight(X), np.eye(len(K))))
    feedback = Residual.of(K - right, factor * (spread @ (inner + grain(dtype))) + grain(dtype), dtype)
    reach = max(_reach(spread, equation.passed(N, right)) for N in errors.likely) / errors.size
    steered = equation.steers(X)
    of_gain = _relative(float(feedback.level.max()) + reach * errors.worst, largest(right)) if steered else 0.0
    bound = _relative(errors.worst, largest(X))
    pair = linear.nearest()
    decided = errors.second < KANTOROVICH and pair.gap > APART * pair.near
    unproved = None if decided else f"{posed.text} {UNDECIDED}"
    if unproved is None and of_gain > LOST:
        unproved = f"{posed.text} {NO_GAIN}"
    sure = unproved is None
    return judge(
        dtype,
        max(bound, of_gain) + lost if sure else None,
        *errors.checks,
        feedback,
        what="the solution",
        residual=float(check.observed.max()),
        condition=_condition(bound, max(eps(dtype), check.relative)) if sure else None,
        green=f"{posed.text} is verified, and A − B K is stable",
        unproved=unproved,
        spacing=lost,
    )


class Errors(NamedTuple):
    """Errors of X: the largest of an entry, likely ones of the largest entry `size`, and what they are squared."""

    worst: float
    likely: list[Array]
    size: float
    second: float
    checks: list[Residual]


def _errors(equation: Riccati, linear: Equation, check: Residual, X: Array, K: Array, dtype: Any) -> Errors:
    """What L⁻¹ makes of residuals of this level.

    Many independent errors do not conspire: then it is what one more correction would change, against what L⁻¹ makes of
    random residuals.
    """
    signs = np.random.default_rng(20_261_122).integers(0, 2, (PROBES, *X.shape)) * 2 - 1
    likely = [linear.solve((sign * check.level).astype(X.dtype)) for sign in signs]
    size = max(map(largest, likely)) or 1.0
    again = max(largest(linear.solve(second(equation, N, X, K))) for N in likely)
    squared, worst, checks = SAFETY * again / size, through(linear, check.level), [check]
    if X.size > MANY and math.isfinite(worst):
        natural = size * float(np.max(check.scale * check.eps)) / float(np.max(check.level)) / math.sqrt(len(X))
        step = largest(linear.solve(equation.rest(X, K)))
        checks.append(Residual.of(step, SAFETY * natural / check.eps, dtype))
        worst = min(worst, float(checks[1].level))
    return Errors(worst, likely, size, squared, checks)


def _reach(spread: Array, change: Array) -> float:
    """The largest change of an entry of K where that of W K is this."""
    return float((spread @ np.abs(change)).max(initial=0))


def _relative(error: float, size: float) -> float:
    return error / size if size else (0.0 if not error else math.inf)


def _condition(bound: float, unit: float) -> Condition | None:
    found = bound / unit
    return Condition(max(found, 1.0), "largest entry, estimated") if math.isfinite(found) else None
