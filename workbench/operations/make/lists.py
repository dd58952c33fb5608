"""Matrices that a list of numbers defines: their diagonal, their first row and column, or a polynomial."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any

import numpy as np

from workbench.model.errors import UserError
from workbench.operations.make.listing import Numbers, listed, some
from workbench.operations.make.made import Made, Params, made
from workbench.operations.spec import Array


def diagonal_matrix(
    entries: Annotated[Numbers, "the diagonal, such as 2, 4, 3, 1"] = (Fraction(1), Fraction(2)),
) -> Made:
    """A diagonal matrix: the given entries on the diagonal and zeros elsewhere."""
    n = some("entries", entries)
    return made(n, n)


def vander(
    x: Annotated[Numbers, "the points"] = (Fraction(1), Fraction(2), Fraction(3)),
    columns: Annotated[int | None, "columns, as many as points unless given"] = None,
    increasing: Annotated[bool, "powers grow from left to right"] = False,
) -> Made:
    """The Vandermonde matrix: each row holds the powers of one point."""
    n = some("x", x)
    return made(n, n if columns is None else columns)


def toeplitz(
    c: Annotated[Numbers, "the first column"] = (Fraction(1), Fraction(2), Fraction(3)),
    r: Annotated[Numbers | None, "the first row; symmetric (its own conjugate) unless given"] = None,
) -> Made:
    """A Toeplitz matrix: every diagonal is constant. The first row's first entry is not used."""
    return made(some("c", c), some("r", c if r is None else r))


def hankel(
    c: Annotated[Numbers, "the first column"] = (Fraction(1), Fraction(2), Fraction(3)),
    r: Annotated[Numbers | None, "the last row; zeros unless given"] = None,
) -> Made:
    """A Hankel matrix: every antidiagonal is constant. The last row's first entry is not used."""
    return made(some("c", c), some("r", c if r is None else r))


def circulant(c: Annotated[Numbers, "the first column"] = (Fraction(1), Fraction(2), Fraction(3))) -> Made:
    """A circulant matrix: every column is the one before it, moved down by one and round."""
    n = some("c", c)
    return made(n, n)


def companion(
    a: Annotated[Numbers, "coefficients, highest power first"] = (
        Fraction(1),
        Fraction(-6),
        Fraction(11),
        Fraction(-6),
    ),
) -> Made:
    """The companion matrix of a polynomial: its eigenvalues are the polynomial's roots."""
    if some("a", a) < 2 or not a[0]:
        raise UserError("domain", "A polynomial of degree 1 or more is needed.", "Its first coefficient is not 0.")
    return made(len(a) - 1, len(a) - 1)


def _diagonal_entry(i: int, j: int, p: Params) -> Any:
    return p["entries"][i] if i == j else Fraction(0)


def _vander_entry(i: int, j: int, p: Params) -> Any:
    last = (len(p["x"]) if p["columns"] is None else p["columns"]) - 1
    x, k = p["x"][i], j if p["increasing"] else last - j
    return x**k if isinstance(x, Fraction) else _power(x, k)


def _power(x: float | complex, k: int) -> Any:
    """xᵏ, infinite where it leaves the range of numbers."""
    with np.errstate(all="ignore"):
        return np.power(np.asarray(x), k).item()


def _toeplitz_entry(i: int, j: int, p: Params) -> Any:
    if i >= j:
        return p["c"][i - j]
    return p["c"][j - i].conjugate() if p["r"] is None else p["r"][j - i]


def _hankel_entry(i: int, j: int, p: Params) -> Any:
    c, k = p["c"], i + j
    if k < len(c):
        return c[k]
    return Fraction(0) if p["r"] is None else p["r"][k - len(c) + 1]


def _circulant_entry(i: int, j: int, p: Params) -> Any:
    return p["c"][(i - j) % len(p["c"])]


def _companion_entry(i: int, j: int, p: Params) -> Any:
    if i:
        return Fraction(int(i == j + 1))
    return -p["a"][j + 1] / p["a"][0]


def _powers(p: Params) -> Array:
    with np.errstate(all="ignore"):
        return np.asarray(np.vander(p["x"], p["columns"], p["increasing"]))


DIAGONAL_MATRIX = listed(
    diagonal_matrix, _diagonal_entry, "A = np.diag({entries})", library=lambda lists: np.diag(lists["entries"])
)
VANDER = listed(
    vander, _vander_entry, "A = np.vander({x}, N={columns}, increasing={increasing})", 64.0, library=_powers
)
TOEPLITZ = listed(toeplitz, _toeplitz_entry, "A = scipy.linalg.toeplitz({c}, {r})", corner=0)
HANKEL = listed(hankel, _hankel_entry, "A = scipy.linalg.hankel({c}, {r})", corner=-1)
CIRCULANT = listed(circulant, _circulant_entry, "A = scipy.linalg.circulant({c})")
COMPANION = listed(companion, _companion_entry, "A = scipy.linalg.companion({a})", 2.0)
