"""Normal forms of integer matrices under unimodular transformations: Hermite's of the rows, and Smith's.

Unimodular matrices are those of integers whose inverse is of integers too: their determinant is 1 or −1.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from workbench.backends import exact

Array = np.ndarray[Any, np.dtype[Any]]


class Hermite(NamedTuple):
    """H = U A, all as object arrays of fractions that are integers."""

    H: Array
    U: Array


class Smith(NamedTuple):
    """S = U A V with the invariant factors on the diagonal of S, each a divisor of the next."""

    S: Array
    U: Array
    V: Array

    @property
    def factors(self) -> list[int]:
        """The entries of the diagonal that are not 0: as many as the rank."""
        return [int(x) for x in np.diagonal(self.S) if x]


def hermite(A: Array) -> Hermite:
    """The Hermite normal form of the rows of an m x n array of integers (as fractions), with its transformation.

    By FLINT, of [A I]: its rows are independent, so that what stands beside H is U, and U itself is reduced.
    """
    H, U = _hermite(_matrix(A))
    exact.confirm(_unimodular(U) and U * _matrix(A) == H and H.is_hnf(), "this is no Hermite form")
    return Hermite(_array(H), _array(U))


def smith(A: Array) -> Smith:
    """The Smith normal form of an m x n array of integers (as fractions), with both transformations.

    Hermite forms of rows and columns in turn end at a diagonal (Kannan and Bachem, SIAM J. Comput. 8, 1979). Where an
    entry of it does not divide the next, that one is put beside it, and all starts again with a smaller first one.
    """
    S, U, V = _diagonal(_matrix(A), _identity(len(A)), _identity(A.shape[1]))
    while (mixed := _mixing(S)) is not None:
        S, U, V = _diagonal(S * mixed, U, V * mixed)
    exact.confirm(_unimodular(U) and _unimodular(V), "a transformation is not unimodular")
    exact.confirm(U * _matrix(A) * V == S and _matrix(A).snf() == S, "this is no Smith form")
    return Smith(_array(S), _array(U), _array(V))


def _diagonal(A: Any, U: Any, V: Any) -> tuple[Any, Any, Any]:
    """A made diagonal and nonnegative, the zeros at its end, with what is done to its rows and columns done to U, V."""
    while not (A.is_diagonal() and A.is_hnf()):
        A, left = _hermite(A)
        turned, right = _hermite(A.transpose())
        A, U, V = turned.transpose(), left * U, V * right.transpose()
    return A, U, V


def _mixing(S: Any) -> Any:
    """What adds to each column of the diagonal S the next one, if that is no multiple of it; None if all are."""
    mixed, found = _identity(S.ncols()), False
    for i in range(min(S.nrows(), S.ncols()) - 1):
        if S[i, i] and S[i + 1, i + 1] % S[i, i]:
            mixed[i + 1, i], found = 1, True
    return mixed if found else None


def _hermite(A: Any) -> tuple[Any, Any]:
    m, n = A.nrows(), A.ncols()
    rows = [[*row, *(int(i == k) for k in range(m))] for i, row in enumerate(A.tolist())]
    both = _flint(rows).hnf().tolist()
    return _flint([row[:n] for row in both]), _flint([row[n:] for row in both])


def _unimodular(U: Any) -> bool:
    return abs(int(U.det())) == 1


def _identity(n: int) -> Any:
    return _flint(np.eye(n, dtype=int).tolist())


def _matrix(A: Array) -> Any:
    return _flint([[x.numerator for x in row] for row in A])


def _flint(rows: list[list[Any]]) -> Any:
    import flint

    return flint.fmpz_mat(rows)


def _array(M: Any) -> Array:
    import flint

    return exact.from_flint(flint.fmpq_mat(M))
