"""Tables whose columns are of very different sizes, each brought to size 1 by a power of two of its own."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.numerics.bounds import grain
from workbench.numerics.equilibrium import moved
from workbench.numerics.probes import exponent
from workbench.numerics.samples import centered

Array = np.ndarray[Any, np.dtype[Any]]

FAR = 500
"""By so many powers of two columns may stay apart: their products must not drown those of the largest in underflow."""


def scaled_columns(X: Array, center: bool, p: int | None = None) -> tuple[Array, Array | None]:
    """X · 2^-powers with columns of size 1, after centring if that is asked for, and the powers.

    Columns that centring makes 0 are 0 at once.
    X itself and None where its numbers are so that sums of their squares fit. `p` is the exponent of X if it is known.
    """
    limit = moderate(X.dtype)
    if abs(exponent(X) if p is None else p) <= limit:
        return X, None
    powers = column_exponents(X)
    known = powers > NONE
    if center:
        rows = centered(moved(X, -np.where(known, powers, 0))).rows
        spread = column_exponents(rows)
        known = spread > NONE
        powers = np.where(known, powers + spread, powers)
    top = int(powers[known].max()) if known.any() else 0
    far = FAR if limit == 200 else FAR // 8
    powers = np.where(known, np.maximum(powers, max(-far, top - far)), 0)
    return np.where(known, moved(X, -powers), 0), powers


def at_own_scale(X: Array) -> tuple[Array, Array]:
    """X · 2^-powers and the powers, which are 0 for columns whose squares fit and bring others to size 1."""
    powers = column_exponents(X)
    powers = np.where((np.abs(powers) > moderate(X.dtype)) & (powers > NONE), powers, 0)
    return (moved(X, -powers) if powers.any() else X), powers


def moderate(dtype: Any) -> int:
    """Up to this power of two squares and products of squares stay within the type."""
    return 200 if np.finfo(dtype).bits == 64 else 25


NONE = -(10**6)


def column_exponents(X: Array) -> Array:
    """The exponent of 2 of the largest part in each column, NONE for a column of zeros."""
    tops = np.maximum(np.abs(X.real), np.abs(X.imag)).max(axis=0, initial=0)
    return np.where(tops > 0, np.frexp(tops)[1], NONE)


def back(G: Array, powers: Array | None) -> Array:
    """The products of columns, at their own scale again."""
    return G if powers is None else moved(G, powers[:, None] + powers)


def lost(powers: Array | None, dtype: Any) -> Any:
    """What `back` may lose of each row to underflow, relative to the spacing of 1, at the scale of the columns."""
    if powers is None:
        return 0.0
    return np.ldexp(1.5 * np.ldexp(1.0, -powers).sum() * grain(dtype), -powers)


def level_of(levels: Array, powers: Array | None, size: float) -> float:
    """The largest error of an entry of a symmetric matrix over `size`, where row i and column i are right to levelᵢ."""
    if not len(levels) or not size:
        return 0.0
    if powers is None:
        return float(levels.max()) / size
    least, p = np.minimum.outer(levels, levels), int(np.frexp(size)[1])
    with np.errstate(all="ignore"):
        return float(moved(least, powers[:, None] + powers - p).max()) / float(np.ldexp(size, -p))
