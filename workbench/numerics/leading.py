"""The k largest singular values with their vectors, without the others.

Every method works on a matrix with at least as many rows as columns, and ends with Rayleigh and Ritz: for an
orthonormal basis V of the right subspace, the singular value decomposition of A V is the best that the subspace holds.
They take a matrix of the host, or one of a device with the workshop that it brings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.numerics.bounds import eps
from workbench.numerics.device import DeviceArray
from workbench.numerics.factor import conjugate_transpose
from workbench.numerics.order import free_rows, with_positive_tops
from workbench.numerics.probes import scaled, shifted
from workbench.numerics.spectral import svd_tolerance
from workbench.numerics.workshop import HOST, Either, Workshop

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


@dataclass(frozen=True, eq=False)
class Upright:
    """A · 2⁻ᵖ as B, turned so that it is not wide; the type of its entries, and what works with it."""

    B: Either
    p: int
    wide: bool
    dtype: np.dtype[Any]
    shop: Workshop

    @property
    def shape(self) -> tuple[int, int]:
        m, n = self.B.shape
        return m, n


def upright(A: Array) -> Upright:
    """A on the host."""
    B, p = scaled(A)
    return upright_there(B, p, A.dtype, HOST)


def upright_there(B: DeviceArray, p: int, dtype: np.dtype[Any], shop: Workshop) -> Upright:
    """A of which B = A · 2⁻ᵖ is where the workshop is."""
    wide = B.shape[0] < B.shape[1]
    return Upright(shop.adjoint(B) if wide else B, p, wide, dtype, shop)


def by_gram(A: Upright, k: int) -> Leading:
    """The top of the spectrum of the smaller Gram matrix (LAPACK syevr), then Rayleigh and Ritz with A itself.

    Squaring costs σ_k an error of ε σ₁²/σ_k, most of which the second step takes back; the residual tells.
    """
    G = A.shop.gram(A.B)
    V = A.shop.cast(A.shop.top_vectors(G, k + GUARD), A.B)
    return _finished(A, A.shop.qr(V)[0], k, A.shop.get(G))


def gram(B: Array) -> Array:
    """BᴴB of the host, in double precision."""
    return HOST.gram(B)


def by_lanczos(A: Upright, k: int, seed: int = 0) -> tuple[Leading, int]:
    """Block Lanczos bidiagonalisation with full reorthogonalisation, restarted with its best vectors; and the cycles.

    Golub, Luk and Overton (1981); a block of random vectors finds multiple singular values too. It ends when the
    two-sided residual is what rounding explains, or after 40 cycles.
    """
    n = A.shape[1]
    width = min(n, k + max(GUARD, k // 2))
    V = A.shop.qr(_random(A, n, width, seed))[0]
    enough, cycles = 0.5 * svd_tolerance(max(A.shape), A.dtype), 0
    found = _finished(A, V, k)
    while found.residual > enough and cycles < CYCLES:
        cycles += 1
        V = _best(A, _krylov(A, V), width)
        found = _finished(A, V, k)
    return found, cycles


def _krylov(A: Upright, V: Either) -> Either:
    """An orthonormal basis of V and what Bᴴ B makes of it, again and again."""
    basis = V
    for _ in range(DEPTH):
        U = A.shop.qr(A.shop.times(A.B, V))[0]
        room = A.shape[1] - basis.shape[1]
        if not room:
            break
        V = _against(A, basis, A.shop.adjoint_times(A.B, U)[:, : min(room, U.shape[1])])
        basis = A.shop.beside(basis, V)
    return basis


def _against(A: Upright, basis: Either, W: Either) -> Either:
    """W made orthonormal, and orthogonal to the basis; twice is enough (Parlett), once more for what is drawn anew.

    Noise at the level of rounding gives directions where W has none left that is new: A may be of low rank.
    """
    size = A.shop.longest(W) or 1.0
    rows, columns = W.shape
    W = W + _random(A, rows, columns, basis.shape[1]) * (eps(A.dtype) * size)
    for _ in range(3):
        W = A.shop.qr(W - basis @ (A.shop.adjoint(basis) @ W))[0]
    return W


def by_random_projection(A: Upright, k: int, oversampling: int, power: int, seed: int) -> Leading:
    """The range of A found by its action on random vectors, with power steps (Halko, Martinsson and Tropp 2011)."""
    shop, B, n = A.shop, A.B, A.shape[1]
    Q = shop.qr(shop.times(B, _random(A, n, min(n, k + oversampling), seed)))[0]
    for _ in range(power):
        Q = shop.qr(shop.times(B, shop.qr(shop.adjoint_times(B, Q))[0]))[0]
    # the decomposition of QᴴB; its right vectors, once more through B, would be one more half step
    left, S, right = shop.svd(shop.adjoint(shop.adjoint_times(B, Q)))
    return _arranged(A, Q @ left[:, :k], S[:k], shop.adjoint(right[:k, :]))


def _random(A: Upright, rows: int, columns: int, seed: int) -> Either:
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((rows, columns))
    X = X + 1j * rng.standard_normal((rows, columns)) if A.dtype.kind == "c" else X
    return A.shop.put(X.astype(A.dtype))


def _best(A: Upright, basis: Either, width: int) -> Either:
    """The directions of a subspace that B stretches most."""
    right = A.shop.svd(A.shop.triangle(A.shop.times(A.B, basis)))[2]
    return basis @ A.shop.adjoint(right[:width, :])


def _finished(A: Upright, V: Either, k: int, G: Array | None = None) -> Leading:
    """Rayleigh and Ritz: the best k triplets that the right subspace V holds."""
    Q, R = A.shop.qr(A.shop.times(A.B, V))
    left, S, right = A.shop.svd(R)
    return _arranged(A, Q @ left[:, :k], S[:k], V @ A.shop.adjoint(right[:k, :]), G)


def _arranged(A: Upright, U: Either, S: Either, V: Either, G: Array | None = None) -> Leading:
    """On the host, with the signs that all decompositions have."""
    residual = relative_residual(A, U, S, V)
    left, values, right = (A.shop.get(part) for part in (U, S, V))
    if A.wide:
        left, right = right, left
    left, factors = with_positive_tops(np.ascontiguousarray(left))
    Vh = np.ascontiguousarray(factors[:, None].conj() * conjugate_transpose(right))
    free = free_rows(values)
    Vh[free:] = with_positive_tops(Vh[free:].T.copy())[0].T
    return Leading(left, shifted(values, A.p), Vh, residual, G)


def relative_residual(A: Upright, U: Either, S: Either, V: Either) -> float:
    """The longest column of B V − U Σ and of Bᴴ U − V Σ, relative to the largest singular value."""
    top = float(S[0]) if S.shape[0] and float(S[0]) > 0 else 1.0
    shop, B = A.shop, A.B
    both = shop.times(B, V) - U * S, shop.adjoint_times(B, U) - V * S
    return max(shop.longest(side) for side in both) / top
