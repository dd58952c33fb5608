"""What is left of A V − V Λ, and how far it lets the eigenvalues of a general matrix be off."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from workbench.numerics.balancing import is_like
from workbench.numerics.bounds import eps
from workbench.numerics.eigen_clusters import SAFETY, cluster_bound
from workbench.numerics.eigenbasis import NEARLY, Factors
from workbench.numerics.spectral import WHOLE, signs, times, tolerance, worst
from workbench.numerics.spectral import total as frobenius

Array = np.ndarray[Any, np.dtype[Any]]


def residual_passes(A: Array, w: Array, V: Array) -> bool:
    """Whether rounding explains how far A V is from V diag(w)."""
    size = float(np.linalg.norm(A)) or 1.0
    if len(w) > WHOLE and is_like(A):
        return True
    return worst(residual(A, w, V), len(w)) <= tolerance(len(w), A.dtype) * size


def residual(A: Array, w: Array, V: Array) -> Array:
    """A V X − V Λ X for the sign vectors X."""
    return residuals(A, w, V, None, True)[0]


def residuals(A: Array, w: Array, V: Array, factors: Factors | None, real_matrix: bool) -> tuple[Array, float]:
    """A V X − V Λ X for the sign vectors X; and how far the factors are from V, P L U X − W X for its real form W.

    W X is V Z for a complex Z, so that one product with V serves all.
    """
    n = len(w)
    X = signs(n, V.real.dtype)
    parts = [X, w[:, None] * X]
    if factors is not None:
        parts.append(_paired(w, X) if real_matrix else X)
    VX, VwX, *WX = np.split(V @ np.hstack(parts), len(parts), axis=1)
    misfit = worst(factors.lu.times(X.astype(factors.lu.lu.dtype)) - WX[0], n) if factors is not None else math.inf
    return times(A, VX) - VwX, misfit


def _paired(w: Array, X: Array) -> Array:
    """The Z with V Z = W X for conjugate pairs of columns: (x, y) becomes (x − iy, x + iy) / √2."""
    Z = X.astype(np.result_type(X.dtype, np.complex64))
    first = np.flatnonzero(w.imag > 0)
    Z[first] = (X[first] - 1j * X[first + 1]) / math.sqrt(2)
    Z[first + 1] = Z[first].conj()
    return Z


def observed_bound(A: Array, w: Array, V: Array, R: Array, size: float, kappa: float, factors: Factors | None) -> float:
    """Bauer and Fike's bound from the observed residual; Elsner's or that of clusters if vectors nearly coincide."""
    n, top = len(w), float(np.abs(w).max())
    if top == 0:
        return math.inf
    elsner = (2 * size) ** (1 - 1 / n) * (worst(R, n) + eps(A.dtype) * size) ** (1 / n)
    # their theorem speaks of the nearest eigenvalue; each to its own, those that nearly coincide may be further off
    spread = SAFETY if kappa > NEARLY else 1.0
    nearest = _bauer_fike(w, V, R, factors, A.dtype.kind != "c") if kappa < 1e14 else math.inf
    observed = min(spread * nearest, elsner) / top
    if n <= WHOLE and kappa > NEARLY and observed > eps(A.dtype) ** 0.5:
        observed = min(observed, cluster_bound(A, w, V) / top)
    return float(observed)


def _bauer_fike(w: Array, V: Array, R: Array, factors: Factors | None, real: bool) -> float:
    """‖V⁻¹ R‖ for the observed residual R."""
    n = len(w)
    if n <= WHOLE or factors is None:
        return frobenius(np.linalg.solve(V, R), n)
    # for a real A, W = V D with D unitary, so ‖V⁻¹ R‖ = ‖W⁻¹ R‖, taken in real and imaginary parts
    if not real:
        return frobenius(factors.lu.solve(R), n)
    return math.hypot(*(frobenius(part, n) for part in np.hsplit(factors.lu.solve(np.hstack([R.real, R.imag])), 2)))
