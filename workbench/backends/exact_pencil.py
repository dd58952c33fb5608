"""Pencils A − λ B of rational matrices with a singular B: the part with finite eigenvalues, and the infinite rest."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.backends.exact_subspaces import column_space, null_space

Array = np.ndarray[Any, np.dtype[Any]]


FEW = 12
"""Up to this order infinite eigenvalues are counted as often as they count, beyond it only their vectors."""


class Parts(NamedTuple):
    """F of shape (r, r) and a basis Q of shape (n, r) with A Q = B Q F, and the n x g null space of B.

    The eigenvalues of F are the finite ones of the pencil, and Q x belongs to an eigenvector x of F. The other n − r
    are infinite, and `infinite` holds the eigenvectors of these.
    """

    finite: Array
    basis: Array
    infinite: Array


def parts(A: Array, B: Array) -> Parts | None:
    """Split the space by the powers of C = (A − s B)⁻¹ B: what they lead to has eigenvalues s + 1/μ, μ ≠ 0 those of C.

    This is Weierstrass's canonical form by the spaces of Wong (1974). None where A − s B is singular for every s.
    """
    s = _regular(A, B)
    if s is None:
        return None
    C = exact.to_flint(A - s * B).solve(exact.to_flint(B))
    Q = _range_in_the_end(C, len(A))
    if not Q.shape[1]:
        return Parts(exact.zeros(0, 0), Q, null_space(B))
    M = exact.to_flint(Q)
    inner = (M.transpose() * M).solve(M.transpose() * C * M)
    exact.confirm(M * inner == C * M, "the range of a power is not invariant")
    F = _unsymmetric(s * exact.eye(Q.shape[1]) + exact.from_flint(inner.inv()), Q)
    exact.confirm(_product(A, F.basis) == _product(B, F.basis) * exact.to_flint(F.finite), "A Q is not B Q F")
    return F._replace(infinite=null_space(B))


def infinite(A: Array, B: Array) -> int:
    """How many eigenvalues are proved infinite: as many as B has null vectors, and the defective ones of few rows."""
    missing = len(B) - exact.rank(B)
    s = _regular(A, B) if missing and len(A) <= FEW else None
    if s is None:
        return missing
    p = exact.to_flint(A - s * B).solve(exact.to_flint(B)).charpoly()
    return next(k for k, x in enumerate(p.coeffs()) if x != 0)


def _regular(A: Array, B: Array) -> Fraction | None:
    """A whole number that is no eigenvalue: det(A − s B) has at most n roots, or vanishes altogether."""
    tries = (Fraction((k + 1) // 2 * (-1) ** k) for k in range(len(A) + 1))
    return next((s for s in tries if exact.rank(A - s * B) == len(A)), None)


def _range_in_the_end(C: Any, n: int) -> Array:
    """A basis of the range of Cⁿ, as columns of shape (n, r)."""
    Q = exact.eye(n)
    while Q.shape[1]:
        smaller = column_space(exact.from_flint(C * exact.to_flint(Q)))
        if smaller.shape[1] == Q.shape[1]:
            return Q
        Q = smaller
    return Q


def _unsymmetric(F: Array, Q: Array) -> Parts:
    """In another basis if F happens to be symmetric, as the order of eigenvalues is by modulus in pencils."""
    for i, j in np.argwhere(~np.eye(len(F), dtype=bool)):
        if not np.array_equal(F, F.T):
            break
        T, back = exact.eye(len(F)), exact.eye(len(F))
        T[i, j], back[i, j] = exact.ONE, -exact.ONE
        moved = back.dot(F).dot(T)
        if not np.array_equal(moved, moved.T):
            F, Q = moved, Q.dot(T)
    return Parts(F, Q, exact.zeros(len(Q), 0))


def _product(A: Array, B: Array) -> Any:
    return exact.to_flint(A) * exact.to_flint(B)
