"""How sure a least-squares solution is, for each kind of factors it may come from."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from workbench.numerics.bounds import LIMIT, Residual, eps, growth, inverse_times
from workbench.numerics.equilibrium import column_exponents, moved
from workbench.numerics.factor import conjugate_transpose
from workbench.numerics.fitting_factors import Normal, PivotedQR, column_scales, gradient_scale, lengths
from workbench.numerics.probes import probes
from workbench.numerics.rectangular import QR, SVD, checks, triangle_condition, turning
from workbench.operations.spec import Array

Factors = QR | SVD | Normal
Apply = Callable[[Array], Array]

STEPS = 24
"""Projections, each of which leaves an eps of what it removes."""
SMALL = 1e-3
"""What is left of a right-hand side that may still be called orthogonal to the columns."""
ROOT = 4.0
"""The largest of many random sums against their mean size."""


class Check(NamedTuple):
    """Residuals that must pass, the first against the solution itself, and the bound of the error of x."""

    residuals: tuple[Residual, ...]
    bound: float


def check_fit(A: Array, b: Array, x: Array, found: Factors, powers: Array | None = None) -> Check:
    """By QR: Björck's bounds; by the SVD: Wedin's; by normal equations: what the gradient leaves.

    The error of an unknown counts for less where its exponent among `powers` is below the largest.
    """
    r, weights = b - A @ x, np.ones(A.shape[1])
    if powers is not None and len(powers):
        weights = np.ldexp(1.0, np.maximum(powers - powers.max(), -1000))
    with np.errstate(all="ignore"):
        if isinstance(found, Normal):
            return _by_gradient(A, b, x, r, found, weights)
        if isinstance(found, PivotedQR):
            return _by_rows(A, b, x, r, found, weights)
        parts = checks(A, found)
        backward = parts[0].relative
        if isinstance(found, QR):
            return _by_qr(A, b, x, r, found, backward, parts, weights)
        return _against_svd(A, b, x, r, found, backward, parts)


def _by_rows(A: Array, b: Array, x: Array, r: Array, found: PivotedQR, weights: Array) -> Check:
    """Björck's bounds with a backward error that is small row by row, for sorted rows (Cox and Higham 1998).

    What one more step of refinement would change is compared with it.
    """
    x, r, b = (item.reshape(len(item), -1) for item in (x, r, b))
    unit, scales = growth(len(A)) * eps(A.dtype), column_scales(A)
    sizes = np.abs(A / scales).max(axis=1)
    level = unit * (np.outer(sizes, scales @ np.abs(x)) + np.abs(b)).max(axis=1)
    V = probes(len(A), A.dtype)
    few = weights[:, None] * np.abs(found.pseudo(level[:, None] * V))
    count = 1 if V.shape[1] == len(V) else V.shape[1]
    through = ROOT * float(norms(few.T).max()) / math.sqrt(count)
    far = np.abs(_outside(found.Q, r))
    inner = inverse_times(found.adjoint, found.solve, scales * unit * float((sizes @ far).max()))
    forward = through + _through(found.solve, found.adjoint, weights, np.full(A.shape[1], inner))
    direct = Residual.of(_largest(weights, found.pseudo(r)), forward / eps(A.dtype), A.dtype)
    entries = _by_entries(A, b, x, r, found, weights)
    if entries.passes and 100 * float(entries.scale) < float(direct.scale):
        direct = entries
    return Check((direct, _rows_back(A, found, sizes, scales), *checks(A, found)[1:]), float(direct.level))


def _by_entries(A: Array, b: Array, x: Array, r: Array, found: PivotedQR, weights: Array) -> Residual:
    """The error itself, (AᴴA)⁻¹Aᴴr, and as its level what rounding of each entry of that gradient does through it.

    It is the smaller one where columns have their large entries in different rows.
    """
    sizes = np.abs(A)
    level = growth(len(A)) * (sizes.T @ (np.abs(r) + sizes @ np.abs(x) + np.abs(b))).max(axis=1)

    def back(G: Array) -> Array:
        return found.solve(found.adjoint(G))

    error = _largest(weights, back(conjugate_transpose(A) @ r))
    return Residual.of(error, _through(back, back, weights, level), A.dtype)


def _through(solve: Apply, adjoint: Apply, weights: Array, level: Array) -> float:
    """What errors of these sizes do through an inverse, entries of the outcome times their weights."""
    return inverse_times(lambda B: (weights * solve(B).T).T, lambda B: adjoint((weights * B.T).T), level)


def _largest(weights: Array, X: Array) -> float:
    return float((weights * np.abs(X).T).max(initial=0))


def _outside(Q: Array, r: Array) -> Array:
    """r without what rounding of x has put into the column space, which counts for much in rows of large entries."""
    for _ in range(STEPS):
        r = r - Q @ (conjugate_transpose(Q) @ r)
    return r


def _rows_back(A: Array, found: PivotedQR, sizes: Array, scales: Array) -> Residual:
    """Q R against A with scaled columns, each row relative to its largest entry."""
    V = probes(A.shape[1], A.dtype) / scales[:, None]
    observed = np.abs(A @ V - found.times(V)).max(axis=1)
    return Residual.of(observed, 8 * growth(len(A)) * math.sqrt(A.shape[1]) * sizes, A.dtype)


def norms(r: Array) -> Array:
    """The 2-norm of each column, or of the vector, at any scale."""
    columns = r.reshape(len(r), math.prod(r.shape[1:]))
    powers = column_exponents(columns)
    lengths = moved(np.linalg.norm(moved(columns, -powers), axis=0), powers)
    return np.asarray(lengths.reshape(r.shape[1:]))


def reached(A: Array, b: Array) -> Array:
    """b without the rows in which A is 0: no x changes anything there."""
    return np.asarray(np.where(A.any(axis=1), b.T, 0).T)


def _by_qr(
    A: Array, b: Array, x: Array, r: Array, found: QR, backward: float, parts: tuple[Residual, ...], weights: Array
) -> Check:
    """|R⁻¹| of the level of Qᴴ r bounds the error of x; a large r adds what errors of A do through it.

    Björck, Numerical Methods for Least Squares Problems, 1.4.
    """
    x, r, b = (item.reshape(len(item), -1) for item in (x, r, b))
    sizes = lengths(A)
    scale = growth(len(A)) * (sizes @ np.abs(x) + norms(b))
    observed = conjugate_transpose(found.Q) @ r
    check = Residual.of(observed, np.broadcast_to(scale, observed.shape), A.dtype)
    level = check.level.max(axis=1)
    inner_level = sizes * float(norms(r).max(initial=0)) * max(backward, growth(len(A)) * eps(A.dtype))
    inner = inverse_times(found.adjoint, found.solve, inner_level)
    bound = _through(found.solve, found.adjoint, weights, level)
    return Check((check, *parts), bound + _through(found.solve, found.adjoint, weights, np.full(len(sizes), inner)))


def _against_svd(
    A: Array, b: Array, x: Array, r: Array, found: SVD, backward: float, parts: tuple[Residual, ...]
) -> Check:
    """x against V S⁺ Uᴴ b of checked factors; the error is at most κ η (‖x‖ + κ ‖r‖ / ‖A‖) (Wedin 1973).

    Where a singular value next to the last that counts is dropped, their subspaces turn by its nearness (Hansen 1987).
    """
    kappa, size = found.condition, float(norms(x).max(initial=0))
    if found.rank:
        size += (float(norms(b).max(initial=0)) + kappa * float(norms(r).max(initial=0))) / float(found.S[0])
    unit = growth(max(A.shape)) * max(1.0, backward / eps(A.dtype))
    check = Residual.of(np.abs(x - found.pseudo(b)).max(initial=0), unit * kappa * size * turning(found), A.dtype)
    return Check((check, *parts), float(check.level))


def vanishes(A: Array, b: Array, x: Array, found: Factors) -> bool:
    """Whether b is orthogonal to the columns but for rounding, which turns their space by κ eps."""
    kappa = triangle_condition(found.R, scale=True) if isinstance(found, QR) else found.condition
    turned = LIMIT * growth(max(A.shape)) * eps(A.dtype) * max(1.0, kappa)
    return float(norms(A @ x).max()) <= min(turned, SMALL) * float(norms(b).max())


def _by_gradient(A: Array, b: Array, x: Array, r: Array, found: Normal, weights: Array) -> Check:
    """(AᴴA)⁻¹ of the level of Aᴴ r bounds the error of x, as long as κ² leaves the Cholesky factor a digit."""
    x, r, b = (item.reshape(len(item), -1) for item in (x, r, b))
    observed = conjugate_transpose(A) @ r
    check = Residual.of(observed, growth(len(A)) * gradient_scale(A, x, b), A.dtype)
    if not found.condition**2 * growth(len(A)) * eps(A.dtype) < 0.1:
        return Check((check,), math.inf)
    return Check((check,), _through(found.solve, found.solve, weights, check.level.max(axis=1)))


def close(given: Any, expected: Array) -> bool:
    """Equal but for a few roundings, relative to the largest."""
    size = np.max(np.abs(expected), where=np.isfinite(expected), initial=0)
    return bool(np.all((given == expected) | (np.abs(given - expected) <= LIMIT * eps(expected.dtype) * size)))
