"""Cofactors and the adjugate of a rational matrix, singular or not."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.backends import exact
from workbench.backends.exact_polynomials import charpoly, evaluate

Array = np.ndarray[Any, np.dtype[Any]]


def adjugate(A: Array) -> Array:
    """The transpose of the matrix of cofactors, n x n, with A adj A = adj A A = det A · I.

    By Cayley and Hamilton it is a polynomial in A: with p(t) = det(t I − A) it is (−1)ⁿ⁻¹ (p(A) − p(0) I) / A. For a
    singular A the products being 0 leave a factor open (adj A is x yᵀ then), which one minor settles.
    """
    M = exact.to_flint(A)
    n = len(A)
    sign = (-1) ** (n - 1)
    adj = evaluate([sign * c for c in charpoly(A)[:-1]], M)
    scaled = exact.to_flint(exact.eye(n)) * M.det()
    exact.confirm(M * adj == scaled and adj * M == scaled, "A adj A is not det A · I")
    found = exact.from_flint(adj)
    _confirm_one(A, found)
    return found


def cofactors(A: Array) -> Array:
    """The n x n cofactors: entry i, j is (−1)ⁱ⁺ʲ times the determinant of A without row i and column j."""
    return adjugate(A).T.copy()


def minor(A: Array, i: int, j: int) -> Any:
    """The determinant of A without row i and column j, as a fraction; 1 for a 1 x 1 matrix."""
    rest = np.delete(np.delete(A, i, axis=0), j, axis=1)
    return exact.fraction(exact.to_flint(rest).det()) if rest.size else exact.ONE


def _confirm_one(A: Array, adj: Array) -> None:
    """Compare the first entry that is not zero with its minor; zero altogether means a rank below n − 1."""
    places = [(i, j) for i, j in np.ndindex(adj.shape) if adj[i, j]]
    if not places:
        exact.confirm(exact.rank(A) < len(A) - 1, "the adjugate of a matrix of rank n − 1 is 0")
        return
    i, j = places[0]
    exact.confirm(adj[i, j] == (-1) ** (i + j) * minor(A, j, i), "an entry of the adjugate is not its cofactor")
