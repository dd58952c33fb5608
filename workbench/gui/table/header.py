"""Headers: index, label, the colour of a vector, and "+" where the matrix can grow."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFont, QFontMetricsF, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from workbench.gui.guard import guarded
from workbench.gui.table.ink import Ink
from workbench.gui.table.layout import DENSE_HEADER_HEIGHT, HEADER_HEIGHT, CellLayout, table_font
from workbench.gui.table.model import MatrixTableModel

GAP = 6  # between index and label
SMALL_WIDTH = 65  # of the row header beside large type
STRIPE = 3


class MatrixHeader(QHeaderView):
    """One of the two headers. It paints itself: Qt's own would ask the selection about every row."""

    grow_requested = Signal()
    menu_requested = Signal(int, QPoint)  # section, place on the screen

    def __init__(self, orientation: Qt.Orientation, model: MatrixTableModel, ink: Ink, parent: QWidget) -> None:
        super().__init__(orientation, parent)
        self.matrix_model = model
        self.ink = ink
        self.small = False
        self.selected = (0, -1)  # first and last section of the selected range
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(16)
        self.setAccessibleName("Columns" if orientation == Qt.Horizontal else "Rows")
        self.set_fonts()

    def set_fonts(self) -> None:
        """Index in normal weight, label semibold, in the small type of all headers."""
        self._index_font = table_font(False)
        self._label_font = QFont(self._index_font)
        self._label_font.setWeight(QFont.DemiBold)
        self._index_metrics, self._label_metrics = QFontMetricsF(self._index_font), QFontMetricsF(self._label_font)

    def fit(self, layout: CellLayout) -> None:
        """Take the thickness that this layout and the longest label need."""
        self.small = layout.small
        if self.orientation() == Qt.Horizontal:
            self.setFixedHeight(HEADER_HEIGHT if layout.small else DENSE_HEADER_HEIGHT)
        else:
            self.setFixedWidth(max(SMALL_WIDTH if layout.small else 40, min(round(self._widest()) + 20, 240)))

    def _widest(self) -> float:
        rows = self.matrix_model.face.rows
        sections = {*range(min(rows, 200)), max(rows - 1, 0)}
        return max((self._advance(*self.matrix_model.header(at, self.orientation())) for at in sections), default=0)

    def _advance(self, index: str, label: str) -> float:
        wide = self._index_metrics.horizontalAdvance(index)
        return wide + (GAP + self._label_metrics.horizontalAdvance(label) if label else 0)

    def sizeHint(self) -> QSize:
        return QSize(self.minimumWidth(), self.minimumHeight())

    def set_selected(self, first: int, last: int) -> None:
        """Mark the sections of the selected range."""
        if (first, last) != self.selected:
            self.selected = (first, last)
            self.viewport().update()

    def is_growth(self, section: int) -> bool:
        """Whether this is the empty row or column."""
        face = self.matrix_model.face
        return section >= (face.columns if self.orientation() == Qt.Horizontal else face.rows) >= 0

    def mousePressEvent(self, event: QMouseEvent) -> None:
        section = self.logicalIndexAt(event.position().toPoint())
        if event.button() == Qt.LeftButton and section >= 0 and self.is_growth(section):
            self.grow_requested.emit()
            return
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        section = self.logicalIndexAt(event.pos())
        if section >= 0 and not self.is_growth(section):
            self.menu_requested.emit(section, event.globalPos())

    @guarded()
    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        if not rect.isValid():
            return
        ink, across = self.ink, self.orientation() == Qt.Horizontal
        marked = not self.small and self.selected[0] <= section <= self.selected[1]
        painter.fillRect(rect, ink.selection if marked else ink.raised)
        painter.setPen(ink.line)
        painter.drawLine(rect.right(), rect.top(), rect.right(), rect.bottom())
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
        token = self.matrix_model.column_colour(section) if across else None
        if token:
            painter.fillRect(rect.left(), rect.bottom() - STRIPE + 1, rect.width() - 1, STRIPE, getattr(ink, token))
        self._words(painter, rect, section, getattr(ink, token) if token else ink.text)

    def _words(self, painter: QPainter, rect: QRect, section: int, colour) -> None:
        index, label = self.matrix_model.header(section, self.orientation())
        if self.is_growth(section):
            self._plus(painter, rect)
            return
        x = rect.left() + self._start(rect.width(), index, label)
        baseline = rect.top() + (rect.height() - STRIPE + self._index_metrics.capHeight()) / 2
        painter.setFont(self._index_font)
        painter.setPen(self.ink.muted)
        painter.drawText(QPointF(x, baseline), index)
        if label:
            x += self._index_metrics.horizontalAdvance(index) + (GAP if index else 0)
            painter.setFont(self._label_font)
            painter.setPen(colour)
            room = rect.right() - 4 - x
            painter.drawText(QPointF(x, baseline), self._label_metrics.elidedText(label, Qt.ElideRight, max(room, 0)))

    def _start(self, width: int, index: str, label: str) -> float:
        """Column headers are centred over large type and right-aligned over dense; row headers right-aligned."""
        advance = self._advance(index, label)
        if self.orientation() == Qt.Horizontal and self.small:
            return max((width - advance) / 2, 4)
        return max(width - advance - (13 if self.small else 8), 4)

    def _plus(self, painter: QPainter, rect: QRect) -> None:
        centre = rect.center()
        painter.setPen(self.ink.muted)
        painter.drawLine(centre.x() - 4, centre.y(), centre.x() + 4, centre.y())
        painter.drawLine(centre.x(), centre.y() - 4, centre.x(), centre.y() + 4)
