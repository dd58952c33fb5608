"""The table as one edits in it: a spreadsheet's keys and mouse, one range, a fill handle."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QTableView, QWidget

from workbench.gui.guard import guarded
from workbench.gui.table.commands import TableCommands
from workbench.gui.table.delegate import CellDelegate
from workbench.gui.table.handle import FillHandle
from workbench.gui.table.header import MatrixHeader
from workbench.gui.table.ink import Ink
from workbench.gui.table.keys import command_for
from workbench.gui.table.layout import PLENTY, CellLayout, layout_of
from workbench.gui.table.menu import context_menu
from workbench.gui.table.model import MatrixTableModel
from workbench.gui.table.ranges import RangeView
from workbench.gui.table.selection import Range, sentence
from workbench.gui.table.sizing import apply_layout, fit_headers

MODIFIERS = (Qt.Key_Shift, Qt.Key_Control, Qt.Key_Alt, Qt.Key_Meta)


class MatrixTableView(RangeView):
    """A table over one variable. Everything that changes the matrix is an edit of the workspace."""

    selection_changed = Signal(str)
    fitted = Signal()  # the table as a whole takes another size

    def __init__(self, model: MatrixTableModel, ink: Ink, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self.setObjectName("matrixTable")
        self.setAccessibleName("Matrix editor")
        self.commands = TableCommands(self, model)
        self.handle = FillHandle(self, model)
        self._remembered: tuple[Range | None, int, int] = (None, 0, 0)
        self._shown: str | None = None
        self._room = PLENTY
        self._delegate = CellDelegate(model, ink, self)
        self._delegate.moved.connect(self.step)
        self._set_up_headers(model, ink)
        self._set_up_behaviour()
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.set_ink(ink)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._restore)
        model.dataChanged.connect(self._refit)
        model.headerDataChanged.connect(self._refit_headers)
        self._restore()

    def _set_up_headers(self, model: MatrixTableModel, ink: Ink) -> None:
        self._across = MatrixHeader(Qt.Horizontal, model, ink, self)
        self._down = MatrixHeader(Qt.Vertical, model, ink, self)
        self.setHorizontalHeader(self._across)
        self.setVerticalHeader(self._down)
        self._across.grow_requested.connect(lambda: self.commands.grow(1))
        self._down.grow_requested.connect(lambda: self.commands.grow(0))
        self._across.menu_requested.connect(self._column_menu)
        self._down.menu_requested.connect(self._row_menu)

    def _set_up_behaviour(self) -> None:
        self.setFrameShape(QTableView.NoFrame)
        self.setShowGrid(False)
        triggers = QAbstractItemView.DoubleClicked | QAbstractItemView.EditKeyPressed | QAbstractItemView.AnyKeyPressed
        self.setEditTriggers(triggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.viewport().setAttribute(Qt.WA_OpaquePaintEvent)  # scrolling then moves pixels and paints only what is new
        self.setMinimumSize(120, 80)

    # look

    def set_ink(self, ink: Ink) -> None:
        """Paint in other colours."""
        self.ink = self._across.ink = self._down.ink = ink
        self._delegate.set_ink(ink)
        corner = f"background: {ink.raised.name()}; border: 0; border-right: 1px solid {ink.line.name()};"
        self.setStyleSheet(
            f"QTableView {{ background: {ink.surface.name()}; border: 0; }} QHeaderView {{ background: transparent; }}"
            f"QTableCornerButton::section {{ {corner} border-bottom: 1px solid {ink.line.name()}; }}"
        )
        self.viewport().update()

    @property
    def coloured(self) -> bool:
        """Whether cells are tinted by their value."""
        return self._delegate.coloured

    @coloured.setter
    def coloured(self, coloured: bool) -> None:
        self._delegate.coloured = coloured
        self.viewport().update()

    def _refit(self) -> None:
        """Follow numbers that got wider; a column never shrinks while the same matrix is shown."""
        old = self._delegate.layout
        new = layout_of(self.matrix_model, old.column, self._room) if self.matrix_model.small else old
        if new != old:
            self._take(new)
        self._report()

    def set_room(self, height: int) -> None:
        """Say how high the table may be: large type stands closer where that spares a scroll bar."""
        self._room, old = height, self._delegate.layout
        new = layout_of(self.matrix_model, old.column, height) if self.matrix_model.small else old
        if new.row != old.row:
            self._take(new)

    def _take(self, new: CellLayout) -> None:
        old = self._delegate.layout
        self._delegate.set_layout(new)
        self.viewport().update()
        if (new.column, new.row) != (old.column, old.row):
            self._apply_sizes()

    def _refit_headers(self) -> None:
        fit_headers(self, self._delegate.layout)
        self.fitted.emit()

    def _lay_out(self) -> None:
        self._delegate.set_layout(layout_of(self.matrix_model, room=self._room))
        self._apply_sizes()

    def _apply_sizes(self) -> None:
        apply_layout(self, self.matrix_model, self._delegate.layout)
        self._refit_headers()
        self.updateGeometries()

    def content_size(self) -> QSize:
        """What the whole table would take, scroll bars apart."""
        across, down = self.horizontalHeader(), self.verticalHeader()
        return QSize(down.minimumWidth() + across.length(), across.minimumHeight() + down.length())

    def sizeHint(self) -> QSize:
        return self.content_size()

    # painting

    @guarded()
    def paintEvent(self, event: Any) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self.ink.surface)
        painter.end()
        super().paintEvent(event)
        painter.begin(self.viewport())
        chosen = self.chosen
        if chosen is not None:
            painter.setPen(QPen(self.ink.accent, 2, Qt.SolidLine, Qt.SquareCap, Qt.MiterJoin))
            painter.drawRect(self.seen(chosen).adjusted(1, 1, -1, -1))
            self.handle.paint(painter, self.ink)
        painter.end()

    # selection

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        self.viewport().update()
        self._report()

    def _report(self) -> None:
        chosen = self.selected_range
        self._across.set_selected(*((chosen.left, chosen.right) if chosen else (0, -1)))
        self._down.set_selected(*((chosen.top, chosen.bottom) if chosen else (0, -1)))
        self.selection_changed.emit(sentence(self.matrix_model, chosen) if chosen else "")

    def _remember(self) -> None:
        bars = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        self._remembered = (self.chosen, *bars)
        self._shown = self.matrix_model.name

    def _restore(self) -> None:
        """After a change of shape: the same range, as far as it still exists."""
        self._lay_out()
        chosen, across, down = self._remembered
        face = self.matrix_model.face
        if self.matrix_model.name != self._shown:
            chosen, across, down = None, 0, 0
        if face.rows and face.columns:
            chosen = chosen or Range(0, 0, 0, 0)
            top, left = min(chosen.top, face.rows - 1), min(chosen.left, face.columns - 1)
            self.select(Range(top, left, min(chosen.bottom, face.rows - 1), min(chosen.right, face.columns - 1)))
        self.horizontalScrollBar().setValue(across)
        self.verticalScrollBar().setValue(down)
        self._report()

    # keys

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.ShortcutOverride and command_for(event, self) is not None:
            event.accept()  # the table's own keys come before the window's
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        command = command_for(event, self)
        if command is not None:
            command()
            event.accept()
            return
        self.is_leaving = self.is_leaving and event.key() in MODIFIERS
        if not event.text():  # typing goes on in the same row; arrows leave it
            self._tab_column = None
        super().keyPressEvent(event)

    # editing

    def edit(self, index: QModelIndex, trigger: Any = QAbstractItemView.AllEditTriggers, event: Any = None) -> bool:
        typed = trigger in (QAbstractItemView.AnyKeyPressed, QAbstractItemView.EditKeyPressed)
        asks = trigger == QAbstractItemView.DoubleClicked or (typed and bool(getattr(event, "text", str)().strip()))
        if asks and not self.matrix_model.editable:
            self.matrix_model.reject(self.matrix_model.why_not_editable)
            return False
        return super().edit(index, trigger, event)

    def commitData(self, editor: QWidget) -> None:
        self._delegate.submit(editor)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Close unless the text was rejected: only Escape gives such a text up."""
        if hint == QAbstractItemDelegate.RevertModelCache or not getattr(editor, "rejected", False):
            super().closeEditor(editor, hint)

    @property
    def is_editing(self) -> bool:
        """Whether a cell's editor is open."""
        return self._delegate.editor is not None

    def settled(self) -> bool:
        """Take the text of an open editor over; False while it cannot be read (the editor stays)."""
        editor = self._delegate.editor
        if editor is None or self._delegate.submit(editor):
            return True
        editor.setFocus()
        return False

    # mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.settled():
            return
        self._tab_column, self.is_leaving = None, False
        if event.button() != Qt.LeftButton or not self.handle.press(event.position().toPoint()):
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self.handle.move(event.position().toPoint()):
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self.handle.release():
            super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self.handle.holds(event.position().toPoint()):
            super().mouseDoubleClickEvent(event)

    def contextMenuEvent(self, event: Any) -> None:
        context_menu(self).popup(event.globalPos())

    def _column_menu(self, column: int, at: QPoint) -> None:
        chosen, face = self.selected_range, self.matrix_model.face
        if face.rows and (chosen is None or not chosen.left <= column <= chosen.right or chosen.rows < face.rows):
            self.select(Range(0, column, face.rows - 1, column))
        context_menu(self).popup(at)

    def _row_menu(self, row: int, at: QPoint) -> None:
        chosen, face = self.selected_range, self.matrix_model.face
        if face.columns and (chosen is None or not chosen.top <= row <= chosen.bottom or chosen.columns < face.columns):
            self.select(Range(row, 0, row, face.columns - 1))
        context_menu(self).popup(at)
