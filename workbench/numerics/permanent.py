"""Permanents: the sum over all permutations that a determinant is, without its signs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from math import comb
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


def permanent(A: Array) -> Any:
    """The permanent of an n x n array of any type that adds and multiplies."""
    return by_rows(A)[-1]


def by_rows(A: Array) -> Array:
    """For every set of columns, as the bits of its place, the permanent of as many first rows in these columns.

    The expansion by rows in which each part is computed once, by n 2ⁿ⁻¹ products. Nothing is subtracted, unlike in
    the formulas of Ryser and Glynn, so that the error is that of a sum of the terms themselves.
    """
    n = len(A)
    found = np.zeros(1 << n, dtype=A.dtype)
    found[0] = 1
    for row, j, free in _steps(A):
        found[free | 1 << j] += row[j] * found[free]
    return found


def rounding(A: Array, first: Array, last: Array) -> float:
    """What rounding to about one unit in each sum of `first`, which is `by_rows(A)`, does to the permanent.

    `last` is `by_rows` of the rows in reverse. What is rounded in a part is multiplied by the permanent of the other
    rows in the other columns; many independent errors add up by squares.
    """
    sizes = np.zeros(len(first))
    for row, j, free in _steps(A):
        sizes[free | 1 << j] += np.abs(row[j] * first[free]).astype(np.float64) ** 2
    return math.sqrt(float(np.sum(sizes * np.abs(last[::-1]).astype(np.float64) ** 2)))


def _steps(A: Array) -> Iterator[tuple[Array, int, Array]]:
    """Each row with each column j where it is not 0, and the sets without j to which the row adds it."""
    n = len(A)
    for row, columns in zip(A, _subsets(n), strict=False):
        for j in np.flatnonzero(row):
            yield row, int(j), columns[columns >> j & 1 == 0]


def _subsets(n: int) -> Iterator[Array]:
    """The sets of k of n columns as the bits of integers, for k = 0, 1 ... n."""
    sets = np.arange(1 << n)
    order = np.argsort(np.bitwise_count(sets), kind="stable")
    yield from np.split(order, np.cumsum([comb(n, k) for k in range(n)]))


def exponents(A: Array) -> tuple[Array, Array] | None:
    """r and c for which aᵢⱼ 2^(-rᵢ - cⱼ) is at most 1 by modulus of its parts, and at least 1/2 along one permutation.

    The dual of the assignment problem for the exponents (Olschowka and Neumaier, Linear Algebra Appl. 240, 1996): the
    permanent of what is scaled so does not leave the range. None where every permutation meets a zero.
    """
    import scipy.optimize

    parts = np.maximum(np.abs(A.real), np.abs(A.imag))
    sizes = np.where(parts > 0, np.frexp(parts)[1], -np.inf)
    try:
        _, column = scipy.optimize.linear_sum_assignment(sizes, maximize=True)
    except ValueError:  # what SciPy says of a matching that is not there
        return None
    met = sizes[:, column]
    gain, v = met - np.diagonal(met)[:, None], np.zeros(len(A))
    for _ in range(len(A)):
        v = np.max(v[:, None] + gain, axis=0, initial=-np.inf)
    c = np.empty(len(A), dtype=int)
    c[column] = v
    return (np.diagonal(met) - v).astype(int), c
