"""Whether singular values, eigenvalues and their vectors satisfy their equations, and how far they can be off.

Residuals are measured on a few sign vectors (on all unit vectors where the matrix is small), orthonormality too.
A tolerance is what rounding can explain; the printed bound is never so small that an error of 100 times it could
hide below the tolerance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.numerics.bounds import eps, spacing
from workbench.numerics.order import free_rows, negative_top
from workbench.numerics.probes import STREAMED, blocks, largest, probes, scaled, shifted

Array = np.ndarray[Any, np.dtype[Any]]

WHOLE = 128
"""Up to this order every column is checked, not a sample of combinations."""
MARGIN = 1.5
SHORT = 1e-2


@dataclass(frozen=True)
class Check:
    """What was found: `failure` in words or None; residual and error bound are relative to the largest value.

    `values` is the bound of the values alone, where that of the vectors beside them is larger. `spacing` is that of the
    numbers in which values are given, where they are subnormal.
    """

    failure: str | None = None
    residual: float | None = None
    orthonormality: float | None = None
    bound: float | None = None
    values: float | None = None
    spacing: float = 0.0


def tolerance(n: int, dtype: Any) -> float:
    """The residual per unit vector that rounding explains, about five times what LAPACK leaves."""
    return (40 + 4 * math.sqrt(n)) * eps(dtype)


def svd_tolerance(n: int, dtype: Any) -> float:
    """As `tolerance` for A V − U Σ: LAPACK's QR iteration drops what is below 50 roundings of a singular value."""
    return tolerance(n, dtype) + 160 * eps(dtype)


def floor(n: int, dtype: Any) -> float:
    """The least relative error bound that is ever printed."""
    return 4 * eps(dtype) * max(1.0, math.sqrt(n) / 4)


def signs(n: int, dtype: Any) -> Array:
    """The vectors on which an n-column product is compared: all unit vectors if n is small, 16 of ±1 if not."""
    return probes(n, dtype, WHOLE if n <= WHOLE else 16)


def probe_length(n: int) -> float:
    return 1.0 if n <= WHOLE else math.sqrt(n)


def total(R: Array, n: int) -> float:
    """The Frobenius norm of E, given R = E · signs(n): exact for unit vectors, the usual estimate for signs."""
    size = float(np.linalg.norm(R))
    return size if n <= WHOLE or not R.shape[1] else size / math.sqrt(R.shape[1])


def worst(R: Array, n: int) -> float:
    """The longest column of R = E · signs(n) per length of a probe; NaN counts as infinite."""
    if not R.size:
        return 0.0
    longest = float(np.sqrt((np.abs(R) ** 2).sum(axis=0).max())) / probe_length(n)
    return math.inf if math.isnan(longest) else longest


def times(A: Array, X: Array) -> Array:
    """A X for a few columns: without a complex copy of a real A, and along the rows in memory (twice as fast)."""
    if A.dtype.kind != "c" and X.dtype.kind == "c":
        product = np.empty((A.shape[0], X.shape[1]), dtype=X.dtype)
        product.real, product.imag = times(A, np.ascontiguousarray(X.real)), times(A, np.ascontiguousarray(X.imag))
        return product
    if A.flags.f_contiguous and not A.flags.c_contiguous:
        return np.asarray((X.T @ A.T).T)
    return A @ X


def adjoint_times(A: Array, X: Array) -> Array:
    """Aᴴ X without a conjugated copy of A."""
    return times(A.T, X.conj()).conj() if A.dtype.kind == "c" else times(A.T, X)


def gram_defect(Q: Array) -> Array:
    """(QᴴQ − I) on the sign vectors."""
    X = signs(Q.shape[1], Q.dtype)
    return adjoint_times(Q, times(Q, X)) - X


def column_lengths(Q: Array) -> Array:
    lengths: Array = np.sqrt(np.einsum("ij,ij->j", Q.real, Q.real, dtype=np.float64) + _imaginary(Q))
    return lengths


def row_lengths(Q: Array) -> Array:
    return column_lengths(Q.T)


def _imaginary(Q: Array) -> Any:
    return np.einsum("ij,ij->j", Q.imag, Q.imag, dtype=np.float64) if Q.dtype.kind == "c" else 0.0


def check_svd(A: Array, U: Array, S: Array, Vh: Array) -> Check:
    """Check A = U · diag(S) · Vh in full: order and sign, orthonormal factors, both residuals."""
    m, n = A.shape
    k = min(m, n)
    if S.shape != (k,) or U.shape not in ((m, k), (m, m)) or Vh.shape not in ((k, n), (n, n)):
        return Check("Verification failed: the factors have the wrong shapes.", 0.0, 0.0, floor(1, A.dtype))
    V = Vh.T if Vh.dtype.kind != "c" else Vh.conj().T
    lengths = column_lengths(U), column_lengths(V)
    failure = _svd_form(U, S, Vh, lengths) or values_failure(S)
    if failure or not S.size:
        return Check(failure, 0.0, 0.0, floor(1, A.dtype))
    A, p = scaled(A)
    S = shifted(S, -p)
    return _svd_residuals(A, U, S, V, lengths, spacing(A.dtype, p, float(S[0])))


def _svd_form(U: Array, S: Array, Vh: Array, lengths: tuple[Array, Array]) -> str | None:
    if not all(np.isfinite(part).all() for part in (S, *lengths)):
        return "A factor is not finite: it leaves the range of the number type."
    if negative_top(U) or negative_top(Vh[free_rows(S) :].T):
        return "Verification failed: a singular vector has the wrong sign."
    return None


def values_failure(S: Array) -> str | None:
    """What is wrong with singular values at first sight: one negative, or out of order."""
    if S.dtype.kind == "c" or not np.isfinite(S).all():
        return "A singular value is not a finite real number: it leaves the range of the number type."
    if (S < 0).any():
        return "Verification failed: a singular value is negative."
    if (S[1:] > S[:-1]).any():
        return "Verification failed: the singular values are out of order."
    return None


def _svd_residuals(A: Array, U: Array, S: Array, V: Array, lengths: tuple[Array, Array], apart: float) -> Check:
    k, top = len(S), float(S[0])
    if top == 0:
        top = 1.0
    X = signs(k, A.dtype)
    UX, USX = _both(U, X, S[:, None] * X)
    VX, VSX = _both(V, X, S[:, None] * X)
    right, left = times(A, VX) - USX, adjoint_times(A, UX) - VSX
    defects = [(_gram(U, UX, k), U), (_gram(V, VX, k), V)]
    allowed, loose = tolerance(max(A.shape), A.dtype), svd_tolerance(max(A.shape), A.dtype) + apart
    residual = max(worst(right, k), worst(left, k)) / top
    defect = max(_defect(E, near) for (E, _), near in zip(defects, lengths, strict=True))
    failure = None
    if not residual <= loose:
        failure = f"Verification failed: A differs from U · S · Vh by {residual:.1e} of its size."
    elif not defect <= allowed:
        failure = f"Verification failed: the singular vectors are not orthonormal ({defect:.1e} off)."
    observed = max(total(right, k), total(left, k)) / top + max(total(E, Q.shape[1]) for E, Q in defects) / 2
    hidden = max(_hidden(Q, S, allowed, loose) for Q in (U, V))
    length = probe_length(k)
    values = max(observed, floor(max(A.shape), A.dtype), MARGIN * loose * length / 100)  # Weyl's theorem
    return Check(failure, residual, defect, max(values, hidden), values, apart)


def _both(Q: Array, X: Array, Y: Array) -> tuple[Array, Array]:
    """Q X and Q Y in one product, of the leading columns of Q that X and Y meet."""
    found = times(Q[:, : len(X)], np.hstack([X, Y]))
    return found[:, : X.shape[1]], found[:, X.shape[1] :]


def _gram(Q: Array, QX: Array, k: int) -> Array:
    """(QᴴQ − I) on the sign vectors X, given Q X of the first k columns of Q."""
    return adjoint_times(Q, QX) - signs(k, Q.dtype) if Q.shape[1] == k else gram_defect(Q)


def _defect(E: Array, lengths: Array) -> float:
    return max(worst(E, len(lengths)), float(np.abs(lengths - 1).max(initial=0)))


def _hidden(Q: Array, S: Array, allowed: float, loose: float) -> float:
    """The bound below which a change of one entry of Q, by 100 bounds of its largest, would not be seen.

    Orthonormality sees it as far as its row is long; where a tall Q has short rows, the residual sees it as far
    as the singular value is large. A singular value of rounding size leaves its
    vector free to turn towards rows that are all but zero.
    """
    length = probe_length(Q.shape[1])
    rows = row_lengths(Q) if Q.shape[0] > Q.shape[1] else np.ones(1)
    rounding = max(Q.shape) * allowed * S[0]
    certain = S[rounding < S]
    least = float(certain[-1] / S[0]) * allowed / loose if len(certain) else 1.0
    seen = max(float(rows.min()), least)
    if len(certain) < len(S):
        seen = min(seen, float(rows[rows > SHORT].min(initial=1.0)))
    return MARGIN * allowed * length / (100 * seen * largest(Q))


def check_symmetric(A: Array, w: Array, V: Array, slack: float = 0.0) -> Check:
    """Check A V = V diag(w) with V orthonormal, which leaves no eigenvalue out; `slack` is A's own asymmetry."""
    n = len(A)
    if w.shape != (n,) or V.shape != (n, n) or w.dtype.kind == "c":
        return Check("Verification failed: the eigenvalues or vectors have the wrong shape or type.")
    if not (np.isfinite(w).all() and np.isfinite(V).all()):
        return Check("An eigenvalue is not finite: it leaves the range of the number type.")
    if (w[1:] > w[:-1]).any():
        return Check("Verification failed: the eigenvalues are out of order.")
    if negative_top(V):
        return Check("Verification failed: an eigenvector has the wrong sign.")
    if not n:
        return Check(None, 0.0, 0.0, floor(1, A.dtype))
    A, p = scaled(A)
    w = shifted(w, -p)
    return _symmetric_residuals(A, w, V, slack, spacing(A.dtype, p, largest(w)))


def _symmetric_residuals(A: Array, w: Array, V: Array, slack: float, apart: float) -> Check:
    n, top = len(w), float(np.abs(w).max()) or 1.0
    X = signs(n, V.dtype)
    R, E = A @ (V @ X) - V @ (w[:, None] * X), gram_defect(V)
    allowed = tolerance(n, A.dtype)
    loose = allowed + n * slack + apart
    residual, defect = worst(R, n) / top, _defect(E, column_lengths(V))
    failure = None
    if not residual <= loose:
        failure = f"Verification failed: A V differs from V Λ by {residual:.1e} of the largest eigenvalue."
    elif not defect <= allowed:
        failure = f"Verification failed: the eigenvectors are not orthonormal ({defect:.1e} off)."
    hidden = MARGIN * loose * probe_length(n) / (100 * largest(V))
    bound = max(total(R, n) / top + total(E, n) / 2, floor(n, A.dtype), hidden)
    return Check(failure, residual, defect, bound, spacing=apart)


def check_singular_values(A: Array, S: Array) -> Check:
    """Check singular values without vectors: none negative, in order, Σσ² = ‖A‖²_F.

    A sum of squares sees a small value only as far as the square root of rounding, and the bound says so.
    """
    if S.shape != (min(A.shape),):
        return Check("Verification failed: there are not as many singular values as there should be.")
    failure = values_failure(S)
    if failure or not S.size:
        return Check(failure, 0.0, 0.0, floor(1, A.dtype))
    A, p = scaled(A)
    S = shifted(S, -p).astype(np.float64)
    size, top = frobenius(A), float(S[0]) or 1.0
    apart = spacing(A.dtype, p, size)
    allowed = 2 * tolerance(max(A.shape), A.dtype) + math.sqrt(len(S)) * apart
    residual = abs(float(np.linalg.norm(S)) ** 2 - size**2) / (size**2 or 1.0)
    if not residual <= allowed:
        return Check(
            f"Verification failed: Σσ² differs from the sum of squares of A by {residual:.1e} of it.", residual
        )
    bound = max(floor(len(S), A.dtype), MARGIN * math.sqrt(allowed) * size / top / 100)
    return Check(None, residual, None, bound, spacing=apart)


def check_symmetric_values(A: Array, w: Array) -> Check:
    """Check eigenvalues of a symmetric matrix without vectors: in order, Σλ = tr A, Σλ² = ‖A‖²_F."""
    n = len(A)
    if w.shape != (n,) or w.dtype.kind == "c" or not np.isfinite(w).all():
        return Check("Verification failed: the eigenvalues are not as many finite real numbers as there should be.")
    if (w[1:] > w[:-1]).any():
        return Check("Verification failed: the eigenvalues are out of order.")
    A, p = scaled(A)
    w = shifted(w, -p).astype(np.float64)
    size, top = frobenius(A) or 1.0, float(np.abs(w).max()) or 1.0
    apart = spacing(A.dtype, p, size)
    allowed = tolerance(n, A.dtype) * math.sqrt(n) + n * apart
    first = abs(float(w.sum() - np.trace(A).real)) / size
    second = abs(float(w @ w) - size**2) / size**2 if w.any() else frobenius(A)
    if not (first <= allowed and second <= 2 * allowed):
        return Check("Verification failed: the eigenvalues do not add up to the trace, or their squares to those of A.")
    bound = max(floor(n, A.dtype), MARGIN * allowed * size / top / 100)
    return Check(None, max(first, second), None, bound, spacing=apart)


def frobenius(A: Array) -> float:
    """‖A‖_F with the sum in double precision."""
    wide = np.result_type(A.dtype, np.float64)
    parts = (block.astype(wide, copy=False).ravel() for block in blocks(A, STREAMED))
    return math.sqrt(sum(float(np.vdot(part, part).real) for part in parts))
