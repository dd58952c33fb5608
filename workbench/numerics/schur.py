"""Eigenvectors by way of the Schur form, without balancing.

LAPACK's geev scales rows and columns first, which on a matrix such as [[1, ε, ε], [1, ε, ε], [ε, ε, ε]] with a tiny ε
turns rounding into the whole answer. The Schur form is slower and backward stable whatever the scaling.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy

from workbench.numerics.bounds import eps
from workbench.numerics.order import with_positive_tops

Array = np.ndarray[Any, np.dtype[Any]]


def eigenpairs(A: Array) -> tuple[Array, Array] | None:
    """Eigenvalues and vectors of length 1, in no order; None where they leave the range of numbers or QR gives up."""
    try:
        R, Q = scipy.linalg.schur(A)
    except np.linalg.LinAlgError:
        return None
    _settle(R)
    return of_form(R, Q)


def of_form(R: Array, Q: Array) -> tuple[Array, Array] | None:
    """As `eigenpairs`, of A = Q R Qᴴ with a triangular R; 2 x 2 blocks of a real R have complex eigenvalues."""
    T, Z = (R, Q) if R.dtype.kind == "c" else scipy.linalg.rsf2csf(R, Q)
    with np.errstate(all="ignore"):
        V = Z @ _triangular(T)
        V /= np.linalg.norm(V, axis=0)
    if not np.isfinite(V).all():
        return None
    w = np.diagonal(T).copy()
    return (w, V) if R.dtype.kind == "c" else _paired(R, w, V)


def _settle(R: Array) -> None:
    """Clear what is left below the diagonal far under the rounding: squares of it, which rotations take, vanish."""
    below = np.abs(np.diagonal(R, -1))
    at = np.flatnonzero(below < float(np.finfo(R.dtype).tiny) ** 0.5 * float(np.abs(R).max(initial=0)))
    R[at + 1, at] = 0


def _paired(R: Array, w: Array, V: Array) -> tuple[Array, Array]:
    """Exact conjugates for each 2 x 2 block of the real Schur form R, real numbers for the others."""
    first = np.flatnonzero(np.diagonal(R, -1))
    alone = np.setdiff1d(np.arange(len(w)), np.concatenate([first, first + 1]))
    upper = np.where(w[first].imag > 0, first, first + 1)
    w[alone], V[:, alone] = w[alone].real, with_positive_tops(V[:, alone])[0].real
    w[first], V[:, first] = w[upper], V[:, upper]
    w[first + 1], V[:, first + 1] = w[first].conj(), V[:, first].conj()
    return w, V


def _triangular(T: Array) -> Array:
    """The eigenvectors of an upper triangular matrix, column by column; equal eigenvalues are parted by a rounding."""
    n, w = len(T), np.diagonal(T)
    least = eps(T.dtype) * float(np.linalg.norm(T)) or 1.0
    X = np.eye(n, dtype=T.dtype)
    for k in range(1, n):
        M = T[:k, :k].copy()
        gaps = w[:k] - w[k]
        M[np.arange(k), np.arange(k)] = np.where(np.abs(gaps) < least, least, gaps)
        X[:k, k] = scipy.linalg.solve_triangular(M, -T[:k, k], check_finite=False)
        X[: k + 1, k] /= np.abs(X[: k + 1, k]).max()
    return X
