"""What the table's keys, menus and mouse do to the matrix; each is one edit, or a sentence why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QGuiApplication

from workbench.gui.table import changes, clipboard
from workbench.gui.table.fill import filled
from workbench.gui.table.model import MatrixTableModel
from workbench.gui.table.selection import Range
from workbench.model.errors import UserError


class TableCommands:
    """Acts on the selection of a view."""

    def __init__(self, view: Any, model: MatrixTableModel) -> None:
        self.view = view
        self.model = model

    def _attempt(self, action: Callable[[], Any]) -> None:
        """Do something to the matrix, or say why not."""
        if not self.view.settled():
            return
        if not self.model.editable:
            self.model.reject(self.model.why_not_editable)
            return
        try:
            action()
        except UserError as error:
            self.model.reject(error)

    def clear(self) -> None:
        """Zeros in the selected cells."""
        self._attempt(self._clear)

    def _clear(self) -> None:
        chosen, model = self.view.selected_range, self.model
        if chosen is not None:
            model.do(changes.zero(model.matrix, model.face, chosen.top, chosen.left, chosen.rows, chosen.columns))

    def grow(self, axis: int) -> None:
        """A row (axis 0) or column (axis 1) of zeros at the end."""
        model = self.model
        self._attempt(lambda: model.do(changes.insert(model.matrix, axis, model.matrix.shape[axis], 1)))

    def insert(self, axis: int | None = None, after: bool = False) -> None:
        """As many rows or columns of zeros as are selected, before or after them."""
        self._attempt(lambda: self._insert(self._axis(axis), after))

    def _insert(self, axis: int, after: bool) -> None:
        chosen, model = self.view.chosen, self.model
        if chosen is None:
            chosen = Range(0, 0, 0, 0)
        start, count, first = self._span(chosen, axis)
        at = min(start + first + (count if after else 0), (model.face.total_rows, model.face.total_columns)[axis])
        model.do(changes.insert(model.matrix, axis, at, count))

    def delete(self, axis: int | None = None) -> None:
        """The selected rows or columns."""
        self._attempt(lambda: self._delete(self._axis(axis)))

    def _delete(self, axis: int) -> None:
        chosen, model = self.view.selected_range, self.model
        if chosen is not None:
            start, count, first = self._span(chosen, axis)
            model.do(changes.delete(model.matrix, axis, start + first, count))

    def _axis(self, axis: int | None) -> int:
        """Columns if whole columns are selected and not whole rows, else rows."""
        chosen, face = self.view.selected_range, self.model.face
        if axis is not None or chosen is None or self.model.matrix.ndim != 2:
            return axis or 0
        return int(chosen.rows == face.rows and chosen.columns < face.columns)

    def _span(self, chosen: Range, axis: int) -> tuple[int, int, int]:
        face = self.model.face
        return (chosen.left, chosen.columns, face.column0) if axis else (chosen.top, chosen.rows, face.row0)

    def copy(self) -> bool:
        """The selected block to the clipboard; False where there is none or it is too large."""
        chosen = self.view.selected_range
        if chosen is None:
            return False
        try:
            QGuiApplication.clipboard().setMimeData(clipboard.copied(self.model, chosen))
        except UserError as error:
            self.model.reject(error)
            return False
        return True

    def cut(self) -> None:
        """Copy, then zeros."""
        if self.copy():
            self.clear()

    def paste(self) -> None:
        """The clipboard's block at the selection's corner; a single number fills the selection."""
        self._attempt(self._paste)

    def _paste(self) -> None:
        model, chosen = self.model, self.view.chosen
        numbers = clipboard.pasted(QGuiApplication.clipboard().mimeData())
        place = chosen or Range(0, 0, 0, 0)
        inside = self.view.selected_range
        if len(numbers) == len(numbers[0]) == 1 and inside is not None and inside.count <= changes.MOST_CELLS:
            numbers = [numbers[0] * inside.columns] * inside.rows
        elif len(numbers) == 1 and model.matrix.ndim == 1:
            numbers = [[number] for number in numbers[0]]
        model.write(place.top, place.left, numbers, f"Paste into {model.matrix.name}")
        self.view.select(Range(place.top, place.left, place.top + len(numbers) - 1, place.left + len(numbers[0]) - 1))

    def fill(self, target: Range) -> None:
        """Continue the selection into the larger range `target`."""
        self._attempt(lambda: self._fill(target))

    def _fill(self, target: Range) -> None:
        model, source = self.model, self.view.selected_range
        place, numbers = filled(model, source, target)
        model.write(place.top, place.left, numbers, f"Fill {place.count} cells of {model.matrix.name}")
        self.view.select(target)
