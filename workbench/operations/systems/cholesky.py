"""Cholesky factorisation, which only positive definite matrices have."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact, exact_definite
from workbench.model.certificate import Assessment, Condition
from workbench.model.errors import UserError
from workbench.numerics import factor
from workbench.numerics.bounds import eps, inverse_times
from workbench.numerics.decompose import asymmetry
from workbench.numerics.determinant import of_fraction, product
from workbench.numerics.factor import Triangular, conjugate_transpose, lapack
from workbench.numerics.probes import shifted, times_abs
from workbench.numerics.sensitivity import cholesky_error, natural_unit
from workbench.operations.common import hermitian, kept, need_square
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.steps import worked
from workbench.operations.systems import device_factors
from workbench.operations.systems.factors import is_upper, product_check, usable, verdict
from workbench.operations.systems.symmetry import but_for_rounding

LONG = 24
"""A fraction of more characters is shown as a decimal number."""


class Root(NamedTuple):
    result: Annotated[Operand, "L, lower triangular with a positive diagonal; A = L Lᴴ"]


def cholesky(A: Matrix2) -> Root:
    """The lower triangular L with A = L Lᴴ of a positive definite matrix."""
    need_square(A, "it has no Cholesky factor", "A Aᴴ and Aᴴ A would have one, and QR works for any shape.", ("qr",))
    return Root(Operand("result", A.shape, A.dtype))


def cost(A: Operand) -> Cost:
    n = float(A.shape[0])
    return Cost(max(1.0, n**3 / 3), 2 * n * n * A.dtype.itemsize)


def _run(problem: Problem) -> Outcome:
    A, p = _even(problem)
    warnings = _need_symmetric(problem, A)
    if not A.size:
        return Outcome({"result": A.copy()})
    flipped = A.flags.c_contiguous and A.dtype.kind != "c" and problem.structures["A"].symmetric
    B = A.T if flipped else A
    L, info = lapack("potrf", B)(B, lower=1, clean=1)
    if info:
        raise _refusal(problem, A, p, int(info))
    return Outcome({"result": shifted(L, p // 2) if p else L}, warnings=warnings)


def _even(problem: Problem) -> tuple[Array, int]:
    """A scaled by an even power of 2, so that L is by the half of it."""
    A, p = kept(problem, "A")
    return (shifted(A, -1), p + 1) if p % 2 else (A, p)


def _need_symmetric(problem: Problem, A: Array) -> tuple[str, ...]:
    """Refuse a matrix that is not symmetric; one that is but for rounding is taken by its lower triangle."""
    if problem.structures["A"].symmetric or not A.size:
        return ()
    name, word = problem.name("A"), hermitian(problem)
    if but_for_rounding(problem, A):
        return (f"{name} is {word} but for rounding; only its lower triangle is used.",)
    i, j = _asymmetric_at(A)
    raise UserError(
        "domain",
        f"{name} is not {word} (entries {i}, {j} and {j}, {i} differ), so it has no Cholesky factor.",
        f"LU works for any square matrix; the {word} part of {name} may have a Cholesky factor.",
        ("lu", "symmetric_skew"),
        {"position": [i, j], "asymmetry": asymmetry(A)},
    )


def _asymmetric_at(A: Array) -> tuple[int, int]:
    i, j = np.unravel_index(int(np.argmax(np.abs(A - conjugate_transpose(A)))), A.shape)
    return int(min(i, j)), int(max(i, j))


def _refusal(problem: Problem, A: Array, p: int, order: int) -> UserError:
    """Names the first leading minor of 2ᵖ A that is not positive, with its value; in exact arithmetic if it can."""
    entries = _entries(problem)
    if entries is None:
        with np.errstate(all="ignore"):
            found = factor.lu(np.ascontiguousarray(A[:order, :order]))
        value = product(found.pivots, found.sign, p * order).value(np.float64)
        return _not_definite(problem, order, f"{value:.3g}", float(value))
    minor = exact_definite.first_failing_minor(entries)
    if minor is None:
        return _hidden(problem, order)
    return _not_definite(problem, minor.order, _short(minor.value), float(of_fraction(minor.value).value(np.float64)))


def _entries(problem: Problem) -> Array | None:
    """The symmetric A in fractions, where it is not too large for them."""
    A, given = problem["A"], problem.exact.get("A")
    if given is not None and exact.fits(given):
        return given
    fits = problem.structures["A"].symmetric and A.dtype.kind == "f" and exact.fits(A)
    return exact.fractions(A) if fits else None


def _short(value: Fraction) -> str:
    """A fraction as it is, or in three digits where it is long."""
    text = str(value)
    return text if len(text) <= LONG else f"{Decimal(value.numerator) / Decimal(value.denominator):.3g}"


def _hidden(problem: Problem, order: int) -> UserError:
    return UserError(
        "singular",
        f"{problem.name('A')} is positive definite, but so nearly singular that rounding hides it at row {order - 1}.",
        "Exact arithmetic has its Cholesky factor, and LDLᴴ or LU in floating point go on.",
        ("ldl", "lu", "cond"),
        {"leading_minor": order, "null_vector": None},
    )


def _not_definite(problem: Problem, order: int, shown: str, value: float) -> UserError:
    name = problem.name("A")
    return UserError(
        "domain",
        f"{name} is not positive definite: its leading minor of order {order} is {shown}, not positive.",
        "LDLᴴ factors every symmetric matrix, and shows the signs of its eigenvalues.",
        ("ldl", "lu", "eig"),
        {"leading_minor": order, "value": value},
    )


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """L Lᴴ against A, and the error of L to first order (Sun 1991; Demmel's scaled bound, Higham 10.5)."""
    A, p = _even(problem)
    if (bad := usable(outcome.outputs, {"result": A.shape})) is not None:
        return bad
    L = shifted(outcome.outputs["result"], -(p // 2)) if p else outcome.outputs["result"]
    if not L.size:
        return Assessment("green", "There is nothing to factor.", 0.0, 0.0, None, 0.0)
    d, failed = np.diagonal(L), None
    if not is_upper(L.T) or (d.real <= 0).any() or d.imag.any():
        failed = "Verification failed: L is not lower triangular with a positive diagonal."
    taken = A if problem.structures["A"].symmetric else _lower_part(A)
    product = product_check(taken, L, conjugate_transpose(L))
    unit = natural_unit(len(A), eps(A.dtype), product.residual.relative)
    return verdict(
        A.dtype,
        cholesky_error(L, unit),
        product.backward,
        product.residual,
        condition=_condition(A, L),
        green="A = L Lᴴ is verified",
        failed=failed,
    )


def _lower_part(A: Array) -> Array:
    """A as its lower triangle has it, which is all that was used."""
    strict = np.tril(A, -1)
    return np.asarray(strict + np.diag(np.diagonal(A)) + conjugate_transpose(strict))


def _condition(A: Array, L: Array) -> Condition:
    """κ₁ of A by Hager's estimate with the factors."""
    triangle = Triangular(L, lower=True)

    def solve(B: Array) -> Array:
        return triangle.adjoint(triangle.solve(B.astype(L.dtype)))

    with np.errstate(all="ignore"):
        ones = np.ones(len(A))
        return Condition(inverse_times(solve, solve, ones) * float(times_abs(ones, A).max()), "1")


def _exact(problem: Problem) -> dict[str, Any] | None:
    A = problem.exact.get("A")
    if A is None or not exact.fits(A) or not np.array_equal(A, A.T):
        return None
    try:
        return {"result": exact.spelled(exact_definite.cholesky(A))}
    except exact_definite.NotDefiniteError as stop:
        value: Fraction = stop.minor.value
        size = float(of_fraction(value).value(np.float64))
        raise _not_definite(problem, stop.minor.order, _short(value), size) from None


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"L = np.linalg.cholesky({names[0]})"


CHOLESKY = Operation(
    declare=cholesky,
    routes=(
        Route("LAPACK potrf", always("the one for positive definite matrices"), _run, _code),
        *device_factors.cholesky_routes(_even, _need_symmetric, _run, _code),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    steps=worked("cholesky", "cholesky_steps"),
    stacked=True,
)
