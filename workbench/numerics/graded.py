"""Decompositions of matrices whose rows or columns are of very different sizes, which keep their small values.

Routines that begin with reflections mix the sizes, and what is below rounding of the largest is lost. One-sided Jacobi
rotations keep them apart: for A = D₁ M D₂ with diagonal D₁ and D₂ each singular value is as certain as M is
well-conditioned (Drmač and Veselić, SIAM J. Matrix Anal. Appl. 29, 2008; LAPACK gejsv). So are, by Cholesky's L Lᵀ,
the eigenvalues of a positive definite D M D (Demmel and Veselić, SIAM J. Matrix Anal. Appl. 13, 1992).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.numerics.factor import lapack
from workbench.numerics.fortran import routine
from workbench.numerics.spectral import WHOLE

Array = np.ndarray[Any, np.dtype[Any]]

SPREAD = {"d": 1e4, "f": 1e2}
"""Ratios of lengths from which sizes count as very different, by type; complex matrices are not looked at."""
JACOBI, CHOLESKY = "LAPACK gejsv", "LAPACK pstrf and gejsv"


def svd(A: Array) -> tuple[Array, Array, Array] | None:
    """U, S and Vh of a small graded matrix, S largest first; None for any other, or where Jacobi gives up."""
    if A.dtype.char not in SPREAD or min(A.shape, default=0) < 2 or min(A.shape) > WHOLE or max(A.shape) > 8 * WHOLE:
        return None
    moduli = np.abs(A)
    lengths = moduli.max(axis=0), moduli.max(axis=1)
    if not all(length.all() for length in lengths) or not any(_spread(length) for length in lengths):
        return None
    if A.shape[0] >= A.shape[1]:
        return _gejsv(A)
    found = _gejsv(np.ascontiguousarray(A.T))
    return None if found is None else (found[2].T, found[1], found[0].T)


def symmetric(A: Array) -> tuple[Array, Array] | None:
    """Eigenvalues, largest first, and vectors of a small graded positive definite matrix; None for any other."""
    d = np.diagonal(A)
    if A.dtype.char not in SPREAD or not 2 <= len(A) <= WHOLE or not (d > 0).all() or not _spread(d):
        return None
    L, pivots, _, info = lapack("pstrf", A)(A, lower=1, tol=0)
    if info:
        return None
    found = _gejsv(np.tril(L))
    if found is None:
        return None
    V = np.empty_like(found[0])
    V[pivots - 1] = found[0]
    return np.square(found[1]), V


def _spread(lengths: Array) -> bool:
    return bool(lengths.max() > SPREAD[lengths.dtype.char] * lengths.min())


def _gejsv(A: Array) -> tuple[Array, Array, Array] | None:
    """For no more columns than rows: full accuracy (F), both factors, and no value taken for zero."""
    m, n = A.shape
    S, U, V = np.zeros(n, A.dtype), np.zeros((m, n), A.dtype, order="F"), np.zeros((n, n), A.dtype, order="F")
    work = np.zeros(max(2 * m + n, 6 * n + 2 * n * n, 7) + 64 * (m + n), A.dtype)
    options = [np.array([letter], "S1") for letter in ("F", "U", "V", "N", "N", "N")]
    table = np.zeros(m + 3 * n + 8, np.int32)
    info = routine("gejsv", A.dtype)(
        *options, m, n, np.array(A, order="F"), m, S, U, m, V, n, work, len(work), table
    )  # fmt: skip
    S = S * (work[0] / work[1])
    if info or table[2] or not all(np.isfinite(part).all() for part in (U, S, V)):
        return None
    return U, S, V.T
