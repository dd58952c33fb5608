"""Spectral decompositions by LAPACK in the conventions of this program: order, signs, and safe at every scale.

NumPy calls the same LAPACK routines as SciPy (gesdd, syevd, geev), and for small matrices needs no second library in
memory. Large ones go to SciPy, which takes them as they lie in memory.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import scipy

from workbench.numerics import graded, schur
from workbench.numerics.balancing import Balanced, balanced
from workbench.numerics.bounds import eps
from workbench.numerics.eigen_balanced import settled
from workbench.numerics.eigen_residual import residual_passes
from workbench.numerics.equilibrium import is_wide
from workbench.numerics.order import by_modulus, free_rows, with_positive_tops
from workbench.numerics.probes import BLOCK_BYTES, largest_part, scaled, shifted
from workbench.numerics.spectral import WHOLE, column_lengths

Array = np.ndarray[Any, np.dtype[Any]]

SYMMETRIC = 8.0  # an asymmetry of so many roundings of the largest entry is taken for rounding


class Svd(NamedTuple):
    """A = U · diag(S) · Vh, and the LAPACK routine that found it."""

    U: Array
    S: Array
    Vh: Array
    method: str


class Eigen(NamedTuple):
    """A · vectors = vectors · diag(values), columns of length 1."""

    values: Array
    vectors: Array


def svd(A: Array, full: bool = False) -> Svd:
    """Singular values largest first; the entry of largest modulus in each column of U is positive."""
    B, p = scaled(A)
    if (found := None if full else graded.svd(B)) is not None:
        return Svd(*_signed(found[0], shifted(found[1], p), found[2]), graded.JACOBI)
    try:
        U, S, Vh = _gesdd(B, full)
        method = "LAPACK gesdd"
    except np.linalg.LinAlgError:  # divide and conquer gave up; QR iteration is slower and more patient
        U, S, Vh = scipy.linalg.svd(B, full_matrices=full, lapack_driver="gesvd")
        method = "LAPACK gesvd"
    return Svd(*_signed(U, shifted(S, p), Vh), method)


def _gesdd(B: Array, full: bool) -> tuple[Array, Array, Array]:
    """Of whichever of B and Bᵀ is column-major: turning the factors over costs nothing, turning B and them does."""
    if min(B.shape, default=0) <= WHOLE or not B.flags.c_contiguous:
        return np.linalg.svd(B, full_matrices=full)
    left, S, right = scipy.linalg.svd(B.T, full_matrices=full, check_finite=False)
    return right.T, S, left.T


def _signed(U: Array, S: Array, Vh: Array) -> tuple[Array, Array, Array]:
    k = len(S)
    U, factors = with_positive_tops(U)
    Vh[:k] *= factors[:k, None].conj()
    free = free_rows(S)
    Vh[free:] = with_positive_tops(Vh[free:].T)[0].T
    return U, S, Vh


def singular_values(A: Array) -> tuple[Array, str]:
    """Singular values alone, largest first, at half the price or less."""
    B, p = scaled(A)
    try:
        S, method = np.linalg.svd(B, compute_uv=False), "LAPACK gesdd"
    except np.linalg.LinAlgError:
        S, method = scipy.linalg.svd(B, compute_uv=False, lapack_driver="gesvd"), "LAPACK gesvd"
    return shifted(S, p), method


def symmetric(A: Array) -> Eigen:
    """Eigenvalues of a symmetric or Hermitian matrix, largest first, with orthonormal vectors."""
    return symmetric_by(A)[0]


def symmetric_by(A: Array) -> tuple[Eigen, str]:
    """As `symmetric`, and the routine: syevd, but for a small definite matrix with rows of very different sizes."""
    B, p = scaled(A)
    if (found := graded.symmetric(B)) is not None:
        w, V = found
        return Eigen(shifted(w, p), with_positive_tops(V)[0]), graded.CHOLESKY
    w, V = np.linalg.eigh(B)
    return Eigen(shifted(w[::-1], p), with_positive_tops(V[:, ::-1])[0]), "LAPACK syevd"


def symmetric_values(A: Array) -> Array:
    """Eigenvalues alone of a symmetric or Hermitian matrix, largest first."""
    B, p = scaled(A)
    return shifted(np.linalg.eigvalsh(B)[::-1], p)


def general(A: Array) -> tuple[Eigen, str]:
    """Eigenvalues of any square matrix by modulus, as complex numbers, with vectors of length 1; and the routine.

    Where the residual shows that balancing has spoiled geev's answer, the Schur form gives another. What is too far
    apart for one scale is balanced first.
    """
    B, p = scaled(A)
    if is_wide(A) and (found := _balanced_first(A, B, p)) is not None:
        return found, "LAPACK geev"
    found, method = _general(B)
    w = settled(B, *found)
    found = arranged(w, found.vectors, 0, A.dtype) if (w != found.values).any() else found
    return found._replace(values=shifted(found.values, p)), method


def _balanced_first(A: Array, B: Array, p: int) -> Eigen | None:
    """The pairs of A by way of its balanced form; None where they are not those of B = 2⁻ᵖ A as well."""
    balance = balanced(A)
    w, X = np.linalg.eig(balance.B)
    w, V = arranged(w, balance.back(X), balance.p, A.dtype)
    return Eigen(w, V) if residual_passes(B, shifted(w, -p), V) else None


def _general(A: Array) -> tuple[Eigen, str]:
    w, V = np.linalg.eig(A) if len(A) <= WHOLE else scipy.linalg.eig(A, check_finite=False)
    found = arranged(w, V, 0, A.dtype)
    if not len(A) or residual_passes(A, *found) or (again := schur.eigenpairs(A)) is None:
        return found, "LAPACK geev"
    return arranged(*again, 0, A.dtype), "LAPACK gees, no balancing"


def arranged(w: Array, V: Array, p: int, dtype: np.dtype[Any]) -> Eigen:
    """In order, of length 1 and with the sign rule, a few columns at a time so that they stay in the cache."""
    kind = np.result_type(dtype, np.complex64)
    w = w.astype(kind, copy=False)
    order = by_modulus(w)
    out = np.empty(V.shape, kind, order="F")
    step = max(1, BLOCK_BYTES // max(1, out[:, :1].nbytes))
    for k in range(0, len(w), step):
        few = np.asfortranarray(V[:, order[k : k + step]])
        lengths = column_lengths(few)
        if np.abs(lengths - 1).max() > 4 * np.finfo(V.dtype).eps:
            few = few / lengths.astype(V.real.dtype)
        out[:, k : k + step] = with_positive_tops(few)[0]
    return Eigen(shifted(w[order], p), out)


def general_values(A: Array) -> Array:
    """Eigenvalues alone of any square matrix, by modulus, as complex numbers."""
    balance = balanced(A) if is_wide(A) else Balanced(*scaled(A), None)
    w = np.linalg.eigvals(balance.B)
    w = w.astype(np.result_type(A.dtype, np.complex64), copy=False)
    return shifted(w[by_modulus(w)], balance.p)


def asymmetry(A: Array, stop: float = np.inf) -> float:
    """The largest part of A - Aᴴ relative to the largest part of A.

    Where it exceeds `stop`, some value beyond `stop`, soon found.
    """
    size = largest_part(A)
    worst, rows = 0.0, max(1, BLOCK_BYTES // max(1, A[:1].nbytes))
    for start in range(0, len(A) if size else 0, rows):
        block = A[start : start + rows]
        worst = max(worst, largest_part(block / size - A[:, start : start + rows].conj().T / size))
        if worst > stop:
            break
    return worst


def nearly_symmetric(A: Array) -> bool:
    """Whether a square A differs from Aᴴ by rounding alone, entry by entry.

    Rounding of aᵢⱼ is relative to √(sᵢ sⱼ), where sᵢ is the largest entry in row or column i: so it is in a product
    X D Xᴴ, and so it remains if rows and columns are scaled alike.
    """
    limit = SYMMETRIC * eps(A.dtype)
    if asymmetry(A, limit) > limit:
        return False
    moduli = np.abs(A)
    sizes = np.sqrt(np.maximum(moduli.max(axis=0, initial=0), moduli.max(axis=1, initial=0)))
    rows = max(1, BLOCK_BYTES // max(1, A[:1].nbytes))
    few = (slice(i, i + rows) for i in range(0, len(A), rows))
    return all((np.abs(A[k] - A[:, k].conj().T) <= limit * sizes[k, None] * sizes).all() for k in few)


def hermitian_part(A: Array) -> Array:
    """(A + Aᴴ) / 2, without overflow, and rounded once where it is subnormal."""
    B, p = scaled(A)
    half = B / 2
    return shifted(half + half.conj().T, p)
