"""Blocks of cells as text: tab-separated as spreadsheets write them, in full precision."""

from __future__ import annotations

from PySide6.QtCore import QMimeData

from workbench.gui.table.format import full_text
from workbench.gui.table.model import MatrixTableModel
from workbench.gui.table.selection import Range
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.model.numbers import Number, exact_number, parse_number

EXACT_TYPE = "application/x-matrix-workbench-cells"  # the same block, with 1/3 as 1/3
MOST_CELLS = 1_000_000


def copied(model: MatrixTableModel, chosen: Range) -> QMimeData:
    """The block for the clipboard: decimals for everybody, fractions for this program."""
    if chosen.count > MOST_CELLS:
        raise UserError("memory", f"{chosen.count} cells are too many for the clipboard; select at most {MOST_CELLS}.")
    data = QMimeData()
    block = model.block(chosen.top, chosen.left, chosen.rows, chosen.columns)
    data.setText("\n".join("\t".join(map(full_text, line)) for line in _lines(block)))
    if model.matrix.twin is not None:
        rows = range(chosen.top, chosen.bottom + 1)
        columns = range(chosen.left, chosen.right + 1)
        exact = "\n".join("\t".join(model.number(r, c).text for c in columns) for r in rows)
        data.setData(EXACT_TYPE, exact.encode())
    return data


def _lines(block):
    return block.tolist() if block.dtype.itemsize >= 8 and block.dtype.kind in "if" else list(block)


def pasted(data: QMimeData) -> list[list[Number]]:
    """The numbers on the clipboard, or the `UserError` that says why there are none."""
    if data.hasFormat(EXACT_TYPE):
        text = bytes(data.data(EXACT_TYPE)).decode()
        return [[parse_number(word) for word in line.split("\t")] for line in text.split("\n")]
    if not data.text().strip():
        raise UserError("parse", "The clipboard holds no text to paste.")
    from workbench.formats.paste import parse_text  # not before somebody pastes: a start has no time for it

    parsed = parse_text(data.text())
    return numbers_of(Matrix.of("pasted", parsed.array, exact=parsed.exact))


def numbers_of(matrix: Matrix) -> list[list[Number]]:
    """A matrix as rows of typed numbers; a vector lies down as one row."""
    if matrix.ndim > 2:
        raise UserError("shape", f"The text has {matrix.ndim} axes; a table takes rows and columns.")
    rows, columns = matrix.table_shape
    values = matrix.region(0, rows, 0, columns)
    lines = [[_number(matrix, values[r, c], r, c) for c in range(columns)] for r in range(rows)]
    return [[line[0] for line in lines]] if matrix.ndim == 1 else lines


def _number(matrix: Matrix, value, row: int, column: int) -> Number:
    exact = matrix.exact_entry(row, column)
    return exact_number(exact) if exact is not None else Number(value.item(), None, full_text(value))
