"""Two more stand-ins for a pseudoinverse: pivoted QR for rows of different weight, and the normal equations."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from workbench.numerics.bounds import eps
from workbench.numerics.factor import Cholesky, cholesky, conjugate_transpose
from workbench.numerics.orthogonal import householder
from workbench.numerics.probes import probes, times_squares
from workbench.numerics.rectangular import QR, SAFETY, triangle_condition

Array = np.ndarray[Any, np.dtype[Any]]

UNEVEN = 1e3
"""Rows whose lengths differ by more than this are sorted first."""


@dataclass(frozen=True, eq=False)
class PivotedQR(QR):
    """A[:, columns] = Q R."""

    columns: Array | None = None

    def _back(self, Y: Array) -> Array:
        X = np.empty_like(Y)
        X[self.columns] = Y
        return X

    def times(self, V: Array) -> Array:
        return super().times(V[self.columns])

    def pseudo(self, B: Array) -> Array:
        return self._back(super().pseudo(B))

    def solve(self, B: Array) -> Array:
        return self._back(super().solve(B))

    def adjoint(self, B: Array) -> Array:
        return super().adjoint(B[self.columns])

    @cached_property
    def condition(self) -> float:
        return triangle_condition(self.R, scale=False)


@dataclass(frozen=True, eq=False)
class Normal:
    """The normal equations Aᴴ A x = Aᴴ b, whose matrix has a Cholesky factorisation."""

    A: Array
    gram: Cholesky

    @property
    def rank(self) -> int:
        return int(self.A.shape[1])

    def solve(self, G: Array) -> Array:
        """(Aᴴ A)⁻¹ G."""
        return self.gram.solve(G)

    def pseudo(self, B: Array) -> Array:
        return self.gram.solve(conjugate_transpose(self.A) @ B)

    @cached_property
    def condition(self) -> float:
        """κ of A as its Cholesky factor shows it."""
        return triangle_condition(conjugate_transpose(np.tril(self.gram.c)), scale=False)


def uneven(A: Array) -> bool:
    """Whether rows differ so much in size that Householder QR needs them sorted (Powell and Reid 1969).

    The scales of columns do not matter to it.
    """
    largest = np.abs(A / column_scales(A)).max(axis=1, initial=0)
    sizes = largest[largest > 0]
    return bool(sizes.size and sizes.max() > UNEVEN * sizes.min())


def sorted_qr(A: Array) -> PivotedQR:
    """QR with the longest column first and rows from large to small: small for each row by itself.

    Cox and Higham 1998; Higham, Accuracy and Stability, theorem 19.6.
    """
    scales = column_scales(A)
    B = A / scales
    order = np.argsort(-np.abs(B).max(axis=1), kind="stable")
    found = householder(np.asfortranarray(B[order]), pivoted=True)
    Q = np.empty_like(found.Q)
    Q[order] = found.Q
    return PivotedQR(Q, np.asfortranarray(found.R * scales[found.columns]), columns=found.columns)


def column_scales(A: Array) -> Array:
    """A power of 2 for each column, no smaller than its entries; 1 for a column of zeros."""
    tops = np.abs(A).max(axis=0, initial=0)
    return np.where(tops > 0, np.ldexp(np.ones_like(tops), np.frexp(tops)[1]), 1).astype(A.real.dtype)


def normal(A: Array) -> Normal | None:
    """The normal equations, or None where rounding has made Aᴴ A indefinite or singular."""
    with np.errstate(all="ignore"):
        gram = cholesky(np.asarray(conjugate_transpose(A) @ A))
    return None if gram is None else Normal(A, gram)


def lengths(A: Array) -> Array:
    """The length of each column."""
    return np.sqrt(times_squares(np.ones(len(A)), A))


def gradient_scale(A: Array, x: Array, b: Array) -> Array:
    """What rounding in Aᴴ A x and Aᴴ b is relative to, entry by entry."""
    sizes = lengths(A)
    return np.asarray(sizes[:, None] * (sizes @ np.abs(x) + np.linalg.norm(b, axis=0)))


def keeps_rank(A: Array, found: PivotedQR) -> bool:
    """Whether the columns of A stay independent if every entry is off by a few roundings of the largest of its row.

    |A⁺| times these sizes, for columns of size 1, is what such errors are magnified by; the scales of rows hardly
    matter to it.
    """
    if not np.diagonal(found.R).all():
        return False
    scales = column_scales(A)
    sizes = np.abs(A / scales).max(axis=1, initial=0)
    V = probes(len(A), A.dtype)
    with np.errstate(all="ignore"):
        few = scales[:, None] * found.pseudo(sizes[:, None] * V)
        count = 1 if V.shape[1] == len(V) else V.shape[1]
        worst = float(np.sqrt(np.sum(np.abs(few) ** 2, axis=1).max(initial=0) * A.shape[1] / count))
    return SAFETY * worst * eps(A.dtype) < 1
