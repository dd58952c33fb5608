"""Tables as text (.csv, .tsv, .txt): read by pandas once the layout is known, written with shortest digits.

Comma, semicolon, tab or spaces; decimal commas; a header row and a column of labels; comments after `#`.
pandas pads short rows in silence, so the fields of every line are counted before it sees the text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

import numpy as np

from workbench.formats.spec import Array, ArrayInfo, Format, Item, Loaded
from workbench.formats.table import MISSING, Layout, missing_note, read_layout
from workbench.model.errors import UserError
from workbench.model.names import clean_name
from workbench.model.numbers import parse_number

if TYPE_CHECKING:
    import pandas as pd

DESCRIBE_LIMIT = 2**24
"""Bytes up to which a file is described by reading all of it; above, by its layout and its characters."""

_UNSIGNED = r"(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_CELL = re.compile(
    rf"[-+]?{_UNSIGNED}(?:/{_UNSIGNED}|[ij]|[-+](?:{_UNSIGNED})?[ij])?|[-+][ij]|[-+]?(?:nan|inf|infinity)", re.I
)
"""Numbers, fractions and complex numbers; no sums, for `2020-11-25` is a date and not 1984."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_LITERAL_NAN = re.compile(r"(?<![\w.])nan(?![\w.])", re.IGNORECASE)


def _text(path: Path) -> tuple[str, tuple[str, ...]]:
    """The file as text and what must be said about it. Refuses binary content."""
    data = path.read_bytes()
    warnings: tuple[str, ...] = ()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("latin-1")
            warnings = ("The file is not UTF-8; it was read as Latin-1.",)
    if _CONTROL.search(text):
        raise UserError("file", f"{path.name} holds binary data, not a table of text.")
    return text.replace("−", "-").replace("\u00a0", " "), warnings


def _load(path: Path, name: str | None) -> tuple[Loaded, ...]:
    only = clean_name(path.stem)
    if name not in (None, only):
        raise UserError("usage", f"{path.name} holds no array “{name}”.", hint=f"Its only array is {only}.")
    text, warnings = _text(path)
    layout = read_layout(text, "file", path.name)
    array, notes = _numbers(layout, path.name)
    labels = (layout.row_labels, layout.column_labels)
    return (Loaded(only, array, None, *labels, (*warnings, *_label_note(layout), *notes)),)


def _label_note(layout: Layout) -> Iterator[str]:
    if layout.label_column is not None:
        title = "" if layout.header is None else f" “{layout.header[layout.label_column]}”"
        place = "first" if layout.label_column == 0 else "last"
        yield f"The {place} column{title} holds words; they became the labels of the rows."


def _numbers(layout: Layout, what: str) -> tuple[Array, tuple[str, ...]]:
    frame = _frame(layout, what)
    columns = [_column(frame.iloc[:, at], layout, field, what) for at, field in enumerate(layout.columns)]
    array = np.column_stack(columns)
    gaps = int(np.isnan(array).sum()) if array.dtype.kind == "f" else 0
    if gaps:
        missing = gaps - sum(len(_LITERAL_NAN.findall(line.text)) for line in layout.lines)
        if missing > 0:
            return array, (missing_note(missing),)
    return array, ()


def _frame(layout: Layout, what: str) -> pd.DataFrame:
    """The columns of numbers as pandas reads them: bit-exact floats, text where a cell is something else."""
    import pandas as pd

    try:
        return pd.read_csv(
            io.StringIO("\n".join(line.text for line in layout.lines)),
            sep=r"\s+" if layout.delimiter is None else layout.delimiter,
            header=None,
            names=list(range(layout.width)),
            usecols=list(layout.columns),
            index_col=False,
            decimal="," if layout.decimal_comma else ".",
            keep_default_na=False,
            na_values=sorted(MISSING | {"nan", "NaN", "NAN"}),
            skipinitialspace=True,
            skip_blank_lines=False,
            low_memory=False,
        )
    except (pd.errors.ParserError, OverflowError) as error:
        raise UserError("file", f"{what} cannot be read as a table: {error}") from error


def _column(series: pd.Series[Any], layout: Layout, field: int, what: str) -> Array:
    """One column as numbers; what pandas cannot read may still be 1/2 or 3+4j, else the cell is named."""
    values: Array = series.to_numpy()
    if values.dtype.kind in "if":
        return values
    if values.dtype.kind == "b":
        return values.astype(np.int64)
    if values.dtype.kind == "u":
        return values.astype(np.float64)
    cells = zip(layout.lines, values.tolist(), strict=True)
    return np.array([_cell(value, line.number, layout, field, what) for line, value in cells])


def _cell(value: Any, line: int, layout: Layout, field: int, what: str) -> float | complex:
    if not isinstance(value, str):
        return float(value)
    plain = value.strip().replace(",", ".") if layout.decimal_comma else value.strip()
    if not _CELL.fullmatch(plain):
        _refuse_cell(value, line, layout, field, what)
    if plain[-1] in "ijIJ":
        return complex(plain.lower().replace("i", "j"))
    if "/" not in plain:
        return float(plain)
    try:
        return float(parse_number(plain).value.real)
    except UserError:
        _refuse_cell(value, line, layout, field, what)


def _refuse_cell(text: str, line: int, layout: Layout, field: int, what: str) -> NoReturn:
    title = "" if layout.header is None else f" ({layout.header[field]})"
    raise UserError(
        "file",
        f"Line {line}, column {field + 1}{title} of {what} holds “{text[:40]}”, which is not a number.",
        details={"line": line, "column": field + 1, "text": text[:200]},
    )


def _describe(path: Path) -> tuple[ArrayInfo, ...]:
    try:
        if path.stat().st_size <= DESCRIBE_LIMIT:
            (item,) = _load(path, None)
            return (ArrayInfo(item.name, item.array.shape, str(item.array.dtype), item.array.nbytes),)
        return (_estimate(path),)
    except UserError as error:
        if error.kind != "file" or "line" not in error.details:
            raise
        return (ArrayInfo(clean_name(path.stem), (), "float64", 0, False, error.message),)


def _estimate(path: Path) -> ArrayInfo:
    layout = read_layout(_text(path)[0], "file", path.name)
    shape = (len(layout.lines), len(layout.columns))
    whole = not layout.decimal_comma and not any(re.search(r"[.A-Za-z]", line.text) for line in layout.lines)
    return ArrayInfo(clean_name(path.stem), shape, "int64" if whole else "float64", shape[0] * shape[1] * 8)


def _save(file: BinaryIO, items: Sequence[Item]) -> None:
    if len(items) != 1:
        raise UserError("usage", f"A CSV file holds one matrix, not {len(items)}.", hint="An NPZ file holds several.")
    name, array = items[0][0], np.asarray(items[0][1])
    if array.ndim > 2:
        raise UserError("unsupported", f"{name} has {array.ndim} axes; a CSV file holds at most 2.", hint="Use NPY.")
    if not array.size:
        raise UserError("unsupported", f"{name} has no entries, which a CSV file cannot express.", hint="Use NPY.")
    for row in array.reshape(-1, 1) if array.ndim < 2 else array:
        file.write((",".join(_shortest(row)) + "\n").encode())


def _shortest(row: Array) -> list[str]:
    """The fewest digits that give the same numbers back in their dtype."""
    if row.dtype.kind == "b":
        row = row.astype(np.int8)
    if row.dtype.kind in "iu" or row.dtype == np.float64:
        return list(map(repr, row.tolist()))
    return [str(value).strip("()") for value in row]


def _is_text(head: bytes) -> bool:
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or not re.search(rb"[\x00-\x08\x0e-\x1f\x7f]", head)


CSV = Format("csv", (".csv", ".tsv", ".txt"), _is_text, _describe, _load, _save)
