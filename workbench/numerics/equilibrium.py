"""Matrices whose entries are so far apart that quotients of them underflow: rows and columns at scales of their own.

Elimination divides entries of a column by one another; scaling rows and columns by powers of two first is exact, and
leaves a matrix that is as singular as it was (Golub and Van Loan, Matrix Computations, 3.5.2).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

NEVER = -(10**6)
"""Stands for the exponent of 0."""


class Equilibrated(NamedTuple):
    """A = diag(2^rows) · B · diag(2^columns), with a largest part near 1 in every row and column of B."""

    B: Array
    rows: Array
    columns: Array

    @property
    def exponent(self) -> int:
        """That of the power of two by which the determinants of A and B differ."""
        return int(self.rows.sum() + self.columns.sum())


def is_wide(A: Array) -> bool:
    """Whether the quotient of two entries other than 0 may underflow in the type of A."""
    parts = np.abs(_parts(A))
    low, high = np.min(parts, where=parts > 0, initial=np.inf), np.max(parts, initial=0)
    return bool(high > 0 and np.frexp(high)[1] - np.frexp(low)[1] > -int(np.finfo(A.dtype).minexp) * 7 // 8)


def equilibrated(A: Array) -> Equilibrated:
    """Rows first, then columns, by the exponents of their largest parts."""
    parts = _parts(A)
    exponents = np.where(parts != 0, np.frexp(parts)[1], NEVER).max(axis=0)
    rows = _largest(exponents, 1)
    columns = _largest(exponents - rows[:, None], 0)
    return Equilibrated(moved(A, -rows[:, None] - columns), rows, columns)


def unit_rows(A: Array) -> Array:
    """Each row times a power of two that brings its largest part near 1."""
    return moved(A, -column_exponents(A.T)[:, None])


def column_exponents(A: Array) -> Array:
    """The exponent of the largest part in each column, that of the largest for a column of zeros."""
    sizes = np.zeros(A.shape[1], A.real.dtype)
    for part in (A.real, A.imag) if A.dtype.kind == "c" else (A,):
        np.maximum(sizes, np.maximum(part.max(axis=0, initial=0), -part.min(axis=0, initial=0)), out=sizes)
    tops, known = np.frexp(sizes)[1], sizes > 0
    return np.where(known, tops, tops[known].max() if known.any() else 0)


def rescaled(B: Array, powers: Array) -> tuple[Array, int]:
    """The rows of B times 2^powers, all of it times a 2⁻ᵖ that brings the largest part near 1, and p."""
    parts = _parts(B)
    exponents = np.where(parts != 0, np.frexp(parts)[1], NEVER).max(axis=0) + beside(powers, B)
    top = int(exponents.max(initial=NEVER))
    p = top if top > NEVER // 2 else 0
    return moved(B, beside(powers, B) - p), p


def moderate_form(A: Array, X: Array) -> tuple[Array, Array, int]:
    """B, Y and p with the forms xᴴA x = 2ᵖ yᴴB y of columns, rows of Y and the largest entry of B being near 1."""
    powers = column_exponents(X.T)
    parts, both = _parts(A), powers[:, None] + powers
    p = int((np.where(parts != 0, np.frexp(parts)[1], NEVER) + both).max(initial=NEVER))
    p = p if p > NEVER // 2 else 0
    return moved(A, both - p), moved(X, -powers[:, None]), p


def moved(A: Array, powers: Array) -> Array:
    """A · 2^powers, entry by entry, rounded only where that over- or underflows."""
    with np.errstate(over="ignore", under="ignore"):
        if A.dtype.kind != "c":
            return np.asarray(np.ldexp(A, powers))
        out = np.empty_like(A)
        out.real, out.imag = np.ldexp(A.real, powers), np.ldexp(A.imag, powers)
        return out


def beside(powers: Array, B: Array) -> Array:
    """The powers as a column beside B, or as they are beside a vector."""
    return powers.reshape(-1, *(1,) * (B.ndim - 1))


def _parts(A: Array) -> Array:
    return np.stack([A.real, A.imag]) if A.dtype.kind == "c" else A[None]


def _largest(exponents: Array, axis: int) -> Array:
    tops = exponents.max(axis=axis)
    return np.where(tops > NEVER // 2, tops, 0)
