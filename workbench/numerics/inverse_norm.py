"""Sizes of a matrix and of its computed inverse, and by how much rounding may have changed those of the inverse."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from workbench.numerics.bounds import eps, growth
from workbench.numerics.probes import abs_times, exponent, probes, shifted, times_abs
from workbench.numerics.residual import residual
from workbench.numerics.sizes import size
from workbench.numerics.spectral import signs, times

Array = np.ndarray[Any, np.dtype[Any]]

EACH = 48
"""Up to this order the error of each entry is found, from a residual in twice the precision."""
SURE = 0.1
FITS = 1000
"""Exponents of products that cannot overflow."""
COLUMNS = (1, "least column")


def norm_of(A: Array, p: Any) -> float:
    """‖A‖ for p = 1, "inf", "fro", "least column" or "least row", as in `sizes`."""
    return float(size(A.astype(np.result_type(A, np.float64), copy=False), p))


def relative_error(A: Array, X: Array, p: Any) -> float:
    """By which part `norm_of(X, p)` may differ from that of A⁻¹; inf where nothing is known."""
    with np.errstate(all="ignore"):
        each = len(A) <= EACH and np.isfinite(X).all() and exponent(A) + exponent(X) < FITS
        found = _by_entries(A, X, p) if each else _by_sums(A, X, p)
    return math.inf if math.isnan(found) else found + 4 * eps(A.dtype)


def _by_entries(A: Array, X: Array, p: Any) -> float:
    """X − A⁻¹ = X R − X R² + ... with R = A X − I."""
    R = -residual(A, X, np.eye(len(A), dtype=A.dtype))
    first = X @ R
    second = first @ R
    if not np.abs(second).max(initial=0) <= SURE * np.abs(first).max(initial=0):
        return math.inf
    E = np.abs(first) + np.abs(second) + eps(A.dtype) * (np.abs(X) @ np.abs(R))
    q = exponent(X)
    sizes, errors = shifted(np.abs(X).astype(np.float64), -q), shifted(E.astype(np.float64), -q)
    if p == "fro":
        return float(np.linalg.norm(errors) / np.linalg.norm(sizes))
    axis = 0 if p in COLUMNS else 1
    return _of_sums(sizes.sum(axis=axis), errors.sum(axis=axis), p)


def _by_sums(A: Array, X: Array, p: Any) -> float:
    """|X| |A X − I|, of which each entry is a few roundings of |A| |X|, as the probes see them."""
    n, ones = len(A), np.ones(len(A))
    V = signs(n, A.dtype)
    seen = np.abs(times(A, times(X, V)) - V).max(axis=1) / (abs_times(A, abs_times(X, ones)) + 1)
    unit = max(growth(n) * eps(A.dtype), math.sqrt(n) * float(seen.max()))
    if p == "fro":
        W = probes(n)
        spread = np.linalg.norm(abs_times(X, abs_times(A, abs_times(X, W)))) / math.sqrt(W.shape[1])
        return float(unit * spread / norm_of(X, p))
    if p in COLUMNS:
        sums = times_abs(ones, X)
        return _of_sums(sums, unit * times_abs(times_abs(sums, A), X), p)
    sums = abs_times(X, ones)
    return _of_sums(sums, unit * abs_times(X, abs_times(A, sums)), p)


def _of_sums(sums: Array, errors: Array, p: Any) -> float:
    """What errors of single sums do to the largest of them, or to the least."""
    best = np.max if p in (1, "inf") else np.min
    value = float(best(sums))
    low, high = float(best(sums - errors)), float(best(sums + errors))
    return max(high - value, value - low) / value if value else math.inf
