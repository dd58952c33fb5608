"""Whether pairs are all eigenpairs of a matrix polynomial, and how far they can be off.

Values and vectors make up the vectors of the companion pencil, which are checked as those of any pencil: their
independence says that no eigenvalue is missing. Residuals and lengths are checked of the vectors themselves.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from workbench.numerics.bounds import quantum
from workbench.numerics.matrix_polynomial import (
    Polynomial,
    backward_errors,
    companion,
    on_sphere,
    powers,
    shifted_values,
    weights,
)
from workbench.numerics.matrix_polynomial_count import is_complete
from workbench.numerics.order import negative_top, with_positive_tops
from workbench.numerics.pencil import check_pencil
from workbench.numerics.probes import largest
from workbench.numerics.spectral import MARGIN, column_lengths, floor, tolerance
from workbench.numerics.spectral_general import EigenCheck

Array = np.ndarray[Any, np.dtype[Any]]


def check_polynomial(P: Polynomial, w: Array, V: Array) -> EigenCheck:
    """Check P(λ) x = 0, lengths, order, signs and independence; the bound is relative to the largest finite value."""
    n, count, dtype = P.order, P.order * P.degree, P.coefficients[0].dtype
    if w.shape != (count,) or V.shape != (n, count):
        return EigenCheck("Verification failed: the eigenvalues or vectors have the wrong shape.")
    if not np.isfinite(V).all() or np.isnan(w).any():
        return EigenCheck("An eigenvector is not finite: it leaves the range of the number type.")
    if not count:
        return EigenCheck(None, 0.0, floor(1, dtype), 1.0)
    if negative_top(V):
        return EigenCheck("Verification failed: an eigenvector has the wrong sign.")
    return _check(P, shifted_values(w.astype(np.result_type(w, np.complex64)), -P.g), V)


def _check(P: Polynomial, w: Array, V: Array) -> EigenCheck:
    dtype = P.coefficients[0].dtype
    alpha, beta = on_sphere(w)
    allowed = tolerance(len(w), dtype) + P.degree * _apart(w, P.g, dtype)
    residual = float(backward_errors(P, alpha, beta, V).max())
    stretched = float(np.abs(column_lengths(V) - 1).max())
    if not residual <= allowed:
        message = f"Verification failed: P(λ) x differs from 0 by {residual:.1e} of the sizes of its terms."
        return EigenCheck(message, residual)
    if not stretched <= allowed:
        message = f"Verification failed: an eigenvector has not length 1 ({stretched:.1e} off)."
        return EigenCheck(message, residual)
    found, _ = check_pencil(*companion(P), w, _chained(P, alpha, beta, V))
    found = replace(found, residual=residual)
    if found.failure is not None:
        return found
    if found.values is None:
        found = replace(found, bound=None)
        wrong = "Verification failed: these are not all eigenvalues, as determinants of P(λ) show."
        return found if is_complete(P, w) else replace(found, failure=wrong)
    hidden = max(_hidden_values(P, w, V), _hidden_entries(P, alpha, beta, V)) * MARGIN * allowed / 100
    bound = max(found.values, hidden)
    return replace(found, bound=bound if bound < 0.1 else None)


def _apart(w: Array, g: int, dtype: Any) -> float:
    """The spacing of the least numbers relative to the smallest value that is not 0, before it was scaled."""
    moduli = np.abs(w[np.isfinite(w) & (w != 0)])
    return quantum(dtype, -g) / float(moduli.min()) if moduli.size else 0.0


def _chained(P: Polynomial, alpha: Array, beta: Array, V: Array) -> Array:
    """The vectors (βᵏ⁻¹ x, α βᵏ⁻² x, ..., αᵏ⁻¹ x) of the companion pencil, of length 1."""
    Z = np.vstack([V * row for row in powers(alpha, beta, P.degree - 1)])
    return with_positive_tops(Z / column_lengths(Z))[0]


def _hidden_values(P: Polynomial, w: Array, V: Array) -> float:
    """By how much more a value can change, relative to the largest, than its residual shows."""
    finite = np.isfinite(w)
    if not w[finite].any():
        return 1.0
    z, X = w[finite], V[:, finite]
    alpha, beta = on_sphere(z)
    moved = column_lengths(_by_alpha(P, alpha, beta, X)) * np.abs(beta)  # dα = β dλ, with β held
    scale = weights(P, alpha, beta)
    seen = np.where(moved > 0, moved / scale, 0) * float(np.abs(z).max())
    return float(1 / seen.min()) if seen.min() > 0 else np.inf


def _hidden_entries(P: Polynomial, alpha: Array, beta: Array, V: Array) -> float:
    """The same for an entry of a vector, which is seen in the residual or the length."""
    scale = weights(P, alpha, beta)
    moved = np.empty(V.shape)
    for j, row in enumerate(powers(alpha, beta, P.degree).T):
        M = sum(A * x for A, x in zip(P.coefficients, row, strict=True))
        moved[:, j] = column_lengths(np.asarray(M)) / (scale[j] or 1.0)
    seen = np.where(moved <= 1e3 * np.finfo(V.dtype).eps, 1.0, np.maximum(moved, np.abs(V)))
    return 1 / (float(seen.min()) * largest(V))


def _by_alpha(P: Polynomial, alpha: Array, beta: Array, V: Array) -> Array:
    """The derivative of P(α, β) x by α."""
    rows = powers(alpha, beta, P.degree - 1)
    return np.asarray(
        sum(A @ (V * row) * (i + 1) for i, (A, row) in enumerate(zip(P.coefficients[1:], rows, strict=True)))
    )


def _by_beta(P: Polynomial, alpha: Array, beta: Array, V: Array) -> Array:
    rows, k = powers(alpha, beta, P.degree - 1), P.degree
    return np.asarray(
        sum(A @ (V * row) * (k - i) for i, (A, row) in enumerate(zip(P.coefficients[:-1], rows, strict=True)))
    )


def conditions(P: Polynomial, w: Array, V: Array) -> Array:
    """How much more than the scaled P a pair (α, β) changes, as an angle (Dedieu and Tisseur, Linear Alg. Appl. 2003).

    Left vectors y are the ends of those of the companion pencil. Infinite for eigenvalues that are not simple.
    """
    w = shifted_values(w, -P.g)
    alpha, beta = on_sphere(w)
    C, D = companion(P)
    Z = _chained(P, alpha, beta, V)
    try:
        Y = np.linalg.inv(C @ Z * alpha.conj() + D @ Z * beta.conj())[:, -P.order :]
    except np.linalg.LinAlgError:
        return np.full(len(w), np.inf)
    slope = _by_alpha(P, alpha, beta, V) * beta.conj() - _by_beta(P, alpha, beta, V) * alpha.conj()
    met = np.abs(np.einsum("ij,ji->i", Y, slope))
    scale = np.sqrt((P.sizes**2) @ powers(np.abs(alpha), np.abs(beta), P.degree) ** 2) * column_lengths(Y.T)
    return np.where(met > 0, scale / np.where(met > 0, met, 1), np.inf)
