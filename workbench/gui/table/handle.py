"""The square at the corner of the selection; dragging it continues the cells along a row or a column."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPen

from workbench.gui.table.ink import Ink
from workbench.gui.table.model import MatrixTableModel
from workbench.gui.table.selection import Range

SIDE = 7  # pixels
REACH = 3  # pixels around it that take the mouse too


class FillHandle:
    """Knows whether it is shown, whether it is held, and which cells it is being drawn over."""

    def __init__(self, view: Any, model: MatrixTableModel) -> None:
        self.view = view
        self.model = model
        self.target: Range | None = None  # while it is held

    @property
    def shown(self) -> bool:
        """Not on the empty cells, in a derived variable, or beside an open editor."""
        return self.view.selected_range is not None and self.model.editable and not self.view.is_editing

    @property
    def place(self) -> QRect:
        """Where it is painted."""
        corner = self.view.rect_of(self.view.selected_range).bottomRight()
        return QRect(corner.x() - SIDE // 2, corner.y() - SIDE // 2, SIDE, SIDE)

    def holds(self, at: QPoint) -> bool:
        """Whether the mouse is on it."""
        return self.shown and self.place.adjusted(-REACH, -REACH, REACH, REACH).contains(at)

    def paint(self, painter: QPainter, ink: Ink) -> None:
        """The square, and a dashed line around the cells that will be filled."""
        if not self.shown:
            return
        if self.target is not None:
            painter.setPen(QPen(ink.accent, 1, Qt.DashLine))
            painter.drawRect(self.view.seen(self.target).adjusted(0, 0, -1, -1))
        painter.fillRect(self.place.adjusted(-1, -1, 1, 1), ink.surface)
        painter.fillRect(self.place, ink.accent)

    def press(self, at: QPoint) -> bool:
        """Take hold; False if the mouse is elsewhere."""
        if not self.holds(at):
            return False
        self.target = self.view.selected_range
        return True

    def move(self, at: QPoint) -> bool:
        """Draw over more cells; False while not held."""
        if self.target is None:
            self.view.viewport().setCursor(Qt.CrossCursor if self.holds(at) else Qt.ArrowCursor)
            return False
        self.target = self._drawn_to(at)
        self.view.viewport().update()
        return True

    def release(self) -> bool:
        """Fill the cells drawn over; False if it was not held."""
        if self.target is None:
            return False
        target, self.target = self.target, None
        self.view.viewport().update()
        if target != self.view.selected_range:
            self.view.commands.fill(target)
        return True

    def _drawn_to(self, at: QPoint) -> Range:
        """The selection drawn out to the mouse, along the axis on which it is further away."""
        source, face = self.view.selected_range, self.model.face
        row = _nearest(self.view.rowAt(at.y()), face.rows, at.y())
        column = _nearest(self.view.columnAt(at.x()), face.columns, at.x())
        down = max(row - source.bottom, source.top - row, 0)
        right = max(column - source.right, source.left - column, 0)
        if down >= right:
            return source._replace(top=min(source.top, row), bottom=max(source.bottom, row))
        return source._replace(left=min(source.left, column), right=max(source.right, column))


def _nearest(section: int, count: int, pixel: int) -> int:
    """The section under the mouse, or the last or first one when it is outside."""
    if section < 0:
        return count - 1 if pixel > 0 else 0
    return min(section, count - 1)
