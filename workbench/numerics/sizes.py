"""Norms made of entries, each by two ways of summing; at every scale, in double precision.

A `kind` is the name that the norm has for a matrix: fro, sum, max, 1 (columns), inf (rows); the least of them are min,
"least column" and "least row"; "zero" counts entries that are not 0, and a float p is the p-norm of all entries. 2 and
nuc are made of singular values; here they serve arrays without entries, or with NaN or infinity among them.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from workbench.numerics.probes import STREAMED, abs_times, blocks, largest, scaled, shifted, times_abs
from workbench.numerics.spectral import frobenius

Array = np.ndarray[Any, np.dtype[Any]]

LEAST = ("min", "least column", "least row")
SAFE = (1e-140, 1e140)
"""Where the result is a sum of squares that neither over- nor underflowed."""


def size(A: Array, kind: Any) -> Array:
    """The norm as a number of the real type of A, rounded once; Inf where it is beyond that type."""
    return _at_scale(A, kind, _sum)


def size_again(A: Array, kind: Any) -> Array:
    """The same norm, summed in another order."""
    return _at_scale(A, kind, _again)


def _at_scale(A: Array, kind: Any, how: Any) -> Array:
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        value = np.asarray(how(A, kind), dtype=np.float64)
        small = kind in LEAST or (isinstance(kind, float) and kind < 0)  # what is least must not be scaled down
        if kind != "zero" and not SAFE[0] < value < SAFE[1] and not (small and np.isfinite(value)):
            B, p = scaled(A)
            value = shifted(np.asarray(how(B, kind), dtype=np.float64), p)
        return np.asarray(value).astype(A.real.dtype)


def _sum(A: Array, kind: Any) -> Any:
    """The norm from whole-array sums, in double precision."""
    if kind == "fro":
        return frobenius(A if A.ndim == 2 else A[:, None])
    if kind == "zero":
        return np.count_nonzero(A)
    if kind == "max":
        return largest(A)
    if kind in LEAST:
        return _least(A, kind)
    if kind in ("sum", 1):
        rows = A if A.ndim == 2 else A[:, None]
        columns = times_abs(np.ones(rows.shape[0]), rows)
        return columns.sum() if kind == "sum" else columns.max(initial=0)
    if isinstance(kind, float):
        return _power_sum(A, kind)
    if kind in (2, "least value", "nuc"):
        return np.abs(A).sum()
    return abs_times(A, np.ones(A.shape[1])).max(initial=0)


def _least(A: Array, kind: Any) -> Any:
    """The least modulus, or sum of a column or row; of what has entries."""
    if kind == "min":
        return np.abs(A).min()
    lines = times_abs(np.ones(len(A)), A) if kind == "least column" else abs_times(A, np.ones(A.shape[1]))
    return lines.min()


def _leading(moduli: Array, p: float) -> float:
    """The largest entry, or for p < 0 the least: powers relative to it neither over- nor underflow."""
    return float(moduli.max(initial=0) if p > 0 else moduli.min(initial=math.inf))


def _power_sum(A: Array, p: float) -> float:
    """The p-norm relative to the entry that counts most."""
    moduli = np.abs(A).astype(np.float64)
    top = _leading(moduli, p)
    if not 0 < top < math.inf:
        return math.nan if math.isnan(top) else top
    return float(top * np.sum((moduli / top) ** p) ** (1 / p))


def _again(A: Array, kind: Any) -> Any:
    """The same norm in another order of summation."""
    if kind == "zero":
        return (A != 0).sum()
    if kind in (1, "inf"):
        return np.abs(A).sum(axis=0 if kind == 1 else 1, dtype=np.float64).max(initial=0)
    if kind == "max":
        return np.abs(A).max(initial=0)
    if kind in LEAST:
        moduli = np.abs(A).astype(np.float64)
        return (moduli if kind == "min" else moduli.sum(axis=0 if kind == "least column" else 1)).min()
    if kind == "fro":
        wide = np.result_type(A.dtype, np.float64)
        lines = (np.linalg.norm(block.astype(wide, copy=False)) for block in blocks(A, STREAMED))
        return math.hypot(*map(float, lines))
    if isinstance(kind, float):
        return _powers_again(A, kind)
    return math.fsum(float(np.abs(block).sum(dtype=np.float64)) for block in blocks(A))


def _powers_again(A: Array, p: float) -> float:
    """By logarithms to base 2 relative to the entry that counts most, and summed without rounding."""
    moduli = np.abs(A).astype(np.float64).ravel()
    top = _leading(moduli, p)
    if not 0 < top < math.inf:
        return math.nan if math.isnan(top) else top
    logs = np.log2(moduli[moduli > 0]) - math.log2(top)
    return float(top * np.exp2(np.log2(math.fsum(np.exp2(p * logs).tolist())) / p))


def sizes_of_rows(rows: Array, kind: Any) -> Array:
    """The norm of each row, in double precision, where what counts most in a row is near 1 in size and not 0."""
    moduli = np.abs(rows).astype(np.float64)
    if kind == "fro":
        return np.asarray(np.sqrt(np.vecdot(moduli, moduli)))
    if kind == "zero":
        return np.asarray(np.count_nonzero(moduli, axis=1), dtype=np.float64)
    if isinstance(kind, float):
        tops = _tops(moduli, kind)
        powers = (moduli / tops) ** kind if kind > 0 else _powers(moduli, tops, kind)
        return np.asarray(tops[:, 0] * np.sum(powers, axis=1) ** (1 / kind))
    if kind in ("max", "min"):
        return np.asarray(moduli.max(axis=1) if kind == "max" else moduli.min(axis=1))
    return np.asarray(moduli.sum(axis=1))


def _tops(moduli: Array, p: float) -> Array:
    """The largest of each row, or for p < 0 the least."""
    return np.asarray(moduli.max(axis=1, keepdims=True) if p > 0 else moduli.min(axis=1, keepdims=True))


def _powers(moduli: Array, tops: Array, p: float) -> Array:
    """(moduli / tops)ᵖ, where the quotient may be beyond all numbers."""
    (parts, exponents), (top, most) = np.frexp(moduli), np.frexp(tops)
    return np.asarray((parts / top) ** p * np.exp2(p * (exponents - most)))


def sizes_of_rows_again(rows: Array, kind: Any) -> Array:
    """The same norms, summed in another order, powers by logarithms."""
    moduli = np.abs(rows).astype(np.float64)[:, ::-1]
    if kind == "fro":
        return np.asarray(np.linalg.norm(moduli, axis=1))
    if kind == "zero":
        return np.asarray((rows != 0).sum(axis=1, dtype=np.float64))
    if isinstance(kind, float):
        with np.errstate(divide="ignore"):
            logs = np.log2(moduli) - np.log2(tops := _tops(moduli, kind))
        return np.asarray(tops[:, 0] * np.exp2(np.log2(np.exp2(kind * logs).sum(axis=1)) / kind))
    if kind in ("max", "min"):
        return np.asarray(np.sort(moduli, axis=1)[:, -1 if kind == "max" else 0])
    return np.asarray(np.add.accumulate(moduli, axis=1)[:, -1])


def rounding(A: Array, kind: Any) -> float:
    """How many roundings the two ways may differ by: the root multiplies relative errors of the sum by 1/p."""
    if not isinstance(kind, float):
        return 4.0
    spread = float(np.ptp(np.log2(np.abs(A[A != 0]).astype(np.float64)))) if A.any() else 0.0
    return 4 * max(1.0, 1 / abs(kind)) * (1 + min(abs(kind) * spread, 50.0)) + 4
