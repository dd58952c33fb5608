"""Matrices with entries near the diagonal only: found out in one look, and factored in time proportional to n."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from workbench.numerics.factor import lapack

Array = np.ndarray[Any, np.dtype[Any]]

BLOCK = 64
NARROW = 16
"""A band of up to n / NARROW diagonals is worth its own routine."""


class Band(NamedTuple):
    """How many diagonals below and above the main one hold entries."""

    below: int
    above: int


def find_band(A: Array) -> Band | None:
    """The band of a square matrix, or None where it is not narrow; one corner turns most matrices away at once."""
    n, most = len(A), len(A) // NARROW
    if n < NARROW or A[most + 1 :, 0].any() or A[0, most + 1 :].any() or not _within(A, most):
        return None
    band = _offsets(A, most)
    return band if sum(band) + 1 <= max(3, most) else None


def _within(A: Array, most: int) -> bool:
    """Whether all entries more than so many places off the diagonal are 0."""
    return all(
        _zero(A[i : i + BLOCK, i + BLOCK + most :]) and _zero(A[i : i + BLOCK, : max(0, i - most)])
        for i in range(0, len(A), BLOCK)
    )


def _zero(block: Array) -> bool:
    """Whether all entries are 0; of real ones the extremes are found faster than any that is not."""
    if not block.size:
        return True
    return not block.any() if block.dtype.kind == "c" else not block.max() and not block.min()


def _offsets(A: Array, most: int) -> Band:
    """The last diagonals with an entry, among those that `_within` left open."""
    below = above = 0
    for i in range(0, len(A), BLOCK):
        left = max(0, i - BLOCK - most)
        rows, columns = np.nonzero(A[i : i + BLOCK, left : i + BLOCK + BLOCK + most] != 0)
        off = (rows + i) - (columns + left)
        below, above = max(below, int(off.max(initial=0))), max(above, -int(off.min(initial=0)))
    return Band(below, above)


@dataclass(frozen=True, eq=False)
class Tridiagonal:
    """P L U of a tridiagonal matrix, as gttrf left it."""

    parts: tuple[Array, ...]
    zero_pivot: int = 0
    sign: float = 1.0

    @property
    def pivots(self) -> Array:
        return self.parts[1]

    def _solve(self, B: Array, trans: str) -> Array:
        right = np.asfortranarray(B, dtype=self.parts[1].dtype)
        x = lapack("gttrs", self.parts[1])(*self.parts, right, trans=trans)[0]
        return np.asarray(x).reshape(B.shape)

    def solve(self, B: Array) -> Array:
        return self._solve(B, "N")

    def adjoint(self, B: Array) -> Array:
        return self._solve(B, "C")


@dataclass(frozen=True, eq=False)
class Banded:
    """P L U of a band matrix, as gbtrf left it: U in the upper rows of `lu`."""

    lu: Array
    piv: Array
    band: Band
    zero_pivot: int = 0
    sign: float = 1.0

    @property
    def pivots(self) -> Array:
        return np.asarray(self.lu[sum(self.band)])

    def _solve(self, B: Array, trans: int) -> Array:
        right = np.asfortranarray(B, dtype=self.lu.dtype)
        x = lapack("gbtrs", self.lu)(self.lu, *self.band, right, self.piv, trans=trans)[0]
        return np.asarray(x).reshape(B.shape)

    def solve(self, B: Array) -> Array:
        return self._solve(B, 0)

    def adjoint(self, B: Array) -> Array:
        return self._solve(B, 2)


def factor_band(A: Array, band: Band) -> Tridiagonal | Banded:
    """LU with partial pivoting, by gttrf where there are three diagonals, else by gbtrf."""
    if max(band) <= 1:
        *parts, info = lapack("gttrf", A)(np.diagonal(A, -1), np.diagonal(A), np.diagonal(A, 1))
        return Tridiagonal(tuple(parts), int(info))
    below, above = band
    packed = np.zeros((2 * below + above + 1, len(A)), A.dtype, order="F")
    for k in range(-below, above + 1):
        row = below + above - k
        packed[row, max(0, k) : len(A) + min(0, k)] = np.diagonal(A, k)
    lu, piv, info = lapack("gbtrf", A)(packed, below, above, overwrite_ab=1)
    return Banded(lu, piv, band, int(info))
