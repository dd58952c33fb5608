"""Linear models fitted by least squares: QR for independent columns, the SVD for the shortest of many solutions.

Many rows of few well-conditioned columns take the normal equations with refinement by the residual of the data, the
corrected seminormal equations of Björck (1987): half the work, at the speed of a product, and as accurate there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from workbench.numerics.bounds import Residual, eps, growth, inverse_times
from workbench.numerics.cutoff import count, relative
from workbench.numerics.device import Placed, conjugate
from workbench.numerics.factor import cholesky, conjugate_transpose, triangular_times
from workbench.numerics.probes import probes, times_squares
from workbench.numerics.rectangular import (
    QR,
    SAFETY,
    SVD,
    checks,
    independent_qr,
    refined,
    svd,
    triangle_condition,
    turning,
)
from workbench.numerics.samples import gram, gram_in, growth_of

Array = np.ndarray[Any, np.dtype[Any]]

Apply = Callable[[Array], Array]

EXPLICIT = 256
"""Up to this order an inverse of a triangle is written down to see the error of each coefficient."""
WELL = 30.0
"""The condition up to which squaring it costs next to nothing."""
LARGE, TALL = 10**6, 4


@dataclass(frozen=True, eq=False)
class Seminormal:
    """A whose AᴴA = RᴴR."""

    A: Array
    R: Array

    @property
    def rank(self) -> int:
        return len(self.R)

    def normal(self, B: Array) -> Array:
        """(AᴴA)⁻¹ B."""
        return self.triangle.solve(self.triangle.adjoint(B))

    def pseudo(self, B: Array) -> Array:
        return self.normal(conjugate_transpose(self.A) @ B)

    def solve(self, B: Array) -> Array:
        return self.triangle.solve(B)

    @property
    def condition(self) -> float:
        return self.triangle.condition

    @cached_property
    def triangle(self) -> QR:
        return QR(self.R[:0], self.R)


Factors = QR | SVD | Seminormal


class Fit(NamedTuple):
    """The coefficients, one column for each right-hand side, and the factors of A that gave them."""

    x: Array
    factors: Factors


def fit(A: Array, b: Array, place: Placed | None = None) -> Fit:
    """The x that makes A x − b shortest, the shortest such x where columns are dependent; one step of refinement.

    The factors are found on a device where a `place` there is given, and come home from it.
    """
    found = _factors(A) if place is None else _factors_there(place, A)
    return Fit(found.pseudo(b) if isinstance(found, SVD) else refined(A, b, found.pseudo), found)


def _factors(A: Array) -> Factors:
    if _is_tall(A) and (found := _seminormal(A, gram(A).conj())) is not None:
        return found
    independent = independent_qr(A) if A.shape[0] >= A.shape[1] else None
    return svd(A, None) if independent is None else independent


def _factors_there(place: Placed, A: Array) -> Factors:
    xp, there = place.xp, place.put(A)
    if _is_tall(A):
        found = _seminormal(A, place.get(conjugate(xp, gram_in(xp, there))))
        if found is not None:
            return found
    if A.shape[0] >= A.shape[1]:
        Q, R = xp.linalg.qr(there, mode="reduced")
        triangle = np.asfortranarray(np.triu(place.get(R)))
        if SAFETY * triangle_condition(triangle, scale=True) * eps(A.dtype) < 1:
            return QR(place.get(Q), triangle)
    U, S, Vh = (place.get(part) for part in xp.linalg.svd(there, full_matrices=False))
    return SVD(U, S, Vh, count(S, relative(A, None)))


def _is_tall(A: Array) -> bool:
    return A.size >= LARGE and A.shape[0] >= TALL * A.shape[1]


def _seminormal(A: Array, G: Array) -> Seminormal | None:
    """The Cholesky factor of G = AᴴA, or None where the columns, brought to one length, are not far from dependent."""
    with np.errstate(all="ignore"):
        found = cholesky(G)
    if found is None:
        return None
    R = np.asfortranarray(np.triu(conjugate_transpose(found.c)))
    return Seminormal(A, R) if triangle_condition(R, scale=True) <= WELL else None


class Checked(NamedTuple):
    """Residuals that must pass, the first that of x, and how far rounding may have moved what follows from it.

    For each right-hand side the errors of the entries of x, of the length of A x, and of m · x for a row m.
    """

    residuals: tuple[Residual, ...]
    x: Array
    fitted: Array
    along: Array


def check_fit(A: Array, b: Array, x: Array, factors: Factors, m: Array) -> Checked:
    """The factors against A, and x by the orthogonality of its residual.

    A residual that is large against A x adds what rounding of A does through it, κ² ‖r‖ (Wedin 1973).
    """
    with np.errstate(all="ignore"):
        if isinstance(factors, Seminormal):
            return _by_normal(A, b, x, factors, m)
        return _by_qr(A, b, x, factors, m) if isinstance(factors, QR) else _by_svd(A, b, x, factors, m)


def _normal_factor(A: Array, found: Seminormal) -> Residual:
    """RᴴR v against Aᴴ(A v)."""
    V = probes(A.shape[1], A.dtype)
    Y = A @ V
    seen = triangular_times(found.R.T, triangular_times(found.R, V, lower=False).conj(), lower=True).conj()
    scale = growth(len(A)) * np.outer(_lengths(A), _lengths(Y))
    return Residual.of(seen - conjugate_transpose(A) @ Y, scale, A.dtype)


def _by_normal(A: Array, b: Array, x: Array, found: Seminormal, m: Array) -> Checked:
    """|(AᴴA)⁻¹| of the level of Aᴴ r, in which rounding of A and of r is counted already."""
    columns = _lengths(A)
    scale = growth_of(len(A)) * np.outer(columns, columns @ np.abs(x) + _lengths(b))
    check = Residual.of(conjugate_transpose(A) @ (b - A @ x), scale, A.dtype)
    through = _times_inverse(found.triangle.adjoint, found.triangle.solve, check.level, A.dtype)
    errors = _times_inverse(found.normal, found.normal, check.level, A.dtype)
    row = np.abs(found.normal(m.conj()[:, None]))[:, 0]
    return Checked((check, _normal_factor(A, found)), errors, _lengths(through), row @ check.level)


def _lengths(B: Array) -> Array:
    return np.sqrt(times_squares(np.ones(len(B)), B))


def _times_inverse(solve: Apply, adjoint: Apply, weights: Array, dtype: Any) -> Array:
    """|A⁻¹| W; of many rows the largest entry throughout, by an estimate of it."""
    if len(weights) <= EXPLICIT:
        return np.asarray(np.abs(solve(np.eye(len(weights), dtype=dtype))) @ weights)
    return np.full(weights.shape, inverse_times(solve, adjoint, weights.max(axis=1)))


def _by_qr(A: Array, b: Array, x: Array, found: QR, m: Array) -> Checked:
    r, columns, unit = b - A @ x, _lengths(A), growth(len(A)) * eps(A.dtype)
    scale = growth(len(A)) * (columns @ np.abs(x) + _lengths(b))
    check = Residual.of(conjugate_transpose(found.Q) @ r, np.broadcast_to(scale, x.shape), A.dtype)
    turned = _times_inverse(found.adjoint, found.solve, unit * columns[:, None], A.dtype) * _lengths(r)
    level = check.level + turned
    row = np.abs(found.adjoint(m.conj()[:, None]))[:, 0]
    errors = _times_inverse(found.solve, found.adjoint, level, A.dtype)
    return Checked((check, *checks(A, found)), errors, _lengths(level), row @ level)


def _by_svd(A: Array, b: Array, x: Array, found: SVD, m: Array) -> Checked:
    parts, kappa, r = checks(A, found), found.condition, b - A @ x
    top, gap = float(found.S[0]) if found.rank else 0.0, turning(found)
    size = _lengths(x) + ((_lengths(b) + kappa * _lengths(r)) / top if top else 0.0)
    unit = growth(max(A.shape)) * max(1.0, parts[0].relative / eps(A.dtype))
    check = Residual.of(np.abs(x - found.pseudo(b)).max(axis=0), unit * kappa * size * gap, A.dtype)
    seen = _lengths(conjugate_transpose(found.U[:, : found.rank]) @ r)
    fitted = np.maximum(seen, unit * eps(A.dtype) * (top * _lengths(x) + _lengths(b) + kappa * gap * _lengths(r)))
    along = float(np.linalg.norm(m)) * check.level
    return Checked((check, *parts), np.broadcast_to(check.level, x.shape), fitted, along)


def spread_of_coefficients(factors: Factors, n: int) -> Array | None:
    """The roots of the diagonal of (AᴴA)⁻¹, the lengths of the rows of R⁻¹; None where columns are dependent."""
    if factors.rank < n:
        return None
    if isinstance(factors, SVD):
        return np.sqrt(times_squares(1 / factors.S**2, factors.Vh))
    return _lengths(conjugate_transpose(factors.solve(np.eye(n, dtype=factors.R.dtype))))
