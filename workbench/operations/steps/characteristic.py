"""The characteristic polynomial of matrices up to 3 x 3, and its roots with their multiplicities."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from workbench.model.steps import MINUS, Line, Number, Piece, is_negative, is_sum, multiple, power
from workbench.model.surd import root as exact_root
from workbench.operations.spec import Array

CLOSE = 1e-6
"""Decimal roots that differ by less, against the largest entry, are one root: a double one is split by √eps."""

Root = tuple[Number, int]
"""An eigenvalue and its multiplicity as a root."""


def coefficients(A: Array) -> list[Any]:
    """det(A − λI) from the highest power down: (−1)ⁿ times λⁿ − trace λⁿ⁻¹ + sum of principal minors − ... ."""
    n = len(A)
    sums = [minors(A, k) for k in range(n + 1)]
    return [(-1) ** (n - k) * sums[k] for k in range(n + 1)]


def minors(A: Array, order: int) -> Any:
    """The sum of the principal minors of an order from 0 to 3: 1, the trace, ..., the determinant."""
    total = A[0, 0] * 0 + (order == 0)
    for rows in itertools.combinations(range(len(A)), order) if order else ():
        total = total + determinant(A[np.ix_(rows, rows)])
    return total


def determinant(M: Array) -> Any:
    """By expansion along the first row: for the few rows of a matrix that is worked by hand."""
    if len(M) == 1:
        return M[0, 0]
    rest = [np.delete(M[1:], k, axis=1) for k in range(len(M))]
    return sum(((-1) ** k * M[0, k] * determinant(rest[k]) for k in range(len(M))), M[0, 0] * 0)


def polynomial(values: Sequence[Number], symbol: str = "λ") -> Line:
    """`λ² − 5 λ + 5`, from coefficients of falling powers."""
    line: list[Piece] = []
    degree = len(values) - 1
    for at, value in enumerate(values):
        if value:
            line += _term(value, degree - at, symbol, first=not line)
    return tuple(line) or (Fraction(0),)


def _term(value: Number, exponent: int, symbol: str, first: bool) -> Line:
    size = value if first or not is_negative(value) else -value
    if exponent:
        body = multiple(size, power(symbol, exponent))
    else:
        body = ("(", size, ")") if is_sum(size) and not first else (size,)
    return body if first else (MINUS if is_negative(value) else "+", *body)


def exact_roots(A: Array) -> list[Root] | None:
    """The eigenvalues of a matrix of fractions where they are made of square roots, in the order of `eig`."""
    import flint

    values = [Fraction(x) for x in reversed(coefficients(A))]
    scale = math.lcm(*(x.denominator for x in values))
    found: list[Root] = []
    for piece, multiplicity in flint.fmpz_poly([int(x * scale) for x in values]).factor()[1]:
        roots = _of_factor([int(c) for c in piece.coeffs()])
        if roots is None:
            return None
        found += [(value, int(multiplicity)) for value in roots]
    return ordered(A, found)


def _of_factor(c: list[int]) -> list[Number] | None:
    """The roots of an irreducible polynomial of degree 1 or 2, constant term first."""
    if len(c) == 2:
        return [Fraction(-c[0], c[1])]
    if len(c) != 3:
        return None
    middle, spread = Fraction(-c[1], 2 * c[2]), exact_root(Fraction(c[1] ** 2 - 4 * c[0] * c[2], 4 * c[2] ** 2))
    return [middle + spread, middle - spread]


def decimal_roots(A: Array) -> list[Root]:
    """The eigenvalues in decimals; those that rounding alone may have parted are one, at their mean."""
    plain = np.array([[complex(x) for x in row] for row in A])
    real = not plain.imag.any()
    values = list(np.linalg.eigvals(plain.real if real else plain))
    scale = max(float(np.abs(plain).max()), np.finfo(float).tiny)
    groups: list[list[complex]] = []
    for value in values:
        near = next((group for group in groups if abs(group[0] - value) <= _reach(len(values)) * scale), None)
        groups.append([value]) if near is None else near.append(value)
    return ordered(A, [(_plain(sum(group) / len(group), scale), len(group)) for group in groups])


def _reach(n: int) -> float:
    """A root of multiplicity n is split by the n-th root of eps."""
    return CLOSE if n < 3 else 30 * CLOSE


def _plain(value: complex, scale: float) -> Number:
    small = 1e-12 * scale
    if abs(value.imag) <= small:
        return 0.0 if abs(value.real) <= small else float(value.real)
    return complex(value)


def ordered(A: Array, found: list[Root]) -> list[Root]:
    """Largest first of a symmetric matrix, else by modulus, conjugates side by side."""
    symmetric = all(A[i, j] == A[j, i] for i in range(len(A)) for j in range(i))
    if symmetric and not any(isinstance(value, complex) for value, _ in found):
        return sorted(found, key=lambda item: -_complex(item[0]).real)
    return sorted(found, key=_by_modulus)


def _by_modulus(item: Root) -> tuple[float, float, float]:
    value = _complex(item[0])
    return -round(abs(value), 12), -round(value.real, 12), -value.imag


def _complex(value: Number) -> complex:
    return complex(value)
