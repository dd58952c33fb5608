"""Linear models fitted by least squares: QR for independent columns, the SVD for the shortest of many solutions.

Many rows of few well-conditioned columns take the normal equations with refinement by the residual of the data, the
corrected seminormal equations of Björck (1987): half the work, at the speed of a product, and as accurate there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from workbench.numerics.agreement import Agreement
from workbench.numerics.bounds import Residual, eps, growth, inverse_times
from workbench.numerics.cutoff import count, relative
from workbench.numerics.device import Placed, conjugate
from workbench.numerics.factor import cholesky, conjugate_transpose, triangular_times
from workbench.numerics.probes import largest, probes, times_squares
from workbench.numerics.rectangular import QR, SAFETY, SVD, checks, independent_qr, refined, svd, triangle_condition
from workbench.numerics.samples import gram, gram_in

Array = np.ndarray[Any, np.dtype[Any]]

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
        return self._triangle.solve(self._triangle.adjoint(B))

    def pseudo(self, B: Array) -> Array:
        return self.normal(conjugate_transpose(self.A) @ B)

    def solve(self, B: Array) -> Array:
        return self._triangle.solve(B)

    @property
    def condition(self) -> float:
        return self._triangle.condition

    @cached_property
    def _triangle(self) -> QR:
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


def check_fit(A: Array, b: Array, x: Array, factors: Factors) -> tuple[Agreement, tuple[Residual, ...]]:
    """The factors against A, and x by the orthogonality of its residual; the bound is relative to the largest of x.

    A residual that is large against A x adds what rounding of A does through it, κ² ‖r‖ (Wedin 1973).
    """
    if isinstance(factors, Seminormal):
        found = _by_normal(A, b, x, factors)
        return Agreement(found.residual, _relative(found.bound, x)), (_normal_factor(A, factors),)
    parts = checks(A, factors)
    with np.errstate(all="ignore"):
        found = _by_qr(A, b, x, factors) if isinstance(factors, QR) else _by_svd(A, b, x, factors, parts[0].relative)
    return Agreement(found.residual, _relative(found.bound, x)), parts


def _relative(bound: float, x: Array) -> float:
    size = largest(x)
    return 0.0 if not bound else (bound / size if size else math.inf)


def _normal_factor(A: Array, found: Seminormal) -> Residual:
    """RᴴR v against Aᴴ(A v)."""
    V = probes(A.shape[1], A.dtype)
    Y = A @ V
    seen = triangular_times(found.R.T, triangular_times(found.R, V, lower=False).conj(), lower=True).conj()
    scale = growth(len(A)) * np.outer(_lengths(A), _lengths(Y))
    return Residual.of(seen - conjugate_transpose(A) @ Y, scale, A.dtype)


def _by_normal(A: Array, b: Array, x: Array, found: Seminormal) -> Agreement:
    """|(AᴴA)⁻¹| of the level of Aᴴ r, in which rounding of A and of r is counted already."""
    columns = _lengths(A)
    scale = growth(len(A)) * np.outer(columns, columns @ np.abs(x) + _lengths(b))
    check = Residual.of(conjugate_transpose(A) @ (b - A @ x), scale, A.dtype)
    return Agreement(check, inverse_times(found.normal, found.normal, check.level.max(axis=1)))


def _lengths(B: Array) -> Array:
    return np.sqrt(times_squares(np.ones(len(B)), B))


def _by_qr(A: Array, b: Array, x: Array, found: QR) -> Agreement:
    r, columns = b - A @ x, _lengths(A)
    scale = growth(len(A)) * (columns @ np.abs(x) + _lengths(b))
    check = Residual.of(conjugate_transpose(found.Q) @ r, np.broadcast_to(scale, (len(x), len(scale))), A.dtype)
    first = inverse_times(found.solve, found.adjoint, check.level.max(axis=1))
    moved = columns * float(_lengths(r).max(initial=0)) * growth(len(A)) * eps(A.dtype)
    inner = inverse_times(found.adjoint, found.solve, moved)
    return Agreement(check, first + inverse_times(found.solve, found.adjoint, np.full(len(x), inner)))


def _by_svd(A: Array, b: Array, x: Array, found: SVD, backward: float) -> Agreement:
    kappa, r = found.condition, b - A @ x
    size = float(_lengths(x).max(initial=0))
    if found.rank:
        size += (float(_lengths(b).max(initial=0)) + kappa * float(_lengths(r).max(initial=0))) / float(found.S[0])
    unit = growth(max(A.shape)) * max(1.0, backward / eps(A.dtype))
    check = Residual.of(np.abs(x - found.pseudo(b)).max(initial=0), unit * kappa * size, A.dtype)
    return Agreement(check, float(check.level))


def spread_of_coefficients(factors: Factors, n: int) -> Array | None:
    """The roots of the diagonal of (AᴴA)⁻¹, the lengths of the rows of R⁻¹; None where columns are dependent."""
    if factors.rank < n:
        return None
    if isinstance(factors, SVD):
        return np.sqrt(times_squares(1 / factors.S**2, factors.Vh))
    return _lengths(conjugate_transpose(factors.solve(np.eye(n, dtype=factors.R.dtype))))
