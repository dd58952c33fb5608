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

from workbench.numerics.bounds import eps
from workbench.numerics.order import negative_top
from workbench.numerics.pencil_discs import reach
from workbench.numerics.probes import exponent, shifted
from workbench.numerics.scales import Scaled, spacing, unscaled
from workbench.numerics.spectral import column_lengths, floor, frobenius, tolerance
from workbench.numerics.spectral_general import EigenCheck

Array = np.ndarray[Any, np.dtype[Any]]


INVERSE = 0.05
"""How far Y U may be from I by rounding for a computed Y to be the inverse of U."""


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


def check_pencil(A: Array, B: Array, w: Array, V: Array, found: Scaled | None = None) -> tuple[EigenCheck, Array]:
    """Check β A V = α B V, lengths, order and signs; and per value the condition number of (α, β).

    With U = (ᾱ A + β̄ B) V the pencil is U⁻¹ (A, B) V = (diag α + E, diag β + F), and every eigenvalue is within
    ‖(E, F)‖ of a pair (Elsner and Sun 1982); rows of U⁻¹ are the left vectors. `condition` is that of U and V in the
    1-norm, `values` the bound before it is asked what would be seen. `found` are the values before they were rounded
    to w, where they are tiny.
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
    level = _level(Y, U, np.abs(A) @ np.abs(V), np.abs(B) @ np.abs(V), alpha, beta)
    sizes = [float(np.linalg.norm(M, 1)) for M in (U, Y, V, W)]
    kappa = math.prod(sizes)
    top = float(np.abs(z).max()) if not infinite.all() else 0.0
    off = np.maximum(np.abs(off), level)
    radii = np.hypot(*(np.sum(part, axis=1) for part in np.split(off, 2, axis=1)))
    each = max(reach(radii, alpha, beta) / top if top else math.inf, eps(A.dtype))
    distance = float(np.linalg.norm(off))
    observed = _observed(distance, top, A.dtype, each)
    stretch = (1 + top * top) / top if top else 1.0
    hidden = 1.5 * allowed * max(stretch, 1 / pencil_hidden(A, B, V, alpha, beta)) / 100 if top else 0.0
    found = [bound if bound < 0.1 else None for bound in (max(observed, hidden), observed)]
    return EigenCheck(None, residual, found[0], kappa, found[1]), np.asarray(column_lengths(Y.T))


def _level(Y: Array, U: Array, AV: Array, BV: Array, alpha: Array, beta: Array) -> Array:
    """What rounding of the products makes of Y = U⁻¹ times a residual; infinite where Y U need not be near I.

    AV and BV are the sums of the moduli of the terms.
    """
    unit = eps(U.dtype) / 2
    if not float(np.linalg.norm(np.abs(Y) @ np.abs(U))) * unit < INVERSE:
        return np.full((1, 1), math.inf)
    rounding = np.hstack([AV + np.abs(U * alpha), BV + np.abs(U * beta)]) * unit
    return np.asarray(np.abs(Y) @ rounding)


def _observed(distance: float, top: float, dtype: Any, each: float) -> float:
    """From distances on the sphere to a relative error of the largest finite eigenvalue (of size `top`).

    `each` is that error as the discs of single eigenvalues have it.
    """
    if top == 0:
        return floor(1, dtype) if distance < 0.1 else math.inf
    stretch = (1 + top * top) / top
    whole = 2 * max(distance, eps(dtype)) * stretch if distance * top < 0.5 else math.inf
    return max(min(whole, each), floor(1, dtype))


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
