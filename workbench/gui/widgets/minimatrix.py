"""A small picture of a matrix: drawn brackets, columns aligned at the decimal point, untrusted digits in grey."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui.fonts import ui_font
from workbench.gui.guard import guarded
from workbench.gui.theme import Theme

ROW, GAP, INSET, ARM = 24, 18, 11, 5
MOST = 6
KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


@dataclass(frozen=True)
class Cell:
    """One entry: its text, and from which character on it is not to be trusted (None: all of it is)."""

    text: str
    doubtful_from: int | None = None
    exact: bool = False
    """Whether it is no decimal: such entries end at the right edge of their column."""

    @property
    def point(self) -> int:
        """Where the decimal point stands, or would stand; an exponent belongs to the right of it."""
        if self.exact:
            return len(self.text)
        ends = [at for at in (self.text.find("."), self.text.find("e"), self.text.find(" ")) if at >= 0]
        return min(ends, default=len(self.text))


MORE, MORE_ROWS = Cell("…"), Cell("⋮")


class MiniMatrix(QWidget):
    """Rows of cells between brackets; a click, or Enter, asks to see the whole."""

    clicked = Signal()

    def __init__(
        self, theme: Theme, rows: Sequence[Sequence[Cell]], color: str = "text", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._color = theme, color
        self._all = [list(row) for row in rows]
        self._font = ui_font(13)
        self._bold = ui_font(13, QFont.Weight.DemiBold)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("; ".join(" ".join(cell.text for cell in row) for row in self._all) or "empty")
        metrics = QFontMetricsF(self._bold)
        self._extents = [_extent(metrics, column) for column in zip(*self._all, strict=True)]
        self._dots = _extent(metrics, (MORE,))
        self._count = -1
        self.show_columns(self.columns)

    @property
    def columns(self) -> int:
        """How many columns there are, hidden ones included."""
        return max(map(len, self._all), default=0)

    @property
    def shown_columns(self) -> int:
        """How many columns are drawn, the one with dots included."""
        return len(self._lefts)

    def show_columns(self, count: int) -> None:
        """Draw so many columns; where some are left out the last becomes dots."""
        count = self.columns if count >= self.columns else max(count, 2)
        if count == self._count:
            return
        self._count, whole = count, count == self.columns
        self._rows = self._all if whole else [[*row[: count - 1], MORE] for row in self._all]
        extents = self._extents if whole else [*self._extents[: count - 1], self._dots]
        self._lefts, self._rights = [left for left, _ in extents], [right for _, right in extents]
        self.updateGeometry()
        self.update()

    @guarded(QSize(40, 40))
    def sizeHint(self) -> QSize:
        width = _width(list(zip(self._lefts, self._rights, strict=True)))
        return QSize(width, max(len(self._rows), 1) * ROW + 4)

    @property
    def natural_width(self) -> int:
        """What it takes to show every column."""
        return _width(self._extents)

    def width_of(self, count: int) -> int:
        """What it takes to show so many columns, the last of them dots where there are more."""
        return self.natural_width if count >= self.columns else _width([*self._extents[: count - 1], self._dots])

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._brackets(painter)
        for i, row in enumerate(self._rows):
            x = float(INSET)
            for cell, left, right in zip(row, self._lefts, self._rights, strict=True):
                self._cell(painter, cell, x, left, right, 2 + i * ROW)
                x += left + right + GAP
        painter.end()

    def _brackets(self, painter: QPainter) -> None:
        painter.setPen(QPen(self._theme.color("accent" if self.hasFocus() else "muted"), 1.5))
        right, bottom = self.width() - 1.0, self.height() - 1.0
        for edge, inner in ((1.0, 1.0 + ARM), (right, right - ARM)):
            corners = [(inner, 1.0), (edge, 1.0), (edge, bottom), (inner, bottom)]
            painter.drawPolyline(QPolygonF([QPointF(*corner) for corner in corners]))

    def _cell(self, painter: QPainter, cell: Cell, x: float, left: float, right: float, y: float) -> None:
        """Draw one entry with its decimal point at `x + left`; dots stand in the middle of their column."""
        split = len(cell.text) if cell.doubtful_from is None else cell.doubtful_from
        first = self._bold if 0 < split < len(cell.text) else self._font
        baseline = y + ROW / 2 + QFontMetricsF(self._font).capHeight() / 2
        at = x + left - self._width(cell.text[: cell.point], split, first)
        if cell in (MORE, MORE_ROWS):
            at = x + (left + right - self._width(cell.text, split, first)) / 2
        for text, font, token in ((cell.text[:split], first, self._color), (cell.text[split:], self._font, "doubtful")):
            painter.setFont(font)
            painter.setPen(self._theme.color(token))
            painter.drawText(QPointF(at, baseline), text)
            at += QFontMetricsF(font).horizontalAdvance(text)

    def _width(self, text: str, split: int, first: QFont) -> float:
        trusted, rest = text[:split], text[split:]
        return QFontMetricsF(first).horizontalAdvance(trusted) + QFontMetricsF(self._font).horizontalAdvance(rest)

    @guarded()
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in KEYS:
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


def _width(extents: Sequence[tuple[float, float]]) -> int:
    """Columns with gaps between them and brackets around them."""
    return round(sum(map(sum, extents)) + GAP * max(len(extents) - 1, 0) + 2 * INSET) + 2


def _extent(metrics: QFontMetricsF, column: Sequence[Cell]) -> tuple[float, float]:
    """How far a column reaches to the left and to the right of its decimal points."""
    lefts = (metrics.horizontalAdvance(cell.text[: cell.point]) for cell in column)
    rights = (metrics.horizontalAdvance(cell.text[cell.point :]) for cell in column)
    return max(lefts), max(rights)
