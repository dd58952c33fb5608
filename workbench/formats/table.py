"""The layout of a table in text: delimiter, decimal comma, comments, header row and label column.

Shared by the CSV format, which hands the numbers to pandas, and the paste parser, which reads them exactly.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

from workbench.model.errors import Kind, UserError
from workbench.model.matrix import Labels

SAMPLE = 50
MISSING = frozenset(("", "NA", "N/A", "n/a", "#N/A", "NULL", "null", "None", "-", "?"))
_NUMERIC = re.compile(
    r"[-+−(]*[.,]?\d.*|[-+−][ij]|[-+−]?(?:nan|inf|infinity|true|false|∞|π|pi|sqrt\(.*)", re.IGNORECASE | re.DOTALL
)


class Line(NamedTuple):
    """A line that holds cells; `number` counts from 1 in the text it comes from."""

    number: int
    text: str


@dataclass(frozen=True)
class Layout:
    """How to read the lines of a table. `delimiter` is None for any run of spaces and tabs."""

    delimiter: str | None
    decimal_comma: bool
    width: int
    lines: tuple[Line, ...]
    header: Labels = None
    label_column: int | None = None
    row_labels: Labels = None

    @property
    def columns(self) -> tuple[int, ...]:
        """The fields of a line that hold numbers."""
        return tuple(index for index in range(self.width) if index != self.label_column)

    @property
    def column_labels(self) -> Labels:
        return None if self.header is None else tuple(self.header[index] for index in self.columns)


def read_layout(text: str, kind: Kind, what: str) -> Layout:
    """The layout of `text`, or a `UserError` of this kind about `what`, naming the line of a ragged row."""
    lines, comments = content(text)
    if not lines:
        raise UserError(kind, f"There are no numbers in {what}.", details={"line": 1, "column": 1})
    delimiter = choose_delimiter([line.text for line in lines[:SAMPLE]])
    lines = _without_trailing(lines, delimiter)
    width = _common_width(lines, delimiter, kind, what)
    header = _header(lines, comments, delimiter, width)
    if header is not None and is_words(split(lines[0].text, delimiter)):
        lines = lines[1:]
        if not lines:
            raise UserError(kind, f"There are only words in {what}, no numbers.", details={"line": 1, "column": 1})
    comma = delimiter != "," and any("," in line.text for line in lines) and not any("." in line.text for line in lines)
    column, labels = _label_column(lines, delimiter, width, header is not None)
    return Layout(delimiter, comma, width, tuple(lines), header, column, labels)


def content(text: str) -> tuple[list[Line], list[str]]:
    """The lines that hold cells, and the texts of the comments."""
    lines, comments = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.lstrip().startswith("#"):
            comments.append(line.lstrip()[1:].strip())
        elif line.strip():
            lines.append(Line(number, line))
    return lines, comments


def choose_delimiter(lines: Sequence[str]) -> str | None:
    """The separator that most lines contain; tab before semicolon before comma, spaces where there is none."""
    counts = {mark: sum(mark in _unquoted(line) for line in lines) for mark in "\t;,"}
    best = max(counts, key=lambda mark: counts[mark])
    if not counts[best] or (best == "," and _decimal_commas_between_spaces(lines)):
        return None
    return best


def _unquoted(line: str) -> str:
    return re.sub(r'"[^"]*"', "", line) if '"' in line else line


def _decimal_commas_between_spaces(lines: Sequence[str]) -> bool:
    """`0,5 1,25`: commas stand only between digits, and spaces separate."""
    numbers = [line for line in lines if any(letter.isdigit() for letter in line)]
    pattern = re.compile(r"\s*[-+−]?\d+(?:,\d+)?(?:\s+[-+−]?\d+(?:,\d+)?)+\s*")
    return bool(numbers) and all(pattern.fullmatch(line) for line in numbers)


def split(line: str, delimiter: str | None) -> list[str]:
    """The fields of a line, trimmed and without quotes."""
    if delimiter is None:
        return line.split()
    if '"' in line:
        with suppress(csv.Error):  # a field beyond the module's limit is cut without regard to its quotes
            return [field.strip() for field in next(csv.reader([line], delimiter=delimiter, skipinitialspace=True))]
    return [field.strip() for field in line.split(delimiter)]


def _count(line: str, delimiter: str | None) -> int:
    if delimiter is None or '"' in line:
        return len(split(line, delimiter))
    return line.count(delimiter) + 1


def _without_trailing(lines: list[Line], delimiter: str | None) -> list[Line]:
    """Some programs end every line with the delimiter; that is no empty column."""
    if delimiter is None or not all(line.text.rstrip(" ").endswith(delimiter) for line in lines):
        return lines
    shorter = [Line(line.number, line.text.rstrip(" ")[:-1]) for line in lines]
    return shorter if all(line.text.strip() for line in shorter) else lines


def _common_width(lines: Sequence[Line], delimiter: str | None, kind: Kind, what: str) -> int:
    """Every line must have as many fields as the first; nothing is padded in silence."""
    width = _count(lines[0].text, delimiter)
    for line in lines:
        if line.text.count('"') % 2:
            place = {"line": line.number, "column": line.text.index('"') + 1}
            raise UserError(kind, f"Line {line.number} of {what} has an open quotation mark.", details=place)
        count = _count(line.text, delimiter)
        if count != width:
            raise UserError(
                kind,
                f"Line {line.number} of {what} has {count} {'entry' if count == 1 else 'entries'}, "
                f"but line {lines[0].number} has {width}.",
                hint="Every row of a matrix has the same length.",
                details={"line": line.number, "column": 1},
            )
    return width


def missing_note(count: int) -> str:
    """What is said of entries that were empty or marked as missing."""
    return f"{'1 empty or missing entry' if count == 1 else f'{count} empty or missing entries'} became NaN."


def looks_numeric(field: str) -> bool:
    """Whether a field is meant as a number, readable or not."""
    return _NUMERIC.fullmatch(field) is not None


def is_words(fields: Sequence[str]) -> bool:
    """Words throughout (some may be empty): the sign of a header."""
    return not any(map(looks_numeric, fields)) and any(field not in MISSING for field in fields)


def _header(lines: Sequence[Line], comments: Sequence[str], delimiter: str | None, width: int) -> Labels:
    first = split(lines[0].text, delimiter)
    if is_words(first):
        return tuple(first)
    for comment in reversed(comments):
        fields = split(comment, delimiter)
        if len(fields) == width and is_words(fields):
            return tuple(fields)
    return None


def _label_column(lines: Sequence[Line], delimiter: str | None, width: int, header: bool) -> tuple[int | None, Labels]:
    """The first or the last column, if it holds words only; one lone word is rather a mistake than a label."""
    if width < 2 or (len(lines) < 2 and not header):
        return None, None
    for column in (0, width - 1):
        sample = [split(line.text, delimiter)[column] for line in lines[:SAMPLE]]
        if all(field not in MISSING and not looks_numeric(field) for field in sample):
            labels = tuple(split(line.text, delimiter)[column] for line in lines)
            return column, labels
    return None, None
