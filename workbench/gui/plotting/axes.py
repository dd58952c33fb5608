"""Axes: through the origin for geometry, around the data for everything else."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QLineF
from PySide6.QtGui import QPainter

from workbench.gui.plotting.labels import Crowd
from workbench.gui.plotting.paint import Scene
from workbench.gui.plotting.text import Typesetter
from workbench.gui.plotting.viewport import Rect, Viewport
from workbench.plots import ticks
from workbench.plots.spec import Drawing, Image
from workbench.plots.ticks import Tick, nice_step

ticks_at, log_ticks = lru_cache(64)(ticks.ticks_at), lru_cache(64)(ticks.log_ticks)
"""Asked for by margins, lines and numbers alike."""
TICK_SIZE = 11
BETWEEN_X, BETWEEN_Y = 36.0, 26.0


def x_ticks(port: Viewport, drawing: Drawing, scale: float) -> list[Tick]:
    """Round numbers far enough apart to be read."""
    step = nice_step(BETWEEN_X * scale / port.scale_x)
    low, high = max(port.box[0], drawing.view[0]), min(port.box[1], drawing.view[1])
    return ticks_at(low, high, max(1.0, step) if drawing.integer_ticks else step)


def y_ticks(port: Viewport, drawing: Drawing, scale: float) -> list[Tick]:
    """The same upwards, decades where the axis is logarithmic."""
    if drawing.log_y:
        return log_ticks(*port.data_box[2:], max(1, int(port.height / (BETWEEN_Y * scale))))
    step = nice_step(BETWEEN_Y * scale / port.scale_y)
    if not drawing.y_down:
        return ticks_at(port.box[2], port.box[3], step)
    return ticks_at(max(port.box[2], drawing.view[2]), min(port.box[3], drawing.view[3]), max(1.0, step))


def origin_ticks(port: Viewport, scale: float) -> tuple[list[Tick], list[Tick]]:
    """The same step both ways, for equal aspect."""
    step = nice_step(34.0 * scale / min(port.scale_x, port.scale_y))
    x0, x1, y0, y1 = port.box
    return ticks_at(x0, x1, step), ticks_at(y0, y1, step)


def origin_grid(scene: Scene) -> None:
    """The fine grid of the plane and its two axes."""
    across, up = origin_ticks(scene.port, scene.scale)
    area, painter = scene.rect, scene.painter
    painter.setPen(scene.pen("grid", 1.0))
    vertical = [scene.port.point(x, 0.0)[0] for x, _ in across]
    horizontal = [scene.port.point(0.0, y)[1] for y, _ in up]
    painter.drawLines([QLineF(x, area.top(), x, area.bottom()) for x in vertical])
    painter.drawLines([QLineF(area.left(), y, area.right(), y) for y in horizontal])


def origin_lines(scene: Scene) -> None:
    """The two axes, above the grids."""
    area = scene.rect
    x, y = scene.port.point(0.0, 0.0)
    scene.painter.setPen(scene.pen("axis", 1.25))
    scene.painter.drawLines([QLineF(x, area.top(), x, area.bottom()), QLineF(area.left(), y, area.right(), y)])


def origin_numbers(scene: Scene, setter: Typesetter, crowd: Crowd) -> None:
    """Numbers beside the axes, wherever nothing else is written; at the edge when the axis is out of sight."""
    color, halo = scene.color("muted"), scene.color("plot")
    for rect, text in _origin_places(scene.port, scene.scale, setter):
        if crowd.is_free(rect):
            setter.draw(scene.painter, rect[0], rect[1], text, TICK_SIZE, False, color, halo, again=True)


@lru_cache(8)
def _origin_places(port: Viewport, scale: float, setter: Typesetter) -> list[tuple[Rect, str]]:
    """Every number that is wholly in sight, and where it goes; the same as long as one looks at the same box."""
    right, bottom = port.left + port.width, port.top + port.height
    x_axis, y_axis = port.point(0.0, 0.0)
    across, up = origin_ticks(port, scale)
    below = min(max(y_axis + 4, port.top + 2), bottom - 18 * scale)
    found: list[tuple[Rect, str]] = []
    for x, text in across:
        width, height = setter.extent(text, TICK_SIZE)
        found.append(((port.point(x, 0.0)[0] - width / 2, below, width, height), text))
    for y, text in up:
        width, height = setter.extent(text, TICK_SIZE)
        left = min(max(x_axis - width - 6, port.left + 4), right - width - 4)
        found.append(((left, port.point(0.0, y)[1] - height / 2, width, height), text))
    return [(rect, text) for rect, text in found if text != "0" and _inside(rect, port.left, port.top, right, bottom)]


def _inside(rect: Rect, left: float, top: float, right: float, bottom: float) -> bool:
    x, y, width, height = rect
    return x >= left and x + width <= right and y >= top and y + height <= bottom


def frame_margins(drawing: Drawing, setter: Typesetter, port: Viewport, scale: float) -> tuple[float, ...]:
    """Left, top, right and bottom, so that the widest number fits."""
    widest = max((setter.width(text, TICK_SIZE) for _, text in y_ticks(port, drawing, scale)), default=20.0)
    line = setter.extent("0", TICK_SIZE)[1]
    left = 12 + widest + 8 + (line + 4 if len(drawing.y_label) > 2 else 0)
    bottom = 8 + line + (line + 8 if drawing.x_label else 0) + 4
    has_image = any(isinstance(item, Image) for item in drawing.items)
    return left, 12.0 + (line if has_image else 0.0), 18.0, bottom


def frame(scene: Scene, setter: Typesetter, drawing: Drawing) -> None:
    """Level lines behind the data (not behind an image) and the base line."""
    area = scene.rect
    if not drawing.y_down:
        levels = [scene.port.point(0.0, y)[1] for y, _ in y_ticks(scene.port, drawing, scene.scale)]
        scene.painter.setPen(scene.pen("grid", 1.0))
        scene.painter.drawLines([QLineF(area.left(), y, area.right(), y) for y in levels])
        scene.painter.setPen(scene.pen("axis", 1.25))
        scene.painter.drawLine(QLineF(area.left(), area.bottom(), area.right(), area.bottom()))


def frame_numbers(scene: Scene, setter: Typesetter, drawing: Drawing) -> None:
    """Numbers left and below, and the names of the axes."""
    area, muted = scene.rect, scene.color("muted")
    line = setter.extent("0", TICK_SIZE)[1]
    for y, text in y_ticks(scene.port, drawing, scene.scale):
        left = area.left() - 8 - setter.width(text, TICK_SIZE)
        place = scene.port.point(0.0, y)[1]
        if area.top() - 1 <= place <= area.bottom() + 1:
            setter.draw(scene.painter, left, place - line / 2, text, TICK_SIZE, False, muted, again=True)
    for x, text in x_ticks(scene.port, drawing, scene.scale):
        left = scene.port.point(x, 1.0)[0] - setter.width(text, TICK_SIZE) / 2
        setter.draw(scene.painter, left, area.bottom() + 8, text, TICK_SIZE, False, muted, again=True)
    _names(scene, setter, drawing, line)


def _names(scene: Scene, setter: Typesetter, drawing: Drawing, line: float) -> None:
    area, muted = scene.rect, scene.color("muted")
    width = setter.width(drawing.x_label, TICK_SIZE)
    left = area.center().x() - width / 2
    setter.draw(scene.painter, left, area.bottom() + 14 + line, drawing.x_label, TICK_SIZE, False, muted, again=True)
    if len(drawing.y_label) > 2:
        _turned(scene.painter, 8, area.center().y() + setter.width(drawing.y_label, TICK_SIZE) / 2, lambda: setter.draw(
            scene.painter, 0, 0, drawing.y_label, TICK_SIZE, False, muted, again=True))  # fmt: skip
    elif drawing.y_label:
        beside = area.left() - 8 - setter.width(drawing.y_label, TICK_SIZE)
        setter.draw(scene.painter, beside, area.top() - line - 2, drawing.y_label, TICK_SIZE, False, muted, again=True)


def _turned(painter: QPainter, x: float, y: float, draw: Callable[[], None]) -> None:
    painter.save()
    painter.translate(x, y)
    painter.rotate(-90)
    draw()
    painter.restore()
