"""Linear equations for a rational matrix X, as systems for its entries, and the eigenvalues that make them singular."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from workbench.backends import exact
from workbench.backends.exact_polynomials import factors

Array = np.ndarray[Any, np.dtype[Any]]

UNKNOWNS = 100
"""Entries of X up to which the system for all of them is solved."""


def fits(Q: Array, *coefficients: Array) -> bool:
    """Whether the equation is within the limits of size and of digits."""
    if not exact.fits(Q, *coefficients) or Q.size > UNKNOWNS:
        return False
    return bool(max(Q.shape) * sum(map(exact.height, coefficients)) <= exact.HEIGHT)


def sylvester(A: Array, B: Array, Q: Array) -> Array:
    """X with A X + X B = Q, row by row: (A ⊗ I + I ⊗ Bᵀ) vec X = vec Q; put back into the equation."""
    m, n = Q.shape
    K = np.kron(A, exact.eye(n)) + np.kron(exact.eye(m), B.T)
    X = exact.to_flint(K).solve(exact.to_flint(Q.reshape(-1)))
    found = exact.from_flint(X, (m, n))
    exact.confirm(bool((A.dot(found) + found.dot(B) == Q).all()), "X does not satisfy A X + X B = Q")
    return found


def stein(A: Array, Q: Array) -> Array:
    """X with X − A X Aᵀ = Q, row by row: (I − A ⊗ A) vec X = vec Q; put back into the equation."""
    K = exact.eye(Q.size) - np.kron(A, A)
    X = exact.to_flint(K).solve(exact.to_flint(Q.reshape(-1)))
    found = exact.from_flint(X, Q.shape)
    exact.confirm(bool((found - A.dot(found).dot(A.T) == Q).all()), "X does not satisfy X − A X Aᵀ = Q")
    return found


def shared(A: Array, B: Array) -> Any | None:
    """The greatest common divisor of the characteristic polynomials of A and −B, or None where that is 1."""
    return _common(exact.to_flint(A).charpoly(), exact.to_flint(-B).charpoly())


def reciprocal(A: Array) -> Any | None:
    """The common divisor of the characteristic polynomials of A and of its inverse, or None where that is 1."""
    import flint

    p = exact.to_flint(A).charpoly()
    coefficients = p.coeffs()
    return _common(p, flint.fmpq_poly([*([0] * (len(A) + 1 - len(coefficients))), *coefficients[::-1]]))


def _common(p: Any, q: Any) -> Any | None:
    found = p.gcd(q)
    return found if found.degree() > 0 else None


def rational_root(polynomial: Any) -> Fraction | None:
    """A rational root, if there is one."""
    linear = [factor for factor, _ in factors(polynomial) if factor.degree() == 1]
    return -exact.fraction(linear[0].coeffs()[0]) if linear else None
