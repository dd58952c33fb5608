"""Checks of the eigenvalues of a general matrix, where the eigenvectors may be far from orthogonal."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy

from workbench.numerics.bounds import eps
from workbench.numerics.order import negative_top, out_of_order
from workbench.numerics.probes import largest, scaled, shifted
from workbench.numerics.spectral import (
    MARGIN,
    WHOLE,
    column_lengths,
    floor,
    probe_length,
    signs,
    times,
    tolerance,
    worst,
)
from workbench.numerics.spectral import total as frobenius

Array = np.ndarray[Any, np.dtype[Any]]

DEFECTIVE = 1e7
"""Condition of the eigenvector matrix beyond which A is called defective or nearly so (in float64)."""


@dataclass(frozen=True)
class EigenCheck:
    """As `spectral.Check`, with the condition number of the eigenvector matrix; no `bound` where theory gives none."""

    failure: str | None = None
    residual: float | None = None
    bound: float | None = None
    condition: float | None = None


def defective_beyond(dtype: Any) -> float:
    """The condition beyond which half of the digits are lost: 1e7 in float64, 1e3 in float32."""
    return DEFECTIVE if eps(dtype) < 1e-10 else 1e3


@dataclass(frozen=True, eq=False)
class Factors:
    """LU factors of the real form of an eigenvector matrix, and its condition found with them: a witness.

    A conjugate pair of columns x ± iy is held as √2 x and √2 y, which has the same singular values.
    """

    lu: Array
    swaps: Array
    condition: float


def real_form(w: Array, V: Array, real_matrix: bool) -> Array:
    """A real matrix with the singular values of V, if its columns come in conjugate pairs."""
    if not real_matrix:
        return V
    W = V.real.copy()
    first = np.flatnonzero(w.imag > 0)
    W[:, first] *= math.sqrt(2)
    W[:, first + 1] = math.sqrt(2) * V[:, first].imag
    return W


def factor(w: Array, V: Array, real_matrix: bool) -> Factors:
    """Factor the eigenvector matrix; a third of a product, beside the many that the eigenvectors cost."""
    W = real_form(w, V, real_matrix)
    getrf = scipy.linalg.get_lapack_funcs("getrf", (W,))
    lu, swaps, _ = getrf(W)
    return Factors(lu, swaps, _condition(W, lu, swaps))


def _condition(W: Array, lu: Array, swaps: Array) -> float:
    """κ₂ of W, estimated by power and inverse iteration."""
    if not np.diagonal(lu).all():
        return math.inf
    longest = _power(lambda x: (W.T @ (W @ x).conj()).conj(), len(W), W.dtype)
    smallest = _power(lambda x: _solve(lu, swaps, _solve(lu, swaps, x, adjoint=True)), len(W), W.dtype)
    return longest * smallest


def small_condition(V: Array) -> float:
    """κ₂ of V from its singular values."""
    if not V.size or not np.isfinite(V).all():
        return 1.0
    S = np.linalg.svd(V, compute_uv=False)
    return float(S[0] / S[-1]) if S[-1] > 0 else math.inf


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


def _solve(lu: Array, swaps: Array, X: Array, adjoint: bool = False) -> Array:
    getrs = scipy.linalg.get_lapack_funcs("getrs", (lu,))
    solution: Array = getrs(lu, swaps, X, trans=2 if adjoint else 0)[0]
    return solution


def _factors_fit(factors: Factors, w: Array, V: Array, real_matrix: bool) -> bool:
    """Whether the factors belong to these vectors: P L U x = W x for the sign vectors."""
    W, X = real_form(w, V, real_matrix), signs(len(w), factors.lu.dtype)
    product = np.tril(factors.lu, -1) @ (Y := np.triu(factors.lu) @ X) + Y
    for row in range(len(w) - 1, -1, -1):
        other = factors.swaps[row]
        if other != row:
            product[[row, other]] = product[[other, row]]
    return worst(product - W @ X, len(w)) <= 100 * tolerance(len(w), V.dtype) * math.sqrt(len(w))


def check_general(A: Array, w: Array, V: Array, factors: Factors | None = None) -> EigenCheck:
    """Check A V = V diag(w), columns of length 1, order and invariants; `factors` are needed above order 128."""
    n = len(A)
    failure = _form(A, w, V)
    if failure or not n:
        return EigenCheck(failure, 0.0, floor(1, A.dtype), 1.0)
    A, p = scaled(A)
    w = shifted(w, -p)
    size = float(np.linalg.norm(A)) or 1.0
    R = _residual(A, w, V)
    allowed = tolerance(n, A.dtype)
    residual = worst(R, n) / size
    lengths = float(np.abs(column_lengths(V) - 1).max())
    real = A.dtype.kind != "c"
    if not residual <= allowed:
        failure = f"Verification failed: A V differs from V Λ by {residual:.1e} of the size of A."
    elif not lengths <= allowed:
        failure = f"Verification failed: an eigenvector has not length 1 ({lengths:.1e} off)."
    elif n > WHOLE and (factors is None or not _factors_fit(factors, w, V, real)):
        failure = "Verification failed: the factors that should prove the eigenvectors independent do not fit them."
    else:
        failure = invariants_failure(A, w)
    if failure:
        return EigenCheck(failure, residual)
    kappa = small_condition(V) if n <= WHOLE or factors is None else factors.condition
    return EigenCheck(None, residual, _bound(A, w, V, R, size, kappa, factors), kappa)


def _form(A: Array, w: Array, V: Array) -> str | None:
    n = len(A)
    if w.shape != (n,) or V.shape != (n, n):
        return "Verification failed: the eigenvalues or vectors have the wrong shape."
    if not (np.isfinite(w).all() and np.isfinite(V).all()):
        return "An eigenvalue is not finite: it leaves the range of the number type."
    if out_of_order(w, A.dtype.kind != "c"):
        return "Verification failed: the eigenvalues are out of order."
    if negative_top(V):
        return "Verification failed: an eigenvector has the wrong sign."
    return None


def residual_passes(A: Array, w: Array, V: Array) -> bool:
    """Whether rounding explains how far A V is from V diag(w)."""
    size = float(np.linalg.norm(A)) or 1.0
    if len(w) > WHOLE and _balanced(A):
        return True
    return worst(_residual(A, w, V), len(w)) <= tolerance(len(w), A.dtype) * size


def _balanced(A: Array) -> bool:
    """Whether rows and columns are of like length, so that balancing has next to nothing to do."""
    columns, rows = column_lengths(A), column_lengths(A.T)
    return bool((columns < 16 * rows).all() and (rows < 16 * columns).all())


def _residual(A: Array, w: Array, V: Array) -> Array:
    X = signs(len(w), V.real.dtype)
    VX = V @ X
    residual: Array = times(A, VX) - V @ (w[:, None] * X)
    return residual


def invariants_failure(A: Array, w: Array) -> str | None:
    """Compare Σλ and Σλ² with the traces of A and A²: they hold however ill the vectors are conditioned."""
    n, size = len(w), float(np.linalg.norm(A))
    slack = tolerance(n, A.dtype) * math.sqrt(n)
    if not abs(complex(w.sum() - np.trace(A))) <= slack * size:
        return "Verification failed: the eigenvalues do not add up to the trace."
    if not abs(complex((w * w).sum() - np.einsum("ij,ji->", A, A))) <= 2 * slack * size * size:
        return "Verification failed: the squared eigenvalues do not add up to the trace of the square."
    return None


def _bound(A: Array, w: Array, V: Array, R: Array, size: float, kappa: float, factors: Factors | None) -> float | None:
    """Bauer and Fike's bound from the observed residual, or Elsner's where the vectors are nearly dependent.

    Relative to the largest eigenvalue; None where it would promise nothing.
    """
    n, top = len(w), float(np.abs(w).max())
    if top == 0:
        return None
    elsner = (2 * size) ** (1 - 1 / n) * (worst(R, n) + eps(A.dtype) * size) ** (1 / n)
    observed = min(_bauer_fike(w, V, R, factors, A.dtype.kind != "c") if kappa < 1e14 else math.inf, elsner) / top
    hidden = MARGIN * tolerance(n, A.dtype) * probe_length(n) * max(size / top, _hidden(A, w, V, size)) / 100
    bound = max(observed, floor(n, A.dtype), hidden)
    return bound if bound < 0.1 else None


def _bauer_fike(w: Array, V: Array, R: Array, factors: Factors | None, real: bool) -> float:
    """‖V⁻¹ R‖ for the observed residual R."""
    n = len(w)
    if n <= WHOLE or factors is None:
        return frobenius(np.linalg.solve(V, R), n)
    if not real:
        return frobenius(_solve(factors.lu, factors.swaps, R), n)
    # W = V D with D unitary, so ‖V⁻¹ R‖ = ‖W⁻¹ R‖, taken in real and imaginary parts
    parts = (_solve(factors.lu, factors.swaps, part) for part in (R.real, R.imag))
    return math.hypot(*(frobenius(part, n) for part in parts))


def _hidden(A: Array, w: Array, V: Array, size: float) -> float:
    """How much weaker than the tolerance a change of one entry of V shows, relative to its largest entry.

    A change of V[i, j] moves the residual by ‖(A − λⱼ) eᵢ‖ and the length of column j by |V[i, j]|; where neither
    moves, eᵢ is an eigenvector for λⱼ itself.
    """
    diagonal = np.diagonal(A)
    columns = column_lengths(A - np.diag(diagonal))
    least = float(columns.min()) / size
    if len(A) > WHOLE and least > 0.3 / math.sqrt(len(A)):  # no entry is hidden, whatever its eigenvalue
        return 1 / (least * largest(V))
    moduli = np.abs(V)
    weakest = 1.0
    for i in range(len(A)):
        moved = np.hypot(np.abs(diagonal[i] - w), columns[i]) / size
        seen = np.maximum(moved, moduli[i])
        weakest = min(weakest, float(np.where(moved <= len(A) * eps(A.dtype), 1.0, seen).min()))
    return 1 / (weakest * float(moduli.max()))


def check_general_values(A: Array, w: Array) -> EigenCheck:
    """Check eigenvalues without vectors: order and the two traces. Nothing bounds them without their condition."""
    if w.shape != (len(A),) or not np.isfinite(w).all():
        return EigenCheck("Verification failed: the eigenvalues are not as many finite numbers as there should be.")
    if out_of_order(w, A.dtype.kind != "c"):
        return EigenCheck("Verification failed: the eigenvalues are out of order.")
    A, p = scaled(A)
    return EigenCheck(invariants_failure(A, shifted(w, -p)))
