"""Linear equations for a matrix X: scaled, solved, refined, and certified by the residual and the inverse map."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from workbench.model.certificate import Assessment, Condition
from workbench.model.errors import UserError
from workbench.numerics.bounds import Residual, eps, grain, growth, inverse_times, judge
from workbench.numerics.factor import conjugate_transpose
from workbench.numerics.kronecker import inverse_reach, solver
from workbench.numerics.matrix_equations import Equation
from workbench.numerics.probes import largest, shifted
from workbench.numerics.scales import Scaled, spacing, unscaled
from workbench.operations.common import unusable
from workbench.operations.spec import Array, Outcome, Problem
from workbench.operations.systems.equation import Kind, Posed, refuse_if_proved, refuse_if_singular

STEPS = 3
HARDLY = "holds to rounding, but is so close to a singular equation that this proves no digit."
LEFT = 0.5
"""The part of an error that a correction may leave."""
CALM = 8.0
"""Roundings up to which a residual counts as small entry by entry."""
MANY = 64
"""Unknowns above which rounding errors are taken for independent."""
PROBES, SAFETY = 3, 4.0
"""Random residuals that are tried, and how much larger than what they reach an error may be."""
LOOKED_AT = 128
"""Up to this order more is said of the equation than its solution needs."""


def run(kind: Kind, problem: Problem) -> Outcome:
    """Solve, and correct by the residual; X of a Hermitian equation is made Hermitian."""
    Q = problem["Q"]
    if not Q.size:
        return Outcome({"result": np.zeros_like(Q)})
    refuse_if_proved(kind, problem, [problem.exact.get(name) for name in kind.coefficients])
    try:
        posed = kind.pose(problem, None)
    except np.linalg.LinAlgError:
        raise UserError(
            "domain", "No Schur form was found: the QR algorithm does not converge.", "Scale the matrices.", ("schur",)
        ) from None
    refuse_if_singular(kind, problem, posed)
    X, even = refined(posed)
    hermitian = "B" not in problem.arrays and problem.structures["Q"].symmetric
    if hermitian:
        X = X / 2 + conjugate_transpose(X) / 2
    result = shifted(X, posed.exponent) if posed.exponent else X
    witness = {"equation": posed.equation, "even": even, "scaled": Scaled(X, posed.exponent)}
    return Outcome({"result": result}, witness, details=_details(kind, posed, X if hermitian else None))


def refined(posed: Posed) -> tuple[Array, bool]:
    """X after a few corrections by its residual, and whether that is small entry by entry.

    Where it is not, and unknowns are few, all of them are eliminated at once, if that is sure of the inverse.
    """
    X, even = _corrected_by(posed, posed.equation.solve, posed.equation.solve(posed.Q))
    if even or X.size > MANY:
        return X, even
    solve = None if _is_doubtful(posed) else solver(posed.equation.times, X.shape, X.dtype)
    other, better = (X, False) if solve is None else _corrected_by(posed, solve, solve(posed.Q))
    return (other, True) if better else (X, even)


def _is_doubtful(posed: Posed) -> bool:
    """Whether, of few unknowns, a rounding of the terms may make the equation singular."""
    equation, shape = posed.equation, posed.Q.shape
    if posed.Q.size > MANY:
        return False
    return inverse_reach(equation.times, equation.moduli, np.ones(shape), equation.A.dtype) == math.inf


def _corrected_by(posed: Posed, solve: Callable[[Array], Array], X: Array) -> tuple[Array, bool]:
    for _ in range(STEPS):
        better = X + solve(posed.Q - posed.equation.times(X))
        if not np.isfinite(better).all():
            break
        X = better
        if _residual(posed, X, True).relative <= eps(X.dtype):
            break
    return X, _residual(posed, X, True).relative <= CALM * eps(X.dtype)


def _residual(posed: Posed, X: Array, even: bool, moved: bool = False) -> Residual:
    """Q − L(X) against |L||X| + |Q|, entry by entry or else in the Frobenius norm (Bartels and Stewart's is so small).

    Higham, Accuracy and Stability of Numerical Algorithms, 16.1 and 16.2. X that was `moved` may have lost digits.
    """
    equation, Q = posed.equation, posed.Q
    least = grain(X.dtype, -posed.exponent if moved else 0)
    if even:
        scale = equation.moduli((np.abs(X) + least).astype(np.float64)) + np.abs(Q)
    else:
        whole = equation.sizes() * (float(np.linalg.norm(X)) + least) + float(np.linalg.norm(Q))
        scale = np.full(X.shape, whole)
    return Residual.of(Q - equation.times(X), growth(sum(X.shape)) * scale, X.dtype)


def through(equation: Equation, weights: Array) -> float:
    """max |L⁻¹| w for weights w ≥ 0 in the place of the entries of X: a bound of few, an estimate of many."""
    shape, kind = weights.shape, equation.A.dtype
    if weights.size <= MANY:
        found = inverse_reach(equation.times, equation.moduli, weights, kind)
        if found is not None and math.isfinite(found):
            return found

    def solve(y: Array) -> Array:
        return equation.solve(y.reshape(shape).astype(kind, copy=False)).ravel()

    def adjoint(y: Array) -> Array:
        return equation.adjoint(y.reshape(shape).astype(kind, copy=False)).ravel()

    return inverse_times(solve, adjoint, weights.ravel())


def _inverts(equation: Equation, level: Array, X: Array) -> bool:
    """Whether a correction by the Schur forms, which are rounded themselves, corrects most of an error.

    Else L is singular to working precision, and what the forms give for L⁻¹ is not its size.
    """
    sign = np.random.default_rng(20_261_123).integers(0, 2, X.shape) * 2 - 1
    error = equation.solve((sign * level).astype(X.dtype))
    left = error - equation.solve(equation.times(error))
    return bool(largest(left) <= LEFT * largest(error))


def certify(kind: Kind, problem: Problem, outcome: Outcome) -> Assessment:
    """The residual entry by entry, and the error as L⁻¹ makes it of a residual of that level (Higham, 16.4).

    The condition number is |L⁻¹|(|L||X| + |Q|) relative to the largest entry of X: the structured one, which knows that
    only the coefficients and Q can be off, not every entry of the system for all unknowns.
    """
    given = outcome.outputs["result"]
    if (bad := unusable(given, problem["Q"].shape, "the solution")) is not None:
        return bad
    if not given.size:
        return Assessment("green", "There is nothing to solve.", 0.0, 0.0, None, 0.0)
    if not problem["Q"].any() and not given.any():
        return judge(given.dtype, 0.0, green=f"{kind.text} is verified")
    posed = kind.pose(problem, outcome.witness["equation"])
    X = unscaled(given, outcome.witness["scaled"], posed.exponent)
    lost = spacing(given, X, posed.exponent)
    check, size = _residual(posed, X, outcome.witness["even"], not lost), largest(X)
    reach = through(posed.equation, check.scale)
    kappa = reach / size if size else math.inf
    bound, checks = kappa * max(eps(X.dtype), check.relative), [check]
    if X.size > MANY and outcome.witness["even"]:
        checks.append(_corrected(posed, X))
        bound = min(bound, float(checks[1].level) / size if size else math.inf)
    known = not bound < 1 or (not _is_doubtful(posed) and _inverts(posed.equation, check.scale, X))
    return judge(
        X.dtype,
        bound + lost if known else None,
        *checks,
        what="the solution",
        residual=float(check.observed.max()),
        condition=Condition(kappa, "largest entry, estimated") if known and math.isfinite(kappa) else None,
        green=f"{kind.text} is verified",
        unproved=None if known else f"{kind.text} {HARDLY}",
        spacing=lost,
    )


def _corrected(posed: Posed, X: Array) -> Residual:
    """What one more correction would change, against what L⁻¹ makes of random residuals of the size of rounding.

    Many independent errors do not conspire, as |L⁻¹| has it.
    """
    equation, Q, n = posed.equation, posed.Q, sum(X.shape)
    step = equation.solve(Q - equation.times(X))
    sizes = np.sqrt(equation.squares(np.abs(X) ** 2) + np.abs(Q) ** 2)
    signs = np.random.default_rng(20_261_122).integers(0, 2, (PROBES, *X.shape)) * 2 - 1
    reached = [largest(equation.solve((sign * sizes).astype(X.dtype))) for sign in signs]
    return Residual.of(largest(step), SAFETY * growth(n) * max(reached), X.dtype)


def _details(kind: Kind, posed: Posed, X: Array | None) -> dict[str, Any]:
    """The separation, that is 1 / ‖L⁻¹‖ in the largest entry, and what the equation is asked for besides."""
    if max(posed.Q.shape) > LOOKED_AT:
        return {}
    norm = through(posed.equation, np.ones(posed.Q.shape))
    return {"separation": plain(1 / norm if norm else math.inf, posed.lift), **kind.describe(posed, norm, X)}


def definite(posed: Posed, norm: float, X: Array | None) -> bool | None:
    """Whether a Hermitian X is positive definite, None where its error, by the norm of L⁻¹, leaves that open."""
    if X is None or not math.isfinite(norm) or not np.isfinite(X).all():
        return None
    check = _residual(posed, X, True)
    off = norm * float(check.level.max()) + 10 * eps(X.dtype) * float(np.linalg.norm(X))
    least = float(np.linalg.eigvalsh(X)[0])
    return None if not abs(least) > len(X) * off else least > 0


def decided(posed: Posed, norm: float) -> bool:
    """Whether no change of the coefficients by rounding makes the equation singular.

    Then none moves an eigenvalue over the border of stability either, on which the equation is singular.
    """
    n = len(posed.Q)
    return 20 * n * eps(posed.Q.dtype) * posed.equation.sizes() * norm < 1


def plain(x: float, p: int) -> float | None:
    """x · 2ᵖ as plain data: None out of range."""
    with np.errstate(all="ignore"):
        found = float(np.ldexp(x, p))
    return found if math.isfinite(found) else None
