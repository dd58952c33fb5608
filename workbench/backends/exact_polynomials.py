"""The characteristic and the minimal polynomial of a rational matrix, the highest coefficient (1) first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from workbench.backends import exact

Array = np.ndarray[Any, np.dtype[Any]]


def charpoly(A: Array) -> list[Fraction]:
    """The coefficients of det(t I − A), checked by p(A) = 0 (Cayley and Hamilton), trace and determinant."""
    M = exact.to_flint(A)
    coefficients = _descending(M.charpoly())
    n = len(A)
    exact.confirm(len(coefficients) == n + 1 and coefficients[0] == 1, "the degree is not the order")
    exact.confirm(-coefficients[1] == sum(np.diagonal(A)), "the second coefficient is not the trace")
    exact.confirm(coefficients[-1] == (-1) ** n * exact.fraction(M.det()), "the last coefficient is not det A")
    exact.confirm(not any(evaluate(coefficients, M).entries()), "p(A) is not 0")
    return coefficients


def minpoly(A: Array) -> list[Fraction]:
    """The monic polynomial m of least degree with m(A) = 0.

    Its zero at A is checked, and that m without any one of its irreducible factors is not zero there: every smaller
    polynomial with a zero at A would have to divide one of these.
    """
    M = exact.to_flint(A)
    polynomial = M.minpoly()
    if any(evaluate(_descending(polynomial), M).entries()):  # FLINT's may be reduced by a prime beyond 2^63
        polynomial = _divided(M)
    exact.confirm(not any(evaluate(_descending(polynomial), M).entries()), "m(A) is not 0")
    for factor, _ in factors(polynomial):
        exact.confirm(_not_zero(_descending(polynomial / factor), M), "a divisor of it is zero at A, too")
    return _descending(polynomial)


def evaluate(coefficients: Sequence[Fraction | int], M: Any, X: Any = None) -> Any:
    """p(M) X of an fmpq_mat by Horner's rule, the highest coefficient first; without X it is p(M)."""
    import flint

    start = exact.to_flint(exact.eye(M.nrows())) if X is None else X
    value = start * flint.fmpq(0)
    for c in coefficients:
        value = M * value + start * flint.fmpq(c.numerator, c.denominator)
    return value


def _divided(M: Any) -> Any:
    """The characteristic polynomial without the factors that m(M) = 0 does not need."""
    polynomial = M.charpoly()
    for factor, count in factors(polynomial):
        for _ in range(count):
            smaller = polynomial / factor
            if _not_zero(_descending(smaller), M):
                break
            polynomial = smaller
    return polynomial


def _not_zero(coefficients: Sequence[Fraction], M: Any) -> bool:
    """Whether p(M) is not zero: one vector is quick to show it, and hardly ever fails to."""
    probe = exact.to_flint(exact.array((Fraction(k * k % 101 + 1) for k in range(M.nrows())), (M.nrows(),)))
    return any(evaluate(coefficients, M, probe).entries()) or any(evaluate(coefficients, M).entries())


def factors(polynomial: Any) -> list[tuple[Any, int]]:
    """The monic irreducible factors over the rationals of an fmpq_poly, with multiplicities."""
    found = polynomial.factor()[1]
    return [(factor / factor.leading_coefficient(), int(count)) for factor, count in found]


def to_polynomial(coefficients: Iterable[Fraction]) -> Any:
    """An fmpq_poly of coefficients, the highest first."""
    import flint

    return flint.fmpq_poly([flint.fmpq(c.numerator, c.denominator) for c in coefficients][::-1])


def _descending(polynomial: Any) -> list[Fraction]:
    return [exact.fraction(c) for c in polynomial.coeffs()[::-1]]
