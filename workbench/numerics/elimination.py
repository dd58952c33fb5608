"""Gaussian elimination of a matrix of any shape: with partial, complete or no exchanges, in floating point."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np

from workbench.numerics.factor import lapack, permutation, triangular_solve

Array = np.ndarray[Any, np.dtype[Any]]
Pivoting = Literal["partial", "complete", "none"]

PANEL = 64


class Eliminated(NamedTuple):
    """A[rows][:, columns] = L U, with ones on the diagonal of L (m x k) and k = min(m, n) rows in U."""

    L: Array
    U: Array
    rows: Array
    columns: Array


class ZeroPivotError(ArithmeticError):
    """Elimination without exchanges met a zero above something else, in this row."""

    def __init__(self, row: int) -> None:
        super().__init__(f"The pivot in row {row} is 0.")
        self.row = row


def eliminate(A: Array, pivoting: Pivoting) -> Eliminated:
    """L and U of an m x n array; raises `ZeroPivotError` where `none` cannot go on."""
    return {"partial": _partial, "complete": _complete, "none": _none}[pivoting](A)


def permutation_matrix(order: Array, dtype: Any = np.float64) -> Array:
    """P with (P B)[order[i]] = B[i], so that A = P L U where A[order] = L U."""
    P = np.zeros((len(order), len(order)), dtype)
    P[order, np.arange(len(order))] = 1
    return P


def _partial(A: Array) -> Eliminated:
    """By getrf, which exchanges rows so that no multiplier exceeds 1."""
    packed, piv, _ = lapack("getrf", A)(A)
    order = permutation(piv, len(A))
    return Eliminated(*_split(packed), order, np.arange(A.shape[1]))


def _complete(A: Array) -> Eliminated:
    """The largest entry of all that is left becomes the pivot (Golub and Van Loan, Matrix Computations, 3.4.8)."""
    work, (m, n) = A.copy(), A.shape
    rows, columns = np.arange(m), np.arange(n)
    for k in range(min(m, n)):
        rest = np.abs(work[k:, k:])
        i, j = (int(at) + k for at in np.unravel_index(np.argmax(rest), rest.shape))
        if not work[i, j]:
            break
        work[[k, i]], rows[[k, i]] = work[[i, k]], rows[[i, k]]
        work[:, [k, j]], columns[[k, j]] = work[:, [j, k]], columns[[j, k]]
        work[k + 1 :, k] /= work[k, k]
        work[k + 1 :, k + 1 :] -= np.outer(work[k + 1 :, k], work[k, k + 1 :])
    return Eliminated(*_split(work), rows, columns)


def _none(A: Array) -> Eliminated:
    """Panel by panel, so that most of the work is matrix products."""
    work, (m, n) = A.copy(), A.shape
    k = min(m, n)
    with np.errstate(all="ignore"):
        for start in range(0, k, PANEL):
            stop = min(start + PANEL, k)
            _panel(work, start, stop)
            corner = np.asfortranarray(work[start:stop, start:stop])
            right = triangular_solve(corner, work[start:stop, stop:], lower=True, unit=True)
            work[start:stop, stop:] = right
            work[stop:, stop:] -= work[stop:, start:stop] @ right
    return Eliminated(*_split(work), np.arange(m), np.arange(n))


def _panel(work: Array, start: int, stop: int) -> None:
    for j in range(start, stop):
        below = work[j + 1 :, j]
        if not work[j, j]:
            if below.any():
                raise ZeroPivotError(j)
            continue
        below /= work[j, j]
        work[j + 1 :, j + 1 : stop] -= np.outer(below, work[j, j + 1 : stop])


def _split(packed: Array) -> tuple[Array, Array]:
    k = min(packed.shape)
    L = np.tril(packed[:, :k], -1)
    L[np.arange(k), np.arange(k)] = 1
    return L, np.triu(packed[:k])
