"""Principal powers and logarithms of a matrix times a few columns, as integrals of resolvents on the positive axis.

    zᵗ = (sin πt / π) z ∫ sᵗ⁻¹ / (s + z) ds over s > 0, and log z = ∫ (z − 1) / (1 + u (z − 1)) du over 0 < u < 1

by Gauss's rules of Jacobi and Legendre (Higham, Functions of Matrices, chapters 7 and 11): a factorisation with real
numbers a node, and the principal value by construction. Points are taken where A has the determinant ±1, so that the
error of m nodes falls like |(√z − 1) / (√z + 1)|²ᵐ for each eigenvalue z of that.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from workbench.numerics.factor import lu
from workbench.numerics.probes import scaled

Array = np.ndarray[Any, np.dtype[Any]]

FEW, MANY = 24, 60
"""Nodes that powers and logarithms may cost, which is less than half of what the matrix function costs."""
LOST = 80.0
"""The exponent to which the error of a rule is to fall, with a margin for what is not normal."""
STEPS = 4


def power_times(A: Array, V: Array, t: float, finer: bool = False) -> Array | None:
    """Aᵗ V for any real t that is no whole number, `finer` with twice as many nodes; None where it takes too many."""
    posed = _posed(A)
    if posed is None or posed.nodes > FEW:
        return None
    whole = math.floor(t)
    rest = t - whole
    x, weights = _jacobi(posed.nodes * (1 + finer), rest - 1, -rest)
    total = _resolvents(posed.Z, V, zip((1 - x) / 2, (1 + x) / 2, weights / 2, strict=True))
    if total is None:
        return None
    found: Array = posed.Z @ total * (2 * math.sin(math.pi * rest) / math.pi)
    for _ in range(abs(whole)):
        found = posed.Z @ found if whole > 0 else np.linalg.solve(posed.Z, found)
    return np.asarray(found * math.exp(t * posed.log_scale))


def logarithm_times(A: Array, V: Array, finer: bool = False) -> Array | None:
    """log(A) V, `finer` with twice as many nodes; None where it takes too many."""
    posed = _posed(A)
    if posed is None or posed.nodes > MANY:
        return None
    x, weights = _jacobi(posed.nodes * (1 + finer), 0.0, 0.0)
    total = _resolvents(posed.Z, V, zip((1 - x) / 2, (1 + x) / 2, weights / 2, strict=True))
    return None if total is None else np.asarray(posed.Z @ total - total + posed.log_scale * V)


def _jacobi(count: int, alpha: float, beta: float) -> tuple[Array, Array]:
    import scipy.special

    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a quotient that it replaces itself
        x, weights = scipy.special.roots_jacobi(count, alpha, beta)
    return x, weights


class Posed(NamedTuple):
    """A in double precision over the n-th root of |det A|, the logarithm of that, and how many nodes it takes."""

    Z: Array
    log_scale: float
    nodes: int


def _posed(A: Array) -> Posed | None:
    B, p = scaled(A.astype(np.result_type(A.dtype, np.float64)))
    factors = lu(B)
    if factors.zero_pivot:
        return None
    size = float(np.log(np.abs(factors.pivots)).mean())
    large = _norm(lambda x: B @ x, lambda x: B.conj().T @ x, B) / math.exp(size)
    small = _norm(factors.solve, factors.adjoint, B) * math.exp(size)
    z = max(large, small, 1.5)
    if not math.isfinite(z):
        return None
    rate = -2 * math.log((math.sqrt(z) - 1) / (math.sqrt(z) + 1))
    return Posed(B * math.exp(-size), size + p * math.log(2), math.ceil(LOST / 2 / rate))


def _norm(apply: Callable[[Array], Array], adjoint: Callable[[Array], Array], B: Array) -> float:
    """The 2-norm, nearly, by a few steps of power iteration."""
    x: Array = np.random.default_rng(7).standard_normal((len(B), 1)).astype(B.dtype)
    size = 0.0
    for _ in range(STEPS):
        x = apply(x / np.linalg.norm(x))
        size = float(np.linalg.norm(x))
        x = adjoint(x)
    return size


def _resolvents(Z: Array, V: Array, terms: Iterable[tuple[float, float, float]]) -> Array | None:
    """The sum of c (a I + b Z)⁻¹ V over terms (a, b, c)."""
    total = np.zeros(V.shape, np.result_type(Z, V))
    right = np.asfortranarray(V.astype(total.dtype))
    for a, b, c in terms:
        M = b * Z
        M.ravel("K")[:: len(M) + 1] += a
        factors = lu(M)
        if factors.zero_pivot:
            return None
        total += c * factors.solve(right)
    return total if np.isfinite(total).all() else None
