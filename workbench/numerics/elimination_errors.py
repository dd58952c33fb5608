"""How far L and U of a matrix of any shape can be off, to first order, entry by entry of what elimination rounded.

With (L + ΔL)(U + ΔU) = L U + E and F = L⁻¹ E U⁻¹ of the square parts, ΔL = L · slt(F) and ΔU = triu(F) · U (Stewart,
On the perturbation of LU and Cholesky factors, 1997; entry by entry Chang and Paige, On the sensitivity of the LU
factorization, 1998). Rows of L below a square are E U⁻¹ − L · triu(F), columns of U beside one are L⁻¹ E − slt(F) · U.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.numerics.bounds import eps, quantum
from workbench.numerics.factor import triangular_solve
from workbench.numerics.sensitivity import SAFETY, lu_errors

Array = np.ndarray[Any, np.dtype[Any]]

WHOLE = 128
"""Up to so many pivots, and for matrices that are not large, each entry of E is looked at."""
LARGE = 1 << 20
WORST = 16
"""Up to so many all errors may conspire; of more they are taken for independent."""
TAME = 1e60
"""Sizes up to this, and from its inverse on, have squares whose products fit."""


def factor_errors(A: Array, L: Array, U: Array, unit: float) -> tuple[float, float]:
    """Bounds for the errors of L (m x k, ones on its diagonal) and U (k x n), relative to their largest entries.

    `unit` is the error of an entry of L U = A relative to the sizes of the terms that make it up.
    """
    k = len(U)
    if k > WHOLE or A.size > LARGE:
        return lu_errors(L, U, unit)
    if not U.any():
        return 0.0, 0.0
    lower, upper = _wide(L), _wide(U)
    sizes = np.abs(lower) @ np.abs(upper) + underflow(A, L, U)
    power = 2 if k > WORST and _tame(lower) and _tame(upper) else 1
    with np.errstate(all="ignore"):
        parts = _by_entries(lower, upper, sizes, eps(L.dtype), power)
        tops = (np.abs(lower).max() ** power, np.abs(upper).max() ** power)
        off = [float(np.max(part) / top) ** (1 / power) for part, top in zip(parts, tops, strict=True)]
    scale = unit * (SAFETY if power == 2 else 1)
    return _number(off[0] * scale), _number(off[1] * scale)


def _by_entries(L: Array, U: Array, sizes: Array, unit: float, power: int) -> tuple[Array, Array]:
    """The errors of all entries of L and U, to a power, for errors of L U of these sizes."""
    k = len(U)
    left = np.abs(triangular_solve(np.asfortranarray(L[:k]), np.eye(k, dtype=L.dtype), lower=True)) ** power
    U = _filled(U, unit * np.diagonal(sizes))
    right = np.abs(triangular_solve(np.asfortranarray(U[:, :k]), np.eye(k, dtype=U.dtype), lower=False)) ** power
    X, Y, E = np.abs(L) ** power, np.abs(U) ** power, sizes**power
    F = left @ E[:k, :k] @ right
    below, above = np.tril(F, -1), np.triu(F)
    of_l = np.vstack([X[:k] @ below, E[k:, :k] @ right + X[k:] @ above])
    of_u = np.hstack([above @ Y[:, :k], left @ E[:k, k:] + below @ Y[:, k:]])
    return of_l, of_u


def _filled(U: Array, levels: Array) -> Array:
    """U with its zero pivots replaced by what rounding can make of them."""
    d = np.diagonal(U)
    filled = U.copy()
    np.fill_diagonal(filled, np.where(d == 0, np.maximum(levels, np.finfo(np.float64).tiny), d))
    return filled


def underflow(A: Array, X: Array, Y: Array) -> Array:
    """What the spacing of the least numbers takes from factors X Y = A, entry by entry, in roundings of their type."""
    touched = (A != 0) | ((X != 0).astype(np.float32) @ (Y != 0).astype(np.float32) > 0)
    rows, columns = (np.abs(_wide(part)).sum(axis=axis) for part, axis in ((X, 1), (Y, 0)))
    return np.where(touched, np.add.outer(rows, columns) + len(Y), 0) * (quantum(X.dtype) / eps(X.dtype))


def _wide(A: Array) -> Array:
    return A.astype(np.complex128 if A.dtype.kind == "c" else np.float64)


def _tame(A: Array) -> bool:
    sizes = np.abs(A[A != 0])
    return bool(sizes.max() < TAME and sizes.min() > 1 / TAME)


def _number(x: float) -> float:
    return float("inf") if np.isnan(x) else x
