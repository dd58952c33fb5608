"""The picture of a matrix within a derivation: bar, pivot, new zeros and changed rows."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen, QPolygonF

from workbench.gui.fonts import ui_font, ui_metrics, ui_width
from workbench.gui.table.format import LONGEST_FRACTION, NumberStyle, short_text
from workbench.gui.theme import Theme
from workbench.gui.widgets.minimatrix import ARM, GAP, INSET, ROW, Cell
from workbench.model.steps import Grid
from workbench.model.surd import Surd
from workbench.model.written import number_text

BAR = 10
"""What a bar adds to the gap that it stands in."""
RING = 6
"""How far the ring around a pivot stands from its text."""
TEXT = 13


class GridPicture:
    """Measured once; `width` and `height` in pixels, `paint` anywhere."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        style = NumberStyle.of_sample(_decimals(grid))
        self._cells = [[Cell(entry_text(entry, style)) for entry in row] for row in grid.entries]
        extents = [_extent(column) for column in zip(*self._cells, strict=True)]
        self._edges: list[tuple[float, float]] = []
        self._points: list[float | None] = []
        x = float(INSET)
        for j, (left, right) in enumerate(extents):
            x += BAR if j and j == grid.bar else 0
            self._edges.append((x, x + left + right))
            self._points.append(None if any(" " in row[j].text for row in self._cells) else x + left)
            x += left + right + GAP
        self.width = round(x - GAP + INSET) + 2
        self.height = len(self._cells) * ROW + 4

    def paint(self, painter: QPainter, theme: Theme, x: float, y: float) -> None:
        """Draw with the upper left corner there."""
        painter.save()
        painter.translate(x, y)
        self._tint(painter, theme)
        self._fences(painter, theme)
        for i, row in enumerate(self._cells):
            for j, cell in enumerate(row):
                self._entry(painter, theme, cell, i, j)
        self._ring(painter, theme)
        painter.restore()

    def _box(self, i: int, j: int) -> QRectF:
        """The ground of a cell; those of neighbours touch."""
        left, right = max(self._edges[j][0] - GAP / 2, ARM), min(self._edges[j][1] + GAP / 2, self.width - ARM)
        return QRectF(left, 2 + i * ROW, right - left, ROW)

    def _tint(self, painter: QPainter, theme: Theme) -> None:
        for i, j in self.grid.zeros:
            painter.fillRect(self._box(i, j), theme.color("selection"))

    def _ring(self, painter: QPainter, theme: Theme) -> None:
        if self.grid.pivot is not None:
            i, j = self.grid.pivot
            width = ui_width(self._cells[i][j].text, TEXT, QFont.Weight.DemiBold) + 2 * RING
            painter.setPen(QPen(theme.color("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self._left(i, j) - RING, 4 + i * ROW, width, ROW - 4), 4, 4)

    def _fences(self, painter: QPainter, theme: Theme) -> None:
        painter.setPen(QPen(theme.color("muted"), 1.5))
        right, bottom = self.width - 1.0, self.height - 1.0
        arm = ARM if self.grid.fence == "brackets" else 0
        for edge, inner in ((1.0, 1.0 + arm), (right, right - arm)):
            corners = [(inner, 1.0), (edge, 1.0), (edge, bottom), (inner, bottom)]
            painter.drawPolyline(QPolygonF([QPointF(*corner) for corner in corners]))
        if self.grid.bar is not None and 0 < self.grid.bar < len(self._edges):
            x = (self._edges[self.grid.bar - 1][1] + self._edges[self.grid.bar][0]) / 2
            painter.setPen(QPen(theme.color("control"), 1))
            painter.drawLine(QPointF(x, 3), QPointF(x, self.height - 3))

    def _left(self, i: int, j: int) -> float:
        """Where the text of a cell begins: at the decimal point of its column, or in the middle of one with sums."""
        cell, weight = self._cells[i][j], self._weight(i, j)
        if self._points[j] is None:
            return (sum(self._edges[j]) - ui_width(cell.text, TEXT, weight)) / 2
        return self._points[j] - ui_width(cell.text[: cell.point], TEXT, weight)

    def _weight(self, i: int, j: int) -> QFont.Weight:
        bold = (i, j) in self.grid.zeros or i in self.grid.changed
        return QFont.Weight.DemiBold if bold else QFont.Weight.Normal

    def _entry(self, painter: QPainter, theme: Theme, cell: Cell, i: int, j: int) -> None:
        new = (i, j) in self.grid.zeros
        baseline = 2 + i * ROW + ROW / 2 + ui_metrics(TEXT).capHeight() / 2
        painter.setFont(ui_font(TEXT, self._weight(i, j)))
        painter.setPen(theme.color("accent_text" if new else "text"))
        painter.drawText(QPointF(self._left(i, j), baseline), cell.text)


def entry_text(entry: Any, style: NumberStyle) -> str:
    """An entry as the screen shows it; a fraction that is too long as a decimal."""
    if isinstance(entry, str):
        return entry
    if isinstance(entry, float | complex):
        return short_text(entry, style)
    text = number_text(entry)
    if isinstance(entry, Fraction) and len(text) > LONGEST_FRACTION:
        return f"≈ {number_text(float(entry))}"
    if isinstance(entry, Surd) and len(text) > 2 * LONGEST_FRACTION:
        return f"≈ {number_text(entry.real if not entry.imag else complex(entry))}"
    return text


def _decimals(grid: Grid) -> np.ndarray:
    """The decimals among the entries, by which all of them are shown."""
    values = [entry for entry in grid.entries.flat if isinstance(entry, float | complex)]
    return np.array(values or [0.0])


def _extent(column: tuple[Cell, ...]) -> tuple[float, float]:
    """How far a column reaches to both sides of its decimal points, in bold; one with sums has no such point."""
    bold = QFont.Weight.DemiBold
    if any(" " in cell.text for cell in column):
        return 0.0, max(ui_width(cell.text, TEXT, bold) for cell in column)
    lefts = (ui_width(cell.text[: cell.point], TEXT, bold) for cell in column)
    rights = (ui_width(cell.text[cell.point :], TEXT, bold) for cell in column)
    return max(lefts), max(rights)
