"""A table view whose selection is one range of any size, with a spreadsheet's ways of moving it."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QRect
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from workbench.gui.table.model import MatrixTableModel
from workbench.gui.table.selection import Range, stats_in
from workbench.gui.table.stats import Stats


class RangeView(QTableView):
    """Selecting and moving; what is selected is never listed cell by cell."""

    def __init__(self, model: MatrixTableModel, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.matrix_model = model
        self._tab_column: int | None = None
        self.is_leaving = False
        self.setSelectionMode(QAbstractItemView.ContiguousSelection)

    @property
    def chosen(self) -> Range | None:
        """The selected range as drawn; it may be one of the empty cells."""
        ranges = self.selectionModel().selection()
        if not len(ranges):
            return None
        first = ranges[0]
        whole = Range(first.top(), first.left(), first.bottom(), first.right())
        return whole.within(self.matrix_model.face.rows, self.matrix_model.face.columns) or whole

    @property
    def selected_range(self) -> Range | None:
        """The selected cells of the matrix."""
        face, chosen = self.matrix_model.face, self.chosen
        return chosen.within(face.rows, face.columns) if chosen is not None else None

    def select(self, chosen: Range, current: tuple[int, int] | None = None) -> None:
        """Select a range; `current` is the cell that keys act on."""
        model, selection = self.matrix_model, self.selectionModel()
        row, column = current or (chosen.top, chosen.left)
        selection.setCurrentIndex(model.index(row, column), QItemSelectionModel.NoUpdate)
        corners = model.index(chosen.top, chosen.left), model.index(chosen.bottom, chosen.right)
        selection.select(QItemSelection(*corners), QItemSelectionModel.ClearAndSelect)

    def selectAll(self) -> None:
        """All cells of the matrix, as one range."""
        face, current = self.matrix_model.face, self.currentIndex()
        if face.rows and face.columns:
            at = (current.row(), current.column()) if current.isValid() else (0, 0)
            self.select(Range(0, 0, face.rows - 1, face.columns - 1), at)

    def selection_stats(self) -> Stats:
        """Count, sum, mean, smallest, largest and norm of the selected cells."""
        chosen = self.selected_range
        return stats_in(self.matrix_model, chosen) if chosen is not None else Stats(0)

    def rect_of(self, chosen: Range) -> QRect:
        """A range in pixels, from header positions, so that a range of 10⁸ cells costs nothing."""
        left, top = self.columnViewportPosition(chosen.left), self.rowViewportPosition(chosen.top)
        right = self.columnViewportPosition(chosen.right) + self.columnWidth(chosen.right)
        bottom = self.rowViewportPosition(chosen.bottom) + self.rowHeight(chosen.bottom)
        return QRect(left, top, right - left, bottom - top)

    def seen(self, chosen: Range) -> QRect:
        """The same cut off not far outside the window, so that nothing paints a million dashes."""
        return self.rect_of(chosen) & self.viewport().rect().adjusted(-20, -20, 20, 20)

    # moving

    def step(self, down: int, right: int) -> None:
        """Move as Enter and Tab do: Enter after a row of Tabs returns below where the row began."""
        current = self.currentIndex()
        if not current.isValid():
            return
        row, column = current.row() + down, current.column() + right
        if right:
            self._tab_column = current.column() if self._tab_column is None else self._tab_column
        elif self._tab_column is not None:
            column, self._tab_column = self._tab_column, None
        if column >= self.matrix_model.columnCount():
            row, column = row + 1, self._tab_column or 0
        if 0 <= row < self.matrix_model.rowCount() and column >= 0:
            self.setCurrentIndex(self.matrix_model.index(row, column))

    def tab(self, right: int) -> None:
        """Move as Tab does without an open editor: over the cells of the matrix, and beyond them out of the table."""
        face, at = self.matrix_model.face, self.currentIndex()
        place = at.row() * face.columns + at.column() + right
        real = at.isValid() and at.row() < face.rows and at.column() < face.columns
        if self.is_leaving or not real or not 0 <= place < face.rows * face.columns:
            self.leave(right)
        else:
            row, column = divmod(place, face.columns)
            self._tab_column = at.column() if self._tab_column is None else self._tab_column
            self._tab_column = self._tab_column if row == at.row() else 0
            self.setCurrentIndex(self.matrix_model.index(row, column))

    def get_ready_to_leave(self) -> None:
        """After Escape the next Tab leaves the table, from whatever cell."""
        self.is_leaving = True

    def leave(self, right: int) -> None:
        """Hand the keyboard to the control after the table, or before it."""
        self.is_leaving = False
        self.setTabKeyNavigation(False)
        self.focusNextPrevChild(right > 0)
        self.setTabKeyNavigation(True)

    def to_edge(self, down: int, right: int, extend: bool) -> None:
        """Go to the first or last row or column; `extend` takes the selection along."""
        face, current = self.matrix_model.face, self.currentIndex()
        row = current.row() if not down else (face.rows - 1 if down > 0 else 0)
        column = current.column() if not right else (face.columns - 1 if right > 0 else 0)
        if not extend:
            self.setCurrentIndex(self.matrix_model.index(row, column))
            return
        chosen = self.chosen or Range(row, column, row, column)
        top, left = min(chosen.top, row), min(chosen.left, column)
        self.select(Range(top, left, max(chosen.bottom, row), max(chosen.right, column)), (row, column))

    def select_columns(self) -> None:
        """Widen the selection to whole columns."""
        chosen = self.selected_range
        if chosen is not None:
            self.select(chosen._replace(top=0, bottom=self.matrix_model.face.rows - 1))

    def select_rows(self) -> None:
        """Widen the selection to whole rows."""
        chosen = self.selected_range
        if chosen is not None:
            self.select(chosen._replace(left=0, right=self.matrix_model.face.columns - 1))
