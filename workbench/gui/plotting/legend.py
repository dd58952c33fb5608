"""The legend row under a picture: a sample and a word for each layer, and the bar of a heat map."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui.guard import guarded
from workbench.gui.plotting.heat import color_table
from workbench.gui.plotting.paint import Palette, Scene, hatch
from workbench.gui.plotting.text import Typesetter
from workbench.gui.plotting.viewport import Viewport
from workbench.plots.spec import ColorBar, LegendItem
from workbench.plots.words import short

SAMPLE, PATCH, GAP, BETWEEN = 15.0, 12.0, 6.0, 11.0
ROW, BAR_ROW = 24, 40
SIZE = 12


class Legend(QWidget):
    """One painted row, as wide as there is room; what does not fit goes to the next line."""

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = palette
        self._items: tuple[LegendItem, ...] = ()
        self._bar: ColorBar | None = None
        self._scale = 1.0
        self._setter = Typesetter(self.font())
        self._corner: QWidget | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_items(self, items: tuple[LegendItem, ...], bar: ColorBar | None = None) -> None:
        """Show these; nothing happens if they are the same."""
        if (items, bar) == (self._items, self._bar):
            return
        self._items, self._bar = items, bar
        words = ", ".join(item.text for item in items)
        self.setAccessibleName(f"Legend: {words}" if words else "Legend")
        self._fit()
        self.update()

    def set_corner(self, widget: QWidget) -> None:
        """Put this at the right end of the last line, which leaves room for it."""
        self._corner = widget
        widget.setParent(self)
        self._fit()

    def set_scale(self, scale: float) -> None:
        """Larger type."""
        self._scale = scale
        self._setter = Typesetter(self.font(), scale)
        self._fit()
        self.update()

    def _fit(self) -> None:
        if self.height() != self._height():
            self.setFixedHeight(self._height())
        self._place_corner()

    def _place_corner(self) -> None:
        if self._corner is not None:
            size, line = self._corner.sizeHint(), round(ROW * self._scale)
            top = self.height() - line + (line - size.height()) // 2
            self._corner.setGeometry(self.width() - size.width(), top, size.width(), size.height())

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(200, self._height())

    @guarded()
    def resizeEvent(self, event) -> None:
        """Other lines fit now."""
        self._fit()

    def _height(self) -> int:
        return round(self._scale * ((BAR_ROW if self._bar else 0) + ROW * self._rows()))

    def _rows(self) -> int:
        places = self._places()
        if not places or self._corner is None:
            return places[-1][0] + 1 if places else 0
        line, left, item = places[-1]
        end = left + self._width(item) + self._corner.sizeHint().width()
        return line + 1 + (end > self.width())

    def _width(self, item: LegendItem) -> float:
        return _sample(item) + GAP + self._setter.width(item.text, SIZE)

    def _places(self) -> list[tuple[int, float, LegendItem]]:
        """Line and left edge of every item."""
        found, line, left = [], 0, 0.0
        for item in self._items:
            width = self._width(item)
            if left and left + width > self.width():
                line, left = line + 1, 0.0
            found.append((line, left, item))
            left += width + BETWEEN
        return found

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        """Samples with their words, then the bar."""
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            port = Viewport(0, 0, self.width(), self.height(), (0.0, 1.0, 0.0, 1.0))
            scene = Scene(painter, port, self._palette)
            for line, left, item in self._places():
                self._paint_item(scene, left, line * ROW * self._scale, item)
            if self._bar is not None:
                self._paint_bar(scene, self._bar, ROW * self._rows() * self._scale)
        finally:
            painter.end()

    def _paint_item(self, scene: Scene, left: float, top: float, item: LegendItem) -> None:
        middle = top + ROW * self._scale / 2
        painter = scene.painter
        if item.swatch in ("line", "dash"):
            painter.setPen(scene.pen(item.color, 2.0, (4.0, 2.5) if item.swatch == "dash" else ()))
            painter.drawLine(QLineF(left, middle, left + SAMPLE, middle))
        elif item.swatch == "dot":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(scene.color(item.color))
            painter.drawEllipse(QPointF(left + SAMPLE / 2, middle), 4, 4)
        else:
            self._paint_patch(scene, QRectF(left, middle - 6, PATCH, PATCH), item)
        _, height = self._setter.extent(item.text, SIZE)
        color = scene.color("muted")
        self._setter.draw(painter, left + _sample(item) + GAP, middle - height / 2, item.text, SIZE, False, color)

    def _paint_patch(self, scene: Scene, box: QRectF, item: LegendItem) -> None:
        solid = item.color in ("text", "muted") and item.swatch == "fill"
        opacity = 1.0 if solid else 0.16 if item.swatch == "hatch" else 0.5
        scene.painter.fillRect(box, scene.color(item.color, opacity))
        if item.swatch == "hatch":
            hatch(scene, QPolygonF(box), item.color, 4.0)
            scene.painter.setBrush(Qt.BrushStyle.NoBrush)
            scene.painter.setPen(scene.pen(item.color, 1.0))
            scene.painter.drawRect(box)

    def _paint_bar(self, scene: Scene, bar: ColorBar, top: float) -> None:
        width = min(self.width() - 2.0, 240.0)
        box = QRectF(1.0, top + 4, width, 12)
        gradient = QLinearGradient(box.topLeft(), box.topRight())
        colors = color_table(scene.palette, bar.colormap)
        for k in range(17):
            row = colors[round(k / 16 * 252)]
            gradient.setColorAt(k / 16, QColor(*(int(c) for c in row)))
        scene.painter.setPen(QPen(scene.color("line"), 1.0))
        scene.painter.setBrush(gradient)
        scene.painter.drawRect(box)
        for share in (0.0, 0.5, 1.0):
            text = short(bar.low * (1 - share) + bar.high * share, 3)
            size = self._setter.width(text, 11)
            left = min(max(1.0, 1.0 + share * width - size / 2), 1.0 + width - size)
            self._setter.draw(scene.painter, left, top + 20, text, 11, False, scene.color("muted"))


def _sample(item: LegendItem) -> float:
    return PATCH if item.swatch in ("fill", "hatch") else SAMPLE
