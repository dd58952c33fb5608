"""Checks of the eigenvalues of a general matrix, where the eigenvectors may be far from orthogonal."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.numerics.balancing import Balanced, balanced, is_like
from workbench.numerics.bounds import eps, spacing
from workbench.numerics.eigen_clusters import SAFETY, cluster_bound
from workbench.numerics.factor import LU
from workbench.numerics.factor import lu as factor_lu
from workbench.numerics.order import breaks_sign_rule, out_of_order, tops
from workbench.numerics.probes import BLOCK_BYTES, largest, scaled, shifted
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


NEARLY = 1e3
"""Condition from which eigenvalues are looked at in clusters, which are less sensitive together."""


@dataclass(frozen=True)
class EigenCheck:
    """As `spectral.Check`, with the condition number of the eigenvector matrix; no `bound` where theory gives none."""

    failure: str | None = None
    residual: float | None = None
    bound: float | None = None
    condition: float | None = None
    values: float | None = None
    spacing: float = 0.0


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


def check_general(A: Array, w: Array, V: Array, factors: Factors | None = None, known: bool = False) -> EigenCheck:
    """Check A V = V diag(w), columns of length 1, order and invariants; `factors` are needed above order 128.

    `known` values, the diagonal of a triangular matrix, have no error of their own.
    """
    n = len(A)
    if w.shape != (n,) or V.shape != (n, n):
        return EigenCheck("Verification failed: the eigenvalues or vectors have the wrong shape.")
    lengths, (moduli, reals) = column_lengths(V), tops(V)
    whole, values = A, w
    A, p = scaled(A)
    w = shifted(w, -p)
    apart = spacing(A.dtype, p, 1.0)
    failure = _form(A, w, lengths, breaks_sign_rule(moduli, reals), apart)
    if failure or not n:
        return EigenCheck(failure, 0.0, floor(1, A.dtype), 1.0)
    size = float(np.linalg.norm(A)) or 1.0
    real = A.dtype.kind != "c"
    R, misfit = _residuals(A, w, V, factors if n > WHOLE else None, real)
    allowed = tolerance(n, A.dtype)
    loose = allowed + apart / size
    residual = worst(R, n) / size
    stretched = float(np.abs(lengths - 1).max())
    if not residual <= loose:
        failure = f"Verification failed: A V differs from V Λ by {residual:.1e} of the size of A."
    elif not stretched <= allowed:
        failure = f"Verification failed: an eigenvector has not length 1 ({stretched:.1e} off)."
    elif n > WHOLE and not (factors is not None and misfit <= 100 * allowed * math.sqrt(n)):
        failure = "Verification failed: the factors that should prove the eigenvectors independent do not fit them."
    else:
        failure = invariants_failure(A, w, apart)
    if failure:
        return EigenCheck(failure, residual)
    kappa = small_condition(V) if n <= WHOLE or factors is None else factors.condition
    observed = 0.0 if known else _observed(A, w, V, R, size, kappa, factors)
    outer = reach = loose * size / top if (top := largest(w)) else math.inf
    if n <= WHOLE and (balance := balanced(whole)).powers is not None:
        inner = _inner(balance, values, V, math.inf if known else _rescaled(loose * size, p - balance.p))
        if inner.failure:
            return EigenCheck(inner.failure, residual)
        observed, kappa, reach = min(observed, inner.observed), min(kappa, inner.condition), min(reach, inner.reach)
    # they are so large that no error of 100 bounds could hide
    seen = MARGIN * probe_length(n) / 100
    bound = max(observed, floor(n, A.dtype), seen * reach)
    both = max(bound, seen * outer, seen * loose * _hidden(A, w, V, size, float(moduli.max())))
    return EigenCheck(None, residual, _promised(both), kappa, _promised(bound), apart / (top or 1.0))


def _promised(bound: float) -> float | None:
    """None where theory gives not even one digit."""
    return bound if bound < 0.1 else None


@dataclass(frozen=True)
class Inner:
    """What the balanced matrix says: a failure, the observed bound, κ, and the residual that an error would show in."""

    failure: str | None
    observed: float
    condition: float
    reach: float


def _inner(balance: Balanced, w: Array, V: Array, level: float) -> Inner:
    """Check values where all is of like size, so that small ones count too.

    Vectors of A that fit may be wrong where balancing makes them large; where they fit here, and are independent, so
    must their values. `level` is the error of a value that A itself leaves unseen: a vector whose value is further off
    is one of another value; infinite for known values.
    """
    B, X, w = balance.B, balance.vectors(V), shifted(w, -balance.p)
    n, size, top = len(w), float(np.linalg.norm(B)) or 1.0, largest(w)
    R, kappa = _residual(B, w, X), small_condition(X)
    off, fits = _rayleigh(B, X, R)
    loose = tolerance(n, B.dtype) * size + spacing(B.dtype, balance.p, 1.0)
    fits &= kappa < defective_beyond(B.dtype)
    wrong, failure = np.abs(off) > loose, None
    if level < math.inf and (fits & wrong & (np.abs(off) <= level)).any():
        failure = "Verification failed: an eigenvalue is not that of its vector in the balanced matrix."
    reach = loose / top if top and (fits & ~wrong).all() else math.inf
    return Inner(failure, _observed(B, w, X, R, size, kappa, None), kappa, reach)


def _rescaled(size: float, p: int) -> float:
    """size · 2ᵖ, infinite beyond the range of numbers."""
    return float(shifted(np.asarray(size), p))


def _rayleigh(B: Array, X: Array, R: Array) -> tuple[Array, Array]:
    """By how much the Rayleigh quotient of each vector is another value, given R = B X − X Λ; and whether that fits."""
    off = (X.conj() * R).sum(axis=0)
    return off, column_lengths(R - X * off) <= tolerance(len(B), B.dtype) * float(np.linalg.norm(B))


def settled(A: Array, w: Array, V: Array) -> Array:
    """Each value w whose vector is one of the balanced matrix too made that of the balanced matrix.

    A routine that does not balance knows small values only as far as the largest entry of A lets it.
    """
    if not len(w) or len(w) > WHOLE or (balance := balanced(A)).powers is None:
        return w
    B, X, z = balance.B, balance.vectors(V), shifted(w, -balance.p)
    off, fits = _rayleigh(B, X, _residual(B, z, X))
    S, p = scaled(A)
    level = 2 * _rescaled(tolerance(len(w), A.dtype) * float(np.linalg.norm(S)), p - balance.p)
    fits &= (np.abs(off) <= level) & (small_condition(X) < defective_beyond(A.dtype))
    off = np.where(fits, off, 0)
    if A.dtype.kind != "c":  # real values and pairs remain what they are
        off = np.where(w.imag == 0, off.real, off)
        first = np.flatnonzero(w.imag > 0)
        off[first + 1] = off[first].conj()
    return shifted((z + off).astype(w.dtype), balance.p)


def _form(A: Array, w: Array, lengths: Array, wrong_sign: bool, apart: float) -> str | None:
    if not (np.isfinite(w).all() and np.isfinite(lengths).all()):
        return "An eigenvalue is not finite: it leaves the range of the number type."
    if out_of_order(w, A.dtype.kind != "c", 2 * apart):
        return "Verification failed: the eigenvalues are out of order."
    if wrong_sign:
        return "Verification failed: an eigenvector has the wrong sign."
    return None


def residual_passes(A: Array, w: Array, V: Array) -> bool:
    """Whether rounding explains how far A V is from V diag(w)."""
    size = float(np.linalg.norm(A)) or 1.0
    if len(w) > WHOLE and is_like(A):
        return True
    return worst(_residual(A, w, V), len(w)) <= tolerance(len(w), A.dtype) * size


def _residual(A: Array, w: Array, V: Array) -> Array:
    return _residuals(A, w, V, None, True)[0]


def _residuals(A: Array, w: Array, V: Array, factors: Factors | None, real_matrix: bool) -> tuple[Array, float]:
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


def invariants_failure(A: Array, w: Array, apart: float = 0.0) -> str | None:
    """Compare Σλ and Σλ² with the traces of A and A²: they hold however ill the vectors are conditioned.

    `apart` is the spacing of the numbers in which each of the values is given.
    """
    n, size = len(w), float(np.linalg.norm(A))
    slack = tolerance(n, A.dtype) * math.sqrt(n)
    if not abs(complex(w.sum() - np.trace(A))) <= slack * size + n * apart:
        return "Verification failed: the eigenvalues do not add up to the trace."
    if not abs(complex((w * w).sum() - np.einsum("ij,ji->", A, A))) <= 2 * size * (slack * size + n * apart):
        return "Verification failed: the squared eigenvalues do not add up to the trace of the square."
    return None


def _observed(A: Array, w: Array, V: Array, R: Array, size: float, kappa: float, factors: Factors | None) -> float:
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


def _hidden(A: Array, w: Array, V: Array, size: float, highest: float) -> float:
    """How much weaker than the tolerance a change of one entry of V shows, relative to its largest entry.

    A change of V[i, j] moves the residual by ‖(A − λⱼ) eᵢ‖ and the length of column j by |V[i, j]|; where neither
    moves, eᵢ is an eigenvector for λⱼ itself.
    """
    diagonal = np.diagonal(A)
    if len(A) > WHOLE:
        rest = column_lengths(A) ** 2 - np.abs(diagonal) ** 2  # rounding in it is far below what is asked of it
        least = math.sqrt(max(0.0, float(rest.min()))) / size
        if least > 0.3 / math.sqrt(len(A)):  # no entry is hidden, whatever its eigenvalue
            return 1 / (least * highest)
    columns = column_lengths(A - np.diag(diagonal))
    moduli = np.abs(V)
    weakest = 1.0
    for i in range(len(A)):
        moved = np.hypot(np.abs(diagonal[i] - w), columns[i]) / size
        seen = np.maximum(moved, moduli[i])
        weakest = min(weakest, float(np.where(moved <= len(A) * eps(A.dtype), 1.0, seen).min()))
    return 1 / (weakest * highest)


def check_general_values(A: Array, w: Array) -> EigenCheck:
    """Check eigenvalues without vectors: order and the two traces. Nothing bounds them without their condition."""
    if w.shape != (len(A),) or not np.isfinite(w).all():
        return EigenCheck("Verification failed: the eigenvalues are not as many finite numbers as there should be.")
    A, p = scaled(A)
    w, apart = shifted(w, -p), spacing(A.dtype, p, 1.0)
    if out_of_order(w, A.dtype.kind != "c", 2 * apart):
        return EigenCheck("Verification failed: the eigenvalues are out of order.")
    return EigenCheck(invariants_failure(A, w, apart))
