"""Functions of matrices by the Schur form: blocks of close eigenvalues, and Sylvester equations between them.

The algorithm of Davies and Higham ("A Schur-Parlett algorithm for computing matrix functions", SIAM J. Matrix Anal.
Appl. 2003) with blocks as they are found by Higham and Liu (ibid. 2021), to more digits and without derivatives. What
is beside the diagonal follows from F T = T F (Parlett 1976), for halves of the matrix instead of columns (Deadman,
Higham and Ralha 2013).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import scipy

from workbench.numerics.factor import conjugate_transpose, lapack
from workbench.numerics.probes import scaled, shifted

Array = np.ndarray[Any, np.dtype[Any]]
Function = Callable[[Array], Array]

CLOSE = 0.02
"""Eigenvalues are of one block where they are as close as this, relative to the size of the matrix."""
MOST = 16
"""The order of blocks above which a smaller distance is tried."""
LEAST = 1e-5


def schur_parlett(A: Array, scalar: Function, block: Function, close: float = CLOSE) -> Array:
    """f(A) for an n x n array: `scalar` gives f of complex numbers, `block` that of a small triangular matrix.

    Raises `LinAlgError` where the QR algorithm does not converge, or `block` does.
    """
    if not A.size:
        return A.copy()
    B, p = scaled(A.astype(np.result_type(A, np.float64), copy=False))
    T, Z = scipy.linalg.schur(B, output="complex", check_finite=False)
    T, Z, cuts = _in_blocks(T, Z, close)

    def on_diagonal(part: Array) -> Array:
        part = shifted(part, p) if p else part
        return scalar(part) if len(part) == 1 else block(part)

    F = _of_triangle(T, cuts, on_diagonal)
    X = Z @ F @ conjugate_transpose(Z)
    return np.asarray(X if A.dtype.kind == "c" else X.real)


def labels(w: Array, size: float, close: float = CLOSE) -> Array:
    """For each eigenvalue the number of its block: chains of neighbours that are close, unless they grow too long."""
    while True:
        found = _chains(w, close * size)
        if close < LEAST or np.bincount(found).max() <= MOST:
            return found
        close /= 2


def _chains(w: Array, distance: float) -> Array:
    owner = np.arange(len(w))
    for i in range(len(w)):
        met = np.unique(owner[np.abs(w - w[i]) <= distance])
        owner[np.isin(owner, met)] = met[0]
    return np.unique(owner, return_inverse=True)[1]


def _in_blocks(T: Array, Z: Array, close: float) -> tuple[Array, Array, list[int]]:
    """The Schur form with blocks one after another (LAPACK trsen), and where each begins and the last ends."""
    owner = labels(np.diagonal(T), float(np.linalg.norm(T)) / len(T) ** 0.5, close)
    order, done = list(dict.fromkeys(owner.tolist())), 0
    for k in order:
        size = int(np.count_nonzero(owner == k))
        if not (owner[done : done + size] == k).all():
            first = np.isin(owner, owner[:done]) | (owner == k)
            T, Z, *_rest, info = lapack("trsen", T)(first.astype(np.int32), T, Z, job="N")
            if info:
                raise np.linalg.LinAlgError("eigenvalues are too close to be exchanged")
            owner = np.concatenate([owner[first], owner[~first]])
        done += size
    return T, Z, [0, *np.cumsum([np.count_nonzero(owner == k) for k in order]).tolist()]


def _of_triangle(T: Array, cuts: list[int], on_diagonal: Function) -> Array:
    """f(T), by halves: T₁₁ F₁₂ − F₁₂ T₂₂ = F₁₁ T₁₂ − T₁₂ F₂₂, where T may as well be any multiple of it."""
    if len(cuts) == 2:
        return on_diagonal(T)
    k = min(range(1, len(cuts) - 1), key=lambda at: abs(2 * (cuts[at] - cuts[0]) - len(T)))
    m = cuts[k] - cuts[0]
    first = _of_triangle(T[:m, :m], cuts[: k + 1], on_diagonal)
    second = _of_triangle(T[m:, m:], cuts[k:], on_diagonal)
    F = np.zeros(T.shape, np.complex128)
    F[:m, :m], F[m:, m:] = first, second
    F[:m, m:] = _beside(T[:m, :m], T[m:, m:], first @ T[:m, m:] - T[:m, m:] @ second)
    return F


def _beside(R: Array, S: Array, C: Array) -> Array:
    """X with R X − X S = C, scaled so that nothing overflows on the way."""
    C, q = scaled(C)
    Y, scale, _ = lapack("trsyl", R, S, C)(R, S, C, isgn=-1)
    return np.asarray(shifted(Y / scale, q) if q else Y / scale)
