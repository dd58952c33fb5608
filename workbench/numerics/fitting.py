"""Linear models fitted by least squares: QR for independent columns, the SVD for the shortest of many solutions."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from workbench.numerics.agreement import Agreement
from workbench.numerics.bounds import Residual, eps, growth, inverse_times
from workbench.numerics.factor import conjugate_transpose
from workbench.numerics.probes import largest, times_squares
from workbench.numerics.rectangular import QR, SVD, checks, form_q, householder, svd, triangle_condition

Array = np.ndarray[Any, np.dtype[Any]]

SAFETY = 10.0


class Fit(NamedTuple):
    """The coefficients, one column for each right-hand side, and the factors of A that gave them."""

    x: Array
    factors: QR | SVD


def fit(A: Array, b: Array) -> Fit:
    """The x that makes A x − b shortest, the shortest such x where columns are dependent; one step of refinement."""
    found = _factors(A)
    x = found.pseudo(b)
    if isinstance(found, SVD):
        return Fit(x, found)
    with np.errstate(all="ignore"):
        better = x + found.pseudo(b - A @ x)
    return Fit(better if np.isfinite(better).all() else x, found)


def _factors(A: Array) -> QR | SVD:
    if A.shape[0] >= A.shape[1]:
        packed, tau = householder(A)
        if SAFETY * triangle_condition(packed, scale=True) * eps(A.dtype) < 1:
            return form_q(packed, tau)
    return svd(A, None)


def check_fit(A: Array, b: Array, x: Array, factors: QR | SVD) -> tuple[Agreement, tuple[Residual, ...]]:
    """The factors against A, and x by the orthogonality of its residual; the bound is relative to the largest of x.

    A residual that is large against A x adds what rounding of A does through it, κ² ‖r‖ (Wedin 1973).
    """
    parts = checks(A, factors)
    with np.errstate(all="ignore"):
        found = _by_qr(A, b, x, factors) if isinstance(factors, QR) else _by_svd(A, b, x, factors, parts[0].relative)
    size = largest(x)
    bound = 0.0 if not found.bound else (found.bound / size if size else math.inf)
    return Agreement(found.residual, bound), parts


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


def spread_of_coefficients(factors: QR | SVD, n: int) -> Array | None:
    """The roots of the diagonal of (AᴴA)⁻¹, the lengths of the rows of R⁻¹; None where columns are dependent."""
    if factors.rank < n:
        return None
    if isinstance(factors, SVD):
        return np.sqrt(times_squares(1 / factors.S**2, factors.Vh))
    return _lengths(conjugate_transpose(factors.solve(np.eye(n, dtype=factors.R.dtype))))
