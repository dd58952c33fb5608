"""Morph: a button that plays the way from the identity to the matrix, and a slider that scrubs it."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QPointF, QRectF, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QColor, QFocusEvent, QIcon, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QAbstractSlider, QHBoxLayout, QToolButton, QWidget

from workbench.gui.guard import guarded
from workbench.gui.kept import Kept
from workbench.gui.plotting.paint import Palette
from workbench.gui.plotting.text import Typesetter

STEPS = 1000
MILLISECONDS = 300
EDGE, TRACK = 8.0, 82.0


class Scrubber(QAbstractSlider):
    """A slider from "I" to the name of the matrix; one widget, because every frame of the picture paints it too."""

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette, self._name, self._scale = palette, "A", 1.0
        self._setter = Typesetter(self.font())
        self._kept = Kept()
        self.setRange(0, STEPS)
        self.setSingleStep(STEPS // 20)
        self.setPageStep(STEPS // 4)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("Morph from the identity to the matrix")
        self.setToolTip("From the identity I to the matrix; arrow keys move it")
        self._resize()

    def set_name(self, name: str) -> None:
        """The name of the matrix at the end of the way."""
        if name != self._name:
            self._name = name
            self._resize()
            self.update()

    def set_scale(self, scale: float) -> None:
        """Larger type."""
        self._scale, self._setter = scale, Typesetter(self.font(), scale)
        self._resize()

    def _resize(self) -> None:
        width = self._span()[1] + 14 * self._scale + self._setter.width(self._name, 13, True) + EDGE
        self.setFixedSize(round(width), round(24 * self._scale))

    def _span(self) -> tuple[float, float]:
        """The ends of the track in pixels."""
        left = EDGE + self._setter.width("I", 13, True) + 14 * self._scale
        return left, left + TRACK * self._scale

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        """A quiet ground, the track, its travelled part in the accent colour, a round knob, the two names."""
        painter = QPainter(self)
        try:
            colors = tuple(self._palette(token).rgba() for token in ("plot", "control", "accent", "surface", "text"))
            key = (self.value(), self._name, self._scale, self.hasFocus(), colors)
            self._kept.show(painter, self.size(), key, self._paint, None)
        finally:
            painter.end()

    def _paint(self, painter: QPainter) -> None:
        ground = QColor(self._palette("plot"))
        ground.setAlphaF(0.9)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        (left, right), y = self._span(), self.height() / 2
        x = left + (right - left) * self.value() / STEPS
        for end, token in ((right, "control"), (x, "accent")):
            painter.setPen(QPen(self._palette(token), 3, c=Qt.PenCapStyle.RoundCap))
            painter.drawLine(QPointF(left, y), QPointF(end, y))
        painter.setBrush(self._palette("surface"))
        painter.setPen(QPen(self._palette("accent"), 3 if self.hasFocus() else 2))
        painter.drawEllipse(QPointF(x, y), 6.0 * self._scale, 6.0 * self._scale)
        top = y - self._setter.extent("I", 13, True)[1] / 2
        for start, text in ((EDGE, "I"), (right + 14 * self._scale, self._name)):
            self._setter.draw(painter, start, top, text, 13, True, self._palette("text"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The knob jumps to the pointer."""
        self.setSliderDown(True)
        self._follow(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """And follows it."""
        if self.isSliderDown():
            self._follow(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Until it is let go."""
        self.setSliderDown(False)

    def _follow(self, event: QMouseEvent) -> None:
        left, right = self._span()
        self.setValue(round(STEPS * (event.position().x() - left) / (right - left)))

    @guarded()
    def focusInEvent(self, event: QFocusEvent) -> None:
        """The knob shows the focus."""
        self.update()

    @guarded()
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """And its end."""
        self.update()

    @guarded()
    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:
        """Another value, another picture."""
        super().sliderChange(change)
        self.update()


class Morph(QWidget):
    """The button; it owns the animation. `moved(t)` goes from 0 (the identity) to 1 (the matrix)."""

    moved = Signal(float)
    running = Signal(bool)

    def __init__(self, palette: Palette, track: QAbstractSlider, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette, self._track, self._scale = palette, track, 1.0
        track.setValue(STEPS)
        self.button = QToolButton(self)
        self.button.setText("Morph")
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setAutoRaise(True)
        self.button.setToolTip("Play the way from the identity to the matrix (M)")
        self.button.setAccessibleName("Morph from the identity")
        self.button.setIconSize(QSize(12, 12))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(MILLISECONDS)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._animation.valueChanged.connect(lambda t: self._track.setValue(round(t * STEPS)))
        self._animation.stateChanged.connect(lambda new, old: self.running.emit(self.is_running))
        track.valueChanged.connect(lambda value: self.moved.emit(value / STEPS))
        self.button.clicked.connect(self.play)
        self.restyle()

    @property
    def is_running(self) -> bool:
        """Whether the animation plays."""
        return self._animation.state() == QVariantAnimation.State.Running

    def play(self) -> None:
        """From the identity to the matrix, eased."""
        self._animation.stop()
        self._track.setValue(0)
        self._animation.start()

    def show_value(self, t: float) -> None:
        """Put the slider where the morph is."""
        self._track.setValue(round(t * STEPS))

    def stop(self) -> None:
        """End at the matrix at once."""
        self._animation.stop()
        self._track.setValue(STEPS)

    def set_scale(self, scale: float) -> None:
        """Larger type."""
        self._scale = scale
        self.button.setIconSize(QSize(round(12 * scale), round(12 * scale)))
        self.restyle()

    def restyle(self) -> None:
        """Take the colours of the theme."""
        self.button.setIcon(_play_icon(self._palette))
        text, hover = self._palette("text").name(), self._palette("hover").name()
        focus = self._palette("accent").name()
        size, height = round(13 * self._scale), round(18 * self._scale)
        self.button.setStyleSheet(
            f"QToolButton {{ color: {text}; border: 1px solid transparent; border-radius: 6px; padding: 1px 6px; "
            f"font-weight: 500; font-size: {size}px; height: {height}px; background: transparent }} "
            f"QToolButton:hover {{ background: {hover} }} "
            f"QToolButton:focus {{ border-color: {focus} }}"
        )


def _play_icon(palette: Palette) -> QIcon:
    pixmap = QPixmap(24, 24)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette("text"))
    painter.drawPolygon(QPolygonF([QPointF(2.5, 1.5), QPointF(10.5, 6), QPointF(2.5, 10.5)]))
    painter.end()
    return QIcon(pixmap)
