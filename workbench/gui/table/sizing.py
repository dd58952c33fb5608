"""Gives the sections of both headers the sizes of a layout."""

from __future__ import annotations

from PySide6.QtWidgets import QHeaderView, QTableView

from workbench.gui.table.layout import CellLayout
from workbench.gui.table.model import MatrixTableModel

EMPTY = "emptySection"
MOST_RESIZABLE = 100_000  # columns; a resized one costs 8 bytes for each


def apply_layout(view: QTableView, model: MatrixTableModel, layout: CellLayout) -> None:
    """Uniform sections, so that none costs memory; only a small matrix has another size at its end."""
    across, down = view.horizontalHeader(), view.verticalHeader()
    resizable = not layout.small and model.columnCount() <= MOST_RESIZABLE
    down.setSectionResizeMode(QHeaderView.Fixed)
    across.setSectionResizeMode(QHeaderView.Interactive if resizable else QHeaderView.Fixed)
    down.setDefaultSectionSize(layout.row)
    across.setDefaultSectionSize(layout.column)
    _size_end(down, model.face.rows if layout.small and model.grows_down else None, layout.grow_row)
    _size_end(across, model.face.columns if layout.small and model.grows_right else None, layout.grow_column)


def _size_end(header: QHeaderView, at: int | None, size: int) -> None:
    """Size the empty section, and give the one that was empty in the matrix before its usual size again."""
    before = header.property(EMPTY)
    if before is not None and before != at and before < header.count():
        header.resizeSection(before, header.defaultSectionSize())
    header.setProperty(EMPTY, at)
    if at is not None:
        header.resizeSection(at, size)


def fit_headers(view: QTableView, layout: CellLayout) -> None:
    """The thickness of the headers."""
    view.horizontalHeader().fit(layout)
    view.verticalHeader().fit(layout)
