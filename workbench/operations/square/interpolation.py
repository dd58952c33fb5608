"""Exact functions of diagonalisable matrices with rational eigenvalues, by Lagrange's polynomial."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from workbench.backends import exact
from workbench.backends.exact_polynomials import factors, minpoly, to_polynomial
from workbench.backends.exact_spectra import Radical
from workbench.operations.spec import Array


def interpolated(A: Array | None, function: Callable[[Fraction], Radical]) -> dict[str, Any] | None:
    """f(A) = Σ f(λ) P for the projectors P onto the eigenspaces; None where A is not of that kind.

    Higham, Functions of Matrices, definition 1.4: f(A) is the value of the polynomial that takes the values of f at
    the eigenvalues, which are the simple roots of the minimal polynomial.
    """
    if A is None or not exact.fits(A):
        return None
    roots = _simple_roots(A)
    if roots is None:
        return None
    total = [[Radical({}) for _ in A] for _ in A]
    for x, projector in zip(roots, _projectors(A, roots), strict=True):
        value, P = function(x), dict(np.ndenumerate(projector))
        for i, j in P:
            total[i][j] = total[i][j].plus(value, P[i, j])
    return {"result": [[entry.value for entry in row] for row in total]}


def _simple_roots(A: Array) -> list[Fraction] | None:
    """The distinct eigenvalues where all are rational and A is diagonalisable."""
    found = factors(to_polynomial(minpoly(A)))
    if any(factor.degree() > 1 or count > 1 for factor, count in found):
        return None
    return [exact.fraction(-factor[0]) for factor, _ in found]


def _projectors(A: Array, roots: list[Fraction]) -> list[Array]:
    """∏ (A − μ I) / (λ − μ) over the other eigenvalues μ, for each λ; they add up to the identity."""
    import flint

    M, one = exact.to_flint(A), exact.to_flint(exact.eye(len(A)))
    found: list[Any] = []
    for x in roots:
        P = one
        for y in roots:
            if y != x:
                P = P * (M - one * flint.fmpq(y.numerator, y.denominator)) * flint.fmpq(*_ratio(1 / (x - y)))
        found.append(P)
    total = sum(found[1:], found[0])
    exact.confirm(total == one and all(P * P == P for P in found), "the projectors do not add up to the identity")
    return [exact.from_flint(P) for P in found]


def _ratio(x: Fraction) -> tuple[int, int]:
    return x.numerator, x.denominator
