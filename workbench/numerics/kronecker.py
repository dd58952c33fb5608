"""A linear map of small matrices as the matrix of a system for all entries, whose inverse is bounded, not estimated."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from workbench.numerics.bounds import eps, growth

Array = np.ndarray[Any, np.dtype[Any]]
Map = Callable[[Array], Array]

SWEEPS = 3
MOST = 2.0
"""The largest entry on the diagonal of that series; beyond it the inverse is hardly known."""


def solver(times: Map, shape: tuple[int, ...], dtype: Any) -> Map | None:
    """L⁻¹ by elimination with rows and columns scaled, which keeps what Schur forms of graded matrices lose.

    None where a pivot is 0.
    """
    K = _matrix(times, shape, dtype)
    rows, columns = _scales(K)
    try:
        Z = np.linalg.inv(rows[:, None] * K * columns)
    except np.linalg.LinAlgError:
        return None
    return lambda F: (columns * (Z @ (rows * F.ravel()))).reshape(shape).astype(dtype)


def inverse_reach(times: Map, moduli: Map, weights: Array, dtype: Any) -> float | None:
    """A bound of max |L⁻¹| w for weights w ≥ 0 and a map L, |L| of moduli being `moduli`; None out of range.

    Infinite where a rounding of the terms may make L singular.

    With rows and columns of its matrix K scaled to like lengths, and an approximate inverse Z, K⁻¹ = Z (I − R)⁻¹ for
    R = I − K Z, so that |K⁻¹| ≤ |Z| (I + M + M² + ...) where |R| ≤ M, what rounding does to R included.
    """
    K, top = (_matrix(each, weights.shape, kind) for each, kind in ((times, dtype), (moduli, np.float64)))
    rows, columns = _scales(K)
    K, top = rows[:, None] * K * columns, rows[:, None] * top * columns
    if not np.isfinite(top).all():
        return None
    try:
        Z = np.linalg.inv(K)
    except np.linalg.LinAlgError:
        return math.inf
    M = np.abs(np.eye(len(K)) - K @ Z) + (eps(dtype) + growth(len(K)) * eps(K.dtype)) * (top @ np.abs(Z))
    series = _series(M)
    if series is None:
        return math.inf
    reach = float((columns * (np.abs(Z) @ (series @ (weights.ravel() * rows)))).max())
    return reach if np.isfinite(reach) else None


def _series(M: Array) -> Array | None:
    """I + M + M² + ... for M ≥ 0, None where it may not converge: it does if (I − M)⁻¹ ≥ 0 (Berman and Plemmons)."""
    try:
        found = np.linalg.inv(np.eye(len(M)) - M)
    except np.linalg.LinAlgError:
        return None
    return found if (found >= 0).all() and (np.diagonal(found) < MOST).all() else None


def _matrix(apply: Map, shape: tuple[int, ...], kind: Any) -> Array:
    """Its columns are what becomes of the matrices with a single 1; in double precision."""
    found = []
    for place in np.ndindex(shape):
        unit = np.zeros(shape, kind)
        unit[place] = 1
        found.append(apply(unit).ravel())
    return np.stack(found, axis=1).astype(np.result_type(kind, np.float64))


def _scales(K: Array) -> tuple[Array, Array]:
    """Powers of two for rows and columns that bring their largest entries near 1."""
    rows, columns, moduli = np.ones(len(K)), np.ones(len(K)), np.abs(K)
    for _ in range(SWEEPS):
        for scales, axis in ((rows, 1), (columns, 0)):
            tops = (rows[:, None] * moduli * columns).max(axis=axis)
            scales *= np.ldexp(1.0, -np.frexp(np.where(tops > 0, tops, 1))[1])
    return rows, columns
