"""LU factorisations of rational matrices of any shape: without, with partial and with complete pivoting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import numpy as np

from workbench.backends import exact

Array = np.ndarray[Any, np.dtype[Any]]
Pivoting = Literal["partial", "none", "complete"]


class ZeroPivotError(ArithmeticError):
    """Elimination without exchanges met a zero pivot above something else: the leading minor of `order` is 0.

    `passed` is the first row before it whose pivot was 0 above nothing but zeros, if there is one.
    """

    def __init__(self, order: int, passed: int | None) -> None:
        super().__init__(f"The leading minor of order {order} is 0: elimination needs an exchange of rows.")
        self.order, self.passed = order, passed


class LU(NamedTuple):
    """A = P L U Q: `rows` and `columns` say which row and column of A stands in which place of L U."""

    L: Array
    U: Array
    rows: tuple[int, ...]
    columns: tuple[int, ...]

    @property
    def P(self) -> Array:
        """The permutation matrix with P[rows[i], i] = 1, so that row rows[i] of A is row i of L U Q."""
        return exact.eye(len(self.rows))[list(self.rows)].T

    @property
    def Q(self) -> Array:
        """The permutation matrix with Q[j, columns[j]] = 1; the identity unless pivoting was complete."""
        return exact.eye(len(self.columns))[list(self.columns)]


def lu(A: Array, pivoting: Pivoting = "partial") -> LU:
    """L (m x k, ones on its diagonal) and U (k x n) with k = min(m, n), by Gaussian elimination in fractions.

    The pivot is the entry of largest modulus of its column, or with complete pivoting of the whole rest, the first of
    several; so the multipliers are at most 1 in modulus. Raises ZeroPivotError where `none` cannot go on.
    """
    work = exact.rationals(A)
    (m, n), choose = A.shape, _CHOICES[pivoting]
    rows, columns = np.arange(m), np.arange(n)
    for k in range(min(m, n)):
        i, j = choose(work, k)
        _swap(work, rows, k, i)
        _swap(work.T, columns, k, j)
        if work[k, k]:
            _eliminate(work, k)
    found = LU(*_split(exact.from_rationals(work)), tuple(rows.tolist()), tuple(columns.tolist()))
    _confirm(A, found)
    return found


def _partial(work: Array, k: int) -> tuple[int, int]:
    return max(range(k, len(work)), key=lambda i: abs(work[i, k])), k


def _complete(work: Array, k: int) -> tuple[int, int]:
    m, n = work.shape
    return max(((i, j) for i in range(k, m) for j in range(k, n)), key=lambda place: abs(work[place]))


def _none(work: Array, k: int) -> tuple[int, int]:
    """The diagonal entry; where it is 0 and all below it too, there is nothing to eliminate."""
    if not work[k, k] and work[k + 1 :, k].any():
        raise ZeroPivotError(k + 1, next((i for i in range(k) if not work[i, i]), None))
    return k, k


_CHOICES: dict[str, Callable[[Array, int], tuple[int, int]]] = {
    "partial": _partial,
    "none": _none,
    "complete": _complete,
}


def _swap(work: Array, order: Array, k: int, i: int) -> None:
    if i != k:
        work[[k, i]] = work[[i, k]]
        order[[k, i]] = order[[i, k]]


def _eliminate(work: Array, k: int) -> None:
    """Subtract multiples of row k from those below; the multipliers take the place of the zeros."""
    multipliers = work[k + 1 :, k] / work[k, k]
    work[k + 1 :, k] = multipliers
    work[k + 1 :, k + 1 :] -= np.multiply.outer(multipliers, work[k, k + 1 :])


def _split(work: Array) -> tuple[Array, Array]:
    m, n = work.shape
    k = min(m, n)
    below, zero = np.tri(m, k, -1, dtype=bool), exact.zeros(1)[0]
    L = np.where(below, work[:, :k], exact.eye(max(m, k))[:m, :k])
    U = np.where(np.tri(k, n, -1, dtype=bool), zero, work[:k])
    return L, U


def _confirm(A: Array, found: LU) -> None:
    """Multiply entry by entry: over common denominators, as matrices of FLINT are, these factors are long."""
    exchanged = exact.rationals(A)[list(found.rows)][:, list(found.columns)]
    product = exact.rationals(found.L).dot(exact.rationals(found.U))
    exact.confirm(np.array_equal(product, exchanged), "A is not P L U Q")
