"""Least squares of minimal norm, the pseudoinverse and the projectors of any rational matrix, exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.backends.exact_echelon import column_row

Array = np.ndarray[Any, np.dtype[Any]]


class LeastSquares(NamedTuple):
    """The shortest of all minimisers, of shape (n,) or (n, k) as b is (m,) or (m, k), and the residual b − A x."""

    x: Array
    residual: Array

    @property
    def squares(self) -> Array:
        """The squared length of the residual, for each column of b."""
        return np.asarray((self.residual**2).sum(axis=0))


class Projectors(NamedTuple):
    """The orthogonal projectors onto the four subspaces: m x m, n x n, n x n and m x m."""

    column: Array
    row: Array
    null: Array
    left_null: Array


def pinv(A: Array) -> Array:
    """The n x m pseudoinverse A⁺ = Rᵀ(R Rᵀ)⁻¹(CᵀC)⁻¹Cᵀ of A = C R, checked by the four conditions of Penrose (1955).

    The full-rank factorisation is MacDuffee's (Ben-Israel and Greville, Generalized Inverses, chapter 1, theorem 5).
    """
    if not A.any():
        return exact.zeros(A.shape[1], A.shape[0])
    M = exact.to_flint(A)
    X = _pseudoinverse(A)
    MX, XM = M * X, X * M
    exact.confirm(MX * M == M and XM * X == X, "A A⁺ A = A or A⁺ A A⁺ = A⁺ fails")
    exact.confirm(MX.transpose() == MX and XM.transpose() == XM, "A A⁺ or A⁺ A is not symmetric")
    return exact.from_flint(X)


def _pseudoinverse(A: Array) -> Any:
    """solve(CᵀC, Cᵀ) is C⁺, and Rᵀ solve(R Rᵀ, ·) is R⁺."""
    C, R = map(exact.to_flint, column_row(A))
    Ct, Rt = C.transpose(), R.transpose()
    return Rt * (R * Rt).solve((Ct * C).solve(Ct))


def lstsq(A: Array, b: Array) -> LeastSquares:
    """The x of least length among those that make ‖A x − b‖₂ least, for b of shape (m,) or (m, k).

    Checked by the normal equations AᵀA x = Aᵀb, and by x lying in the row space, on which A⁺ A is the identity.
    """
    M, B = exact.to_flint(A), exact.to_flint(b)
    shape = (A.shape[1], *b.shape[1:])
    if not A.any():
        return LeastSquares(exact.zeros(*shape), b.copy())
    C, R = map(exact.to_flint, column_row(A))
    Ct, Rt = C.transpose(), R.transpose()
    weights = (R * Rt).solve((Ct * C).solve(Ct * B))
    X = Rt * weights
    rest = B - M * X
    exact.confirm(not any((M.transpose() * rest).entries()), "the residual is not orthogonal to the columns")
    exact.confirm(Rt * (R * Rt).solve(R * X) == X, "the solution is not in the row space")
    return LeastSquares(exact.from_flint(X, shape), exact.from_flint(rest, b.shape))


def normal_equations(A: Array, b: Array, w: Array | None, damping: Fraction) -> tuple[Array, Array]:
    """AᵀWA + λI and AᵀWb: what minimises Σ wᵢ (A x − b)ᵢ² + λ ‖x‖² solves them, for weights of shape (m,) from 0 on.

    Roots of weights never come in, so that all of it is rational. Where many x do, the shortest least-squares solution
    of these equations is the shortest of all minimisers.
    """
    rows = A if w is None else A * w[:, None]
    M, rest = exact.to_flint(rows).transpose(), exact.to_flint(b)
    square = exact.from_flint(M * exact.to_flint(A)) + damping * exact.eye(A.shape[1])
    return square, exact.from_flint(M * rest, (A.shape[1], *b.shape[1:]))


def projectors(A: Array) -> Projectors:
    """A A⁺, A⁺ A, I − A⁺ A and I − A A⁺; each is checked to be symmetric and its own square with the right trace."""
    m, n = A.shape
    X = pinv(A)
    column, row = _product(A, X), _product(X, A)
    found = Projectors(column, row, exact.eye(n) - row, exact.eye(m) - column)
    rank = exact.rank(A)
    for P, dimension in zip(found, (rank, rank, n - rank, m - rank), strict=True):
        exact.confirm(_is_projector(P, dimension), "this is no orthogonal projector of the right rank")
    return found


def _product(A: Array, B: Array) -> Array:
    return exact.from_flint(exact.to_flint(A) * exact.to_flint(B))


def _is_projector(P: Array, dimension: int) -> bool:
    symmetric = bool((P == P.T).all())
    return symmetric and bool((_product(P, P) == P).all()) and sum(np.diagonal(P)) == dimension
