"""How far a matrix of eigenvectors is from a singular one: its condition, by factors where it is large."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.numerics.balancing import balanced
from workbench.numerics.bounds import eps
from workbench.numerics.factor import LU
from workbench.numerics.factor import lu as factor_lu
from workbench.numerics.probes import BLOCK_BYTES

Array = np.ndarray[Any, np.dtype[Any]]

DEFECTIVE = 1e7
"""Condition of the eigenvector matrix beyond which A is called defective or nearly so (in float64)."""


NEARLY = 1e3
"""Condition from which eigenvalues are looked at in clusters, which are less sensitive together."""


def defective_beyond(dtype: Any) -> float:
    """The condition beyond which half of the digits are lost: 1e7 in float64, 1e3 in float32."""
    return DEFECTIVE if eps(dtype) < 1e-10 else 1e3


@dataclass(frozen=True, eq=False)
class Factors:
    """LU factors of the real form of an eigenvector matrix, and its condition found with them: a witness.

    A conjugate pair of columns x ± iy is held as √2 x and √2 y, which has the same singular values.
    """

    lu: LU
    condition: float


def real_form(w: Array, V: Array, real_matrix: bool) -> Array:
    """A real matrix with the singular values of V, if its columns come in conjugate pairs; column-major."""
    if not real_matrix:
        return np.asfortranarray(V)
    W = np.empty(V.shape, V.real.dtype, order="F")
    real = np.where(w.imag > 0, math.sqrt(2), np.where(w.imag < 0, 0.0, 1.0)).astype(W.dtype)
    imaginary = np.where(w.imag < 0, -math.sqrt(2), 0.0).astype(W.dtype)
    step = max(1, BLOCK_BYTES // max(1, V[:, :1].nbytes))
    for k in range(0, len(w), step):
        few = slice(k, k + step)
        W[:, few] = V.real[:, few] * real[few] + V.imag[:, few] * imaginary[few]
    return W


def factor(w: Array, V: Array, real_matrix: bool) -> Factors:
    """Factor the eigenvector matrix; a third of a product, beside the many that the eigenvectors cost."""
    W = real_form(w, V, real_matrix)
    lu = factor_lu(W)
    return Factors(lu, _condition(W, lu))


def _condition(W: Array, lu: LU) -> float:
    """κ₂ of W, estimated by power and inverse iteration."""
    if lu.zero_pivot:
        return math.inf
    longest = _power(lambda x: (W.T @ (W @ x).conj()).conj(), len(W), W.dtype)
    smallest = _power(lambda x: lu.solve(lu.adjoint(x)), len(W), W.dtype)
    return longest * smallest


def small_condition(V: Array) -> float:
    """κ₂ of V from its singular values."""
    if not V.size or not np.isfinite(V).all():
        return 1.0
    S = np.linalg.svd(V, compute_uv=False)
    return float(S[0] / S[-1]) if S[-1] > 0 else math.inf


def basis_condition(A: Array, V: Array) -> float:
    """κ₂ of V, or of the vectors of the balanced matrix where that is smaller."""
    kappa = small_condition(V)
    if kappa <= NEARLY or (balance := balanced(A)).powers is None:
        return kappa
    return min(kappa, small_condition(balance.vectors(V)))


def _power(apply: Any, n: int, dtype: Any, steps: int = 6) -> float:
    """The square root of the largest eigenvalue of a positive operator, from below."""
    x = np.random.default_rng(1).standard_normal(n).astype(dtype)
    size = 0.0
    for _ in range(steps):
        x = x / np.linalg.norm(x)
        with np.errstate(all="ignore"):
            x = apply(x)
        size = float(np.linalg.norm(x))
        if not np.isfinite(size) or size == 0:
            return math.inf if size else 0.0
    return math.sqrt(size)
