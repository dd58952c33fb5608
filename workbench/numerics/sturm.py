"""How many eigenvalues of a symmetric tridiagonal matrix lie below a number: proof of each eigenvalue in O(n)."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


def counts_below(d: Array, e: Array, x: Array) -> Array:
    """For each x, the number of eigenvalues below it of the matrix with diagonal d and off-diagonal e.

    The signs of the pivots of T − xI (Sylvester's law of inertia), all x side by side. The count is that of a matrix
    whose entries differ by a few roundings, and an exact 0 among the pivots does no harm (Demmel and Li 1994).
    """
    squares = np.maximum(e.astype(np.float64) ** 2, np.finfo(np.float64).tiny)
    d, x = d.astype(np.float64), x.astype(np.float64)
    counts = np.zeros(len(x), np.int64)
    if not len(d):
        return counts
    q, negative = d[0] - x, np.empty(len(x), bool)
    counts += np.less(q, 0, out=negative)
    with np.errstate(all="ignore"):
        for k in range(1, len(d)):
            np.divide(squares[k - 1], q, out=q)
            np.subtract(d[k], q, out=q)
            np.subtract(q, x, out=q)
            np.add(counts, np.less(q, 0, out=negative), out=counts)
    return counts


def prove(d: Array, e: Array, w: Array, slack: float) -> bool:
    """Whether each w, largest first, is within `slack` of the eigenvalue of its place."""
    n = len(w)
    counts = counts_below(d, e, np.concatenate([w - slack, w + slack]))
    places = n - np.arange(n)
    return bool((counts[:n] <= places - 1).all() and (counts[n:] >= places).all())
