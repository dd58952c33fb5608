"""A sheet shows one `Drawing`, or words in its place, and what part of it is in sight. It knows no mouse and no keys.

Painted by QPainter alone. A picture of a few hundred segments takes about as long as one QGraphicsItem costs to update,
every word is placed in pixels, and the window needs no plotting library to start.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui.guard import guarded
from workbench.gui.kept import Kept
from workbench.gui.plotting.axes import origin_grid
from workbench.gui.plotting.grips import Grips
from workbench.gui.plotting.heat import HeatPainter
from workbench.gui.plotting.paint import Palette, Scene
from workbench.gui.plotting.picture import Picture
from workbench.gui.plotting.sight import Sight
from workbench.gui.plotting.text import Typesetter
from workbench.gui.plotting.viewport import Viewport
from workbench.plots.spec import Drawing, Handle, Image

PRESENTING = 1.82  # 11 px become 20, the least that is read from the last row


class Sheet(QWidget):
    """One picture, and handles on it for whoever lets them be moved."""

    painted = Signal()
    resized = Signal()

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = palette
        self._drawing: Drawing | None = None
        self._message = ""
        self._sight = Sight()
        self._presenting = False
        self._grips = Grips()
        self._heat = HeatPainter()
        self._setter = Typesetter(self.font())
        self._cache: dict[str, QColor] = {}
        self._tools: dict[Any, Any] = {}
        self._grid = Kept()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 100)

    # What the view tells the sheet.

    @property
    def drawing(self) -> Drawing | None:
        """What is shown; None while words stand in its place."""
        return None if self._message else self._drawing

    @property
    def viewport(self) -> Viewport:
        """How data becomes pixels at present."""
        if self._sight.port is None:
            self._fit()
        return self._sight.port

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
        if before is None or _kind(before) != _kind(drawing):
            self.reset_view()
        elif not self._grips.held:
            self._follow()
        self.update()

    @property
    def message(self) -> str:
        """The words instead of a picture, empty while there is one."""
        return self._message

    def set_message(self, text: str) -> None:
        """Show words instead of a picture."""
        self._message = text
        self._set_handles([])
        self.update()

    def _set_handles(self, handles: list[Handle]) -> None:
        """Take the handles of another drawing."""
        self._grips.set(handles)

    def keep_view(self, keep: bool) -> None:
        """Hold the visible box during an animation."""
        self._sight.resting = keep
        self._follow()

    def set_presenting(self, on: bool) -> None:
        """Large type, lines and handles."""
        self._presenting = on
        self._setter = Typesetter(self.font(), self.scale)
        self._fit()
        self.update()

    def restyle(self) -> None:
        """The theme has changed."""
        self._cache.clear()
        self._tools.clear()
        self._heat.restyle()
        self.update()

    def reset_view(self) -> None:
        """Show everything again."""
        self._sight.chosen = False
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

    def _look(self, port: Viewport) -> None:
        self._sight.choose(port)
        self.update()

    def _fit(self) -> None:
        self._sight.fit(self._drawing, (float(self.width()), float(self.height())), self._setter, self.scale)

    def _follow(self) -> None:
        """Go where the drawing is, if the box is free and the drawing has left it."""
        if self._drawing is not None and self._sight.follows and not self._sight.suits(self._drawing):
            self._fit()

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what is in sight, in the new shape."""
        before = self._sight.port
        self._fit()
        if before is not None and (self._sight.chosen or self._grips.held):
            self._sight.port = self._sight.port.showing(before)
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
            self._paint_ground(painter)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._message:
                self._paint_message(painter)
            elif self._drawing is not None:
                self._picture(painter, self._drawing).paint()
        finally:
            painter.end()
        self.painted.emit()

    def _paint_ground(self, painter: QPainter) -> None:
        """The fine grid of a plane stays where it is while one drags."""
        if self.drawing is None or self.drawing.axes != "origin":
            painter.fillRect(self.rect(), self._color("plot"))
            return
        key = (self.viewport, self.scale, self._color("grid").rgba())
        self._grid.show(
            painter, self.size(), key, lambda below: origin_grid(self._scene(below)), self._color("plot")
        )  # fmt: skip

    def _scene(self, painter: QPainter) -> Scene:
        return Scene(painter, self.viewport, self._color, self.scale, self._tools)

    def _paint_message(self, painter: QPainter) -> None:
        painter.setFont(self._setter.font(13))
        painter.setPen(self._color("muted"))
        area = QRectF(self.rect()).adjusted(24, 12, -24, -12)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._message)

    def _picture(self, painter: QPainter, drawing: Drawing) -> Picture:
        return Picture(
            self._scene(painter),
            drawing,
            self._setter,
            self._heat,
            self._grips,
            ringed=self._grips.focused if self._grips.by_keyboard and self.hasFocus() else None,
            presenting=self._presenting,
            width=float(self.width()),
            obstacles=[
                tuple(child.geometry().getRect())
                for child in self.children()
                if isinstance(child, QWidget) and child.isVisible()
            ],
        )


def _kind(drawing: Drawing) -> tuple:
    """Drawings that differ in this are different pictures; others are the same one a moment later."""
    return drawing.axes, drawing.equal_aspect, drawing.log_y, drawing.y_down, drawing.title
