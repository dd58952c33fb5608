"""Eigenvalues of a matrix polynomial P(λ) = A₀ + λ A₁ + ... + λᵏ Aₖ: by a companion pencil, and polished.

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
import scipy

from workbench.numerics.bounds import eps
from workbench.numerics.order import by_modulus, with_positive_tops
from workbench.numerics.pencil import Pairs
from workbench.numerics.probes import exponent, largest_part, shifted
from workbench.numerics.spectral import column_lengths, frobenius, tolerance

Array = np.ndarray[Any, np.dtype[Any]]

POLISHED = 64
"""Up to this order pairs with a large residual are polished, at the price of a system of equations each."""
STEPS = 3
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


def eigenpairs(coefficients: Sequence[Array]) -> Pairs:
    """All n k eigenvalues (infinite ones first, the others by modulus) and vectors of length 1, by LAPACK ggev.

    Each group of eigenvalues is taken from the pencil of its own scale.
    """
    n, at, parts = len(coefficients[0]), 0, []
    for g, count in groups(coefficients):
        P = polynomial(coefficients, g)
        w, V, lost = _ascending(P)
        few = slice(at, at + n * count)
        parts.append((shifted_values(w[few], g), V[:, few], np.isinf(w[few]), lost[few]))
        at += n * count
    w, V, infinite, lost = (np.concatenate(part, axis=-1) for part in zip(*parts, strict=True))
    order = np.concatenate([np.flatnonzero(infinite), np.flatnonzero(~infinite)[by_modulus(w[~infinite])]])
    return Pairs(w[order], with_positive_tops(V[:, order])[0], int(infinite.sum()), int(lost.sum()))


def _ascending(P: Polynomial) -> tuple[Array, Array, Array]:
    """Values by modulus, infinite ones last, vectors, and which are 0/0."""
    C, D = companion(P)
    (alpha, beta), Z = scipy.linalg.eig(C, D, homogeneous_eigvals=True, check_finite=False)
    small = 10 * max(1.0, np.sqrt(len(C))) * eps(C.dtype)
    infinite = np.abs(beta) <= small * frobenius(D)
    lost = infinite & (np.abs(alpha) <= small * frobenius(C))
    kind = np.result_type(C.dtype, np.complex64)
    w = np.where(infinite, 0, alpha).astype(kind) / np.where(infinite, 1, beta)
    w[infinite] = np.inf
    w, V = _polished(P, w, _shortest_residuals(P, w, Z.astype(kind)))
    if C.dtype.kind != "c":
        _pair(w, V)
    order = by_modulus(np.where(infinite, 0, w))[::-1]
    order = np.concatenate([order[~infinite[order]], np.flatnonzero(infinite)])
    return w[order], V[:, order], lost[order]


def shifted_values(w: Array, g: int) -> Array:
    """2ᵍ w, with infinite values as they are."""
    out = shifted(w, g)
    out[np.isinf(w)] = np.inf
    return out


def _shortest_residuals(P: Polynomial, w: Array, Z: Array) -> Array:
    """Each part of z is a multiple of x: of each vector the one that fits best."""
    n, (alpha, beta) = P.order, on_sphere(w)
    best, errors = np.zeros((n, len(w)), Z.dtype), np.full(len(w), np.inf)
    for k in range(P.degree):
        part = Z[n * k : n * (k + 1)]
        lengths = column_lengths(part)
        V = part / np.where(lengths > 0, lengths, 1)
        found = np.where(lengths > 0, backward_errors(P, alpha, beta, V), np.inf)
        better = found < errors
        best[:, better], errors[better] = V[:, better], found[better]
    return best


def _polished(P: Polynomial, w: Array, V: Array) -> tuple[Array, Array]:
    """Newton's method for pairs whose residual is more than rounding, as far as it helps."""
    errors = backward_errors(P, *on_sphere(w), V)
    rough = np.flatnonzero(errors > tolerance(P.order, V.dtype) / 8) if P.order <= POLISHED else ()
    for j in rough:
        if np.isfinite(w[j]):
            w[j], V[:, j] = _newton(P, w[j], V[:, j])
    return w, V


def _newton(P: Polynomial, value: Any, x: Array) -> tuple[Any, Array]:
    """P(t) x = 0 and xᴴ dx = 0 for the changes of t = λ, or of 1/λ where that is smaller, and x."""
    outside = abs(value) > 1
    Q, t, best = (P.reversed() if outside else P), (1 / value if outside else value), np.inf
    kept = t, x
    for _ in range(STEPS):
        error = _error(Q, t, x)
        if not error < best:
            break
        best, kept = error, (t, x)
        M, slope = _value(Q, t), _value(Q, t, 1) @ x
        bordered = np.block([[M, slope[:, None]], [x.conj()[None, :], np.zeros((1, 1))]])
        try:
            step = np.linalg.solve(bordered, np.append(-M @ x, 0))
        except np.linalg.LinAlgError:
            break
        x, t = x + step[:-1], t + step[-1]
        x = x / np.linalg.norm(x)
    if not outside:
        return kept
    return (1 / kept[0] if kept[0] else value), kept[1]


def _error(P: Polynomial, t: Any, x: Array) -> float:
    return float(backward_errors(P, *on_sphere(np.array([t])), x[:, None])[0])


def _value(P: Polynomial, t: Any, derivative: int = 0) -> Array:
    """P(t), or its derivative."""
    total = np.zeros_like(P.coefficients[0], np.result_type(P.coefficients[0], np.complex64))
    for i in range(P.degree, derivative - 1, -1):
        total = total * t + P.coefficients[i] * (i if derivative else 1)
    return total


def _pair(w: Array, V: Array) -> None:
    """Of a real polynomial, conjugates to the last bit, where LAPACK puts them side by side."""
    real = w.imag == 0
    w[real] = w[real].real
    first = np.flatnonzero((w.imag > 0) & np.isfinite(w))
    first = first[(first + 1 < len(w))]
    first = first[w.imag[first + 1] < 0]
    w[first + 1], V[:, first + 1] = w[first].conj(), V[:, first].conj()
