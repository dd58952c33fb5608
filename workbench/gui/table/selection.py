"""The selected range of cells: one rectangle, however large, and its words for the status bar."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt

from workbench.gui.table.format import MINUS
from workbench.gui.table.model import MatrixTableModel
from workbench.gui.table.stats import MOST_CELLS, Stats, describe, stats_of


class Range(NamedTuple):
    """A block of cells of the page, all ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def rows(self) -> int:
        """How many rows."""
        return self.bottom - self.top + 1

    @property
    def columns(self) -> int:
        """How many columns."""
        return self.right - self.left + 1

    @property
    def count(self) -> int:
        """How many cells."""
        return self.rows * self.columns

    def within(self, rows: int, columns: int) -> Range | None:
        """The part inside the matrix, None if the range lies in the empty row or column."""
        if self.top >= rows or self.left >= columns:
            return None
        return Range(self.top, self.left, min(self.bottom, rows - 1), min(self.right, columns - 1))

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies in the range."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


def stats_in(model: MatrixTableModel, chosen: Range) -> Stats:
    """The figures of a range; only the count where reading it would take long."""
    if chosen.count > MOST_CELLS:
        return Stats(chosen.count)
    return stats_of(model.block(chosen.top, chosen.left, chosen.rows, chosen.columns))


def sentence(model: MatrixTableModel, chosen: Range) -> str:
    """The status bar's words: one cell in full, of more cells the figures."""
    if chosen.count == 1:
        return f"{name_of(model, chosen)} = {model.edit_text(chosen.top, chosen.left).replace('-', MINUS)}"
    return describe(stats_in(model, chosen), name_of(model, chosen))


def name_of(model: MatrixTableModel, chosen: Range) -> str:
    """What is selected, in words: "Column x₁", "Row 3", "A[0, 1]", "A[0:2, 1:4]" or "A"."""
    face, name = model.face, model.matrix.name
    if not face.shape:
        return name
    whole_rows = chosen.columns == face.total_columns
    whole_columns = chosen.rows == face.total_rows
    if whole_rows and whole_columns and chosen.count > 1 and len(face.shape) <= 2:
        return name
    if whole_columns and chosen.columns == 1 < chosen.rows:
        return f"Column {_title(model, chosen.left, Qt.Horizontal)}"
    if whole_rows and chosen.rows == 1 < chosen.columns:
        return f"Row {_title(model, chosen.top, Qt.Vertical)}"
    return f"{name}[{', '.join(_indices(model, chosen))}]"


def _title(model: MatrixTableModel, section: int, orientation: Qt.Orientation) -> str:
    index, label = model.header(section, orientation)
    return label or index


def _indices(model: MatrixTableModel, chosen: Range) -> list[str]:
    face = model.face
    spans = [_span(face.row0 + chosen.top, chosen.rows), _span(face.column0 + chosen.left, chosen.columns)]
    lead = [str(at) for at in face.lead or (0,) * max(len(face.shape) - 2, 0)]
    return lead + spans[: 2 if len(face.shape) > 1 else 1]


def _span(start: int, count: int) -> str:
    return str(start) if count == 1 else f"{start}:{start + count}"
