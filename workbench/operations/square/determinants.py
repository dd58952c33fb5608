"""The factorisation behind det and slogdet, and what both are checked against: it, or exact arithmetic."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment, Condition
from workbench.numerics import device_factor, factor
from workbench.numerics.bounds import LIMIT, Residual, digits, eps, half_digits, judge
from workbench.numerics.determinant import Product, misfit, of_fraction, product, sensitivity
from workbench.numerics.equilibrium import equilibrated
from workbench.numerics.factor import Diagonal, Factor
from workbench.operations.common import (
    SMALL,
    by,
    definite,
    general,
    narrow,
    need_square,
    not_definite,
    scale,
    triangular,
    wide,
)
from workbench.operations.on_device import device_route, start
from workbench.operations.spec import Array, Cost, Operand, Outcome, Problem, Route

EXACT_CHECK = 12
"""Up to this order every real determinant is compared with the exact one; above, only what is in doubt."""

FAR = 1e4
"""A determinant beyond this, or below its inverse, has a logarithm that costs digits."""
AGREES = "Exact arithmetic agrees"

Code = Callable[[Problem, tuple[str, ...]], str]
Finish = Callable[[Problem, Product], Outcome]


def need(A: Operand) -> None:
    """Refuse what is not square."""
    hint = "Only square matrices have one; singular values and rank exist for any shape."
    need_square(A, "it has no determinant", hint, ("svdvals", "matrix_rank"))


def cost(A: Operand) -> Cost:
    n = A.shape[0]
    return Cost(2.0 * n**3 / 3, 1.0 * n * n * A.dtype.itemsize)


def routes(finish: Finish, code: Code) -> tuple[Route, ...]:
    """Triangular, wide, small, positive definite and general matrices; `finish` makes the outputs of the product."""

    def give(problem: Problem, found: Factor, exponent: int, why: str | None = None) -> Outcome:
        outcome = finish(problem, product(found.pivots, found.sign, exponent))
        method = None if why is None else "LAPACK getrf"
        return _with(outcome, {"factor": found, "exponent": exponent}, method, why)

    def run_triangular(problem: Problem) -> Outcome:
        return give(problem, Diagonal(np.diagonal(problem["A"])), 0)

    def run_small(problem: Problem) -> Outcome:
        A, exponent = _posed(problem)
        value = _small_product(A, exponent)
        return _with(finish(problem, value), {"exact": True}, None, None)

    def run_definite(problem: Problem) -> Outcome:
        A, exponent = _posed(problem)
        found = factor.cholesky(A)
        return run_general(problem, not_definite(problem)) if found is None else give(problem, found, exponent)

    def run_general(problem: Problem, why: str | None = None) -> Outcome:
        A, exponent = _posed(problem)
        return give(problem, factor.lu(A), exponent, why)

    def run_device(problem: Problem) -> Outcome:
        A, p = start(problem)
        return give(problem, device_factor.lu(problem.place, A, problem["A"].dtype), p * len(problem["A"]))

    return (
        Route("NumPy, product of the diagonal", triangular, run_triangular, code),
        Route("LAPACK getrf, equilibrated", wide, run_general, code),
        Route("LAPACK getrf (NumPy det)", _small, run_small, code),
        Route("LAPACK potrf", definite, run_definite, code),
        Route("LAPACK getrf", general, run_general, code),
        device_route("cuSOLVER getrf", _narrow, run_device, code),
    )


def _small_product(A: Array, exponent: int) -> Product:
    """NumPy's determinant, which is the exponential of a logarithm: where that is large, the pivots themselves.

    So it is where the determinant is 0, be it that it underflows.
    """
    value = np.linalg.det(A)
    if 1 / FAR < abs(value) < FAR:
        return product(np.array([value]), 1.0, exponent)
    found = factor.lu(A)
    return product(found.pivots, found.sign, exponent)


def _posed(problem: Problem) -> tuple[Array, int]:
    """A at a scale where elimination is safe, and by which power of two its determinant then differs."""
    if wide(problem) and not problem.structures["A"].triangular:
        found = equilibrated(problem["A"])
        return found.B, found.exponent
    A, p = scale(problem, "A")
    return A, p * len(A)


def _narrow(problem: Problem) -> str | None:
    return "the product of the pivots" if narrow(problem) else None


def _small(problem: Problem) -> str | None:
    A = problem["A"]
    if A.dtype.kind == "c" and len(A):
        return None
    return f"{problem.name('A')} is at most {SMALL} x {SMALL}" if len(A) <= SMALL else None


def _with(outcome: Outcome, witness: dict[str, Any], method: str | None, why: str | None) -> Outcome:
    return Outcome(outcome.outputs, {**outcome.witness, **witness}, outcome.warnings, outcome.details, method, why)


class Evidence(NamedTuple):
    """The determinant to compare outputs with, the relative error to be expected, and checks on the way.

    `sure` says that `expected` is exact, up to a rounding.
    """

    expected: Product
    level: float
    checks: tuple[Residual, ...] = ()
    condition: Condition | None = None
    sure: bool = False


def evidence(problem: Problem, outcome: Outcome) -> Evidence:
    """Exact arithmetic for small real matrices, the checked factors for others; in doubt exact again."""
    A, found = problem["A"], outcome.witness.get("factor")
    if isinstance(found, Diagonal) and problem.structures["A"].triangular:
        expected = product(found.pivots, found.sign)
        return Evidence(expected, len(A) * eps(A.dtype), (), None, True)
    affordable = A.dtype.kind == "f" and len(A) <= exact.LIMIT
    if found is None or (affordable and len(A) <= EXACT_CHECK):
        return _exact_evidence(problem)
    answer = _factor_evidence(problem, found, outcome.witness["exponent"])
    doubtful = not answer.level < 10.0 ** -half_digits(A.dtype)
    return _exact_evidence(problem) if doubtful and affordable else answer


def _factor_evidence(problem: Problem, found: Factor, exponent: int) -> Evidence:
    check, level = misfit(_posed(problem)[0], found)
    return Evidence(product(found.pivots, found.sign, exponent), level, (check,))


def _exact_evidence(problem: Problem) -> Evidence:
    A = problem["A"]
    entries = problem.exact.get("A")
    expected = of_fraction(_exact_determinant(entries if entries is not None else exact.fractions(A)))
    floor = max(1, len(A)) * eps(A.dtype)
    if not expected.mantissa or not len(A):
        return Evidence(expected, floor, (), None, True)
    kappa = _sensitivity(_posed(problem)[0])
    return Evidence(expected, max(floor, kappa * eps(A.dtype)), (), Condition(kappa, "componentwise"), True)


def _sensitivity(A: Array) -> float:
    try:
        return sensitivity(A, np.linalg.inv(A))
    except np.linalg.LinAlgError:
        return math.inf


def exact_value(problem: Problem) -> Fraction | None:
    """The exact determinant of the input, 1 of a matrix without entries; None where it has no exact twin."""
    A = problem.exact.get("A")
    return None if A is None or (A.size and not exact.fits(A)) else _exact_determinant(A)


def whole_value(problem: Problem) -> Fraction | None:
    """The exact determinant, as typed or else of what floats hold; None where that is out of reach.

    Of a complex matrix it is the square of the modulus: that of the real matrix which does the same to real and
    imaginary parts.
    """
    A, entries = problem["A"], problem.exact.get("A")
    if not A.size or (entries is not None and not exact.fits(entries)):
        return None
    if entries is not None:
        return _exact_determinant(entries)
    if A.dtype.kind == "c":
        A = np.block([[A.real, -A.imag], [A.imag, A.real]])
    return _exact_determinant(exact.fractions(A)) if len(A) <= exact.LIMIT else None


def _exact_determinant(entries: Array) -> Fraction:
    return exact.fraction(exact.to_flint(entries).det()) if entries.size else exact.ONE


def verdict(
    problem: Problem,
    found: Evidence,
    difference: float,
    scale: float,
    what: str,
    size: float = 1.0,
    unproved: str | None = None,
    spacing: float = 0.0,
) -> Assessment:
    """Compare: `difference` is the relative error of the determinant, `scale` the size of what was rounded last.

    The bound is made relative to `size`; `unproved` is said where that takes all its digits. `spacing` is that of
    the `bounds.judge`.
    """
    A = problem["A"]
    if not found.expected.mantissa:
        return _zero(problem, found, difference)
    unit = eps(A.dtype)
    if digits(found.level, A.dtype) < 1:
        return _hopeless(problem, found, difference, unit * scale, what)
    check = Residual.of(difference, max(found.level, unit * scale, spacing) / unit, A.dtype)
    bound = max(difference, found.level, unit * scale, spacing) / size
    if unproved is not None and check.passes and digits(bound, A.dtype) < 1:
        return judge(A.dtype, None, check, *found.checks, what=what, residual=difference, unproved=unproved)
    failed = None
    if found.sure and not check.passes:
        failed = f"Exact arithmetic disagrees: {what} is {difference:.1e} off, more than rounding should cause."
    green = AGREES if found.sure else "The factors are verified"
    return judge(
        A.dtype, bound, check, *found.checks, what=what, residual=difference, condition=found.condition,
        green=green, failed=failed, spacing=spacing,
    )  # fmt: skip


def _hopeless(problem: Problem, found: Evidence, difference: float, unit: float, what: str) -> Assessment:
    """Where rounding may change every digit: the exact value shows which are right, else none is sure."""
    A, kappa = problem["A"], found.condition
    if found.sure and digits(max(difference, unit), A.dtype) >= 1:
        return judge(A.dtype, max(difference, unit), what=what, residual=difference, condition=kappa, green=AGREES)
    explained = found.level if found.sure else max(unit, len(A) * eps(A.dtype))
    passes = difference <= LIMIT * explained < math.inf and all(item.passes for item in found.checks)
    nature = "is nearly singular" if found.sure else "is singular"
    return judge(
        A.dtype,
        None,
        what=what,
        residual=difference,
        condition=kappa,
        unproved=f"{problem.name('A')} {nature} to working precision: rounding decides every digit of {what}.",
        failed=None if passes else f"Verification failed: {what} is {difference:.1e} off.",
    )


def hopeless(problem: Problem, found: Evidence) -> bool:
    """Whether no digit of the determinant is sure, nor that it is not 0."""
    return not found.sure and digits(found.level, problem["A"].dtype) < 1


def _zero(problem: Problem, found: Evidence, difference: float) -> Assessment:
    name = problem.name("A")
    if difference and found.sure:
        return Assessment(
            "red", f"The determinant is exactly 0: what floating point gives for {name} is rounding error."
        )
    if difference:
        return Assessment("red", "Verification failed: the factors have a zero pivot, the determinant is 0.")
    if found.sure:
        return Assessment("green", f"{name} is exactly singular: the determinant is 0.", 0.0, 0.0, None, 0.0, 15)
    return Assessment("amber", f"Elimination of {name} meets a zero pivot: it is singular at least to rounding.")


def wrong_shape(value: Any) -> Assessment | None:
    """Red for an output that is not a single number."""
    if value is not None and np.shape(value) == ():
        return None
    return Assessment("red", f"Verification failed: the output is not {by(())}.")
