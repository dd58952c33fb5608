"""Bases of the four fundamental subspaces of a rational matrix, as columns."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.backends.exact_echelon import Echelon, primitive, rref

Array = np.ndarray[Any, np.dtype[Any]]


class Subspaces(NamedTuple):
    """Bases for an m x n matrix of rank r: m x r, n x r, n x (n − r) and m x (m − r)."""

    column: Array
    row: Array
    null: Array
    left_null: Array


def subspaces(A: Array) -> Subspaces:
    """All four, from the reduced row echelon forms of A and Aᵀ (the fundamental theorem of linear algebra, Strang)."""
    found = rref(A)
    return Subspaces(_columns(A, found), _rows(found), _null(A, found), null_space(A.T))


def column_space(A: Array) -> Array:
    """The pivot columns of A."""
    return _columns(A, rref(A))


def row_space(A: Array) -> Array:
    """The rows of the reduced row echelon form that are not zero, as columns."""
    return _rows(rref(A))


def null_space(A: Array) -> Array:
    """One vector for each free variable, in smallest integers, the entry of largest modulus positive."""
    return _null(A, rref(A))


def left_null_space(A: Array) -> Array:
    """The vectors y with yᵀA = 0, as `null_space` gives those of Aᵀ."""
    return null_space(A.T)


def _columns(A: Array, found: Echelon) -> Array:
    return A[:, list(found.pivots)]


def _rows(found: Echelon) -> Array:
    return found.form[: found.rank].T


def _null(A: Array, found: Echelon) -> Array:
    """Set each free variable in turn to 1, the others to 0, and read the pivot variables off the form."""
    n = A.shape[1]
    N = exact.zeros(n, n - found.rank)
    for k, j in enumerate(found.free):
        N[j, k] = exact.ONE
        N[list(found.pivots), k] = -found.form[: found.rank, j]
        N[:, k] = primitive(N[:, k])
    if N.size:
        product = exact.to_flint(A) * exact.to_flint(N)
        exact.confirm(not any(product.entries()), "A times its null space is not zero")
    return N
