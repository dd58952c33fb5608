"""Gram and Schmidt's orthogonalisation in fractions, without square roots until the end."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.surd import root

Array = np.ndarray[Any, np.dtype[Any]]


class Orthogonal(NamedTuple):
    """A = V R: the columns of V (m x n) are orthogonal, R (n x n) is upper triangular with ones on its diagonal.

    A column that depends on those before it leaves a zero column in V. `squares` holds the squared lengths.
    """

    V: Array
    R: Array
    squares: tuple[Fraction, ...]

    @property
    def independent(self) -> tuple[int, ...]:
        """The columns that do not depend on those before them."""
        return tuple(j for j, square in enumerate(self.squares) if square)

    @property
    def Q(self) -> Array:
        """The columns that are not zero, divided by their lengths: fractions and roots (Surd), m x r."""
        lengths = [root(self.squares[j]) for j in self.independent]
        columns = self.V[:, list(self.independent)]
        entries = [x / length for row in columns for x, length in zip(row, lengths, strict=True)]
        return exact.array(entries, columns.shape)

    @property
    def lengths(self) -> Array:
        """The r x n factor next to Q: the rows of R that belong to it times their lengths."""
        kept = list(self.independent)
        rows = [[root(self.squares[j]) * x for x in self.R[j]] for j in kept]
        return exact.array((x for row in rows for x in row), (len(kept), len(self.R)))


def gram_schmidt(A: Array) -> Orthogonal:
    """Subtract from each column of an m x n array of fractions its projections on those before it."""
    V, n = exact.rationals(A), A.shape[1]
    R = exact.rationals(exact.eye(n))
    squares: list[Any] = []
    for j in range(n):
        squares.append(V[:, j].dot(V[:, j]))
        if squares[j]:
            R[j, j + 1 :] = V[:, j].dot(V[:, j + 1 :]) / squares[j]
            V[:, j + 1 :] -= np.multiply.outer(V[:, j], R[j, j + 1 :])
    found = Orthogonal(exact.from_rationals(V), exact.from_rationals(R), tuple(map(exact.fraction, squares)))
    _confirm(A, found)
    return found


def _confirm(A: Array, found: Orthogonal) -> None:
    V, R = exact.rationals(found.V), exact.rationals(found.R)
    exact.confirm(np.array_equal(V.dot(R), exact.rationals(A)), "A is not V R")
    gram = exact.from_flint(exact.to_flint(found.V.T) * exact.to_flint(found.V))
    exact.confirm(np.array_equal(gram, np.diag(found.squares)), "the columns are not orthogonal")
