"""The reduced row echelon form of a rational matrix, and the factorisation A = C R that it gives."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from workbench.backends import exact

Array = np.ndarray[Any, np.dtype[Any]]


class Echelon(NamedTuple):
    """The m x n reduced row echelon form and the columns of its pivots, from left to right."""

    form: Array
    pivots: tuple[int, ...]

    @property
    def rank(self) -> int:
        return len(self.pivots)

    @property
    def free(self) -> tuple[int, ...]:
        """The columns without a pivot: one vector of the null space each."""
        return tuple(j for j in range(self.form.shape[1]) if j not in self.pivots)


def rref(A: Array) -> Echelon:
    """The reduced row echelon form of an m x n array of fractions, by FLINT.

    It is unique, so its shape together with A = C R proves it: C holds the pivot columns of A and is of full rank.
    """
    reduced, count = exact.to_flint(A).rref()
    form = exact.from_flint(reduced)
    found = Echelon(form, tuple(_first(form[i]) for i in range(int(count))))
    exact.confirm(_is_reduced(found), "this is no reduced row echelon form")
    _confirm_factors(A, A[:, list(found.pivots)], form[: found.rank])
    return found


def column_row(A: Array) -> tuple[Array, Array]:
    """(C, R) with A = C R: the pivot columns of A, and the rows of its reduced row echelon form that are not zero.

    For rank r they are m x r and r x n, both of full rank (a full-rank factorisation).
    """
    found = rref(A)
    return A[:, list(found.pivots)], found.form[: found.rank]


def _first(row: Array) -> int:
    return next(j for j, x in enumerate(row) if x)


def _is_reduced(found: Echelon) -> bool:
    """Pivots move to the right, are the first of their rows and alone in their columns; the other rows are zero."""
    form, pivots = found.form, list(found.pivots)
    rising = all(a < b for a, b in pairwise(pivots))
    units = form[:, pivots] == exact.eye(len(form))[:, : found.rank]
    leading = all(not form[i, :j].any() for i, j in enumerate(pivots))
    return rising and leading and bool(np.all(units)) and not form[found.rank :].any()


def _confirm_factors(A: Array, C: Array, R: Array) -> None:
    """A = C R with independent columns in C: then A and R have the same row space."""
    if not C.size:
        exact.confirm(not A.any(), "a matrix without pivots is not zero")
        return
    exact.confirm(exact.to_flint(C) * exact.to_flint(R) == exact.to_flint(A), "A is not C R")
    exact.confirm(exact.rank(C) == C.shape[1], "the pivot columns are dependent")


def primitive(x: Array) -> Array:
    """The vector x of fractions scaled to the smallest integers, its entry of largest modulus positive."""
    [row] = exact.integer_rows(x.reshape(1, -1))
    divisor = max(np.gcd.reduce(np.array([0, *row], dtype=object)), 1)
    largest = max(row, key=abs, default=0)
    divisor = -divisor if largest < 0 else divisor
    return exact.array((Fraction(value // divisor) for value in row), x.shape)
