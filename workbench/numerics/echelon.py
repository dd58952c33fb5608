"""The reduced row echelon form in floating point, where a tolerance decides what is zero."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from workbench.numerics.bounds import growth
from workbench.numerics.factor import conjugate_transpose, triangular_solve
from workbench.numerics.probes import largest, probes

Array = np.ndarray[Any, np.dtype[Any]]

SAFETY = 4.0


class Reduced(NamedTuple):
    """The m x n form, the columns of its pivots, and the smallest pivot that was taken for one."""

    R: Array
    pivots: Array
    smallest: float


def rref(A: Array, tolerance: float) -> Reduced:
    """Gauss-Jordan elimination with partial pivoting; what is not above the tolerance counts as zero."""
    R, row, pivots, smallest = A.copy(), 0, [], np.inf
    m, n = A.shape
    for j in range(n):
        if row == m:
            break
        i = row + int(np.argmax(np.abs(R[row:, j])))
        if abs(R[i, j]) <= tolerance:
            R[row:, j] = 0
            continue
        smallest = min(smallest, float(abs(R[i, j])))
        R[[row, i]] = R[[i, row]]
        _clear(R, row, j)
        pivots.append(j)
        row += 1
    R[row:] = 0
    return Reduced(R, np.array(pivots, dtype=np.int64), smallest)


def _clear(R: Array, row: int, j: int) -> None:
    """Make the pivot 1 and everything else in its column 0."""
    R[row, j:] /= R[row, j]
    multipliers = R[:, j].copy()
    multipliers[row] = 0
    R[:, j:] -= np.outer(multipliers, R[row, j:])
    R[:, j] = 0
    R[row, j] = 1


def rref_error(C: Array, R: Array, pivots: Array, unit: float) -> float:
    """A bound for the error of R in A = C R, relative to its largest entry: E reaches R through C⁺.

    C holds the pivot columns of A; those of R are exactly right. `unit` is the error of an entry of C R relative to the
    sizes of its terms.
    """
    free = np.setdiff1d(np.arange(R.shape[1]), pivots)
    if not C.size or not len(free):
        return 0.0
    with np.errstate(all="ignore"):
        terms = np.sqrt(np.abs(C) ** 2 @ np.abs(R) ** 2)
        rows, columns = np.sqrt(np.mean(terms**2, axis=1)), np.sqrt(np.mean(terms**2, axis=0))
        level = float(np.sqrt(np.mean(rows**2)))
        V = probes(len(C), C.dtype)
        Q, T = np.linalg.qr(C)
        X = triangular_solve(np.asfortranarray(T), conjugate_transpose(Q) @ (rows[:, None] * V), lower=False)
        lengths = np.sqrt(np.sum(np.abs(X) ** 2, axis=1) / (1 if len(C) <= V.shape[1] else V.shape[1]))
        through = float(lengths.max()) * float(columns[free].max()) / level
        found = SAFETY * unit * growth(len(C)) * through / largest(R)
    return np.inf if np.isnan(found) else found
