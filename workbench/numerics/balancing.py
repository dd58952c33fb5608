"""Balancing: a similarity by a diagonal of powers of two that makes rows and columns of like length.

What eigenvalues rounding can tell apart is asked of the balanced matrix (Parlett and Reinsch 1969; LAPACK gebal).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.numerics.equilibrium import NEVER, is_wide, moved
from workbench.numerics.factor import lapack
from workbench.numerics.probes import scaled
from workbench.numerics.spectral import column_lengths

Array = np.ndarray[Any, np.dtype[Any]]

LIKE = 16.0
"""Rows and columns whose lengths differ by less are left as they are."""
SWEEPS = 100


@dataclass(frozen=True, eq=False)
class Balanced:
    """B = 2⁻ᵖ D⁻¹ A D for D = diag(2^powers); `powers` is None where B is A itself, but for its scale."""

    B: Array
    p: int
    powers: Array | None

    def vectors(self, V: Array) -> Array:
        """The vectors of B, of length 1, that belong to those of A."""
        return V if self.powers is None else _moved(V, -self.powers)

    def back(self, X: Array) -> Array:
        """The vectors of A, of length 1, that belong to those of B."""
        return X if self.powers is None else _moved(X, self.powers)

    def weights(self) -> Array | None:
        """The diagonal of D times some power of two, ends of it cut off where they leave the range of numbers."""
        if self.powers is None:
            return None
        middle = (int(self.powers.max()) + int(self.powers.min())) // 2
        return np.asarray(np.ldexp(1.0, np.clip(self.powers - middle, -1000, 1000)))

    def stretch(self, V: Array) -> Array:
        """By how much an error in a vector of B may count more in that of A: max d / max dᵢ|xᵢ|, vector by vector."""
        if self.powers is None or not V.size:
            return np.ones(V.shape[1])
        with np.errstate(all="ignore"):
            most = np.ldexp(np.abs(self.vectors(V)), (self.powers - self.powers.max())[:, None]).max(axis=0)
        return np.where(most > 0, 1 / np.where(most > 0, most, 1), np.inf)


def _moved(V: Array, powers: Array) -> Array:
    """diag(2^powers) V with columns of length 1, none of which under- or overflows as a whole."""
    sizes = np.maximum(np.abs(V.real), np.abs(V.imag))
    tops = np.where(sizes > 0, np.frexp(sizes)[1] + powers[:, None], NEVER).max(axis=0, initial=NEVER)
    X = moved(V, powers[:, None] - np.where(tops > NEVER, tops, 0))
    with np.errstate(invalid="ignore"):
        return np.asarray(X / column_lengths(X).astype(V.real.dtype))


def is_like(A: Array) -> bool:
    """Whether rows and columns are of like length, so that balancing has next to nothing to do."""
    columns, rows = column_lengths(A), column_lengths(A.T)
    return bool((columns < LIKE * rows).all() and (rows < LIKE * columns).all())


def balanced(A: Array) -> Balanced:
    """Of any square A at any scale; none of its entries is lost to underflow if they grow alike by balancing."""
    S, p = scaled(A)
    if not S.size or not np.isfinite(S).all() or is_like(S):
        return Balanced(S, p, None)
    return _widely(A) if is_wide(A) else _by_lapack(S, p)


def _by_lapack(A: Array, p: int) -> Balanced:
    B, _, _, d, info = lapack("gebal", A)(A, scale=1, permute=0)
    if info or not np.isfinite(B).all() or (d == 1).all():
        return Balanced(A, p, None)
    B, q = scaled(B)
    return Balanced(B, p + q, np.frexp(d)[1] - 1)


def _widely(A: Array) -> Balanced:
    """The same by the exponents of largest entries alone, for entries as far apart as numbers can be (Osborne 1960)."""
    parts = np.stack([A.real, A.imag]) if A.dtype.kind == "c" else A[None]
    sizes = np.where(parts != 0, np.frexp(parts)[1], NEVER).max(axis=0).astype(np.int32)
    powers = _powers(sizes)
    sizes = sizes + powers - powers[:, None]
    p = int(sizes.max())
    return Balanced(moved(A, powers - powers[:, None] - p), p, powers)


def _powers(sizes: Array) -> Array:
    """The exponents of D, given those of the entries of A, until no step of more than a factor of 2 is left to do."""
    rest, powers = sizes.copy(), np.zeros(len(sizes), np.int32)
    np.fill_diagonal(rest, NEVER)
    for _ in range(SWEEPS):
        changed = False
        for i in range(len(rest)):
            column, row = int(rest[:, i].max()), int(rest[i].max())
            step = (row - column) // 2
            if step in (0, -1) or min(row, column) <= NEVER // 2:
                continue
            rest[:, i] += step
            rest[i] -= step
            powers[i] += step
            changed = True
        if not changed:
            break
    return powers
