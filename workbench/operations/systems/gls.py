"""Generalised least squares: errors that vary together, with a full covariance matrix."""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact, exact_definite
from workbench.model.errors import UserError
from workbench.numerics.decompose import nearly_symmetric
from workbench.operations.common import RightSide, by, need_entries, need_equal_rows, need_square, shape_error
from workbench.operations.spec import Array, Axes, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.systems import gls_check
from workbench.operations.systems.gls_check import posed, solved


class Fit(NamedTuple):
    result: Annotated[Operand, "x, the best linear unbiased estimate where V is the covariance of the errors of b"]


def gls(
    A: Matrix2,
    b: RightSide,
    V: Annotated[Operand, Axes((2,), "the covariance of the errors of b, positive definite")],
) -> Fit:
    """The x that makes rᴴV⁻¹r least for r = A x − b, given the covariance V of the errors in b.

    It is the best linear unbiased estimate (Aitken 1935). A has independent columns, no more than rows.
    """
    need_entries(A, "there is nothing to fit")
    need_equal_rows(A, b, ())
    need_square(V, "it is no covariance", "A covariance has a row and a column for each row of A.", ())
    (m, n), dtype = A.shape, np.result_type(A.dtype, b.dtype, V.dtype)
    if len({m, *V.shape}) != 1:
        message = f"{A.name} has {m} rows and {V.name} is {by(V.shape)}: the covariance has to be {by((m, m))}."
        raise shape_error(message, "It has a row and a column for each row of A.", (), A, V)
    if m < n:
        message = f"{A.name} has {n} columns but only {m} rows: its columns are dependent, and many x fit equally well."
        raise shape_error(message, "lstsq takes the shortest of many solutions.", ("lstsq", "pinv"), A)
    return Fit(Operand("result", A.shape[1:] + b.shape[1:], dtype))


def cost(A: Operand, b: Operand, V: Operand) -> Cost:
    (m, n), columns = A.shape, math.prod(b.shape[1:])
    flops = m**3 / 3 + 2.0 * m * m * n + 4.0 * m * n * n + 24.0 * (m + n) ** 2 * columns
    return Cost(flops, (3.0 * (m + n) ** 2 + 3.0 * m * n) * np.result_type(A.dtype, V.dtype).itemsize)


def _run(problem: Problem) -> Outcome:
    name = problem.name("V")
    if not nearly_symmetric(problem["V"]):
        raise _refusal(f"{name} is not symmetric, so it is no covariance.", {})
    given = posed(problem)
    found = gls_check.whitened(given)
    if found is None:
        raise _refusal(f"{name} is not positive definite to working precision, so it is no covariance to weight with.")
    if found.qr is None:
        raise _dependent(f"The columns of {problem.name('A')} are dependent to working precision")
    y, witness = solved(given, found)
    return Outcome({"result": given.fit.outward(y).given}, witness, _warnings(problem))


def _warnings(problem: Problem) -> tuple[str, ...]:
    if problem.structures["V"].symmetric:
        return ()
    return (f"{problem.name('V')} is symmetric but for rounding; only its lower triangle is used.",)


def _refusal(message: str, details: dict[str, Any] | None = None) -> UserError:
    hint = "Least squares with weights for single rows is lstsq; eig shows which combination has no variance."
    return UserError("domain", message, hint, ("lstsq", "eig", "cholesky"), details or {})


def _dependent(found: str) -> UserError:
    hint = "lstsq takes the shortest of many solutions."
    return UserError("singular", f"{found}: many x fit equally well.", hint, ("lstsq", "pinv"), {"null_vector": None})


def _exact(problem: Problem) -> dict[str, Any] | None:
    """(AᵀV⁻¹A)⁻¹AᵀV⁻¹b in fractions, which solves the normal equations to the last one."""
    A, b, V = (problem.exact.get(name) for name in "AbV")
    if A is None or b is None or V is None or not exact.fits(A, b, V) or not np.array_equal(V, V.T):
        return None
    if (minor := exact_definite.first_failing_minor(V)) is not None:
        message = f"{problem.name('V')} is not positive definite: its leading minor of order {minor.order}"
        raise _refusal(f"{message} is not positive, so it is no covariance to weight with.")
    if exact.rank(A) < A.shape[1]:
        raise _dependent(f"The columns of {problem.name('A')} are dependent")
    return {"result": _fractions(A, b, V)}


def _fractions(A: Array, b: Array, V: Array) -> Array:
    M, B, C = (exact.to_flint(item) for item in (A, b, V))
    weighted = C.solve(M).transpose()
    X = (weighted * M).solve(weighted * B)
    exact.confirm(weighted * (M * X) == weighted * B, "the residual is not orthogonal to the columns")
    return exact.from_flint(X, (A.shape[1], *b.shape[1:]))


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A, b, V = names
    return (
        f"L = np.linalg.cholesky({V})\n"
        f"x = np.linalg.lstsq(np.linalg.solve(L, {A}), np.linalg.solve(L, {b}), rcond=None)[0]"
    )


GLS = Operation(
    declare=gls,
    routes=(Route("LAPACK potrf, geqrf", always("V = L Lᴴ, and L⁻¹ makes errors independent"), _run, _code),),
    certify=gls_check.certify,
    cost=cost,
    exact=_exact,
)
