"""Expansion of a determinant along the row or column with the most zeros."""

from __future__ import annotations

from typing import Any

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
from workbench.operations.steps.given import Given, said

LARGEST = 4
"""Order up to which the expansion is written out: n! products are too many to read beyond."""


Term = tuple[int, Any, Array, int]
"""The sign of a cofactor, its entry, its minor, and its place in the row or column."""


def cofactor_steps(given: Given, choices: dict[str, tuple[str, ...]]) -> Derivation:
    """Laplace's expansion, minor by minor. Raises `UserError` (`unsupported`) above 4 x 4."""
    A, name = given["A"], given.names["A"]
    if len(A) > LARGEST:
        raise UserError(
            "unsupported",
            f"Cofactors are written out up to {LARGEST} x {LARGEST}: {name} needs {len(A)}! products.",
            "Elimination has the same answer in a few row operations.",
        )
    steps: list[Step] = []
    value = _expand(A, f"det {name}", f"the determinant of {name}", steps)
    return Derivation(
        "Expansion by cofactors",
        tuple(steps),
        f"The determinant of {name} is {said(value)}.",
        ((f"det {name}", "=", value),),
        way=Way("cofactors", given.arithmetic, "auto"),
        choices={field: values for field, values in choices.items() if field != "pivoting"},
        remark=given.remark,
    )


def _expand(M: Array, symbol: str, words: str, steps: list[Step]) -> Any:
    """Write the steps for the determinant of M and answer its value; minors of 2 x 2 need no step of their own."""
    n = len(M)
    if n <= 2:
        value, line = _small(M)
        how = "ad - bc" if n == 2 else "its one entry"
        steps.append(Step(f"{_upper(words)} is {how}.", lines=((symbol, "=", *line),)))
        return value
    along_row, at = _emptiest(M)
    terms = [(_sign(at, k), _entry(M, along_row, at, k), _minor(M, along_row, at, k), k) for k in range(n)]
    used = [term for term in terms if term[1]]
    side = f"{'row' if along_row else 'column'} {at + 1}"
    line = (symbol, "=", *_expansion(used)) if used else (symbol, "=", M[0, 0] * 0)
    why = ", which has the most zeros" if len(used) < n else "; no row or column has a zero"
    cells = frozenset((at, k) if along_row else (k, at) for k in range(n))
    steps.append(Step(f"Expand {words} along {side}{why}.", Grid(M, zeros=cells, fence="bars"), lines=(line,)))
    places = [(at, k) if along_row else (k, at) for *_, k in used]
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
        return (MINUS,) if product < 0 else () if first else ("+",)
    shown: Line = ("(", product, ")") if is_sum(product) else (product,)
    if first:
        return shown
    return (MINUS, -product) if is_negative(product) else ("+", *shown)


def _emptiest(M: Array) -> tuple[bool, int]:
    """Whether a row has the most zeros, and which row or column it is; the first row in doubt."""
    zero = np.vectorize(lambda x: not x, otypes=[bool])(M)
    rows, columns = zero.sum(axis=1), zero.sum(axis=0)
    along_row = bool(rows.max() >= columns.max())
    return along_row, int(rows.argmax() if along_row else columns.argmax())


def _sign(at: int, k: int) -> int:
    return -1 if (at + k) % 2 else 1


def _entry(M: Array, along_row: bool, at: int, k: int) -> Any:
    return M[at, k] if along_row else M[k, at]


def _minor(M: Array, along_row: bool, at: int, k: int) -> Array:
    i, j = (at, k) if along_row else (k, at)
    return np.delete(np.delete(M, i, axis=0), j, axis=1)


def _upper(words: str) -> str:
    return words[0].upper() + words[1:]
