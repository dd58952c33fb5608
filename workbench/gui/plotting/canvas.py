"""The canvas: a sheet that lets one look closer, and reports what is dragged. It changes no data itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from workbench.gui.guard import guarded
from workbench.gui.plotting.paint import Palette
from workbench.gui.plotting.sheet import Sheet
from workbench.plots.spec import Handle

ZOOM_STEP = 1.25
PAN_STEP = 40.0
DIRECTIONS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class Canvas(Sheet):
    """One picture under the hand. `dragged(handle, x, y, phase)` reports drags: "begin", "move" and "end"."""

    dragged = Signal(str, float, float, str)
    message_taken = Signal()
    """a click, or Enter, on the words that stand in place of a picture"""

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(palette, parent)
        self._pan: QPointF | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _set_handles(self, handles: list[Handle]) -> None:
        """A drag ends with its handle."""
        held = self._grips.get(self._grips.held)
        super()._set_handles(handles)
        if held is not None and self._grips.held is None:
            self.dragged.emit(held.name, held.x, held.y, "end")

    # The mouse.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a handle, or the ground to move it."""
        if event.button() == Qt.MouseButton.LeftButton and self._message:
            self.message_taken.emit()
            return
        if event.button() != Qt.MouseButton.LeftButton or self._drawing is None:
            super().mousePressEvent(event)
            return
        self._grips.by_keyboard = False
        handle = self._grips.at(self.viewport, event.position(), self.scale)
        if handle is None:
            self._pan = event.position()
            self._grips.focused = None
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            self._grips.take(self.viewport, handle, event.position())
            self.dragged.emit(handle.name, handle.x, handle.y, "begin")
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what is held, else show what could be."""
        if self._grips.held is not None:
            self._drag_to(event.position(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier))
        elif self._pan is not None:
            delta = event.position() - self._pan
            self._pan = event.position()
            self._look(self.viewport.moved(delta.x(), delta.y()))
        else:
            self._hover(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go; the visible box may follow now."""
        if event.button() != Qt.MouseButton.LeftButton:
            super().mouseReleaseEvent(event)
            return
        self._pan = None
        self._let_go()
        self._hover(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show everything again, unless it is a handle that was hit."""
        if self._drawing is not None and self._grips.at(self.viewport, event.position(), self.scale) is None:
            self.reset_view()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Closer or further away, around the pointer."""
        if self._drawing is None or self._message or not event.angleDelta().y():
            event.ignore()
            return
        self.zoom(ZOOM_STEP ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    @guarded()
    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is hovered any more."""
        self._grips.hovered = None
        self.update()

    def _hover(self, position: QPointF) -> None:
        handle = None if self._drawing is None else self._grips.at(self.viewport, position, self.scale)
        name = handle.name if handle else None
        if handle is None:
            self.unsetCursor()
        else:
            sideways = handle.axis == "x"
            self.setCursor(Qt.CursorShape.SizeHorCursor if sideways else Qt.CursorShape.PointingHandCursor)
        if name != self._grips.hovered:
            self._grips.hovered = name
            self.update()

    def _drag_to(self, position: QPointF, free: bool) -> None:
        handle = self._grips.get(self._grips.held)
        x, y = self._grips.target(self.viewport, position, free)
        if handle is not None and (x, y) != (handle.x, handle.y):
            self.dragged.emit(handle.name, x, handle.y if handle.axis == "x" else y, "move")

    def _let_go(self) -> None:
        handle = self._grips.get(self._grips.held)
        self._grips.held = None
        if handle is not None:
            self.dragged.emit(handle.name, handle.x, handle.y, "end")
        self._follow()
        self.update()

    # The keyboard.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the focused handle, or the ground; Home, + and − change what is in sight."""
        key, self._grips.by_keyboard = event.key(), True
        if key == Qt.Key.Key_Escape and self._grips.held is not None:
            self.dragged.emit(self._grips.held, *self._grips.origin, "move")
            self._let_go()
        elif key == Qt.Key.Key_Home:
            self.reset_view()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / ZOOM_STEP)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._message:
            self.message_taken.emit()
        elif key in DIRECTIONS and self._drawing is not None:
            self._arrow_key(event)
        else:
            super().keyPressEvent(event)

    def _arrow_key(self, event: QKeyEvent) -> None:
        handle = self._grips.get(self._grips.focused)
        right, up = DIRECTIONS[event.key()]
        if handle is None:
            self._look(self.viewport.moved(-right * PAN_STEP, up * PAN_STEP))
            return
        far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        step = handle.step * (10 if far else 1)
        x, y = round(handle.x + right * step, 9), round(handle.y + up * step, 9)
        if self._grips.held is None:
            self._grips.held, self._grips.origin = handle.name, (handle.x, handle.y)
            self.dragged.emit(handle.name, handle.x, handle.y, "begin")
        self.dragged.emit(handle.name, x, handle.y if handle.axis == "x" else y, "move")

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """A key held down is one drag; it ends here."""
        if event.key() in DIRECTIONS and not event.isAutoRepeat() and self._grips.held is not None:
            self._let_go()
        else:
            super().keyReleaseEvent(event)

    @guarded()
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A drag does not outlive the focus."""
        if self._grips.held is not None:
            self._let_go()
        super().focusOutEvent(event)
        self.update()

    @guarded()
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Arriving by keyboard, the first handle is meant."""
        reasons = {Qt.FocusReason.TabFocusReason: True, Qt.FocusReason.BacktabFocusReason: False}
        if event.reason() in reasons:
            self._grips.by_keyboard, self._grips.focused = True, None
            self._grips.next(reasons[event.reason()])
        super().focusInEvent(event)
        self.update()

    @guarded(False)
    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from handle to handle, then on."""
        if self.hasFocus() and self._grips.next(forward):
            self._grips.by_keyboard = True
            self.update()
            return True
        return super().focusNextPrevChild(forward)
