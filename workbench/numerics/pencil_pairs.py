"""Eigenpairs of A v = λ B v for any square A and B: by QZ, by B⁻¹A where that sees more, and polished."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import scipy

from workbench.numerics import decompose
from workbench.numerics.bounds import eps
from workbench.numerics.order import by_modulus, with_positive_tops
from workbench.numerics.pencil import Pairs, Sized, sized
from workbench.numerics.scales import Scaled
from workbench.numerics.spectral import column_lengths, frobenius, tolerance

Array = np.ndarray[Any, np.dtype[Any]]

UNLIKE = 16.0
"""Rows and columns of a pencil that are shorter by more are brought to the length of the others."""
POLISHED = 64
"""Up to this order pairs with a large residual are polished, at the price of an SVD each."""


class Found(NamedTuple):
    """Values (quotients of rounding errors where infinite), which are infinite, vectors, and how many are 0/0."""

    values: Array
    infinite: Array
    vectors: Array
    lost: int = 0


def general(A: Array, B: Array) -> Pairs:
    """LAPACK ggev for any square A and B; values by modulus, conjugate pairs adjacent.

    Values are infinite only if B is singular whatever the lengths of its rows and columns.
    """
    both, d = _alike(sized(A, B))
    found = _best(both)
    w, infinite = found.values, found.infinite
    order = np.concatenate([np.flatnonzero(infinite), np.flatnonzero(~infinite)[by_modulus(w[~infinite])]])
    w, large = w[order], int(np.count_nonzero(infinite))
    w[:large] = np.inf
    kind = np.result_type(A, B, np.complex64)
    scaled = Scaled(w.astype(kind), both.p)
    V = found.vectors[:, order] * d[:, None]
    V = (V / np.linalg.norm(V, axis=0)).astype(kind)
    return Pairs(scaled.given, with_positive_tops(V)[0], large, found.lost, scaled)


def _best(both: Sized) -> Found:
    """By QZ; where that finds infinite values though B is regular, whichever way leaves the smallest residual."""
    small = negligible(both.A)
    found = _polished(both, _by_qz(both, small))
    if not found.infinite.any() or is_singular(both.B, small):
        return found
    tried = [_polished(both, one) for one in _by_inverse(both, found)]
    if not tried:
        return found
    best = min(tried, key=lambda one: float(_residuals(both, one).max()))
    return best if float(_residuals(both, best).max()) <= tolerance(len(both.A), both.A.dtype) else found


def _by_qz(both: Sized, small: float) -> Found:
    (alpha, beta), V = scipy.linalg.eig(both.A, both.B, homogeneous_eigvals=True, check_finite=False)
    infinite = np.abs(beta) <= small * frobenius(both.B)
    lost = int(np.count_nonzero(infinite & (np.abs(alpha) <= small * frobenius(both.A))))
    with np.errstate(all="ignore"):
        w = np.where(beta == 0, np.inf, alpha / np.where(beta == 0, 1, beta))
    V = V.astype(np.result_type(V, np.complex64))
    if (basis := _null_space(both.B, int(infinite.sum()), small)) is not None:
        V[:, infinite] = basis
    return Found(w, infinite, V / column_lengths(V), lost)


def _by_inverse(both: Sized, known: Found) -> list[Found]:
    """B⁻¹A gives the values in the place of infinite ones, or all, for a B regular but for the lengths of its rows.

    None where it overflows.
    """
    with np.errstate(all="ignore"):
        C = np.linalg.solve(both.B, both.A)
    if not np.isfinite(C).all():
        return []
    (w, X), _ = decompose.general(C)
    finite, count = np.zeros(len(w), bool), int(known.infinite.sum())
    values, V = known.values.copy(), known.vectors.copy()
    values[known.infinite], V[:, known.infinite] = w[:count], X[:, :count]
    return [Found(values, finite, V), Found(w, finite, X)]


def _on_sphere(both: Sized, found: Found) -> tuple[float, float, Array, Array]:
    """The sizes of A and B, and α and β of the eigenvalues of A and B divided by them."""
    a, b = frobenius(both.A) or 1.0, frobenius(both.B) or 1.0
    z = np.where(found.infinite, 0, found.values) * (b / a)
    lengths = np.hypot(1, np.abs(z))
    return a, b, np.where(found.infinite, 1, z / lengths), np.where(found.infinite, 0, 1 / lengths)


def _residuals(both: Sized, found: Found) -> Array:
    """‖β A v − α B v‖ of each pair, relative to the sizes of A and B; infinite where it is not a number."""
    a, b, alpha, beta = _on_sphere(both, found)
    R = both.A @ (found.vectors * (beta / a)) - both.B @ (found.vectors * (alpha / b))
    return np.nan_to_num(column_lengths(R), nan=np.inf)


def _polished(both: Sized, found: Found) -> Found:
    """Vectors of pairs with a large residual found anew; what is then no infinite pair is one of its large value."""
    n, allowed = len(both.A), tolerance(len(both.A), both.A.dtype)
    if n > POLISHED:
        return found
    found = _shortest(both, found, _residuals(both, found) > allowed / 8)
    wrong = found.infinite & (_residuals(both, found) > allowed) & np.isfinite(found.values)
    return _shortest(both, found._replace(infinite=found.infinite & ~wrong), wrong)


def _shortest(both: Sized, found: Found, rough: Array) -> Found:
    """Those vectors as what β A − α B, with rows of one length, makes shortest."""
    if not rough.any():
        return found
    V = found.vectors.copy()
    a, b, alpha, beta = _on_sphere(both, found)
    for j in np.flatnonzero(rough):
        M = both.A * (beta[j] / a) - both.B * (alpha[j] / b)
        lengths = column_lengths(M.T)[:, None]
        if np.isfinite(M).all():
            x = np.linalg.svd(M / np.where(lengths > 0, lengths, 1))[2][-1].conj()
            V[:, j] = min(V[:, j], x, key=lambda v: float(np.linalg.norm(M @ v)))
    return found._replace(vectors=V)


def _alike(both: Sized) -> tuple[Sized, Array]:
    """The same pencil with no row and no column that is short in A and B alike, and the lengths of its columns' units.

    A row is an equation of its own; a column is multiplied by what then multiplies the entries of the vectors. The
    multipliers may be beyond the range of single precision.
    """
    A, B = (M.astype(np.result_type(M, np.float64), copy=False) for M in (both.A, both.B))
    rows, columns = (_powers(np.maximum(np.abs(A).max(axis=axis), np.abs(B).max(axis=axis))) for axis in (1, 0))
    if max(rows.max(), columns.max()) <= UNLIKE:
        return both, np.ones_like(columns)
    A, B = A * rows[:, None], B * rows[:, None]
    columns = _powers(np.maximum(np.abs(A).max(axis=0), np.abs(B).max(axis=0)))
    return Sized(A * columns, B * columns, both.p), columns


def _powers(lengths: Array) -> Array:
    """Powers of two that bring lengths to the largest; 1 for what is zero."""
    p = np.frexp(np.where(lengths > 0, lengths, lengths.max()))[1]
    return np.asarray(np.ldexp(np.ones_like(lengths), p.max() - p))


def negligible(A: Array) -> float:
    """What α and β are taken for 0 below, relative to the sizes of the matrices."""
    return 10 * max(1.0, math.sqrt(len(A))) * eps(A.dtype)


def _null_space(B: Array, count: int, small: float) -> Array | None:
    """Orthonormal vectors of the infinite eigenvalues, where there are as many as these count.

    LAPACK gives vectors that may be nearly parallel, though any basis will do.
    """
    if not count:
        return None
    _, S, Vh = np.linalg.svd(B)
    if int(np.count_nonzero(small * S[0] >= S)) != count:
        return None
    return np.asarray(Vh[len(B) - count :].conj().T)


def is_singular(B: Array, small: float) -> bool:
    """Whether B is singular to working precision though its rows and columns are brought to like lengths first."""
    B = B.astype(np.result_type(B, np.float64))
    for _ in range(3):
        for axis in (1, 0):
            tops = np.abs(B).max(axis=axis, keepdims=True)
            if not tops.all():
                return True
            p = 1 - np.frexp(tops)[1]
            B = B * np.ldexp(1.0, p // 2) * np.ldexp(1.0, p - p // 2)  # one factor may be beyond the largest number
    S = np.linalg.svd(B, compute_uv=False)
    return bool(S[-1] <= small * S[0])
