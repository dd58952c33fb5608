"""What determinants are checked against: checked factors, or the exact value."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from workbench.backends import balls, exact
from workbench.model.certificate import Condition
from workbench.numerics.bounds import Residual, eps, half_digits
from workbench.numerics.determinant import Product, grown, misfit, of_fraction, product, sensitivity
from workbench.numerics.equilibrium import equilibrated
from workbench.numerics.factor import Diagonal, Factor
from workbench.operations.common import scale, wide
from workbench.operations.spec import Array, Outcome, Problem

EXACT_CHECK = 12
"""Up to this order every real determinant is compared with the exact one; above, only what is in doubt."""
UNLIKE = 60
"""How far apart the exponents of entries of a small matrix are before its rows and columns are scaled."""
FAR_MORE = 30.0
"""A growth of rounding errors in elimination that tests of residuals do not cover anyway."""


def posed(problem: Problem) -> tuple[Array, int]:
    """A at a scale where elimination is safe, and by which power of two its determinant then differs.

    Single precision would lose the small numbers of a matrix whose entries are far apart.
    """
    if apart(problem) and not problem.structures["A"].triangular:
        A = problem["A"]
        found = equilibrated(A.astype(np.result_type(A, np.float64)) if len(A) <= EXACT_CHECK else A)
        return found.B, found.exponent
    A, p = scale(problem, "A")
    return A, p * len(A)


def apart(problem: Problem) -> str | None:
    """Pivots of small matrices are looked for at like lengths of rows and columns, unless entries are alike already."""
    A = problem["A"]
    if not A.size or len(A) > EXACT_CHECK or A.dtype.kind not in "fc":
        return wide(problem)
    sizes = np.maximum(np.abs(A.real), np.abs(A.imag))
    exponents = np.frexp(sizes[sizes > 0])[1]
    far = exponents.size and np.ptp(exponents) > UNLIKE
    return f"entries of {problem.name('A')} are very far apart" if far else None


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
    if answer.level < 10.0 ** -half_digits(A.dtype) and all(item.passes for item in answer.checks):
        return answer
    if affordable:
        return _exact_evidence(problem)
    return (_ball_evidence(problem) if A.dtype.kind == "c" and len(A) <= EXACT_CHECK else None) or answer


def _factor_evidence(problem: Problem, found: Factor, exponent: int) -> Evidence:
    check, level = misfit(posed(problem)[0], found)
    return Evidence(product(found.pivots, found.sign, exponent), level, (check,))


def _exact_evidence(problem: Problem) -> Evidence:
    entries = problem.exact.get("A")
    return _against(problem, _exact_determinant(entries if entries is not None else exact.fractions(problem["A"])))


def _ball_evidence(problem: Problem) -> Evidence | None:
    found = balls.determinant(problem["A"])
    return None if found is None else _against(problem, *found)


def _against(problem: Problem, *value: Fraction) -> Evidence:
    A, expected = problem["A"], of_fraction(*value)
    floor = max(1, len(A)) * eps(A.dtype)
    if not expected.mantissa or not len(A):
        return Evidence(expected, floor, (), None, True)
    kappa, growth = _sensitivity(posed(problem)[0])
    return Evidence(expected, max(floor, growth * eps(A.dtype)), (), Condition(kappa, "componentwise"), True)


def _sensitivity(A: Array) -> tuple[float, float]:
    """How the determinant answers to changes of entries, and to what elimination makes of them if that is far more."""
    A = A.astype(np.result_type(A, np.float64), copy=False)
    try:
        inverse = np.linalg.inv(A)
    except np.linalg.LinAlgError:
        return math.inf, math.inf
    kappa, more = sensitivity(A, inverse), grown(A, inverse)
    return kappa, more if more > FAR_MORE * kappa else kappa


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
