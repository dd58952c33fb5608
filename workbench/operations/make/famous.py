"""Matrices that bear a name: small ones to try things on, and hard ones that find out weak methods.

Definitions as in N. J. Higham, Accuracy and Stability of Numerical Algorithms (2002), chapter 28, and the test
matrices of MATLAB's gallery.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import comb
from typing import Annotated

import numpy as np

from workbench.model.errors import UserError
from workbench.operations.make.made import Made, Params, Recipe, made, operation
from workbench.operations.spec import Array, Operation

Order = Annotated[int, "rows and columns"]
LARGEST_PASCAL = 500


def hilbert(n: Order = 4) -> Made:
    """The Hilbert matrix 1 / (i + j + 1): symmetric, positive definite and soon almost singular."""
    return made(n, n)


def pascal(n: Order = 5) -> Made:
    """Pascal's triangle as a symmetric matrix of binomial coefficients: its determinant is 1."""
    if n > LARGEST_PASCAL:
        raise UserError(
            "domain", f"The entries of a Pascal matrix of order {n} overflow.", f"Stay below {LARGEST_PASCAL}."
        )
    return made(n, n)


def wilkinson(n: Order = 21) -> Made:
    """Wilkinson's W⁺: tridiagonal, with pairs of eigenvalues that are almost equal."""
    return made(n, n)


def rosser() -> Made:
    """The Rosser matrix: symmetric 8 x 8 with a double, two nearly equal, a zero and a small eigenvalue."""
    return made(8, 8)


def kahan(n: Order = 6, theta: Annotated[float, "angle in radians, between 0 and π"] = 1.2) -> Made:
    """The Kahan matrix: upper triangular, and nearer to singular than its diagonal shows."""
    if not 0 < theta < np.pi:
        raise UserError("domain", f"theta must lie between 0 and π, not {theta}.", "1.2 is the usual one.")
    return made(n, n)


def frank(n: Order = 6) -> Made:
    """The Frank matrix: upper Hessenberg of determinant 1, whose small eigenvalues are sensitive."""
    return made(n, n)


def grcar(n: Order = 8, k: Annotated[int, "diagonals of ones above the main one"] = 3) -> Made:
    """The Grcar matrix: a Toeplitz matrix of 1 and −1 with sensitive complex eigenvalues."""
    if k < 0:
        raise UserError("domain", f"k must not be negative, and is {k}.", "3 is the usual one.")
    return made(n, n)


def lehmer(n: Order = 5) -> Made:
    """The Lehmer matrix min(i, j) / max(i, j): symmetric and positive definite, with a tridiagonal inverse."""
    return made(n, n)


def clement(n: Order = 5) -> Made:
    """The Clement (Kac) matrix: tridiagonal with a zero diagonal and the eigenvalues n−1, n−3, ... −(n−1)."""
    return made(n, n)


def _indices(n: int) -> tuple[Array, Array]:
    i, j = np.indices((n, n))
    return i, j


def _hilbert(p: Params) -> Array:
    i, j = _indices(p["n"])
    return np.asarray(1.0 / (i + j + 1))


def _pascal(p: Params) -> Array:
    """Row by row: each entry is the one above it and the one to its left."""
    A = np.ones((p["n"], p["n"]))
    for i in range(1, p["n"]):
        A[i] = np.cumsum(A[i - 1])
    return A


def _wilkinson(p: Params) -> Array:
    n = p["n"]
    beside = np.ones(n - 1)
    return np.asarray(np.diag(np.abs(np.arange(n) - (n - 1) / 2)) + np.diag(beside, 1) + np.diag(beside, -1))


def _wilkinson_entry(i: int, j: int, p: Params) -> Fraction:
    return abs(Fraction(2 * i - p["n"] + 1, 2)) if i == j else Fraction(int(abs(i - j) == 1))


_ROSSER = (
    (611, 196, -192, 407, -8, -52, -49, 29),
    (196, 899, 113, -192, -71, -43, -8, -44),
    (-192, 113, 899, 196, 61, 49, 8, 52),
    (407, -192, 196, 611, 8, 44, 59, -23),
    (-8, -71, 61, 8, 411, -599, 208, 208),
    (-52, -43, 49, 44, -599, 411, 208, 208),
    (-49, -8, 8, 59, 208, 208, 99, -911),
    (29, -44, 52, -23, 208, 208, -911, 99),
)


def _kahan(p: Params) -> Array:
    n, s, c = p["n"], np.sin(p["theta"]), np.cos(p["theta"])
    return np.asarray(s ** np.arange(n)[:, None] * (np.eye(n) - c * np.triu(np.ones((n, n)), 1)))


def _kahan_compare(A: Array, p: Params) -> float:
    """Each row is sin θ times the one above it, moved one place to the right."""
    n, s, c = p["n"], np.sin(p["theta"]), np.cos(p["theta"])
    first = np.concatenate([[1.0], np.full(n - 1, -c)])
    if A[0].size and np.abs(A[0] - first).max() > 8 * np.finfo(A.real.dtype).eps:
        return float("inf")
    size = s ** np.arange(1, n)
    off = np.abs(A[1:, 1:] - s * A[:-1, :-1]).max(axis=1, initial=0) / np.maximum(size, np.finfo(A.real.dtype).tiny)
    return max(float(off.max(initial=0)), float("inf") if np.tril(A, -1).any() else 0.0)


def _frank(p: Params) -> Array:
    i, j = _indices(p["n"])
    return np.where(i <= j + 1, p["n"] - np.maximum(i, j), 0).astype(float)


def _frank_entry(i: int, j: int, p: Params) -> Fraction:
    return Fraction(0 if i > j + 1 else p["n"] - max(i, j))


def _grcar(p: Params) -> Array:
    i, j = _indices(p["n"])
    return np.asarray((j >= i) & (j <= i + p["k"]), dtype=float) - np.eye(p["n"], k=-1)


def _grcar_entry(i: int, j: int, p: Params) -> Fraction:
    return Fraction(-1 if j == i - 1 else int(0 <= j - i <= p["k"]))


def _lehmer(p: Params) -> Array:
    i, j = _indices(p["n"])
    return np.asarray((np.minimum(i, j) + 1) / (np.maximum(i, j) + 1))


def _clement(p: Params) -> Array:
    k = np.arange(1.0, p["n"])
    return np.asarray(np.diag(k[::-1], -1) + np.diag(k, 1))


def _clement_entry(i: int, j: int, p: Params) -> Fraction:
    return Fraction(j if j == i + 1 else (p["n"] - 1 - j if j == i - 1 else 0))


def _code(text: str) -> Callable[[Params], str]:
    """NumPy code in which the parameters are filled in."""
    return lambda p: text.format(**p)


def _indexed(expression: str) -> Callable[[Params], str]:
    """Code for an expression in the indices i and j."""
    return _code("i, j = np.indices(({n}, {n}))\nA = " + expression)


HILBERT: Operation = operation(
    hilbert, Recipe(_hilbert, _code("A = scipy.linalg.hilbert({n})"), lambda i, j, p: Fraction(1, i + j + 1))
)
PASCAL: Operation = operation(
    pascal,
    Recipe(
        _pascal,
        _code("A = scipy.linalg.pascal({n}, exact=False)"),
        lambda i, j, p: Fraction(comb(i + j, i)),
        roundings=lambda p: 2.0 * p["n"],
    ),
)
WILKINSON: Operation = operation(
    wilkinson,
    Recipe(
        _wilkinson,
        _indexed("np.where(i == j, abs(i - ({n} - 1) / 2), 1.0 * (abs(i - j) == 1))"),
        _wilkinson_entry,
    ),
)
ROSSER: Operation = operation(
    rosser,
    Recipe(lambda p: np.array(_ROSSER, dtype=float), lambda p: f"A = np.array({_ROSSER})",
           lambda i, j, p: Fraction(_ROSSER[i][j])),
)  # fmt: skip
KAHAN: Operation = operation(
    kahan,
    Recipe(
        _kahan,
        _indexed("np.sin({theta}) ** i * ((i == j) - np.cos({theta}) * (j > i))"),
        compare=_kahan_compare,
        roundings=lambda p: 2.0 * p["n"],
    ),
)
FRANK: Operation = operation(
    frank, Recipe(_frank, _indexed("np.where(i <= j + 1, {n} - np.maximum(i, j), 0)"), _frank_entry)
)
GRCAR: Operation = operation(
    grcar, Recipe(_grcar, _indexed("1 * ((j >= i) & (j <= i + {k})) - (j == i - 1)"), _grcar_entry)
)
LEHMER: Operation = operation(
    lehmer,
    Recipe(
        _lehmer,
        _indexed("(np.minimum(i, j) + 1) / (np.maximum(i, j) + 1)"),
        lambda i, j, p: Fraction(min(i, j) + 1, max(i, j) + 1),
    ),
)
CLEMENT: Operation = operation(
    clement,
    Recipe(
        _clement,
        _code("k = np.arange(1.0, {n})\nA = np.diag(k, 1) + np.diag(k[::-1], -1)"),
        _clement_entry,
    ),
)
