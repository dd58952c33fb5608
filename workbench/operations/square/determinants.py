"""The factorisation behind det and slogdet, and the verdict on both."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics import device_factor, factor
from workbench.numerics.bounds import LIMIT, Residual, digits, eps, judge
from workbench.numerics.determinant import Product, product
from workbench.numerics.factor import Diagonal, Factor
from workbench.operations.common import (
    SMALL,
    by,
    definite,
    general,
    narrow,
    need_square,
    not_definite,
    triangular,
)
from workbench.operations.on_device import device_route, start
from workbench.operations.spec import Array, Cost, Operand, Outcome, Problem, Route
from workbench.operations.square.determinant_evidence import Evidence, apart, posed

FAR = 1e4
"""A determinant beyond this, or below its inverse, has a logarithm that costs digits."""
FACTORS = "Verification failed: the factors do not multiply back to the matrix."
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
        A, exponent = posed(problem)
        value = _small_product(A, exponent)
        return _with(finish(problem, value), {"exact": True}, None, None)

    def run_definite(problem: Problem) -> Outcome:
        A, exponent = posed(problem)
        found = factor.cholesky(A)
        return run_general(problem, not_definite(problem)) if found is None else give(problem, found, exponent)

    def run_general(problem: Problem, why: str | None = None) -> Outcome:
        A, exponent = posed(problem)
        return give(problem, factor.lu(A), exponent, why)

    def run_device(problem: Problem) -> Outcome:
        A, p = start(problem)
        return give(problem, device_factor.lu(problem.place, A, problem["A"].dtype), p * len(problem["A"]))

    return (
        Route("NumPy, product of the diagonal", triangular, run_triangular, code),
        Route("LAPACK getrf, equilibrated", apart, run_general, code),
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


def _narrow(problem: Problem) -> str | None:
    return "the product of the pivots" if narrow(problem) else None


def _small(problem: Problem) -> str | None:
    A = problem["A"]
    if A.dtype.kind == "c" and len(A):
        return None
    return f"{problem.name('A')} is at most {SMALL} x {SMALL}" if len(A) <= SMALL else None


def _with(outcome: Outcome, witness: dict[str, Any], method: str | None, why: str | None) -> Outcome:
    return Outcome(outcome.outputs, {**outcome.witness, **witness}, outcome.warnings, outcome.details, method, why)


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
    nearly = "nearly " if found.sure else ""
    said = f"{problem.name('A')} is {nearly}singular to working precision: rounding decides every digit of {what}"
    failed = f"{said}, which is {difference:.1e} off." if found.sure else _refuted(what, difference)
    return judge(
        A.dtype,
        None,
        what=what,
        residual=difference,
        condition=kappa,
        unproved=f"{said}.",
        failed=None if passes else failed,
    )


def _refuted(what: str, difference: float) -> str:
    """The output is not what the factors say, or they are not those of the matrix."""
    return f"Verification failed: {what} is {difference:.1e} off." if difference else FACTORS


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
