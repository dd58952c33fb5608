"""A matrix polynomial P(λ) = A₀ + λ A₁ + ... + λᵏ Aₖ: its scales, its companion pencil, residuals of pairs.

An eigenvalue is held as a pair (α, β) with |α|² + |β|² = 1, so that λ = α/β may be infinite, and
P(α, β) = Σ αⁱ βᵏ⁻ⁱ Aᵢ. Everything is done with the coefficients 2^(g i − d) Aᵢ, whose eigenvalues are 2⁻ᵍ λ: the first
and the last are then of one size, with which the companion pencil is nearly as good as P itself (Fan, Lin and Van
Dooren, SIAM J. Matrix Anal. Appl. 2004; Betcke, ibid. 2008).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.numerics.probes import exponent, largest_part, shifted
from workbench.numerics.spectral import column_lengths, frobenius

Array = np.ndarray[Any, np.dtype[Any]]

APART = 10
"""Groups of eigenvalues whose exponents differ by more have a scale of their own."""


@dataclass(frozen=True, eq=False)
class Polynomial:
    """Scaled coefficients from the constant one on, their Frobenius norms, and g: λ is 2ᵍ times its eigenvalue."""

    coefficients: tuple[Array, ...]
    sizes: Array
    g: int

    @property
    def order(self) -> int:
        return len(self.coefficients[0])

    @property
    def degree(self) -> int:
        return len(self.coefficients) - 1

    def reversed(self) -> Polynomial:
        """The polynomial with the eigenvalues 1/λ."""
        return Polynomial(self.coefficients[::-1], self.sizes[::-1], 0)


def polynomial(coefficients: Sequence[Array], g: int | None = None) -> Polynomial:
    """Coefficients of one floating-point type, scaled by powers of two: with g, or so that both ends are alike."""
    tops = _tops(coefficients)
    if g is None:
        g = _slope(tops, min(tops), max(tops))
    d = max(top + g * i for i, top in tops.items())
    made = tuple(shifted(A, g * i - d) for i, A in enumerate(coefficients))
    return Polynomial(made, np.array([_size(A) for A in made]), g)


def _tops(coefficients: Sequence[Array]) -> dict[int, int]:
    """The exponents of the coefficients that are not zero."""
    return {i: exponent(A) for i, A in enumerate(coefficients) if largest_part(A) > 0} or {0: 0}


def _slope(tops: dict[int, int], i: int, j: int) -> int:
    """The exponent of the eigenvalues for which λⁱ Aᵢ and λʲ Aⱼ are alike."""
    return round((tops[i] - tops[j]) / (j - i)) if j > i else 0


def _size(A: Array) -> float:
    """The Frobenius norm, though squares may underflow."""
    top = largest_part(A)
    return top * frobenius(A / top) if top > 0 else 0.0


def groups(coefficients: Sequence[Array]) -> list[tuple[int, int]]:
    """The exponents g of eigenvalues that are far apart, and how many times n there are of each; smallest first.

    They are the edges of the upper hull of the points (i, log ‖Aᵢ‖): the tropical roots (Gaubert and Sharify 2009).
    """
    tops, degree = _tops(coefficients), len(coefficients) - 1
    at, last, found = min(tops), max(tops), []
    while at < last:
        after = [j for j in tops if j > at]
        to = max(after, key=lambda j: ((tops[j] - tops[at]) / (j - at), j))
        found.append((at, to))
        at = to
    merged: list[tuple[int, int]] = []
    for edge in found:
        if merged and _slope(tops, *edge) - _slope(tops, *merged[-1]) < APART:
            merged[-1] = (merged[-1][0], edge[1])
        else:
            merged.append(edge)
    merged = merged or [(0, degree)]
    ends = [0, *(j for _, j in merged[:-1]), degree]
    return [(_slope(tops, *edge) if len(tops) > 1 else 0, ends[m + 1] - ends[m]) for m, edge in enumerate(merged)]


def companion(P: Polynomial) -> tuple[Array, Array]:
    """C and D with C z = λ D z for z = (x, λ x, ..., λᵏ⁻¹ x) where P(λ) x = 0."""
    n, k, dtype = P.order, P.degree, P.coefficients[0].dtype
    C, D = np.eye(n * k, k=n, dtype=dtype), np.eye(n * k, dtype=dtype)
    C[n * (k - 1) :] = -np.hstack(P.coefficients[:-1])
    D[n * (k - 1) :, n * (k - 1) :] = P.coefficients[-1]
    return C, D


def on_sphere(w: Array) -> tuple[Array, Array]:
    """α and β of eigenvalues of the scaled polynomial."""
    infinite = np.isinf(w)
    z = np.where(infinite, 0, w)
    small = np.abs(z) <= 1
    t = np.where(small, z, 1 / np.where(small, 1, z))
    lengths = np.sqrt(1 + np.abs(t) ** 2)
    alpha, beta = np.where(small, t, 1) / lengths, np.where(small, 1, t) / lengths
    return np.where(infinite, 1, alpha), np.where(infinite, 0, beta)


def powers(alpha: Array, beta: Array, degree: int) -> Array:
    """Row i holds αⁱ βᵏ⁻ⁱ of each pair."""
    i = np.arange(degree + 1)[:, None]
    return np.asarray(alpha**i * beta ** (degree - i))


def weights(P: Polynomial, alpha: Array, beta: Array) -> Array:
    """Σ |α|ⁱ |β|ᵏ⁻ⁱ ‖Aᵢ‖ of each pair: what its residual is relative to."""
    return np.asarray(P.sizes @ powers(np.abs(alpha), np.abs(beta), P.degree))


def backward_errors(P: Polynomial, alpha: Array, beta: Array, V: Array) -> Array:
    """‖P(α, β) x‖ / Σ |α|ⁱ|β|ᵏ⁻ⁱ‖Aᵢ‖ ‖x‖ of each pair: by how much P must change for it to be exact (Tisseur 2000)."""
    scale = weights(P, alpha, beta)
    rows = powers(alpha, beta, P.degree) / np.where(scale > 0, scale, 1)
    R = np.asarray(sum(A @ (V * row) for A, row in zip(P.coefficients, rows, strict=True)))
    return column_lengths(R) / column_lengths(V)


def shifted_values(w: Array, g: int) -> Array:
    """2ᵍ w, with infinite values as they are."""
    out = shifted(w, g)
    out[np.isinf(w)] = np.inf
    return out
