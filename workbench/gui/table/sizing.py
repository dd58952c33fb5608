"""Gives the sections of both headers the sizes of a layout."""

from __future__ import annotations

from PySide6.QtWidgets import QHeaderView, QTableView

from workbench.gui.table.layout import CellLayout
from workbench.gui.table.model import MatrixTableModel

MOST_RESIZABLE = 100_000  # columns; a resized one costs 8 bytes for each


def apply_layout(view: QTableView, model: MatrixTableModel, layout: CellLayout) -> None:
    """Uniform sections, so that none costs memory; only a small matrix has another size at its end."""
    across, down = view.horizontalHeader(), view.verticalHeader()
    resizable = not layout.small and model.columnCount() <= MOST_RESIZABLE
    down.setSectionResizeMode(QHeaderView.Fixed)
    across.setSectionResizeMode(QHeaderView.Interactive if resizable else QHeaderView.Fixed)
    down.setDefaultSectionSize(layout.row)
    across.setDefaultSectionSize(layout.column)
    if layout.small and model.grows_down:
        down.resizeSection(model.face.rows, layout.grow_row)
    if layout.small and model.grows_right:
        across.resizeSection(model.face.columns, layout.grow_column)


def fit_headers(view: QTableView, layout: CellLayout) -> None:
    """The thickness of the headers."""
    view.horizontalHeader().fit(layout)
    view.verticalHeader().fit(layout)
