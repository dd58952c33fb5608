"""Matrices that a list of numbers defines: their diagonal, their first row and column, or a polynomial."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Annotated, Any

import numpy as np

from workbench.model.errors import UserError
from workbench.operations.make.made import Made, Params, Recipe, grid, made, operation
from workbench.operations.spec import Array, Operation, Scalar

Numbers = tuple[Scalar, ...]
Definition = Callable[[int, int, Params], Any]


def _some(name: str, numbers: Numbers) -> int:
    if not numbers:
        raise UserError("domain", f"{name} is empty.", "Type some numbers, separated by commas.")
    for number in numbers:
        if not np.isfinite(complex(number)):
            raise UserError("domain", f"{name} holds {number}.", "Give finite numbers.")
    return len(numbers)


def diagonal_matrix(
    entries: Annotated[Numbers, "the diagonal, such as 2, 4, 3, 1"] = (Fraction(1), Fraction(2)),
) -> Made:
    """A diagonal matrix: the given entries on the diagonal and zeros elsewhere."""
    n = _some("entries", entries)
    return made(n, n)


def vander(
    x: Annotated[Numbers, "the points"] = (Fraction(1), Fraction(2), Fraction(3)),
    columns: Annotated[int | None, "columns, as many as points unless given"] = None,
    increasing: Annotated[bool, "powers grow from left to right"] = False,
) -> Made:
    """The Vandermonde matrix: each row holds the powers of one point."""
    n = _some("x", x)
    return made(n, n if columns is None else columns)


def toeplitz(
    c: Annotated[Numbers, "the first column"] = (Fraction(1), Fraction(2), Fraction(3)),
    r: Annotated[Numbers | None, "the first row; symmetric (its own conjugate) unless given"] = None,
) -> Made:
    """A Toeplitz matrix: every diagonal is constant. The first row's first entry is not used."""
    return made(_some("c", c), _some("r", c if r is None else r))


def hankel(
    c: Annotated[Numbers, "the first column"] = (Fraction(1), Fraction(2), Fraction(3)),
    r: Annotated[Numbers | None, "the last row; zeros unless given"] = None,
) -> Made:
    """A Hankel matrix: every antidiagonal is constant. The last row's first entry is not used."""
    return made(_some("c", c), _some("r", c if r is None else r))


def circulant(c: Annotated[Numbers, "the first column"] = (Fraction(1), Fraction(2), Fraction(3))) -> Made:
    """A circulant matrix: every column is the one before it, moved down by one and round."""
    n = _some("c", c)
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
    if _some("a", a) < 2 or not a[0]:
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


def _listed(
    declare: Callable[..., Made], entry: Definition, code: str, roundings: float = 1.0, corner: int | None = None
) -> Operation:
    """Lists are short, so that all entries are made by the definition; it is checked by SciPy's own routine."""

    def build(p: Params) -> Array:
        cells = grid(entry, declare(**p).result.shape, p)
        return _floats(tuple(cells.flat)).reshape(cells.shape)

    def compare(A: Array, p: Params) -> float:
        wanted = _by_library(declare.__name__, p)
        size = np.maximum(np.abs(wanted), np.finfo(np.float64).tiny)
        return float((np.abs(A - wanted) / size).max())

    def twin(p: Params) -> Array | None:
        cells = grid(entry, declare(**p).result.shape, p)
        return cells if all(isinstance(x, Fraction) for x in cells.flat) else None

    recipe = Recipe(build, lambda p: _filled(code, p), None, compare, twin, lambda p: roundings)
    if corner is not None:
        recipe = replace(recipe, warns=lambda p: _unused(p, corner))
    return operation(declare, recipe, "by definition")


def _unused(p: Params, corner: int) -> tuple[str, ...]:
    """A row that begins with another number than the column has in the corner where they meet."""
    if p["r"] is None or p["r"][0] == p["c"][corner]:
        return ()
    return (f"The corner is {p['c'][corner]}, as c has it: the first entry of r, {p['r'][0]}, is not used.",)


def _by_library(name: str, p: Params) -> Array:
    import scipy

    lists = {key: _floats(value) if isinstance(value, tuple) else value for key, value in p.items()}
    if name == "diagonal_matrix":
        return np.diag(lists["entries"])
    if name == "vander":
        with np.errstate(all="ignore"):
            return np.asarray(np.vander(lists["x"], p["columns"], p["increasing"]))
    made_there: Array = getattr(scipy.linalg, name)(**lists)
    return made_there


def _floats(value: tuple[Any, ...]) -> Array:
    return np.array([x if isinstance(x, complex) else _rounded(x) for x in value])


def _rounded(x: Fraction | float) -> float:
    """The nearest number, infinite beyond the range."""
    try:
        return float(x)
    except OverflowError:
        return math.inf if x > 0 else -math.inf


def _filled(code: str, p: Params) -> str:
    """Code with the lists as they were typed, fractions as quotients, and nothing for what is not given."""
    made = code.format(**{key: _listing(value) for key, value in p.items()})
    return made.replace(", N=None", "").replace(", increasing=False", "").replace(", None", "")


def _listing(value: Any) -> str:
    return f"[{', '.join(map(str, value))}]" if isinstance(value, tuple) else str(value)


DIAGONAL_MATRIX = _listed(diagonal_matrix, _diagonal_entry, "A = np.diag({entries})")
VANDER = _listed(vander, _vander_entry, "A = np.vander({x}, N={columns}, increasing={increasing})", 64.0)
TOEPLITZ = _listed(toeplitz, _toeplitz_entry, "A = scipy.linalg.toeplitz({c}, {r})", corner=0)
HANKEL = _listed(hankel, _hankel_entry, "A = scipy.linalg.hankel({c}, {r})", corner=-1)
CIRCULANT = _listed(circulant, _circulant_entry, "A = scipy.linalg.circulant({c})")
COMPANION = _listed(companion, _companion_entry, "A = scipy.linalg.companion({a})", 2.0)
