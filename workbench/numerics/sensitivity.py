"""How far factors can be off, to first order, when their product is off by rounding.

A backward error E of a product reaches its factors through their inverses: (L + ΔL)(U + ΔU) = L U + E gives
ΔL = L · slt(L⁻¹ E U⁻¹) and ΔU = triu(L⁻¹ E U⁻¹) · U (Stewart, On the perturbation of LU and Cholesky factors, 1997),
and likewise for QR and Cholesky. E is taken as random with given sizes of its rows and columns; the lengths of the rows
of an inverse are estimated by solves with a few sign vectors (Bekas, Kokiopoulou and Saad 2007). All of it is O(n²).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from workbench.numerics.bounds import growth
from workbench.numerics.factor import conjugate_transpose, triangular_solve
from workbench.numerics.probes import largest, probes, times_squares

Array = np.ndarray[Any, np.dtype[Any]]

SAFETY = 4.0
"""The largest of many random numbers against their mean size."""
SIGN = 0.5
"""Errors relative to a pivot from which on its sign is not sure."""
ALL = 256
"""Up to so many rows and columns each is looked at."""


def lu_errors(L: Array, U: Array, unit: float, D: Array | None = None) -> tuple[float, float]:
    """Bounds for the errors of L (m x k, ones on its diagonal) and U (k x n), relative to their largest entries.

    `unit` is the error of an entry of L U relative to the sizes of the terms that make it up. U is upper triangular,
    or D Lᴴ with a Hermitian D of diagonal blocks of one and two rows.
    """
    k = U.shape[0]
    rows, columns, level = term_sizes(L, U)
    if not level:
        return 0.0, 0.0
    with np.errstate(all="ignore"):
        left = inverse_rows(L[:k], rows[:k], lower=True)
        if D is None:
            right = inverse_rows(conjugate_transpose(_without_zeros(U[:, :k], level)), columns[:k], lower=True)
        else:
            right = inverse_rows(L, columns, lower=True, then=lambda X: solve_blocks(D, X, level))
        some, more = _few(columns), _few(rows)
        below = _from_below(right[:, None] ** 2 * np.abs(U[:, some]) ** 2)
        below = np.where(some < k, below, below[:1])  # beside the square all rows count, and below it all columns
        beyond = _from_right(np.abs(L[more]) ** 2 * left**2)
        beyond = np.where(more[:, None] < k, beyond, (np.abs(L[more]) ** 2 @ left**2)[:, None])
        upper = left[:, None] * (np.sqrt(below) + columns[some])
        lower = (np.sqrt(beyond) + rows[more, None]) * right
        scale = SAFETY * unit / level
        upper[np.arange(k)[:, None] > some] = 0
        lower[np.arange(k) >= more[:, None]] = 0
        off = _largest(upper) * scale / largest(U), _largest(lower) * scale / largest(L)
    return _number(off[1]), _number(off[0])


def cholesky_error(L: Array, unit: float) -> float:
    """A bound for the error of L in A = L Lᴴ, relative to its largest entry; |Eᵢⱼ| is up to unit √(aᵢᵢ aⱼⱼ).

    That size of E is Demmel's (Higham, Accuracy and Stability, theorem 10.5).
    """
    with np.errstate(all="ignore"):
        rows = inverse_rows(L, np.sqrt(times_squares(np.ones(len(L)), L.T)), lower=True)
        some = _few(rows)
        errors = np.sqrt(_from_right(np.abs(L[some]) ** 2 * rows**2)) * rows
        errors[np.arange(len(L)) > some[:, None]] = 0
        return _number(SAFETY * unit * _largest(errors) / largest(L))


def qr_errors(Q: Array, R: Array, unit: float, sizes: Array | None = None) -> tuple[float, float]:
    """Bounds for the errors of a thin Q (m x k) and R (k x n), relative to their largest entries.

    `unit` is the error of a column of Q R relative to its length, or to `sizes` where other terms make it up.
    """
    (m, k), lengths = Q.shape, np.sqrt(times_squares(np.ones(len(R)), R)) if sizes is None else sizes
    if not lengths.any():
        return float("inf"), 0.0
    with np.errstate(all="ignore"):
        square = conjugate_transpose(_without_zeros(R[:, :k], float(lengths.max())))
        g = inverse_rows(square, lengths[:k], lower=True) / np.sqrt(m)
        free = np.maximum(m - 1 - np.arange(k), 0)  # directions in which column j can turn by its own error
        of_q = np.sqrt(g**2 * free + np.cumsum(g**2) - g**2) / np.sqrt(m)
        if R.dtype.kind == "c":
            of_q = np.maximum(of_q, g * largest(Q))  # the phase of a column, where for real numbers it has a sign
        if _largest(g) * SAFETY * unit > SIGN:
            return float("inf"), float("inf")  # rounding decides that sign
        some = _few(lengths)
        squares = np.abs(R[:, some]) ** 2
        of_r = np.sqrt(_from_below(g[:, None] ** 2 * squares) + g[:, None] ** 2 * _from_below(squares))
        of_r[np.arange(len(R))[:, None] > some] = 0
        worst = _largest(of_r) + float(lengths.max()) / np.sqrt(m)
        return _number(SAFETY * unit * _largest(of_q) / largest(Q)), _number(SAFETY * unit * worst / largest(R))


def term_sizes(L: Array, U: Array) -> tuple[Array, Array, float]:
    """The mean size of the terms in each row and in each column of L U, and over all of it."""
    m, n = len(L), U.shape[1]
    rows = np.sqrt(times_squares(times_squares(np.ones(n), U.T), L.T) / n)
    columns = np.sqrt(times_squares(times_squares(np.ones(m), L), U) / m)
    return rows, columns, float(np.sqrt(np.mean(rows**2)))


def inverse_rows(T: Array, weights: Array, lower: bool, then: Callable[[Array], Array] | None = None) -> Array:
    """The length of each row of T⁻¹ diag(weights) for a triangular T, from 16 solves; of `then` of it, if given."""
    V = probes(len(T), T.dtype)
    X = triangular_solve(np.asfortranarray(T), weights[:, None].astype(T.dtype) * V, lower)
    X = X if then is None else then(X)
    return np.asarray(np.sqrt(np.sum(np.abs(X) ** 2, axis=1) / (1 if len(T) <= V.shape[1] else V.shape[1])))


def natural_unit(terms: int, eps: float, observed: float) -> float:
    """The backward error of a sum of so many terms: one rounding, or what was observed relative to it, if more."""
    return growth(terms) * max(observed, eps)


def _without_zeros(U: Array, level: float) -> Array:
    """U with its zero pivots replaced by ones that are as good as zero."""
    d = np.diagonal(U)
    if d.all():
        return U
    filled = U.copy()
    tiny = np.finfo(U.dtype).eps * level
    filled[np.arange(len(U)), np.arange(len(U))] = np.where(d == 0, tiny, d)
    return filled


def solve_blocks(D: Array, B: Array, level: float) -> Array:
    """D⁻¹ B for a Hermitian D with blocks of one and two rows; zeros count as rounding errors of `level`."""
    d, below = np.diagonal(D).copy(), np.append(np.diagonal(D, -1), 0)
    first = below != 0
    second = np.roll(first, 1)
    tiny = np.finfo(D.dtype).eps * level
    alone = np.where(d == 0, tiny, d)
    X = np.asarray(B / alone[:, None])
    a, b, c = d[first, None], d[second, None], below[first, None]
    size = a * b - np.abs(c) ** 2
    X[first], X[second] = (b * B[first] - c.conj() * B[second]) / size, (a * B[second] - c * B[first]) / size
    return X


def _few(sizes: Array) -> Array:
    """All indices, or of very many some that are evenly spread, and that of the largest size."""
    if len(sizes) <= ALL:
        return np.arange(len(sizes))
    spread = np.linspace(0, len(sizes) - 1, ALL).astype(int)
    return np.unique(np.append(spread, int(np.argmax(sizes))))


def _from_below(squares: Array) -> Array:
    """The sums of each column from row i downwards."""
    return np.asarray(np.cumsum(squares[::-1], axis=0)[::-1])


def _from_right(squares: Array) -> Array:
    """The sums of each row to the right of column j, j left out."""
    sums = np.cumsum(squares[:, ::-1], axis=1)[:, ::-1]
    return np.asarray(np.concatenate([sums[:, 1:], np.zeros((len(sums), 1))], axis=1))


def _largest(A: Array) -> float:
    return float(np.max(np.abs(A), initial=0))


def _number(x: float) -> float:
    return float("inf") if np.isnan(x) else float(x)
