"""Paints cells from the formatted tiles and runs the editor."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from workbench.gui.guard import guarded
from workbench.gui.table.editor import CellEditor
from workbench.gui.table.ink import HEAT_STEPS, Ink
from workbench.gui.table.layout import (
    DENSE_PADDING,
    SMALL_PADDING,
    CellLayout,
    advance,
    layout_of,
    metrics_of,
    with_digit,
)
from workbench.gui.table.model import MatrixTableModel
from workbench.gui.table.tiles import Cell
from workbench.model.errors import UserError

_MOVES = {Qt.Key_Return: (1, 0), Qt.Key_Enter: (1, 0), Qt.Key_Down: (1, 0), Qt.Key_Up: (-1, 0)}
_MOVES |= {Qt.Key_Tab: (0, 1), Qt.Key_Backtab: (0, -1)}


class CellDelegate(QStyledItemDelegate):
    """Numbers at their decimal point, heat behind them, a line right and below each cell."""

    moved = Signal(int, int)  # rows and columns to go after an accepted text

    def __init__(self, model: MatrixTableModel, ink: Ink, parent: QWidget) -> None:
        super().__init__(parent)
        self.model = model
        self.coloured = True
        self.editor: CellEditor | None = None
        self.set_ink(ink)
        self.set_layout(layout_of(model))

    def set_ink(self, ink: Ink) -> None:
        """Paint in other colours."""
        self.ink = ink
        self._ramp = ink.ramp()

    def set_layout(self, layout: CellLayout) -> None:
        """Paint in other type and places."""
        self.layout = layout
        self._metrics = metrics_of(layout.small)
        self._baseline = (layout.row - 1 + self._metrics.capHeight()) / 2

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(self.layout.column, self.layout.row)

    # painting

    @guarded()
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        row, column = index.row(), index.column()
        rect = option.rect
        cell = self.model.cell(row, column)
        if self.coloured and cell.heat == cell.heat:
            painter.fillRect(rect, self._ramp[round((cell.heat + 1) * HEAT_STEPS)])
        else:
            painter.fillRect(rect, self.ink.surface)
        painter.setPen(self.ink.line)
        painter.drawLine(rect.right(), rect.top(), rect.right(), rect.bottom())
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
        if cell.text:
            self._number(painter, rect, cell)

    def _number(self, painter: QPainter, rect: Any, cell: Cell) -> None:
        layout = self.layout
        painter.setFont(layout.font)
        painter.setPen(self.ink.doubtful if cell.doubtful else self.ink.text)
        shift = rect.width() - layout.column  # a column that was dragged wider keeps its numbers at the right
        x = shift + layout.end - advance(with_digit(cell.text), layout.small)
        if cell.point >= 0:
            x = min(shift + layout.point - advance(cell.text[: cell.point], layout.small), x)
        text = cell.text
        if x < 3:
            text = self._metrics.elidedText(text, Qt.ElideRight, rect.width() - 2 * DENSE_PADDING)
            x = max(shift + layout.end - self._metrics.horizontalAdvance(text), 3)
        painter.drawText(QPointF(rect.left() + x, rect.top() + self._baseline), text)

    # editing

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex) -> QWidget:
        padding = SMALL_PADDING if self.layout.small else DENSE_PADDING
        self.editor = CellEditor(parent, self.ink, padding - 2)
        self.editor.setFont(self.layout.font)
        self.editor.cell = (index.row(), index.column())
        self.editor.installEventFilter(self)
        return self.editor

    def destroyEditor(self, editor: QWidget, index: QModelIndex) -> None:
        editor.forgive()
        self.editor = None
        super().destroyEditor(editor, index)

    def setEditorData(self, editor: QWidget, index: QModelIndex) -> None:
        """Fill the editor once; a change of the cell behind it must not overwrite what is being typed."""
        if not editor.isModified() and not editor.rejected:
            editor.start = index.data(Qt.EditRole) or ""
            editor.setText(editor.start)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: Any, index: QModelIndex) -> None:
        self.submit(editor)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        editor.place(option.rect)

    def submit(self, editor: CellEditor) -> bool:
        """Take the text over and close the editor; a text that cannot be read stays in it."""
        text, (row, column) = editor.text(), editor.cell
        if text == editor.start:
            self.closeEditor.emit(editor, QStyledItemDelegate.NoHint)
            return True
        try:
            number = self.model.read(text)
        except UserError as error:
            reason = self.model.reject(error)
            editor.reject(reason)
            return False
        self.closeEditor.emit(editor, QStyledItemDelegate.NoHint)
        self.model.enter(row, column, number)
        return True

    def eventFilter(self, editor: Any, event: QEvent) -> bool:
        if event.type() == QEvent.KeyPress:
            return self._key(editor, event)
        if event.type() == QEvent.FocusOut:
            if event.reason() not in (Qt.PopupFocusReason, Qt.ActiveWindowFocusReason) and self.editor is editor:
                self.submit(editor)
            return False
        if event.type() == QEvent.ShortcutOverride and event.key() == Qt.Key_Escape:
            event.accept()
            return True
        return super().eventFilter(editor, event)

    def _key(self, editor: CellEditor, event: Any) -> bool:
        if event.key() == Qt.Key_Escape:
            self.closeEditor.emit(editor, QStyledItemDelegate.RevertModelCache)
            return True
        if event.key() not in _MOVES or event.modifiers() & Qt.ControlModifier:
            return False
        down, right = _MOVES[event.key()]
        if event.modifiers() & Qt.ShiftModifier and down:
            down = -down
        if self.submit(editor):
            self.moved.emit(down, right)
        return True
