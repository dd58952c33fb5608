"""Balancing: a similarity by a diagonal of powers of two that makes rows and columns of like length.

What eigenvalues rounding can tell apart is asked of the balanced matrix (Parlett and Reinsch 1969; LAPACK gebal).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.numerics.factor import lapack
from workbench.numerics.spectral import column_lengths

Array = np.ndarray[Any, np.dtype[Any]]

LIKE = 16.0
"""Rows and columns whose lengths differ by less are left as they are."""


@dataclass(frozen=True, eq=False)
class Balanced:
    """B = D⁻¹ A D for D = diag(d); d is None where B is A itself."""

    B: Array
    d: Array | None

    def vectors(self, V: Array) -> Array:
        """The vectors of B, of length 1, that belong to those of A."""
        if self.d is None:
            return V
        with np.errstate(over="ignore", under="ignore"):
            X = V / (self.d / self.d.min())[:, None]
            X = X / np.abs(X).max(axis=0)
        return np.asarray(X / column_lengths(X).astype(V.real.dtype))

    def stretch(self, V: Array) -> Array:
        """By how much an error in a vector of B may count more in that of A: max d / max dᵢ|xᵢ|, vector by vector."""
        if self.d is None or not V.size:
            return np.ones(V.shape[1])
        with np.errstate(all="ignore"):
            most = (np.abs(self.vectors(V)) * (self.d / self.d.max())[:, None]).max(axis=0)
        return np.where(most > 0, 1 / np.where(most > 0, most, 1), np.inf)


def is_like(A: Array) -> bool:
    """Whether rows and columns are of like length, so that balancing has next to nothing to do."""
    columns, rows = column_lengths(A), column_lengths(A.T)
    return bool((columns < LIKE * rows).all() and (rows < LIKE * columns).all())


def balanced(A: Array) -> Balanced:
    """A should be `scaled`; it is left as it is if rows and columns are alike, or D would span the range of numbers."""
    if not A.size or not np.isfinite(A).all() or is_like(A):
        return Balanced(A, None)
    B, _, _, d, info = lapack("gebal", A)(A, scale=1, permute=0)
    widest = int(np.finfo(A.dtype).maxexp) * 3 // 4
    if info or not np.isfinite(B).all() or (d == 1).all() or np.log2(d.max()) - np.log2(d.min()) > widest:
        return Balanced(A, None)
    return Balanced(B, d)
