"""Least squares with x ≥ 0, by the active sets of Lawson and Hanson."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np
import scipy

from workbench.backends import exact, exact_nnls
from workbench.model.errors import UserError
from workbench.model.surd import root
from workbench.numerics.rectangular import refined
from workbench.operations.common import need_entries, need_equal_rows
from workbench.operations.spec import Array, Axes, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.systems.fitting import NO_DIGITS, Posed, independent, is_rounding, plain_residual
from workbench.operations.systems.nnls_check import certify, unit


class Nonnegative(NamedTuple):
    result: Annotated[Operand, "x, without a negative entry"]
    residual: Annotated[Operand, "the 2-norm of A x − b"]


def nnls(A: Matrix2, b: Annotated[Operand, Axes((1,), "the right-hand side, a vector")]) -> Nonnegative:
    """The x ≥ 0 that makes A x − b shortest, by the active sets of Lawson and Hanson.

    It is the only one where the columns of A are independent, and has the conditions of Karush, Kuhn and Tucker: where
    an entry is above 0 the residual is orthogonal to its column, elsewhere it makes no acute angle with it.
    """
    need_entries(A, "there is nothing to fit")
    need_equal_rows(A, b, ("transpose",) if b.shape[0] == A.shape[1] else ())
    dtype = np.result_type(A.dtype, b.dtype)
    return Nonnegative(Operand("result", A.shape[1:], dtype), Operand("residual", (), dtype))


def cost(A: Operand, b: Operand) -> Cost:
    m, n = A.shape
    return Cost(4.0 * m * n * min(m, n) + 4.0 * n * n, 24.0 * (m * n + m + n))


def _run(problem: Problem) -> Outcome:
    given = unit(problem)
    n = given.A.shape[1]
    try:
        y, _ = scipy.optimize.nnls(given.A, given.b, maxiter=max(100, 30 * n))  # in double precision
    except RuntimeError:
        message = f"No solution was found in {max(100, 30 * n)} steps: the sets of unknowns above 0 go round."
        raise UserError("domain", message, "Leave out columns that are nearly dependent.", ("lstsq",)) from None
    y = _polished(given, y).astype(given.A.dtype)
    passive = [int(j) for j in np.flatnonzero(y)]
    found = given.outward(y)
    outputs = {"result": found.given, "residual": plain_residual(problem, found.given)[()]}
    warnings = (NO_DIGITS,) if is_rounding(problem, found.given) else ()
    return Outcome(outputs, {"scaled": found}, warnings, {"passive": passive})


def _polished(given: Posed, y: Array) -> Array:
    """The least squares of the columns that count, refined, as long as they keep every entry above 0."""
    passive = y > 0
    if not 0 < np.count_nonzero(passive) <= len(given.b):
        return y
    C = np.asfortranarray(given.A[:, passive], dtype=y.dtype)
    found = independent(C)
    if found is None:
        return y
    inner = refined(C, given.b.astype(y.dtype), found.pseudo)
    if not (inner > 0).all():
        return y
    better = np.zeros_like(y)
    better[passive] = inner
    return better


def _exact(problem: Problem) -> dict[str, Any] | None:
    A, b = problem.exact.get("A"), problem.exact.get("b")
    if A is None or b is None or not exact.fits(A, b):
        return None
    found = exact_nnls.nnls(A, b)
    length = root(sum(found.residual**2, Fraction(0)))
    return {"result": found.x, "residual": exact.spelled(exact.array([length], ())).item()}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"x, residual = scipy.optimize.nnls({', '.join(names)})"


NNLS = Operation(
    declare=nnls,
    routes=(
        Route("SciPy nnls, Lawson and Hanson", always("active sets, and QR of the columns that count"), _run, _code),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    real=True,
)
