"""Reciprocal condition number: how near to singular a matrix is, between 0 and 1."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment, Condition
from workbench.model.errors import UserError
from workbench.numerics.bounds import Residual, digits, grain, judge, quantum
from workbench.numerics.inverse_norm import norm_of, relative_error
from workbench.numerics.probes import exponent, shifted
from workbench.operations.common import need_entries, need_square, scale, wide
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.systems import wide as wide_system

SINGULAR = "A is singular to working precision: elimination meets a pivot that is exactly 0."
BENEATH = "The reciprocal condition number is beneath the least number of the type, though A is not singular."
HOPELESS = "A is singular to working precision: no digit of its reciprocal condition number is sure."


class Reciprocal(NamedTuple):
    result: Annotated[Operand, "1 / (‖A‖₁ ‖A⁻¹‖₁): near 1 for a well-conditioned A, 0 for a singular one"]


def rcond(A: Matrix2) -> Reciprocal:
    """The reciprocal of the condition number in the 1-norm, 1 / (‖A‖₁ ‖A⁻¹‖₁); 0 if A is singular.

    In the 1-norm it is the relative distance of A from the nearest singular matrix (Gastinel; Kahan, Can. Math. Bull.
    1966). LAPACK's gecon estimates it from LU factors; here it is made of the inverse itself.
    """
    need_square(A, "it has no inverse to compare it with", "Its spectral condition number exists.", ("cond",))
    need_entries(A, "it has no condition number")
    return Reciprocal(Operand("result", (), np.dtype(A.dtype.type(0).real.dtype)))


def _matrix(problem: Problem) -> Array:
    return problem["A"] if wide(problem) else scale(problem, "A")[0]


def _run(problem: Problem) -> Outcome:
    A = _matrix(problem)
    try:
        X = wide_system.solve(problem, np.eye(len(A)))[0] if wide(problem) else np.linalg.inv(A)
    except (np.linalg.LinAlgError, UserError):
        return Outcome({"result": np.asarray(0, dtype=A.real.dtype)})
    return Outcome({"result": np.asarray(_reciprocal(A, X)).astype(A.real.dtype)}, {"inverse": X})


def _reciprocal(A: Array, X: Array) -> float:
    """1 / (‖A‖₁ ‖X‖₁), where either norm may leave the range of numbers though the quotient does not."""
    if not np.isfinite(X).all():
        return 0.0
    p, q = exponent(A), exponent(X)
    sizes = norm_of(shifted(A, -p), 1) * norm_of(shifted(X, -q), 1)
    return float(np.ldexp(1 / sizes, -(p + q))) if sizes > 0 else math.nan


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """How far the inverse may be off, from its residual in twice the precision, and the number made of it again.

    X − A⁻¹ is X R − X R² + ... for R = A X − I (Higham, Accuracy and Stability of Numerical Algorithms, 14.1).
    """
    value, X = np.asarray(outcome.outputs["result"]), outcome.witness.get("inverse")
    if value.shape != () or not np.isfinite(value) or value < 0:
        return Assessment("red", "Verification failed: a reciprocal condition number is a number from 0 to 1.")
    if X is None:
        return _certify_singular(float(value))
    return _compared(_matrix(problem), float(value), np.asarray(X))


def _certify_singular(value: float) -> Assessment:
    if value:
        return Assessment("red", "Verification failed: A is singular, its reciprocal condition number 0.")
    return Assessment("amber", SINGULAR)


def _compared(A: Array, value: float, X: Array) -> Assessment:
    right, unproved = _reciprocal(A, X), None
    if math.isnan(right):
        return judge(A.dtype, None, failed="Verification failed: the inverse is 0.")
    if right == 0 and value == 0:
        return Assessment("amber", BENEATH)
    apart = quantum(A.dtype) / right if 0 < right < grain(A.dtype) else 0.0
    bound: float | None = relative_error(A, X, 1) + apart
    if digits(bound or 0.0, A.dtype) < 1:
        bound, unproved = None, HOPELESS
    return judge(
        A.dtype,
        bound,
        Residual.of(abs(value - right), right + grain(A.dtype), A.dtype),
        what="the reciprocal condition number",
        condition=Condition(1 / right, "1") if right > 0 and math.isfinite(1 / right) else None,
        green="Computed again from a verified inverse",
        unproved=unproved,
        spacing=apart,
        why="the smaller it is, the more it is itself changed by rounding",
    )


def cost(A: Operand) -> Cost:
    n = float(max(A.shape))
    return Cost(2.0 * n**3, 8.0 * 3 * n**2)


def _exact(problem: Problem) -> dict[str, Any] | None:
    """Sums of moduli of fractions."""
    entries = problem.exact.get("A")
    if entries is None or not exact.fits(entries):
        return None
    if exact.rank(entries) < len(entries):
        return {"result": Fraction(0)}
    inverse = exact.from_flint(exact.to_flint(entries).inv())
    sizes = [np.abs(M).sum(axis=0).max() for M in (entries, inverse)]
    return {"result": 1 / Fraction(sizes[0] * sizes[1])}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"r = 1 / np.linalg.cond({names[0]}, 1)"


RCOND = Operation(
    declare=rcond,
    routes=(Route("LAPACK gesv (NumPy inv)", always("the 1-norm of the inverse is needed"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
    stacked=True,
)
