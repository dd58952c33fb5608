"""Matrices of a graph, and the walk of a random surfer on it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


class Surfer(NamedTuple):
    """The walk of PageRank: along an edge with probability d, to any node at random else, and from a dead end.

    `rows` is the probability of each edge from row to column, `stuck` marks the nodes without any.
    """

    rows: Array
    stuck: Array
    damping: float

    @classmethod
    def on(cls, A: Array, damping: float) -> Surfer:
        """The walk on a graph with these weights, which are first brought to size 1 row by row."""
        tops = A.max(axis=1)
        rows = np.ldexp(A, -np.frexp(tops)[1][:, None])
        out = rows.sum(axis=1)
        return cls(rows / np.where(out == 0, 1, out)[:, None], out == 0, damping)

    def step(self, r: Array) -> Array:
        """The distribution after one more step, for a row r (or rows)."""
        n = len(self.rows)
        stuck = r[..., self.stuck].sum(axis=-1, keepdims=True)
        whole = r.sum(axis=-1, keepdims=True)
        return np.asarray(self.damping * (r @ self.rows + stuck / n) + (1 - self.damping) * whole / n)

    def times(self, V: Array) -> Array:
        """The matrix of the walk times columns V, so that step(r) V = r times(V)."""
        mean = V.sum(axis=0) / len(self.rows)
        reached = np.where(self.stuck[:, None], mean, self.rows @ V)
        return np.asarray(self.damping * reached + (1 - self.damping) * mean)


def laplacian(A: Array, kind: str) -> Array:
    """D − A, or that over the degrees: D^−½ (D − A) D^−½ or D⁻¹ (D − A); a node without edges keeps a row of zeros.

    A loop counts in the degree and cancels on the diagonal, where it is left out from the start: it costs no digits.
    """
    degrees, others = A.sum(axis=1), A.copy()
    np.fill_diagonal(others, 0)
    L = 0 - others  # which leaves no negative zeros
    np.fill_diagonal(L, others.sum(axis=1))
    if kind == "combinatorial":
        return L
    safe = np.where(degrees == 0, 1, degrees)
    if kind == "random walk":
        return np.asarray(L / safe[:, None])
    root = np.sqrt(safe)
    return np.asarray(L / root[:, None] / root)
