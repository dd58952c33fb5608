"""The cells of small matrices on a card: as many digits as are trusted, exact entries, stacks apart."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Any

import numpy as np

from workbench.gui.table.format import LARGEST_PLAIN, ROUNDING, NumberStyle, exact_text, short_text
from workbench.gui.widgets.message import typeset
from workbench.gui.widgets.minimatrix import MORE, MORE_ROWS, MOST, Cell
from workbench.model.enclosed import Enclosed

Array = np.ndarray[Any, Any]
NARROW, WIDE = 9, 5
"""Significant digits where some are not to be trusted: in one or two columns, and in more."""
LONGEST_LINE = 48
"""Characters of an exact vector that is written in one line."""
DECIMAL = re.compile(r"−?\d+(\.\d+)?")
PLENTY = 8
"""Trusted digits from which a short display shows no untrusted one."""


def cells(array: Array, digits: int | None) -> list[list[Cell]]:
    """At most 6 x 6 cells of an array, the digits that are not trusted marked."""
    table = np.atleast_1d(array)
    rows = table.shape[-2] if table.ndim > 2 else 0
    table = table[:, None] if table.ndim == 1 else table.reshape(math.prod(table.shape[:-1]), table.shape[-1])
    part = shown(table[:MOST, :MOST])  # of a large answer no more than this is read: it is still in another process
    style = NumberStyle.of_sample(part)
    most = WIDE if part.shape[1] > 2 else NARROW
    found = _alike([[_cell(value, style, digits, most) for value in row] for row in part.tolist()])
    if table.shape[1] > MOST:
        found = [[*row[: MOST - 1], MORE] for row in found]
    if rows and table.shape[0] > rows:
        found = _apart(found, rows)
    if len(found) > MOST or table.shape[0] > MOST:
        found = [*found[: MOST - 1], [MORE_ROWS] * len(found[0])]
    return found


def _alike(rows: list[list[Cell]]) -> list[list[Cell]]:
    """As many decimals in every entry of a column, but for zeros that are exact and what has an exponent."""
    columns = list(zip(*rows, strict=True))
    decimals = [max(len(cell.text.partition(".")[2]) if _padded(cell) else 0 for cell in column) for column in columns]
    return [
        [_with_decimals(cell, count) if _padded(cell) else cell for cell, count in zip(row, decimals, strict=True)]
        for row in rows
    ]


def _padded(cell: Cell) -> bool:
    return bool(DECIMAL.fullmatch(cell.text)) and cell.text != "0" and cell.doubtful_from is None


def _with_decimals(cell: Cell, count: int) -> Cell:
    whole, _, rest = cell.text.partition(".")
    return Cell(f"{whole}.{rest:0<{count}}") if count else cell


def _apart(rows: list[list[Cell]], height: int) -> list[list[Cell]]:
    """An empty row between the matrices of a stack."""
    found: list[list[Cell]] = []
    for at, row in enumerate(rows):
        if at and at % height == 0:
            found.append([Cell("")] * len(row))
        found.append(row)
    return found


def shown(array: Array) -> Array:
    """Complex numbers without imaginary parts are shown as the real numbers that they are."""
    return array.real if array.dtype.kind == "c" and not np.any(array.imag) else array


def _cell(value: Any, style: NumberStyle, digits: int | None, most: int) -> Cell:
    few = digits is not None and digits < PLENTY and isinstance(value, float) and np.isfinite(value) and value != 0
    if few:
        text = _significant(value, style.scale, most)
        return Cell(text, _trusted_end(text, digits or 0, value, style))
    text = short_text(value, style)
    rounding = isinstance(value, float) and 0 < abs(value) < ROUNDING * style.scale
    return Cell(text, 0 if rounding else None)


def _significant(value: float, scale: float, most: int) -> str:
    """So many digits of the largest entry, untrusted ones among them, which a paler ink will tell apart."""
    if not 1e-4 <= scale < LARGEST_PLAIN:
        return typeset(f"{value:.{most - 1}e}")
    leading = max(1, int(np.floor(np.log10(scale))) + 1)
    return typeset(f"{value:.{max(0, most - leading)}f}")


def _trusted_end(text: str, digits: int, value: float, style: NumberStyle) -> int:
    """Where the trusted digits end: so many digits of the largest entry, fewer of a smaller one."""
    lost = int(np.floor(np.log10(style.scale))) - int(np.floor(np.log10(abs(value)))) if style.scale else 0
    left = digits - lost
    if left <= 0:
        return 0
    significant = 0
    for at, letter in enumerate(text):
        if letter == "e":
            return at
        started = significant > 0 or letter in "123456789"
        if letter.isdigit() and started:
            if significant >= left:
                return at
            significant += 1
    return len(text)


def exact_cells(values: Any) -> list[list[Cell]] | None:
    """The same of exact answers; None where one of them is too long to show."""
    table = np.asarray(values, dtype=object)
    rows = table.shape[-2] if table.ndim > 2 else 0
    table = table.reshape(math.prod(table.shape[:-1]), table.shape[-1]) if table.ndim > 1 else table.reshape(-1, 1)
    if table.shape[0] > MOST or table.shape[1] > MOST:
        return None
    texts = [[exact_entry(item) for item in row] for row in table.tolist()]
    known = all(all(row) for row in texts)
    found = [[Cell(text, exact=True) for text in row] for row in texts] if known else None
    return found if found is None or not rows else _apart(found, rows)


def exact_line(values: Any) -> str:
    """`(1, 1, 2)` of a short vector, the number of a number; "" of what needs brackets."""
    table = np.asarray(values, dtype=object)
    cells = exact_cells(table) if table.ndim < 2 else None
    if cells is None:
        return ""
    texts = [row[0].text for row in cells]
    line = texts[0] if table.ndim == 0 else f"({', '.join(texts)})"
    return line if len(line) <= LONGEST_LINE else ""


def exact_entry(value: Any) -> str:
    """An exact entry in words, "" where it is not known."""
    if isinstance(value, Enclosed):
        return re.sub(r"\d+(\.\d+)?", r"\g<0>…", radicals(value))
    if isinstance(value, str):
        return radicals(value)
    return "" if value is None else exact_text(Fraction(value))


def radicals(text: str) -> str:
    """`5/2 + sqrt(5)/2` as a reader would write it: `5/2 + √5/2`; `3*I` is `3i`."""
    plain = text.replace("*I", "i").replace("I", "i").replace("sqrt(", "√(").replace("*", "·").replace("-", "−")
    for number in range(2, 100):
        plain = plain.replace(f"√({number})", f"√{number}")
    return plain
