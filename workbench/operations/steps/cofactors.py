"""Expansion of a determinant along a row or column: the chosen one, else the one with the most zeros."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from workbench.model.errors import UserError
from workbench.model.steps import (
    MINUS,
    Derivation,
    Grid,
    Line,
    Piece,
    Step,
    Way,
    factor,
    is_negative,
    is_sum,
    subscript,
)
from workbench.operations.spec import Array
from workbench.operations.steps import pivoting
from workbench.operations.steps.given import Given, said

LARGEST = 4
"""Order up to which the expansion is written out: n! products are too many to read beyond."""


Term = tuple[int, Any, Array, int]
"""The sign of a cofactor, its entry, its minor, and its place in the row or column."""


class _Along(NamedTuple):
    """A row, or else a column, and its index."""

    row: bool
    at: int

    @property
    def word(self) -> str:
        return f"{'row' if self.row else 'column'}{self.at + 1}"

    @property
    def name(self) -> str:
        return f"{'row' if self.row else 'column'} {self.at + 1}"


def cofactor_steps(given: Given, choices: dict[str, tuple[str, ...]], along: str = "auto") -> Derivation:
    """Laplace's expansion, minor by minor; minors are expanded where they have the most zeros.

    Raises `UserError` (`unsupported`) above 4 x 4, and for a row or column that is not there.
    """
    A, name = given["A"], given.names["A"]
    _check(A, name, along)
    steps: list[Step] = []
    chosen = None if along == "auto" else _Along(along.startswith("row"), int(along[-1]) - 1)
    value = _expand(A, f"det {name}", f"the determinant of {name}", steps, chosen)
    lines = tuple(f"{side}{at + 1}" for side in ("row", "column") for at in range(len(A)))
    found = pivoting.without(choices)
    return Derivation(
        "Expansion by cofactors",
        tuple(steps),
        f"The determinant of {name} is {said(value)}.",
        ((f"det {name}", "=", value),),
        way=Way("cofactors", given.arithmetic, along=(chosen or _emptiest(A)).word),
        choices={**found, "along": lines} if len(A) > 2 else found,
        remark=given.remark,
    )


def _check(A: Array, name: str, along: str) -> None:
    if len(A) > LARGEST:
        raise UserError(
            "unsupported",
            f"Cofactors are written out up to {LARGEST} x {LARGEST}: {name} needs {len(A)}! products.",
            "Elimination has the same answer in a few row operations.",
        )
    number = int(along[-1]) if along != "auto" else 1
    if number > len(A):
        words = f"{name} is {len(A)} x {len(A)}: it has no {along[:-1]} {number} to expand along."
        raise UserError("unsupported", words, f"Take one of the first {len(A)}." if len(A) > 1 else "Take the first.")


def _expand(M: Array, symbol: str, words: str, steps: list[Step], chosen: _Along | None = None) -> Any:
    """Write the steps for the determinant of M and answer its value; minors of 2 x 2 need no step of their own."""
    n = len(M)
    if n == 1 or (n == 2 and chosen is None):
        value, line = _small(M)
        how = "ad - bc" if n == 2 else "its one entry"
        steps.append(Step(f"{_upper(words)} is {how}.", lines=((symbol, "=", *line),)))
        return value
    along = chosen or _emptiest(M)
    row, at = along.row, along.at
    terms = [(_sign(at, k), _entry(M, row, at, k), _minor(M, row, at, k), k) for k in range(n)]
    used = [term for term in terms if term[1]]
    line = (symbol, "=", *_expansion(used)) if used else (symbol, "=", M[0, 0] * 0)
    why = "" if chosen else ", which has the most zeros" if len(used) < n else "; no row or column has a zero"
    cells = frozenset((at, k) if row else (k, at) for k in range(n))
    says = f"Expand {words} along {along.name}{why}."
    steps.append(Step(says, Grid(M, zeros=cells, fence="bars"), lines=(line,)))
    places = [(at, k) if row else (k, at) for *_, k in used]
    values = [
        _value(term[2], f"M{subscript(i + 1)}{subscript(j + 1)}", steps)
        for term, (i, j) in zip(used, places, strict=True)
    ]
    return _total(symbol, words, used, values, steps, M[0, 0] * 0)


def _value(minor: Array, name: str, steps: list[Step]) -> Any:
    return _small(minor)[0] if len(minor) <= 2 else _expand(minor, f"det {name}", f"the minor {name}", steps)


def _total(
    symbol: str,
    words: str,
    used: list[Term],
    values: list[Any],
    steps: list[Step],
    zero: Any,
) -> Any:
    """Put the minors' values in: `2 · (3 · 4 − 1 · 5) − ... = 7`."""
    total = zero
    line: list[Piece] = [symbol, "="]
    for k, ((sign, entry, minor, _), value) in enumerate(zip(used, values, strict=True)):
        total = total + sign * entry * value
        inner: Line = ("(", *_small(minor)[1][:-2], ")") if len(minor) == 2 else factor(value)
        line += [*_leading(sign, entry, first=k == 0), "·", *inner]
    if used:
        says = f"Put the values of the minors in and add up: {words} is {said(total)}."
        steps.append(Step(says, lines=((*line, "=", total),)))
    return total


def _small(M: Array) -> tuple[Any, Line]:
    """The determinant of a matrix of order 1 or 2, and the line that works it out: `2 · 3 − 1 · 1 = 5`."""
    if len(M) == 1:
        return M[0, 0], (M[0, 0],)
    (a, b), (c, d) = M
    value = a * d - b * c
    first = ("(", a, ")") if is_sum(a) else (a,)
    return value, (*first, "·", *factor(d), MINUS, *factor(b), "·", *factor(c), "=", value)


def _expansion(used: list[Term]) -> Line:
    line: list[Piece] = []
    for k, (sign, entry, minor, _) in enumerate(used):
        line += [*_leading(sign, entry, first=k == 0, one=False), Grid(minor, fence="bars")]
    return tuple(line)


def _leading(sign: int, entry: Any, first: bool, one: bool = True) -> Line:
    """The signed entry in front of its minor; a 1 is only written if `one`."""
    product = sign * entry
    if not one and product in (1, -1):
        return (MINUS,) if is_negative(product) else () if first else ("+",)
    shown: Line = ("(", product, ")") if is_sum(product) else (product,)
    if first:
        return shown
    return (MINUS, -product) if is_negative(product) else ("+", *shown)


def _emptiest(M: Array) -> _Along:
    """The row or column with the most zeros; the first row in doubt."""
    zero = np.vectorize(lambda x: not x, otypes=[bool])(M)
    rows, columns = zero.sum(axis=1), zero.sum(axis=0)
    row = bool(rows.max() >= columns.max())
    return _Along(row, int(rows.argmax() if row else columns.argmax()))


def _sign(at: int, k: int) -> int:
    return -1 if (at + k) % 2 else 1


def _entry(M: Array, along_row: bool, at: int, k: int) -> Any:
    return M[at, k] if along_row else M[k, at]


def _minor(M: Array, along_row: bool, at: int, k: int) -> Array:
    i, j = (at, k) if along_row else (k, at)
    return np.delete(np.delete(M, i, axis=0), j, axis=1)


def _upper(words: str) -> str:
    return words[0].upper() + words[1:]
