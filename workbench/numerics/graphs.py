"""Matrices of a graph, and the walk of a random surfer on it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


class Surfer(NamedTuple):
    """The walk of PageRank: along an edge with probability d, to any node at random else, and from a dead end.

    `rows` is the adjacency matrix with an edge from row to column, `out` the weight that leaves each node.
    """

    rows: Array
    out: Array
    damping: float

    def step(self, r: Array) -> Array:
        """The distribution after one more step, for a row r (or rows)."""
        n = len(self.rows)
        leaving = r / np.where(self.out == 0, 1, self.out)
        leaving = np.where(self.out == 0, 0, leaving)
        stuck = r[..., self.out == 0].sum(axis=-1, keepdims=True)
        whole = r.sum(axis=-1, keepdims=True)
        return np.asarray(self.damping * (leaving @ self.rows + stuck / n) + (1 - self.damping) * whole / n)

    def times(self, V: Array) -> Array:
        """The matrix of the walk times columns V, so that step(r) V = r times(V)."""
        n = len(self.rows)
        reached = (self.rows @ V) / np.where(self.out == 0, 1, self.out)[:, None]
        mean = V.sum(axis=0) / n
        reached = np.where(self.out[:, None] == 0, mean, reached)
        return np.asarray(self.damping * reached + (1 - self.damping) * mean)


def laplacian(A: Array, kind: str) -> Array:
    """D − A, or that over the degrees: D^−½ (D − A) D^−½ or D⁻¹ (D − A); a node without edges keeps a row of zeros."""
    degrees = A.sum(axis=1)
    L = -A.copy()
    L[np.diag_indices(len(A))] += degrees
    if kind == "combinatorial":
        return L
    safe = np.where(degrees == 0, 1, degrees)
    if kind == "random walk":
        return np.asarray(L / safe[:, None])
    root = np.sqrt(safe)
    return np.asarray(L / root[:, None] / root)
