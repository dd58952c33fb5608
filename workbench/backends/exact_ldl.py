"""Symmetric rational matrices as P L D Lᵀ Pᵀ, and the signs of their eigenvalues, which D shows."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from workbench.backends import exact

Array = np.ndarray[Any, np.dtype[Any]]
ALPHA = Fraction((1 + math.sqrt(17)) / 8)
"""The part of the largest entry of its column that a pivot should have; a number of floating point, as for LAPACK."""


class Inertia(NamedTuple):
    """How many eigenvalues are positive, negative and zero."""

    positive: int
    negative: int
    zero: int


class LDL(NamedTuple):
    """A = P L D Lᵀ Pᵀ, each n x n: `rows` says which row of A stands in which place of L D Lᵀ."""

    L: Array
    D: Array
    rows: tuple[int, ...]

    @property
    def P(self) -> Array:
        """The permutation matrix with P[rows[i], i] = 1; the identity unless a pivot was 0."""
        return exact.eye(len(self.rows))[list(self.rows)].T

    @property
    def pivoted(self) -> bool:
        return self.rows != tuple(range(len(self.rows)))

    @property
    def inertia(self) -> Inertia:
        """That of D, by Sylvester's law of inertia; a block of two rows has an eigenvalue of each sign."""
        beside = np.diagonal(self.D, 1)
        blocks = sum(map(bool, beside))
        alone = [x for k, x in enumerate(np.diagonal(self.D)) if not any(beside[max(k - 1, 0) : k + 1])]
        positive, negative = (sum(sign * x > 0 for x in alone) + blocks for sign in (1, -1))
        return Inertia(positive, negative, len(self.D) - positive - negative)


def ldl(A: Array) -> LDL:
    """L with ones on its diagonal and D of numbers, and of blocks [[0, b], [b, 0]], for a symmetric array of fractions.

    Rows and columns are exchanged only where a pivot is 0 above something else: with the next that is not 0 on the
    diagonal; where that is 0 throughout, two rows are eliminated at once (Bunch and Parlett, 1971). Raises ValueError
    for a matrix that is not symmetric.
    """
    return _factored(A, _bring_pivot)


def bunch_kaufman(A: Array) -> LDL:
    """As `ldl`, with the pivots that LAPACK's sytrf takes (Bunch and Kaufman, 1977), and so with its blocks of two."""
    return _factored(A, _bring_large_pivot)


def _factored(A: Array, bring_pivot: Callable[[Array, Array, Array, int], int]) -> LDL:
    if A.shape != A.T.shape or not np.array_equal(A, A.T):
        raise ValueError("L D Lᵀ is for symmetric matrices")
    work, rows = exact.rationals(A), np.arange(len(A))
    L, D = (exact.rationals(M) for M in (exact.eye(len(A)), exact.zeros(*A.shape)))
    k = 0
    while k < len(A):
        size = bring_pivot(work, L, rows, k)
        if size:
            _eliminate(work, L, D, slice(k, k + size))
        k += max(size, 1)
    found = LDL(exact.from_rationals(L), exact.from_rationals(D), tuple(rows.tolist()))
    _confirm(A, found)
    return found


def _bring_pivot(work: Array, L: Array, rows: Array, k: int) -> int:
    """The size of the pivot that now stands at k: 1, 2, or 0 where nothing is left to eliminate there."""
    if work[k, k] or not work[k:, k].any():
        return 1 if work[k, k] else 0
    diagonal = np.flatnonzero(np.diagonal(work)[k:])
    if len(diagonal):
        _exchange(work, L, rows, k, k + int(diagonal[0]))
        return 1
    _exchange(work, L, rows, k + 1, k + int(np.flatnonzero(work[k:, k])[0]))
    return 2


def _bring_large_pivot(work: Array, L: Array, rows: Array, k: int) -> int:
    """As `_bring_pivot`, of entries that are not small beside those of their columns."""
    below = abs(work[k + 1 :, k])
    if not len(below) or not below.any():
        return 1 if work[k, k] else 0
    i = k + 1 + max(range(len(below)), key=below.__getitem__)
    top = below[i - k - 1]
    beside = max(abs(x) for j, x in enumerate(work[i, k:], k) if j != i)
    if abs(work[k, k]) * beside * ALPHA.denominator >= top * top * ALPHA.numerator:
        return 1
    alone = abs(work[i, i]) * ALPHA.denominator >= beside * ALPHA.numerator
    _exchange(work, L, rows, k if alone else k + 1, i)
    return 1 if alone else 2


def _exchange(work: Array, L: Array, rows: Array, k: int, i: int) -> None:
    """Exchange rows and columns k and i, and the multipliers that are there already."""
    if i == k:
        return
    for lines in (work, work.T, rows):
        lines[[k, i]] = lines[[i, k]]
    low = min(k, i)
    L[[k, i], :low] = L[[i, k], :low]


def _eliminate(work: Array, L: Array, D: Array, at: slice) -> None:
    """Clear the rows and columns of the pivot: multipliers W B⁻¹ for the block B, of order 1 or 2."""
    B, W = work[at, at].copy(), work[at.stop :, at].copy()
    multipliers = W / B[0, 0] if len(B) == 1 else W.dot(_adjugate(B)) / (B[0, 0] * B[1, 1] - B[0, 1] ** 2)
    D[at, at], L[at.stop :, at] = B, multipliers
    work[at.stop :, at.stop :] -= multipliers.dot(W.T)


def _adjugate(B: Array) -> Array:
    return np.array([[B[1, 1], -B[0, 1]], [-B[0, 1], B[0, 0]]], dtype=object)


def _confirm(A: Array, found: LDL) -> None:
    L, D = exact.rationals(found.L), exact.rationals(found.D)
    exchanged = exact.rationals(A)[list(found.rows)][:, list(found.rows)]
    exact.confirm(np.array_equal(L.dot(D.dot(L.T)), exchanged), "A is not P L D Lᵀ Pᵀ")
