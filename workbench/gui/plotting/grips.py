"""Handles under the mouse and the keyboard: which one is meant, where it goes, what is reported."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from workbench.gui.plotting.labels import Crowd
from workbench.gui.plotting.paint import Scene
from workbench.gui.plotting.viewport import Viewport
from workbench.plots.spec import Handle

RADIUS, PRESENTING_RADIUS = 7.0, 13.0
HIT = 12.0


class Grips:
    """The handles of one drawing; at most one is hovered, one focused, one held."""

    def __init__(self) -> None:
        self.handles: tuple[Handle, ...] = ()
        self.hovered: str | None = None
        self.focused: str | None = None
        self.by_keyboard = False
        """whether the focus is shown: it was a key that was used last"""
        self.held: str | None = None
        self.offset = (0.0, 0.0)
        self.origin = (0.0, 0.0)

    def set(self, handles: Sequence[Handle]) -> None:
        """Take the handles of a new drawing; those that are gone are let go."""
        self.handles = tuple(handles)
        names = {handle.name for handle in handles}
        self.hovered, self.focused, self.held = (
            name if name in names else None for name in (self.hovered, self.focused, self.held)
        )

    def get(self, name: str | None) -> Handle | None:
        """The handle of that name."""
        return next((handle for handle in self.handles if handle.name == name), None)

    def at(self, port: Viewport, position: QPointF, scale: float) -> Handle | None:
        """The nearest handle within reach; a handle of `axis="x"` can be taken anywhere along its line."""
        best, best_distance = None, HIT * scale
        for handle in self.handles:
            x, y = port.point(handle.x, handle.y)
            distance = math.hypot(position.x() - x, position.y() - y)
            if distance <= best_distance:
                best, best_distance = handle, distance
        return best or self._along(port, position)

    def _along(self, port: Viewport, position: QPointF) -> Handle | None:
        for handle in self.handles:
            near = abs(position.x() - port.point(handle.x, handle.y)[0]) <= 5.0
            if handle.axis == "x" and near and port.top <= position.y() <= port.top + port.height:
                return handle
        return None

    def take(self, port: Viewport, handle: Handle, position: QPointF) -> None:
        """Begin a drag: the handle keeps its distance from the pointer."""
        x, y = port.point(handle.x, handle.y)
        self.offset = (x - position.x(), y - position.y())
        self.origin = (handle.x, handle.y)
        self.held = self.focused = handle.name

    def target(self, port: Viewport, position: QPointF, free: bool) -> tuple[float, float]:
        """Where the held handle goes: to the nearest round number that can be told apart by hand, or freely."""
        x, y = port.data(position.x() + self.offset[0], position.y() + self.offset[1])
        if free:
            return x, y
        return rounded(x, port.scale_x), rounded(y, port.scale_y) if not port.log_y else y

    def next(self, forward: bool) -> bool:
        """Move the focus to the next handle; False at the end, where the focus leaves the picture."""
        names = [handle.name for handle in self.handles]
        if not names:
            return False
        place = names.index(self.focused) if self.focused in names else (-1 if forward else len(names))
        place += 1 if forward else -1
        self.focused = names[place] if 0 <= place < len(names) else None
        return self.focused is not None


def rounded(value: float, pixels_per_unit: float) -> float:
    """The nearest multiple of the power of ten that is about four pixels long: 0.1 at the usual zoom."""
    digits = -round(math.log10(4.0 / pixels_per_unit))
    return round(value, digits) + 0.0


def paint_grip(scene: Scene, handle: Handle, hovered: bool, focused: bool, presenting: bool) -> None:
    """A ring with a core in the ground colour, a halo under the mouse, a second ring under the keyboard."""
    radius = PRESENTING_RADIUS if presenting else RADIUS
    center = QPointF(*scene.port.point(handle.x, handle.y))
    painter = scene.painter
    painter.setPen(Qt.PenStyle.NoPen)
    if hovered:
        painter.setBrush(scene.color(handle.color, 0.18))
        painter.drawEllipse(center, radius + 5, radius + 5)
    if focused:
        _ring(painter, center, radius + 4.5, QPen(scene.color("accent"), 2.0))
    painter.setBrush(scene.color("plot"))
    painter.setPen(QPen(scene.color(handle.color), 2.5))
    painter.drawEllipse(center, radius, radius)
    if handle.axis == "xy":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(scene.color(handle.color))
        painter.drawEllipse(center, radius * 0.27, radius * 0.27)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _ring(painter: QPainter, center: QPointF, radius: float, pen: QPen) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    painter.drawEllipse(center, radius, radius)


def crowd_grips(crowd: Crowd, handles: Sequence[Handle], port: Viewport, presenting: bool) -> None:
    """Keep words off the handles."""
    radius = (PRESENTING_RADIUS if presenting else RADIUS) + 3
    for handle in handles:
        x, y = port.point(handle.x, handle.y)
        crowd.rects.append((x - radius, y - radius, 2 * radius, 2 * radius))
