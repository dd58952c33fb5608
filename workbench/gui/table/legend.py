"""Beside the table: what the colours mean, and the columns as vectors."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui.fonts import NOTE, ui_font
from workbench.gui.guard import guarded
from workbench.gui.kept import Kept
from workbench.gui.table.format import MINUS
from workbench.gui.table.ink import Ink
from workbench.gui.table.model import MatrixTableModel
from workbench.gui.table.stats import figure
from workbench.gui.table.titles import NAMED, SMALL, subscripted

WIDTH = 121  # at least; the words take what the table leaves
DIGITS = 3
BAR_TOP, BAR_HEIGHT = 22, 10
VECTORS_TOP, VECTOR_STEP = 71, 20
DOT = 10


class Legend(QWidget):
    """Paints the heat scale and, for up to three columns, the image of each basis vector."""

    def __init__(self, model: MatrixTableModel, ink: Ink, parent: QWidget) -> None:
        super().__init__(parent)
        self.model = model
        self.coloured = True
        self._vectors: tuple[str, ...] = ()
        self._font = ui_font(NOTE)
        self._metrics = QFontMetricsF(self._font)
        self.set_ink(ink)
        self.setSizePolicy(QSizePolicy.MinimumExpanding, QSizePolicy.Fixed)
        self.setAttribute(Qt.WA_OpaquePaintEvent)  # it changes in every frame of a drag, what is under it does not
        self.setAccessibleName("Legend")
        model.dataChanged.connect(self.refresh)
        model.modelReset.connect(self.refresh)
        self.refresh()

    def set_ink(self, ink: Ink) -> None:
        """Paint in other colours."""
        self.ink, self._kept = ink, Kept()
        ramp = ink.ramp()
        self._bar = QImage(len(ramp), 1, QImage.Format_RGB32)
        for at, colour in enumerate(ramp):
            self._bar.setPixelColor(at, 0, colour)
        self.update()

    def refresh(self) -> None:
        """Read the columns anew."""
        before, self._vectors = len(self._vectors), self._columns()
        if len(self._vectors) != before:
            self.updateGeometry()
        self.update()

    def set_coloured(self, coloured: bool) -> None:
        """Show the scale only while cells are tinted."""
        self.coloured = coloured
        self.updateGeometry()
        self.update()

    @property
    def lines(self) -> tuple[str, ...]:
        """The columns in words: "A e₁ = (2, 1)"."""
        return self._vectors

    def _columns(self) -> tuple[str, ...]:
        face, matrix = self.model.face, self.model.matrix
        if matrix is None or matrix.ndim != 2 or not 0 < face.columns <= NAMED or not 0 < face.rows <= SMALL:
            return ()
        columns = [", ".join(self._entry(r, c) for r in range(face.rows)) for c in range(face.columns)]
        return tuple(f"{matrix.name} {subscripted('e', c + 1)} = ({entries})" for c, entries in enumerate(columns))

    def _entry(self, row: int, column: int) -> str:
        """As in the cell, but a long decimal in few digits."""
        cell = self.model.cell(row, column)
        long = 0 <= cell.point < len(cell.text)
        return figure(self.model.block(row, column, 1, 1)[0, 0].item(), DIGITS) if long else cell.text

    @guarded(QSize(WIDTH, 0))
    def sizeHint(self) -> QSize:
        height = VECTORS_TOP + 16 + VECTOR_STEP * len(self._vectors) if self._vectors else 50
        return QSize(WIDTH, height if self._vectors or self.coloured else 0)

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        scaled = self.model.matrix is not None and self.coloured
        top = figure(self.model.style.scale, 3) if scaled and self.model.style.scale else "0"
        key = (scaled, top, len(self._vectors))
        self._kept.show(
            painter, self.size(), key, lambda below: self._paint_frame(below, scaled, top), self.ink.surface
        )
        for i, words in enumerate(self._vectors):
            text = self._metrics.elidedText(words, Qt.ElideRight, self.width() - DOT - 6)
            self._text(painter, DOT + 6, self._line(i), text, ink=True)
        painter.end()

    def _paint_frame(self, painter: QPainter, scaled: bool, top: str) -> None:
        """What stays the same in a drag: the scale and the names of things."""
        if scaled:
            self._text(painter, 0, 9, "Colour")
            painter.drawImage(QRectF(0, BAR_TOP, WIDTH, BAR_HEIGHT), self._bar)
            self._text(painter, 0, 41, MINUS + top if top != "0" else "0")
            self._text(painter, WIDTH / 2, 41, "0", Qt.AlignHCenter)
            self._text(painter, WIDTH, 41, top, Qt.AlignRight)
        if self._vectors:
            self._text(painter, 0, VECTORS_TOP, "Columns are")
        for i in range(len(self._vectors)):
            painter.setPen(Qt.NoPen)
            painter.setBrush(getattr(self.ink, f"e{i + 1}"))
            painter.drawEllipse(QPointF(DOT / 2, self._line(i)), DOT / 2, DOT / 2)

    @staticmethod
    def _line(i: int) -> float:
        """The height of the middle of the i-th vector's words."""
        return VECTORS_TOP + 25 + i * VECTOR_STEP

    def _text(self, painter, x, y, text, align=Qt.AlignLeft, ink=False) -> None:
        """Text with its middle at height y."""
        metrics = self._metrics
        wide = metrics.horizontalAdvance(text)
        left = {Qt.AlignLeft: x, Qt.AlignHCenter: x - wide / 2, Qt.AlignRight: x - wide}[align]
        painter.setFont(self._font)
        painter.setPen(self.ink.text if ink else self.ink.muted)
        painter.drawText(QPointF(left, y + metrics.capHeight() / 2), text)
