"""Cells cut from a text, each with its place, and the array that they make."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, NoReturn

from workbench.model.errors import UserError
from workbench.model.matrix import EXACT_LIMIT, Array, Labels, exact_array, number_array
from workbench.model.numbers import Number, parse_number

_PLAIN = re.compile(r"[-+]?(?:\d{1,18}|(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d{1,3})?)")
_NAME = re.compile(r"[^\W\d]\w*\s*:?=(?!=)\s*")


class Cell(NamedTuple):
    """One entry as it is written, and where it begins; `verbatim` unless the text was translated."""

    text: str
    offset: int
    verbatim: bool = True


@dataclass(frozen=True, eq=False)
class Parsed:
    """The array, its exact twin (None for an entry that is not rational), and the syntax that was recognised."""

    array: Array
    exact: Array | None
    syntax: str
    row_labels: Labels = None
    column_labels: Labels = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """The whole text, for positions in messages."""

    text: str

    def trimmed(self) -> tuple[int, int]:
        """Start and end without surrounding space, a leading `A =` and a trailing semicolon."""
        end = len(self.text.rstrip().removesuffix(";").rstrip())
        start = len(self.text) - len(self.text.lstrip())
        name = _NAME.match(self.text, min(start, end), end)
        start = name.end() if name else start
        return min(start, end), end

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1."""
        before = self.text[:offset]
        return before.count("\n") + 1, offset - before.rfind("\n")

    def refuse(self, message: str, offset: int, hint: str = "") -> NoReturn:
        line, column = self.position(offset)
        raise UserError("parse", message, hint=hint, details={"line": line, "column": column})

    def number(self, cell: Cell) -> Number:
        """Read one cell, placing what is wrong with it in the whole text."""
        try:
            return parse_number(cell.text)
        except UserError as error:
            inner = int(error.details["column"]) - 1 if cell.verbatim else 0
            self.refuse(error.message, cell.offset + inner, error.hint)


def assemble(source: Source, cells: Sequence[Cell], shape: tuple[int, ...], syntax: str) -> Parsed:
    """The array of these cells in C order; beyond the limit of exactness numbers are read without their twins."""
    if len(cells) > EXACT_LIMIT:
        numbers = [_quick(source, cell) for cell in cells]
    else:
        numbers = [source.number(cell) for cell in cells]
    array = number_array(numbers).reshape(shape)
    rational = len(cells) <= EXACT_LIMIT and any(number.exact is not None for number in numbers)
    exact = exact_array([number.exact for number in numbers]).reshape(shape) if rational else None
    return Parsed(array, exact, syntax)


def _quick(source: Source, cell: Cell) -> Number:
    """Plain integers and decimals without `ast` and fractions: a large table is read twenty times faster."""
    if not _PLAIN.fullmatch(cell.text):
        return source.number(cell)
    value = int(cell.text) if cell.text.lstrip("+-").isdigit() else float(cell.text)
    return Number(value, None, cell.text) if math.isfinite(value) else source.number(cell)


def rectangle(source: Source, rows: Sequence[Sequence[Cell]], syntax: str) -> Parsed:
    """Rows of equal length as an array with two axes."""
    if not rows:
        source.refuse("There are no numbers here.", 0)
    width = len(rows[0])
    for row in rows:
        if len(row) != width:
            line, _ = source.position(row[0].offset)
            source.refuse(
                f"The row on line {line} has {_entries(len(row))}, the first one has {width}.",
                row[0].offset,
                hint="Every row of a matrix has the same length.",
            )
    return assemble(source, [cell for row in rows for cell in row], (len(rows), width), syntax)


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def rows_of(text: str, offset: int) -> list[list[Cell]]:
    """Rows end at a semicolon or a line's end; commas and spaces separate within them."""
    rows = []
    for line in re.finditer(r"[^;\n]+", text):
        row = _row(line[0], offset + line.start())
        if row:
            rows.append(row)
    return rows


def _row(text: str, offset: int) -> list[Cell]:
    """Nothing between two commas is an empty cell, which no one can read; nothing after the last is no cell."""
    row: list[Cell] = []
    for part in re.finditer(r"([^,]*)(,|$)", text):
        found = words(part[1], offset + part.start())
        row += found or ([Cell("", offset + part.start())] if part[2] else [])
    return row


_OPERATORS = "+-−*/^×·"


def words(text: str, offset: int) -> list[Cell]:
    """Cut at spaces as MATLAB does: `1 -2` is two entries, `1 - 2`, `1 + 2i` and `( 1 + 2 )` are one."""
    cells: list[Cell] = []
    joins, depth = False, 0
    for match in re.finditer(r"\S+", text):
        word = match[0]
        only = all(letter in _OPERATORS for letter in word)
        if cells and (joins or depth > 0 or only or word[0] in "*/^×·"):
            start = cells[-1].offset
            cells[-1] = Cell(text[start - offset : match.end()], start)
        else:
            cells.append(Cell(word, offset + match.start()))
        joins = word[-1] in _OPERATORS
        depth += word.count("(") - word.count(")")
    return _complex_as_printed(cells, text, offset)


def _complex_as_printed(cells: list[Cell], text: str, offset: int) -> list[Cell]:
    """NumPy prints `1. +2.j 3.5+0.j`: if joining such pairs makes every entry end in j, they are pairs."""
    joined: list[Cell] = []
    for cell in cells:
        if joined and cell.text[0] in "+-" and cell.text[-1] == "j" and joined[-1].text[-1] != "j":
            start = joined[-1].offset
            joined[-1] = Cell(text[start - offset : cell.offset - offset + len(cell.text)], start)
        else:
            joined.append(cell)
    return joined if all(cell.text[-1] == "j" for cell in joined) else cells
