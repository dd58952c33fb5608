"""Lines of mathematics as a widget, as high as they need."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from workbench.gui.guard import guarded
from workbench.gui.steps.formula import Lines
from workbench.gui.theme import Theme
from workbench.model.steps import Line


class MathLines(QWidget):
    """Short lines stand one after the other."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines = Lines(())

    def show_lines(self, lines: Iterable[Line]) -> None:
        """Show other lines."""
        self._lines = Lines(lines)
        self.update()

    def least_width(self) -> int:
        """Below this something is cut off."""
        return ceil(self._lines.least)

    def height_at(self, width: int) -> int:
        """The height in a width."""
        return ceil(self._lines.height(width))

    def place(self) -> None:
        """Paint anew: lines are placed as they are painted."""
        self.update()

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._lines.paint(painter, self._theme, 0, 0, self.width())
        painter.end()
