"""The leading principal minors: determinants of the upper left corners."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.numerics import factor
from workbench.numerics.bounds import Residual, eps, judge, quantum
from workbench.numerics.determinant import Product, misfit, of_fraction, product
from workbench.numerics.equilibrium import equilibrated, is_wide
from workbench.numerics.probes import scaled
from workbench.operations.common import need_square
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always

EXACT_CHECK = 12
"""Up to this order the minors of a real matrix are compared with exact ones."""


class Minors(NamedTuple):
    result: Annotated[Operand, "entry k − 1: the determinant of the first k rows and columns"]


def leading_minors(A: Matrix2) -> Minors:
    """The determinants of the upper left corners of a square matrix, of order 1 to n.

    All are positive exactly where a symmetric A is positive definite (Sylvester); none but the last is zero where A
    has an LU factorisation without exchanges of rows. Each is computed for itself, with pivoting.
    """
    need_square(A, "it has no leading minors", "Only square matrices have determinants.", ("svdvals",))
    return Minors(Operand("result", A.shape[:1], A.dtype))


def _corners(A: Array) -> Iterator[Array]:
    return (A[:k, :k] for k in range(1, len(A) + 1))


def _run(problem: Problem) -> Outcome:
    A, exponents = _posed(problem["A"])
    found = [factor.lu(np.ascontiguousarray(M)) for M in _corners(A)]
    products = [product(lu.pivots, lu.sign, p) for lu, p in zip(found, exponents, strict=True)]
    values = np.array([float_of(item, problem["A"].dtype) for item in products], dtype=problem["A"].dtype)
    beyond = not np.isfinite(values).all() or any(
        item.mantissa for item in products if not float_of(item, values.dtype)
    )
    details = {"logabsdet": [item.logarithm for item in products]} if beyond else {}
    return Outcome({"result": values}, {"factors": found}, (), details)


def _posed(A: Array) -> tuple[Array, list[int]]:
    """A at a scale where elimination is safe, and by which power of two each minor then differs."""
    if is_wide(A):
        found = equilibrated(A)
        return found.B, np.cumsum(found.rows + found.columns).tolist()
    B, p = scaled(A)
    return B, [p * k for k in range(1, len(A) + 1)]


def float_of(item: Product, dtype: Any) -> Any:
    return item.value(dtype)[()]


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Each minor against its verified factors, or exact arithmetic; the bound is relative to the largest of them."""
    A, value = problem["A"], outcome.outputs["result"]
    if value is None or np.shape(value) != A.shape[:1]:
        return Assessment("red", "Verification failed: there is not one minor for each corner.")
    if not len(A):
        return judge(A.dtype, 0.0, green="There are no corners")
    sure = A.dtype.kind == "f" and len(A) <= EXACT_CHECK
    expected, errors, checks = _by_exact(problem) if sure else _by_factors(problem, outcome.witness["factors"])
    known = np.array([float_of(item, np.result_type(A.dtype, np.float64)) for item in expected])
    if not value.any() and any(item.mantissa for item in expected) and not known.astype(A.dtype).any():
        return Assessment("amber", "The minors underflow to 0; the logarithms are in the details.", digits=0)
    if not np.isfinite(value).all() or not np.isfinite(known).all():
        return _out_of_range(problem, value, known)
    size = float(np.abs(known).max())
    wide = value.astype(known.dtype)
    errors = errors + quantum(A.dtype)
    check = Residual.of(np.abs(wide - known), errors / eps(A.dtype), A.dtype)
    bound = float(np.maximum(np.abs(wide - known), errors).max()) / size if size else float(np.abs(value).max() > 0)
    return judge(
        A.dtype,
        bound,
        check,
        *checks,
        what="the minors",
        green="Exact arithmetic agrees" if sure else "The factors are verified",
        unproved=_doubtful(wide, known, sure),
        spacing=quantum(A.dtype) / size if size else 0.0,
    )


def _doubtful(value: Array, known: Array, sure: bool) -> str | None:
    """Amber where a minor that is exactly 0 got a sign from rounding."""
    wrong = np.flatnonzero((known == 0) & (value != 0)) if sure else np.zeros(0, int)
    if not wrong.size:
        return None
    return f"The minor of order {wrong[0] + 1} is exactly 0: what floating point gives is rounding error."


def _out_of_range(problem: Problem, value: Array, known: Array) -> Assessment:
    dtype = problem["A"].dtype
    with np.errstate(all="ignore"):
        if np.array_equal(np.isfinite(value), np.isfinite(known.astype(dtype))):
            return Assessment("amber", f"A minor is outside the range of {dtype}; the logarithms are in the details.")
    return Assessment("red", f"Verification failed: a minor is outside the range of {dtype}.")


Evidence = tuple[list[Product], Array, tuple[Residual, ...]]


def _by_exact(problem: Problem) -> Evidence:
    """The exact minors, and what an answer may be off by: as much as elimination is when it runs again.

    That is far less than a few roundings of Hadamard's product of the rows' lengths, which theory allows.
    """
    A, entries = problem["A"], problem.exact.get("A")
    given = entries if entries is not None and exact.fits(entries) else exact.fractions(A)
    expected = [of_fraction(exact.fraction(exact.to_flint(M).det())) for M in _corners(given)]
    known = np.array([float_of(item, np.float64) for item in expected])
    again = _run(problem).outputs["result"]
    if not np.isfinite(known).all() or not np.isfinite(again).all():
        return expected, np.zeros(len(A)), ()
    theory = np.array([k * eps(A.dtype) * _hadamard(M) for k, M in enumerate(_corners(A), start=1)])
    usual = np.maximum(np.abs(again - known), eps(A.dtype) * np.abs(known).max())
    return expected, np.minimum(usual, np.maximum(theory, eps(A.dtype) * np.abs(known).max())), ()


def _rounding_of_nothing(M: Array, p: int) -> float:
    """What a determinant with a zero pivot may be at its own scale, 2ᵖ times that of M; nothing where it underflows."""
    with np.errstate(all="ignore"):
        return float(np.ldexp(len(M) * eps(M.dtype) * _hadamard(M), p))


def _hadamard(M: Array) -> float:
    """The product of the lengths of the rows or of the columns, whichever is smaller, a bound of |det M|."""
    with np.errstate(all="ignore"):
        wide = np.abs(M).astype(np.float64)
        logs = [float(np.log(np.linalg.norm(wide, axis=axis)).sum()) for axis in (0, 1)]
    return math.exp(min(*logs, 700.0)) if min(logs) > -700 else 0.0


def _by_factors(problem: Problem, factors: list[factor.LU]) -> Evidence:
    A, exponents = _posed(problem["A"])
    expected, errors, checks = [], np.zeros(len(A)), []
    for k, (M, lu, p) in enumerate(zip(_corners(A), factors, exponents, strict=True), start=1):
        check, level = misfit(np.ascontiguousarray(M), lu)
        expected.append(product(lu.pivots, lu.sign, p))
        size = abs(complex(float_of(expected[-1], np.complex128)))
        errors[k - 1] = size * min(level, 1.0) if size else _rounding_of_nothing(M, p)
        checks.append(check)
    return expected, errors, tuple(checks)


def cost(A: Operand) -> Cost:
    n = float(A.shape[0])
    return Cost(n**4 / 6 + n**3, n**3 / 3 * A.dtype.itemsize)


def _exact(problem: Problem) -> dict[str, Any] | None:
    A = problem.exact.get("A")
    if A is None or not exact.fits(A):
        return None
    return {"result": [exact.fraction(exact.to_flint(M).det()) for M in _corners(A)]}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A = names[0]
    return f"m = np.array([np.linalg.det({A}[:k, :k]) for k in range(1, len({A}) + 1)])"


LEADING_MINORS = Operation(
    declare=leading_minors,
    routes=(Route("LAPACK getrf, corner by corner", always("each corner is factored with pivoting"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
    stacked=True,
)
