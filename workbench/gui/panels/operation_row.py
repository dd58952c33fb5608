"""Rows of the list of operations: groups with a chevron and a count, operations indented under them.

In a narrow list a long title takes two lines.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeWidget

from workbench.gui.fonts import ui_font, ui_width
from workbench.gui.guard import guarded
from workbench.gui.theme import Theme
from workbench.gui.widgets.elided import broken

ROW, LINE, ICON, LEFT, TEXT, EDGE, BAR = 28, 16, 16, 8, 28, 12, 3
"""Pixels: the height of a row, what a second line adds, and widths of what stands in it."""
NUMBER = 22
"""Pixels of a count and the space before it."""
COUNT = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


class OperationRow(QStyledItemDelegate):
    """Paints a row over the whole width of the list, so that long titles have all the room there is."""

    def __init__(self, theme: Theme, tree: QTreeWidget) -> None:
        super().__init__(tree)
        self._theme, self._tree = theme, tree
        tree.header().sectionResized.connect(tree.scheduleDelayedItemsLayout)

    @guarded(QSize(100, ROW))
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        room = self._tree.viewport().width() - TEXT - 4
        return QSize(100, ROW + LINE if ui_width(index.data(), weight=self._weight(index)) > room else ROW)

    def _weight(self, index: Index) -> QFont.Weight:
        """Groups that are open stand out."""
        return QFont.Weight.DemiBold if self._tree.isExpanded(index) else QFont.Weight.Normal

    @guarded()
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = QRect(0, option.rect.top(), self._tree.viewport().width(), option.rect.height())
        painter.save()
        self._ground(painter, option, row)
        if index.parent().isValid():
            self._title(painter, index, row.adjusted(TEXT, 0, -4, 0))
        else:
            self._group(painter, index, row)
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, row: QRect) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(row, self._theme.color("selection"))
            painter.fillRect(QRect(0, row.top(), BAR, row.height()), self._theme.color("accent"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(row, self._theme.color("hover"))
        if option.state & QStyle.StateFlag.State_HasFocus and self._tree.hasFocus():
            painter.setPen(self._theme.color("accent"))
            painter.drawRect(row.adjusted(0, 0, -1, -1))

    def _group(self, painter: QPainter, index: Index, row: QRect) -> None:
        is_open = self._tree.isExpanded(index)
        chevron = self._theme.icon("chevron-down" if is_open else "chevron-right", "muted")
        chevron.paint(painter, QRect(LEFT, row.top() + (row.height() - ICON) // 2, ICON, ICON))
        counted = row.adjusted(TEXT, 0, -EDGE - NUMBER, 0)
        if ui_width(index.data(), weight=self._weight(index)) <= counted.width():
            self._count(painter, index, row.adjusted(0, 0, -EDGE, 0))
        self._title(painter, index, row.adjusted(TEXT, 0, -4, 0))

    def _count(self, painter: QPainter, index: Index, box: QRect) -> None:
        """How many operations the group has; it gives way to a title that needs the room."""
        painter.setFont(ui_font())
        painter.setPen(self._theme.color("muted"))
        middle = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, middle, str(index.data(COUNT)))

    def _title(self, painter: QPainter, index: Index, box: QRect) -> None:
        title, weight = index.data(), self._weight(index)
        measure = partial(ui_width, weight=weight)
        first, rest = broken(title, box.width(), measure) if box.height() > ROW else (title, "")
        upper, lower = box.adjusted(0, 0, 0, -LINE), box.adjusted(0, LINE, 0, 0)
        self._line(painter, first, upper if rest else box, ui_font(weight=weight))
        self._line(painter, rest, lower, ui_font(weight=weight))

    def _line(self, painter: QPainter, text: str, box: QRect, font: QFont) -> None:
        painter.setFont(font)
        painter.setPen(self._theme.color("text"))
        words = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
