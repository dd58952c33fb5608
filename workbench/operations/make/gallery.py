"""More matrices that bear a name, each entry of which is a simple function of its row and column.

Definitions as in N. J. Higham, Accuracy and Stability of Numerical Algorithms (2002), chapter 28, and the test
matrices of MATLAB's gallery; here rows i and columns j count from 0.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Annotated

import numpy as np

from workbench.operations.make.made import Definition, Made, Params, Recipe, made, operation
from workbench.operations.spec import Array, Operation

Order = Annotated[int, "rows and columns"]


def minij(n: Order = 5) -> Made:
    """The smaller of the row and the column, both counted from 1: positive definite, with a tridiagonal inverse.

    The inverse is the second difference matrix but for its last entry, which is 1.
    """
    return made(n, n)


def moler(n: Order = 6) -> Made:
    """The Moler matrix: symmetric and positive definite of determinant 1, with a single eigenvalue near 0.

    It is UᵀU for the U with ones on the diagonal and −1 everywhere above it.
    """
    return made(n, n)


def lotkin(n: Order = 4) -> Made:
    """The Lotkin matrix: the Hilbert matrix with a first row of ones, no more symmetric and as nearly singular.

    Its inverse has integer entries.
    """
    return made(n, n)


def parter(n: Order = 6) -> Made:
    """The Parter matrix 1 / (i − j + 1/2): a Cauchy and a Toeplitz matrix, most singular values of which are near π."""
    return made(n, n)


def redheffer(n: Order = 6) -> Made:
    """The Redheffer matrix: 1 in the first column and where the number of the row divides that of the column.

    Its determinant is the sum of the Möbius function up to n: how fast that grows is the Riemann hypothesis.
    """
    return made(n, n)


def _lotkin_entry(i: int, j: int, p: Params) -> Fraction:
    return Fraction(1, i + j + 1) if i else Fraction(1)


def _redheffer_entry(i: int, j: int, p: Params) -> Fraction:
    return Fraction(int(j == 0 or (j + 1) % (i + 1) == 0))


def _lotkin(i: Array, j: Array) -> Array:
    return np.where(i == 0, 1, 1 / (i + j + 1))


def _named(
    declare: Callable[[int], Made], build: Callable[[Array, Array], Array], entry: Definition, code: str
) -> Operation:
    """`build` has all rows and columns at once; `code` says the same as an expression in i and j."""

    def whole(p: Params) -> Array:
        i, j = np.indices((p["n"], p["n"]))
        return np.asarray(build(i, j), dtype=float)

    return operation(declare, Recipe(whole, lambda p: f"i, j = np.indices(({p['n']}, {p['n']}))\nA = {code}", entry))


MINIJ = _named(
    minij, lambda i, j: np.minimum(i, j) + 1, lambda i, j, p: Fraction(min(i, j) + 1), "np.minimum(i, j) + 1"
)
MOLER = _named(
    moler,
    lambda i, j: np.minimum(i, j) - 1 + 2 * (i == j),
    lambda i, j, p: Fraction(i + 1 if i == j else min(i, j) - 1),
    "np.where(i == j, i + 1, np.minimum(i, j) - 1)",
)
LOTKIN = _named(lotkin, _lotkin, _lotkin_entry, "np.where(i == 0, 1, 1 / (i + j + 1))")
PARTER = _named(
    parter, lambda i, j: 1 / (i - j + 0.5), lambda i, j, p: Fraction(2, 2 * (i - j) + 1), "1 / (i - j + 0.5)"
)
REDHEFFER = _named(
    redheffer,
    lambda i, j: (j == 0) | ((j + 1) % (i + 1) == 0),
    _redheffer_entry,
    "1 * ((j == 0) | ((j + 1) % (i + 1) == 0))",
)
