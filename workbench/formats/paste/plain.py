"""Plain tables: numbers between spaces, tabs (spreadsheets), semicolons or commas; a lone number has no axis."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from workbench.formats.paste.cells import Cell, Parsed, Source, assemble, rectangle, rows_of, words
from workbench.formats.paste.syntax import Syntax
from workbench.formats.table import MISSING, Layout, Line, choose_delimiter, content, missing_note, read_layout, split
from workbench.model.matrix import EXACT_LIMIT, Array

_DATE = re.compile(r"\d{4}-\d\d?-\d\d?|\d\d?[/.]\d\d?[/.]\d{2,4}|\d{4}/\d\d?/\d\d?")
_NOT_PLAIN = re.compile(r"[^-+0-9eE.,;\s]")
_NAMES = {None: "plain", "\t": "tab", ";": "csv", ",": "csv"}


def _parse(source: Source, start: int, end: int) -> Parsed:
    text = source.text[start:end]
    if "\n" not in text and _is_one_line_of_rows(text):
        return rectangle(source, rows_of(text, start), "matlab")
    if _alone(text):
        return assemble(source, words(text, start), (), "number")
    return _table(source, _whole(source, start, end))


def _alone(text: str) -> bool:
    return choose_delimiter([text]) is None and "\n" not in text and len(words(text, 0)) == 1


def _is_one_line_of_rows(text: str) -> bool:
    """On a line by itself `1,2;3,4` means two rows, as in MATLAB; only over several lines is `0,5;1` decimal."""
    return ";" in text and "\t" not in text


def _whole(source: Source, start: int, end: int) -> str:
    """The text from its very beginning, for tabs at either end stand for empty cells; `A =` is blanked out."""
    before = source.text[:start]
    head = re.sub(r"[^\n]", " ", before) if before.strip() else before
    single = "\n" not in source.text[start:end] and ";" in source.text[end:]
    return head + (source.text[start:end] if single else source.text[start:])


def _table(source: Source, text: str) -> Parsed:
    layout = _spaced(text) or read_layout(text, "parse", "the text")
    quick = _quick(layout)
    if quick is not None:
        return Parsed(quick, None, _NAMES[layout.delimiter], None, layout.column_labels)
    starts = _line_starts(text)
    rows = [_cells(layout, line, starts[line.number - 1]) for line in layout.lines]
    _refuse_dates(source, rows)
    parsed = rectangle(source, [[_filled(cell) for cell in row] for row in rows], _NAMES[layout.delimiter])
    missing = sum(cell.text in MISSING for row in rows for cell in row)
    return replace(
        parsed,
        row_labels=layout.row_labels,
        column_labels=layout.column_labels,
        warnings=(missing_note(missing),) if missing else (),
    )


def _quick(layout: Layout) -> Array | None:
    """A table beyond the limit of exactness, if all of it is plain numbers; None sends it the careful way."""
    body = "\n".join(line.text for line in layout.lines)
    if len(layout.lines) * layout.width <= EXACT_LIMIT or _NOT_PLAIN.search(body):
        return None
    if layout.decimal_comma:
        body = body.replace(",", ".")
    kind = float if re.search(r"[.eE]", body) else int
    try:
        rows = [list(map(kind, split(line, layout.delimiter))) for line in body.split("\n")]
        array = np.array(rows, dtype=np.int64 if kind is int else np.float64)
    except (ValueError, OverflowError):
        return None
    return array if array.ndim == 2 and np.isfinite(array).all() else None


def _refuse_dates(source: Source, rows: list[list[Cell]]) -> None:
    """In a table `2020-11-25` is a day, not 1984."""
    for row in rows:
        for cell in row:
            if _DATE.fullmatch(cell.text):
                source.refuse(f"“{cell.text}” looks like a date, not a number.", cell.offset)


def _filled(cell: Cell) -> Cell:
    return cell._replace(text="nan") if cell.text in MISSING else cell


def _spaced(text: str) -> Layout | None:
    """The layout of a table like `1 + 2i  3 - i`, where spaces do not always separate."""
    lines = content(text)[0]
    if not re.search(r"\S[ ]+[-+−*/][ ]+\S", text) or choose_delimiter([line.text for line in lines]) is not None:
        return None
    return Layout(None, False, 0, tuple(lines))


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def _cells(layout: Layout, line: Line, offset: int) -> list[Cell]:
    """The cells of one line that hold numbers, each found in the line again for its place."""
    if layout.delimiter is None and layout.label_column is None:
        found = words(line.text, offset)
    else:
        found, position = [], 0
        for field in split(line.text, layout.delimiter):
            position = max(line.text.find(field, position), position)
            found.append(Cell(field, offset + position))
            position += len(field)
        found = [found[column] for column in layout.columns]
    if layout.decimal_comma:
        found = [Cell(cell.text.replace(",", "."), cell.offset) for cell in found]
    return found


PLAIN = Syntax("plain", lambda body: True, _parse)
