"""An estimate of the condition number in the 1-norm that needs no inverse."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics import factor
from workbench.numerics.bounds import growth
from workbench.numerics.equilibrium import NEVER, equilibrated
from workbench.numerics.inverse_norm import norm_of, relative_error
from workbench.numerics.norm_estimates import enlarged
from workbench.numerics.probes import shifted
from workbench.operations.common import kept, need_entries, need_square, wide
from workbench.operations.norms.attained import attained
from workbench.operations.norms.estimates import COMPARED, SAME, unit_failure, verdict
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always

SINGULAR = "A v is exactly 0: A is singular, and its condition number infinite."
BEYOND = "The condition number is beyond the largest number of the type, though A is not singular."
UNSURE = "A is singular to working precision: its condition number is infinite, or beyond the largest number."


class Estimate(NamedTuple):
    result: Annotated[Operand, "an estimate of ‖A‖₁ ‖A⁻¹‖₁, never above it and seldom below a third of it"]
    v: Annotated[Operand, "a vector with ‖v‖₁ = 1 that proves it: ‖A v‖₁ = ‖A‖₁ / result"]


def condest(A: Matrix2) -> Estimate:
    """An estimate of the condition number of a square matrix in the 1-norm, without its inverse: a lower bound.

    From the LU factors by a few solves (Hager, SIAM J. Sci. Stat. Comput. 1984; Higham 1988), as LAPACK's gecon does.
    Where the condition number is large, v is nearly a null vector.
    """
    need_square(A, "it has no inverse", "Its spectral condition number exists.", ("cond", "normest"))
    need_entries(A, "it has no condition number")
    real = np.dtype(A.dtype.type(0).real.dtype)
    return Estimate(Operand("result", (), real), Operand("v", A.shape[:1], A.dtype))


def _run(problem: Problem) -> Outcome:
    A = kept(problem, "A")[0]
    v = _far_apart(A) if wide(problem) else _direction(A)
    return Outcome({"result": np.asarray(attained(A, v).value).astype(A.real.dtype), "v": v})


def _direction(A: Array) -> Array:
    """The solution of 1-norm 1 that is largest beside its right-hand side."""
    found = factor.lu(np.asfortranarray(A))
    if not found.zero_pivot:
        x = enlarged(found.solve, found.adjoint, len(A), A.dtype)
        if np.isfinite(x).all() and x.any():
            return _unit(x)
    return _far_apart(A)


def _far_apart(A: Array) -> Array:
    """The same as the largest column of A⁻¹ = 2^−columns B⁻¹ 2^−rows, which itself may be beyond all numbers.

    If B is singular there is none, but a null vector.
    """
    B, rows, columns = equilibrated(A)
    found = factor.lu(np.asfortranarray(B))
    if found.zero_pivot:
        return _unit(_restored(factor.null_vector(B)[:, None], columns)[0][:, 0])
    X, powers = _restored(found.solve(np.eye(len(A), dtype=A.dtype)), columns)
    return _unit(X[:, np.argmax(np.log2(np.abs(X).sum(axis=0)) + powers - rows)])


def _restored(Y: Array, columns: Array) -> tuple[Array, Array]:
    """The columns of 2^−columns Y, each times 2^−power so that its largest part is near 1, and the powers."""
    parts = np.maximum(np.abs(Y.real), np.abs(Y.imag))
    powers = np.where(parts > 0, np.frexp(parts)[1] - columns[:, None], NEVER).max(axis=0)
    return shifted(Y, -columns[:, None] - powers), powers


def _unit(x: Array) -> Array:
    x = x / np.abs(x).max()
    return np.asarray(x / np.abs(x).sum())


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """What v attains, with A v in twice the precision; of small matrices the inverse tells how near that is."""
    A, value, v = kept(problem, "A")[0], float(outcome.outputs["result"]), np.asarray(outcome.outputs["v"])
    failure = unit_failure(v, len(A), float(np.abs(v).astype(np.float64).sum()))
    if failure is not None or math.isnan(value):
        return Assessment("red", failure or "Verification failed: a condition number is a number.")
    shown = attained(A, v)
    given = float(np.asarray(shown.value).astype(A.real.dtype))
    if math.isinf(value) or math.isinf(given):
        if value == given:
            return _infinite(A, shown.vanishes)
        return Assessment("red", "Verification failed: the estimate is not what v attains.")
    truth = _truth(A) if len(A) <= COMPARED else None
    return verdict(A.dtype, value, shown.value, 4 * growth(len(A)), truth, "κ₁", "the inverse")


def _infinite(A: Array, vanishes: bool | None) -> Assessment:
    """An A that is not singular is told by an inverse of the equilibrated one, proved by its residual."""
    if vanishes:
        return Assessment("green", SINGULAR)
    B = equilibrated(A).B
    return Assessment("amber", BEYOND if _truth(B)[1] < SAME else UNSURE)


def _truth(A: Array) -> tuple[float, float]:
    """κ₁ and its relative error, from the inverse; where there is none its error is infinite."""
    try:
        X = np.linalg.inv(A)
    except np.linalg.LinAlgError:
        return math.inf, math.inf
    return norm_of(A, 1) * norm_of(X, 1), relative_error(A, X, 1)


def cost(A: Operand) -> Cost:
    n = float(max(A.shape))
    return Cost(2 / 3 * n**3 + 30 * n**2, 8.0 * 2 * n**2)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A = names[0]
    return (
        f'getrf, gecon = scipy.linalg.get_lapack_funcs(("getrf", "gecon"), ({A},))\n'
        f"k = np.divide(1, gecon(getrf({A})[0], np.linalg.norm({A}, 1))[0])"
    )


CONDEST = Operation(
    declare=condest,
    routes=(Route("LAPACK getrf, Hager and Higham", always("a few solves instead of an inverse"), _run, _code),),
    certify=certify,
    cost=cost,
    stacked=True,
)
