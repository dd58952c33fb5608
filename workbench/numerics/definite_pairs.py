"""Eigenpairs of A v = λ B v with a Hermitian A and a positive definite B, found the way that suits the condition of B.

By Cholesky's B = L Lᴴ they are those of C = L⁻¹ A L⁻ᴴ. Rounding is then amplified by the condition of B, but hardly so
if L is found with complete pivoting and C is given to the symmetric solver with its large entries first: C is graded,
and keeps what is small (Davies, Higham and Tisseur, SIAM J. Matrix Anal. Appl. 23, 2001).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import scipy

from workbench.numerics.factor import conjugate_transpose, lapack
from workbench.numerics.order import with_positive_tops
from workbench.numerics.pencil import Pairs, sized
from workbench.numerics.pencil_pairs import general
from workbench.numerics.scales import Scaled
from workbench.numerics.spectral import WHOLE, column_lengths, frobenius, probe_length, signs, tolerance, worst

Array = np.ndarray[Any, np.dtype[Any]]


class Found(NamedTuple):
    """The pairs, largest value first, and the routines that found them."""

    pairs: Pairs
    method: str


def definite(A: Array, B: Array) -> Found | None:
    """LAPACK sygvd; where its residual is too large pstrf with syevd, then ggev. None where B is not definite.

    Values are real unless ggev finds others.
    """
    both = sized(A, B)
    try:
        w, V = scipy.linalg.eigh(both.A, both.B, check_finite=False)
    except np.linalg.LinAlgError:
        return None
    first = w, V / column_lengths(V)
    if _passes(both.A, both.B, *first):
        return Found(_arranged(*first, both.p), "LAPACK sygvd")
    second = _by_pivoting(both.A, both.B)
    if second is not None and _passes(both.A, both.B, *second):
        return Found(_arranged(*second, both.p), "LAPACK pstrf and syevd")
    return Found(_real_where_possible(general(A, B)), "LAPACK ggev")


def _arranged(w: Array, V: Array, p: int) -> Pairs:
    order = np.argsort(-w, kind="stable")
    found = Scaled(w[order], p)
    return Pairs(found.given, with_positive_tops(np.ascontiguousarray(V[:, order]))[0], scaled=found)


def _passes(A: Array, B: Array, w: Array, V: Array) -> bool:
    """Whether rounding explains the residuals, each relative to ‖A‖ + |λ| ‖B‖; large ones are looked at in sums first.

    The sums may hide what their number can hide, and cost next to nothing.
    """
    n = len(w)
    sizes = frobenius(A) + np.abs(w) * frobenius(B)
    V = V / np.where(sizes > 0, sizes, 1).astype(V.real.dtype)
    enough, X = tolerance(n, A.dtype) / 2, signs(n, V.dtype)
    if worst(A @ (V @ X) - B @ (V @ (w[:, None] * X)), n) <= enough / probe_length(n):
        return True
    return n > WHOLE and float(column_lengths(A @ V - B @ (V * w)).max()) <= enough


def _by_pivoting(A: Array, B: Array) -> tuple[Array, Array] | None:
    """By Cholesky with complete pivoting; None where a pivot vanishes."""
    L, pivots, _, info = lapack("pstrf", B)(B, lower=1)
    if info:
        return None
    L, order = np.tril(L), pivots - 1
    half = scipy.linalg.solve_triangular(L, A[np.ix_(order, order)], lower=True)
    C = scipy.linalg.solve_triangular(L, conjugate_transpose(half), lower=True)
    C = (C + conjugate_transpose(C)) / 2
    if not np.isfinite(C).all():
        return None
    w, Y = np.linalg.eigh(C[::-1, ::-1])
    V = np.empty_like(Y)
    V[order] = scipy.linalg.solve_triangular(L, Y[::-1], trans="C", lower=True)
    return w, V / column_lengths(V)


def _real_where_possible(found: Pairs) -> Pairs:
    """Real values, largest first, if none is complex or infinite."""
    assert found.scaled is not None
    (w, p), V = found.scaled, found.vectors
    if w.imag.any() or not np.isfinite(found.values).all() or V.imag.any():
        return found
    return _arranged(w.real, V.real, p)
