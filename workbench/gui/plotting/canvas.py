"""The canvas: paints a `Drawing`, lets one look closer, and reports what is dragged. It changes no data itself.

Painted by QPainter alone. A picture of a few hundred segments takes about as long as one QGraphicsItem costs to update,
every word is placed in pixels, and the window needs no plotting library to start.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui.guard import guarded
from workbench.gui.plotting import axes, lettering
from workbench.gui.plotting.grips import Grips, crowd_grips, paint_grip
from workbench.gui.plotting.heat import HeatPainter
from workbench.gui.plotting.labels import Crowd
from workbench.gui.plotting.paint import PAINT, Palette, Scene
from workbench.gui.plotting.text import Typesetter
from workbench.gui.plotting.viewport import Viewport
from workbench.plots.spec import Drawing, Handle, Image, Lattice

PRESENTING = 1.82  # 11 px become 20, the least that is read from the last row
ZOOM_STEP = 1.25
PAN_STEP = 40.0
DIRECTIONS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class Canvas(QWidget):
    """One picture. `dragged(handle, x, y, phase)` reports drags; phases are "begin", "move" and "end"."""

    dragged = Signal(str, float, float, str)
    painted = Signal()
    resized = Signal()
    message_taken = Signal()
    """a click, or Enter, on the words that stand in place of a picture"""

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = palette
        self._drawing: Drawing | None = None
        self._message = ""
        self._port: Viewport | None = None
        self._own_view = False
        self._quiet = False
        self._presenting = False
        self._keyboard = False
        self._pan: QPointF | None = None
        self._grips = Grips()
        self._heat = HeatPainter()
        self._setter = Typesetter(self.font())
        self._cache: dict[str, QColor] = {}
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 100)

    # What the view tells the canvas.

    @property
    def drawing(self) -> Drawing | None:
        """What is shown; None while words stand in its place."""
        return None if self._message else self._drawing

    @property
    def viewport(self) -> Viewport:
        """How data becomes pixels at present."""
        if self._port is None:
            self._fit()
        return self._port

    @property
    def note(self) -> str:
        """What the picture leaves out, as it is said on screen."""
        return self._heat.note

    @property
    def scale(self) -> float:
        """Larger type and lines for a projector."""
        return PRESENTING if self._presenting else 1.0

    def set_drawing(self, drawing: Drawing) -> None:
        """Show another drawing. The visible box stays while one drags or has chosen it, and while it still fits."""
        before, self._drawing, self._message = self._drawing, drawing, ""
        if not any(isinstance(item, Image) for item in drawing.items):
            self._heat.note = ""
        self._set_handles([item for item in drawing.items if isinstance(item, Handle)])
        if before is None or self._kind(before) != self._kind(drawing):
            self._own_view = False
            self._fit()
        elif not self._own_view and not self._grips.held and not self._quiet:
            self._refit()
        self.update()

    def set_message(self, text: str) -> None:
        """Show words instead of a picture."""
        self._message = text
        self._set_handles([])
        self.update()

    def _set_handles(self, handles: list[Handle]) -> None:
        """A drag ends with its handle."""
        held = self._grips.get(self._grips.held)
        self._grips.set(handles)
        if held is not None and self._grips.held is None:
            self.dragged.emit(held.name, held.x, held.y, "end")

    def keep_view(self, keep: bool) -> None:
        """Hold the visible box during an animation."""
        self._quiet = keep
        if not keep and self._drawing and not self._own_view:
            self._refit()

    def set_presenting(self, on: bool) -> None:
        """Large type, lines and handles."""
        self._presenting = on
        self._setter = Typesetter(self.font(), self.scale)
        self._fit()
        self.update()

    def restyle(self) -> None:
        """The theme has changed."""
        self._cache.clear()
        self._heat.restyle()
        self.update()

    def reset_view(self) -> None:
        """Show everything again."""
        self._own_view = False
        self._fit()
        self.update()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Closer (factor above 1) or further away, around a place."""
        port = self.viewport
        at = at or QPointF(port.left + port.width / 2, port.top + port.height / 2)
        self._look(port.zoomed(factor, at.x(), at.y()))

    def sizeHint(self) -> QSize:
        """A comfortable size."""
        return QSize(420, 320)

    # The visible box.

    @staticmethod
    def _kind(drawing: Drawing) -> tuple:
        return drawing.axes, drawing.equal_aspect, drawing.log_y, drawing.y_down, drawing.title

    def _look(self, port: Viewport) -> None:
        self._port, self._own_view = port, True
        self.update()

    def _fit(self) -> None:
        drawing = self._drawing or Drawing((), (0.0, 1.0, 0.0, 1.0), "none")
        whole = (0.0, 0.0, float(self.width()), float(self.height()))
        port = self._make_port(drawing, whole)
        if drawing.axes == "frame":
            left, top, right, bottom = axes.frame_margins(drawing, self._setter, port, self.scale)
            rect = (left, top, whole[2] - left - right, whole[3] - top - bottom)
            port = self._make_port(drawing, _shaped(rect, drawing) if drawing.equal_aspect else rect)
        self._port = port

    @staticmethod
    def _make_port(drawing: Drawing, rect: tuple[float, float, float, float]) -> Viewport:
        return Viewport.fit(rect, drawing.view, drawing.equal_aspect, drawing.log_y, drawing.y_down)

    def _refit(self) -> None:
        """Follow the drawing, but leave a plane at rest while the content is inside and not lost in it."""
        if self._drawing.axes != "origin":
            self._fit()
            return
        x0, x1, y0, y1 = self.viewport.box
        a0, a1, b0, b1 = self._drawing.view
        inside = a0 >= x0 and a1 <= x1 and b0 >= y0 and b1 <= y1
        if not inside or max((a1 - a0) / (x1 - x0), (b1 - b0) / (y1 - y0)) < 0.6:
            self._fit()

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what is in sight, in the new shape."""
        before = self._port
        self._fit()
        if before is not None and (self._own_view or self._grips.held):
            self._port = self._port.showing(before)
        self.resized.emit()

    @guarded()
    def changeEvent(self, event: QEvent) -> None:
        """Another font needs other measures."""
        if event.type() == QEvent.Type.FontChange:
            self._setter = Typesetter(self.font(), self.scale)
            self._fit()
        super().changeEvent(event)

    # Painting.

    def _color(self, token: str) -> QColor:
        if token not in self._cache:
            self._cache[token] = QColor(self._palette(token))
        return self._cache[token]

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, then the picture or the message."""
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), self._color("plot"))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._message:
                self._paint_message(painter)
            elif self._drawing is not None:
                self._paint(Scene(painter, self.viewport, self._color, self.scale), self._drawing)
        finally:
            painter.end()
        self.painted.emit()

    def _paint_message(self, painter: QPainter) -> None:
        painter.setFont(self._setter.font(13))
        painter.setPen(self._color("muted"))
        area = QRectF(self.rect()).adjusted(24, 12, -24, -12)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._message)

    def _paint(self, scene: Scene, drawing: Drawing) -> None:
        area = scene.rect
        painter = scene.painter
        painter.setClipRect(area.adjusted(-7, -7, 7, 7) if drawing.axes == "frame" else area)
        self._paint_ground(scene, drawing)
        for item in drawing.items:
            if isinstance(item, Image):
                self._heat.paint(scene, item, self._setter)
            elif type(item) in PAINT and not isinstance(item, Lattice):
                PAINT[type(item)](scene, item)
        painter.setClipping(False)
        self._paint_words(scene, drawing)

    def _paint_ground(self, scene: Scene, drawing: Drawing) -> None:
        """Grids lie under everything, axes between the grids and the picture."""
        if drawing.axes == "origin":
            axes.origin_grid(scene)
        elif drawing.axes == "frame":
            axes.frame(scene, self._setter, drawing)
        for item in drawing.items:
            if isinstance(item, Lattice):
                PAINT[Lattice](scene, item)
        if drawing.axes == "origin":
            axes.origin_lines(scene)

    def _paint_words(self, scene: Scene, drawing: Drawing) -> None:
        area = scene.rect
        crowd = Crowd((area.left() + 4, area.top() + 4, area.width() - 8, area.height() - 8))
        for child in self.children():
            if isinstance(child, QWidget) and child.isVisible():
                crowd.rects.append(tuple(child.geometry().getRect()))
        crowd_grips(crowd, self._grips.handles, scene.port, self._presenting)
        lettering.gather(crowd, scene, drawing)
        self._paint_grips(scene)
        lettering.write(crowd, scene, self._setter, drawing)
        if drawing.axes == "origin":
            axes.origin_numbers(scene, self._setter, crowd)
        elif drawing.axes == "frame":
            axes.frame_numbers(scene, self._setter, drawing)
        self._paint_note(scene)

    def _paint_grips(self, scene: Scene) -> None:
        for handle in self._grips.handles:
            hovered = handle.name in (self._grips.hovered, self._grips.held)
            focused = self._keyboard and self.hasFocus() and handle.name == self._grips.focused
            paint_grip(scene, handle, hovered, focused, self._presenting)

    def _paint_note(self, scene: Scene) -> None:
        if not self.note:
            return
        width, height = self._setter.extent(self.note, axes.TICK_SIZE)
        left = max(8.0, min(scene.rect.right(), self.width() - 8.0) - width)
        top = scene.rect.top() - height - 4
        self._setter.draw(scene.painter, left, top, self.note, axes.TICK_SIZE, False, scene.color("muted"))

    # The mouse.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a handle, or the ground to move it."""
        if event.button() == Qt.MouseButton.LeftButton and self._message:
            self.message_taken.emit()
            return
        if event.button() != Qt.MouseButton.LeftButton or self._drawing is None:
            super().mousePressEvent(event)
            return
        self._keyboard = False
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
        if self._drawing is not None and not self._own_view and not self._quiet:
            self._refit()
        self.update()

    # The keyboard.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the focused handle, or the ground; Home, + and − change what is in sight."""
        key, self._keyboard = event.key(), True
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
            self._keyboard, self._grips.focused = True, None
            self._grips.next(reasons[event.reason()])
        super().focusInEvent(event)
        self.update()

    @guarded(False)
    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from handle to handle, then on."""
        if self.hasFocus() and self._grips.next(forward):
            self._keyboard = True
            self.update()
            return True
        return super().focusNextPrevChild(forward)


def _shaped(rect: tuple[float, float, float, float], drawing: Drawing) -> tuple[float, float, float, float]:
    """The largest rectangle of the shape of the data, centred: its axes stay beside it."""
    left, top, width, height = rect
    x0, x1, y0, y1 = drawing.view
    scale = min(width / (x1 - x0), height / (y1 - y0))
    wide, high = max(scale * (x1 - x0), 1.0), max(scale * (y1 - y0), 1.0)
    return left + (width - wide) / 2, top + (height - high) / 2, wide, high
