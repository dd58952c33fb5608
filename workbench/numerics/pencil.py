"""Generalised eigenvalues, A v = λ B v: their pairs by LAPACK, and how far they can be off.

An eigenvalue is held as a pair (α, β) with β A v = α B v and |α|² + |β|² = 1, so that λ = α/β may be infinite. Both
matrices are scaled to the size 1 first; distances are those of points on a sphere, |α β' − β α'| (Stewart and Sun,
Matrix Perturbation Theory, 1990, chapter VI).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import scipy

from workbench.numerics import decompose
from workbench.numerics.bounds import eps
from workbench.numerics.order import by_modulus, negative_top, with_positive_tops
from workbench.numerics.probes import exponent, shifted
from workbench.numerics.scales import Scaled, spacing, unscaled
from workbench.numerics.spectral import column_lengths, floor, frobenius, tolerance
from workbench.numerics.spectral_general import EigenCheck

Array = np.ndarray[Any, np.dtype[Any]]


UNLIKE = 16.0
"""Rows and columns of a pencil that are shorter by more are brought to the length of the others."""


class Pairs(NamedTuple):
    """Values, infinite ones first, and vectors of length 1; how many are infinite, and how many are 0/0.

    Values that overflow are infinite in `values` without being counted. `scaled` has the digits of tiny ones.
    """

    values: Array
    vectors: Array
    infinite: int = 0
    undetermined: int = 0
    scaled: Scaled | None = None


@dataclass(frozen=True, eq=False)
class Sized:
    """A and B times powers of two, and the exponent to be added to what λ is then."""

    A: Array
    B: Array
    p: int


def sized(A: Array, B: Array) -> Sized:
    dtype = np.result_type(A, B)
    p, q = exponent(A), exponent(B)
    return Sized(shifted(A, -p).astype(dtype), shifted(B, -q).astype(dtype), p - q)


def general(A: Array, B: Array) -> Pairs:
    """LAPACK ggev for any square A and B; values by modulus, conjugate pairs adjacent.

    Values are infinite only if B is singular whatever the lengths of its rows and columns.
    """
    both, d = _alike(sized(A, B))
    (alpha, beta), V = scipy.linalg.eig(both.A, both.B, homogeneous_eigvals=True, check_finite=False)
    small = 10 * max(1.0, math.sqrt(len(A))) * eps(both.A.dtype)
    infinite = np.abs(beta) <= small * frobenius(both.B)
    lost = int(np.count_nonzero(infinite & (np.abs(alpha) <= small * frobenius(both.A))))
    kind = np.result_type(A, B, np.complex64)
    w = (np.where(infinite, 1, alpha) / np.where(infinite, 1, beta)).astype(kind)
    V = V.astype(np.result_type(V, np.complex64))
    large = int(np.count_nonzero(infinite))
    if large and not _singular(both.B, small) and (found := _by_inverse(both, large)) is not None:
        w[infinite], V[:, infinite] = found
        infinite, lost = np.zeros(len(w), bool), 0
    order = np.concatenate([np.flatnonzero(infinite), np.flatnonzero(~infinite)[by_modulus(w[~infinite])]])
    w, large = w[order], int(np.count_nonzero(infinite))
    w[:large] = np.inf
    scaled = Scaled(w, both.p)
    V = V[:, order] * d[:, None]
    V = (V / np.linalg.norm(V, axis=0)).astype(kind)
    return Pairs(scaled.given, with_positive_tops(V)[0], large, lost, scaled)


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


def _by_inverse(both: Sized, count: int) -> tuple[Array, Array] | None:
    """The `count` largest values of B⁻¹A and their vectors, for a B that is regular but for the lengths of its rows.

    None where it overflows.
    """
    with np.errstate(all="ignore"):
        C = np.linalg.solve(both.B, both.A)
    if not np.isfinite(C).all():
        return None
    w, V = decompose.general(C)[0]
    return w[:count], V[:, :count]


def _singular(B: Array, small: float) -> bool:
    """Whether B is singular to working precision though its rows and columns are brought to like lengths first."""
    B = B.astype(np.result_type(B, np.float64))
    for _ in range(3):
        for axis in (1, 0):
            tops = np.abs(B).max(axis=axis, keepdims=True)
            if not tops.all():
                return True
            B = B * np.ldexp(np.ones_like(tops), 1 - np.frexp(tops)[1])
    S = np.linalg.svd(B, compute_uv=False)
    return bool(S[-1] <= small * S[0])


def check_pencil(A: Array, B: Array, w: Array, V: Array, found: Scaled | None = None) -> tuple[EigenCheck, Array]:
    """Check β A V = α B V, lengths, order and signs; and per value the condition number of (α, β).

    With U = (ᾱ A + β̄ B) V the pencil is U⁻¹ (A, B) V = (diag α + E, diag β + F), and every eigenvalue is within
    ‖(E, F)‖ of a pair (Elsner and Sun 1982); rows of U⁻¹ are the left vectors. `condition` is
    that of U and V in the 1-norm. `found` are the values before they were rounded to w, where they are tiny.
    """
    failure = form_failure(A, w, V)
    if failure or not len(A):
        return EigenCheck(failure, 0.0, floor(1, A.dtype), 1.0), np.zeros(0)
    both = sized(A, B)
    z = unscaled(w, found, both.p)
    check, conditions = _check(both, z, V)
    return rounded(check, w, z, both.p), conditions


def rounded(check: EigenCheck, w: Array, z: Array, p: int) -> EigenCheck:
    """The check of values z · 2ᵖ for those that were rounded to w."""
    finite = np.isfinite(w)
    lost = spacing(w[finite], z[finite], p) if finite.any() else 0.0
    return replace(check, bound=None if check.bound is None else check.bound + lost, spacing=lost)


def form_failure(A: Array, w: Array, V: Array) -> str | None:
    """What is wrong with pairs at first sight: shapes, finiteness, order, signs."""
    n = len(A)
    if w.shape != (n,) or V.shape != (n, n):
        return "Verification failed: the eigenvalues or vectors have the wrong shape."
    if not np.isfinite(V).all() or np.isnan(w).any():
        return "An eigenvector is not finite: it leaves the range of the number type."
    if _out_of_order(w):
        return "Verification failed: the eigenvalues are out of order."
    return "Verification failed: an eigenvector has the wrong sign." if negative_top(V) else None


def _out_of_order(w: Array) -> bool:
    finite = w[np.isfinite(w)]
    if not np.isinf(w[: len(w) - len(finite)]).all():
        return True
    if w.dtype.kind != "c":
        return bool((finite[1:] > finite[:-1]).any())
    moduli = np.abs(finite)
    slack = 100 * len(w) * eps(w.dtype) * moduli.max(initial=0)
    return bool((moduli[1:] > moduli[:-1] + slack).any())


def _check(both: Sized, w: Array, V: Array) -> tuple[EigenCheck, Array]:
    size_a, size_b = frobenius(both.A) or 1.0, frobenius(both.B) or 1.0
    A, B = both.A / size_a, both.B / size_b
    with np.errstate(all="ignore"):
        z = w.astype(np.result_type(w.dtype, np.complex64)) * (size_b / size_a)
    infinite = np.isinf(w)
    z = np.where(infinite, 0, z)
    lengths = np.sqrt(1 + np.abs(z) ** 2)
    alpha, beta = np.where(infinite, 1, z / lengths), np.where(infinite, 0, 1 / lengths)
    AV, BV = A @ V, B @ V
    residual = float(column_lengths(AV * beta - BV * alpha).max())
    stretched = float(np.abs(column_lengths(V) - 1).max())
    allowed = tolerance(len(A), A.dtype)
    if not residual <= allowed:
        message = f"Verification failed: A V differs from B V Λ by {residual:.1e} of the sizes of A and B."
        return EigenCheck(message, residual), np.zeros(0)
    if not stretched <= allowed:
        message = f"Verification failed: an eigenvector has not length 1 ({stretched:.1e} off)."
        return EigenCheck(message, residual), np.zeros(0)
    U = AV * alpha.conj() + BV * beta
    try:
        Y, W = np.linalg.inv(U), np.linalg.inv(V)
    except np.linalg.LinAlgError:
        return EigenCheck(None, residual, None, math.inf), np.full(len(A), math.inf)
    off = np.hstack([Y @ (AV - U * alpha), Y @ (BV - U * beta)])
    sizes = [float(np.linalg.norm(M, 1)) for M in (U, Y, V, W)]
    kappa = math.prod(sizes)
    top = float(np.abs(z).max()) if not infinite.all() else 0.0
    bound = _bound(float(np.linalg.norm(off)), top, allowed, pencil_hidden(A, B, V, alpha, beta), A.dtype)
    return EigenCheck(None, residual, bound, kappa), np.asarray(column_lengths(Y.T))


def _bound(distance: float, top: float, allowed: float, weakest: float, dtype: Any) -> float | None:
    """From distances on the sphere to a relative error of the largest finite eigenvalue (of size `top`)."""
    if top == 0:
        return floor(1, dtype) if distance < 0.1 else None
    if distance * top >= 0.5:
        return None
    stretch = (1 + top * top) / top
    observed = 2 * max(distance, eps(dtype)) * stretch
    bound = max(observed, floor(1, dtype), 1.5 * allowed * max(stretch, 1 / weakest) / 100)
    return bound if bound < 0.1 else None


def pencil_hidden(A: Array, B: Array, V: Array, alpha: Array, beta: Array) -> float:
    """How much of a change of one entry of V is seen, relative to its largest entry.

    A change of V[i, j] moves the residual by ‖(βⱼ A − αⱼ B) eᵢ‖ and the length of column j by |V[i, j]|; where
    neither moves, eᵢ is an eigenvector for that value itself.
    """
    cross = np.einsum("ij,ij->j", A.conj(), B)[:, None] * (beta.conj() * alpha)
    a, b = column_lengths(A)[:, None] ** 2, column_lengths(B)[:, None] ** 2
    moved = np.sqrt(np.maximum(0, a * np.abs(beta) ** 2 + b * np.abs(alpha) ** 2 - 2 * cross.real))
    seen = np.where(moved <= 1e3 * eps(A.dtype), 1.0, np.maximum(moved, np.abs(V)))
    return float(seen.min()) * float(np.abs(V).max())
