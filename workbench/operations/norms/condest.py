"""An estimate of the condition number in the 1-norm that needs no inverse."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics import factor
from workbench.numerics.bounds import growth
from workbench.numerics.inverse_norm import norm_of, relative_error
from workbench.numerics.norm_estimates import enlarged, product
from workbench.operations.common import kept, need_entries, need_square
from workbench.operations.norms.estimates import COMPARED, unit_failure, verdict
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always

INFINITE = "A v is exactly 0: A is singular, and its condition number infinite."


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
    v = _direction(A)
    value = _attained(A, v)
    return Outcome({"result": np.asarray(value).astype(A.real.dtype), "v": v})


def _direction(A: Array) -> Array:
    """The solution of 1-norm 1 that is largest beside its right-hand side."""
    found = factor.lu(np.asfortranarray(A))
    if not found.zero_pivot:
        x = enlarged(found.solve, found.adjoint, len(A), A.dtype)
        if np.isfinite(x).all() and x.any():
            return _unit(x)
    return _unit(factor.null_vector(A))


def _unit(x: Array) -> Array:
    x = x / np.abs(x).max()
    return np.asarray(x / np.abs(x).sum())


def _attained(A: Array, v: Array) -> float:
    """‖A‖₁ ‖v‖₁ / ‖A v‖₁, which is never above the condition number."""
    below = float(np.abs(product(A, v)).astype(np.float64).sum())
    above = norm_of(A, 1) * float(np.abs(v).astype(np.float64).sum())
    return above / below if below > 0 else math.inf


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """What v attains, with A v in twice the precision; of small matrices the inverse tells how near that is."""
    A, value, v = kept(problem, "A")[0], float(outcome.outputs["result"]), np.asarray(outcome.outputs["v"])
    failure = unit_failure(v, len(A), float(np.abs(v).astype(np.float64).sum()))
    if failure is not None or math.isnan(value):
        return Assessment("red", failure or "Verification failed: a condition number is a number.")
    attained = _attained(A, v)
    if math.isinf(value) or math.isinf(attained):
        if value == attained:
            return _infinite(A)
        return Assessment("red", "Verification failed: the estimate is not what v attains.")
    truth = _truth(A) if len(A) <= COMPARED else None
    return verdict(A.dtype, value, attained, 4 * growth(len(A)), truth, "κ₁", "the inverse")


def _infinite(A: Array) -> Assessment:
    return Assessment("green", INFINITE)


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
        f"k = 1 / gecon(getrf({A})[0], np.linalg.norm({A}, 1))[0]"
    )


CONDEST = Operation(
    declare=condest,
    routes=(Route("LAPACK getrf, Hager and Higham", always("a few solves instead of an inverse"), _run, _code),),
    certify=certify,
    cost=cost,
    stacked=True,
)
