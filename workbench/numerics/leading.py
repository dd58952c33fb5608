"""The k largest singular values with their vectors, without the others.

Every method works on a matrix with at least as many rows as columns, and ends with Rayleigh and Ritz: for an
orthonormal basis V of the right subspace, the singular value decomposition of A V is the best that the subspace holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy

from workbench.numerics.bounds import eps
from workbench.numerics.factor import blas, conjugate_transpose, product
from workbench.numerics.order import free_rows, with_positive_tops
from workbench.numerics.probes import scaled, shifted
from workbench.numerics.spectral import adjoint_times, column_lengths, svd_tolerance, times

Array = np.ndarray[Any, np.dtype[Any]]

GUARD = 8
"""How many vectors more than are asked for are carried along: they make the last ones converge."""
DEPTH = 4
CYCLES = 40


@dataclass(frozen=True, eq=False)
class Leading:
    """A ≈ U · diag(S) · Vh with k columns, rows and values; `residual` is relative to the largest value.

    `gram` is AᴴA or AAᴴ, whichever is smaller, of A · 2⁻ᵖ, where the method has made it: a witness.
    """

    U: Array
    S: Array
    Vh: Array
    residual: float
    gram: Array | None = None


def by_gram(A: Array, k: int) -> Leading:
    """The top of the spectrum of the smaller Gram matrix (LAPACK syevr), then Rayleigh and Ritz with A itself.

    Squaring costs σ_k an error of ε σ₁²/σ_k, most of which the second step takes back; the residual tells.
    """
    B, p, wide = _upright(A)
    G = gram(B)
    n = len(G)
    V = scipy.linalg.eigh(G, subset_by_index=[max(0, n - k - GUARD), n - 1], check_finite=False)[1]
    return _finished(B, _orthonormal(V[:, ::-1].astype(B.dtype)), k, p, wide, G)


def gram(B: Array) -> Array:
    """BᴴB, in double precision, at half the price of a product: BLAS computes one triangle."""
    wide = B.astype(np.result_type(B.dtype, np.float64), copy=False)
    if wide.dtype.kind == "c":
        G = blas("herk", wide)(1, wide, trans=2, lower=1)
    elif wide.flags.c_contiguous:
        G = blas("syrk", wide)(1, wide.T, lower=1)
    else:
        G = blas("syrk", wide)(1, wide, trans=1, lower=1)
    return np.asarray(np.tril(G) + conjugate_transpose(np.tril(G, -1)))


def by_lanczos(A: Array, k: int, seed: int = 0) -> tuple[Leading, int]:
    """Block Lanczos bidiagonalisation with full reorthogonalisation, restarted with its best vectors; and the cycles.

    Golub, Luk and Overton (1981); a block of random vectors finds multiple singular values too. It ends when the
    two-sided residual is what rounding explains, or after 40 cycles.
    """
    B, p, wide = _upright(A)
    width = min(B.shape[1], k + max(GUARD, k // 2))
    V = _orthonormal(_random(B.shape[1], width, B.dtype, seed))
    enough, cycles = 0.5 * svd_tolerance(max(A.shape), A.dtype), 0
    found = _finished(B, V, k, p, wide)
    while found.residual > enough and cycles < CYCLES:
        cycles += 1
        V = _best(B, _krylov(B, V), width)
        found = _finished(B, V, k, p, wide)
    return found, cycles


def _krylov(B: Array, V: Array) -> Array:
    """An orthonormal basis of V and what Bᴴ B makes of it, again and again."""
    basis = V
    for _ in range(DEPTH):
        U = _orthonormal(product(B, V))
        room = B.shape[1] - basis.shape[1]
        if not room:
            break
        V = _against(basis, adjoint_times(B, U)[:, :room])
        basis = np.hstack([basis, V])
    return basis


def _against(basis: Array, W: Array) -> Array:
    """W made orthonormal, and orthogonal to the basis; twice is enough (Parlett), once more for what is drawn anew.

    Noise at the level of rounding gives directions where W has none left that is new: A may be of low rank.
    """
    size = float(np.linalg.norm(W)) or 1.0
    W = W + eps(W.dtype) * size * _random(W.shape[0], W.shape[1], W.dtype, basis.shape[1])
    for _ in range(3):
        W = _orthonormal(W - basis @ (conjugate_transpose(basis) @ W))
    return W


def by_random_projection(A: Array, k: int, oversampling: int, power: int, seed: int) -> Leading:
    """The range of A found by its action on random vectors, with power steps (Halko, Martinsson and Tropp 2011)."""
    B, p, wide = _upright(A)
    width = min(B.shape[1], k + oversampling)
    Q = _orthonormal(times(B, _random(B.shape[1], width, B.dtype, seed)))
    for _ in range(power):
        Q = _orthonormal(product(B, _orthonormal(adjoint_times(B, Q))))
    # the decomposition of QᴴB; its right vectors, once more through B, would be one more half step
    left, S, right = np.linalg.svd(conjugate_transpose(adjoint_times(B, Q)), full_matrices=False)
    return _arranged(B, Q @ left[:, :k], S[:k], conjugate_transpose(right[:k]), p, wide)


def _random(rows: int, columns: int, dtype: Any, seed: int) -> Array:
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((rows, columns))
    return (X + 1j * rng.standard_normal((rows, columns)) if dtype.kind == "c" else X).astype(dtype)


def _orthonormal(X: Array) -> Array:
    return np.asarray(scipy.linalg.qr(X, mode="economic", check_finite=False)[0])


def _upright(A: Array) -> tuple[Array, int, bool]:
    """A, scaled and turned so that it is not wide; the exponent of the scale; whether it was turned."""
    B, p = scaled(A)
    wide = B.shape[0] < B.shape[1]
    return (conjugate_transpose(B) if wide else B), p, wide


def _best(B: Array, basis: Array, width: int) -> Array:
    """The directions of a subspace that B stretches most."""
    R = scipy.linalg.qr(product(B, basis), mode="r", check_finite=False)[0][: basis.shape[1]]
    right = scipy.linalg.svd(R, check_finite=False)[2]
    return np.asarray(basis @ conjugate_transpose(right[:width]))


def _finished(B: Array, V: Array, k: int, p: int, wide: bool, G: Array | None = None) -> Leading:
    """Rayleigh and Ritz: the best k triplets that the right subspace V holds."""
    Q, R = scipy.linalg.qr(product(B, V), mode="economic", check_finite=False)
    left, S, right = scipy.linalg.svd(R, check_finite=False)
    return _arranged(B, Q @ left[:, :k], S[:k], V @ conjugate_transpose(right[:k]), p, wide, G)


def _arranged(B: Array, U: Array, S: Array, V: Array, p: int, wide: bool, G: Array | None = None) -> Leading:
    residual = relative_residual(B, U, S, V)
    if wide:
        U, V = V, U
    U, factors = with_positive_tops(np.ascontiguousarray(U))
    Vh = np.ascontiguousarray(factors[:, None].conj() * conjugate_transpose(V))
    free = free_rows(S)
    Vh[free:] = with_positive_tops(Vh[free:].T.copy())[0].T
    return Leading(U, shifted(S, p), Vh, residual, G)


def relative_residual(B: Array, U: Array, S: Array, V: Array) -> float:
    """The longest column of B V − U Σ and of Bᴴ U − V Σ, relative to the largest singular value."""
    top = float(S[0]) if len(S) and S[0] > 0 else 1.0
    both = column_lengths(product(B, V) - U * S), column_lengths(product(conjugate_transpose(B), U) - V * S)
    return max(float(side.max(initial=0)) for side in both) / top
