"""How each primitive of a `Drawing` is painted: one function a kind, one path or one call a layer."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPolygonF
from shiboken6 import VoidPtr

from workbench.gui.plotting.viewport import Viewport
from workbench.plots.geometry import clip_lattice, clip_line, clip_polygon, clip_segments
from workbench.plots.spec import Array, Arrow, Bars, Lattice, Lines, Points, Polygon, Ray, Rule, Span

Palette = Callable[[str], QColor]
FAR = 3000.0
"""Pixels beyond the view from which paths are cut first: dashes of an endless path take for ever."""
CLOSEST_LINES = 8.0
CROWDED = 800
SMOOTH = 100


@dataclass
class Scene:
    """What every painting function needs."""

    painter: QPainter
    port: Viewport
    palette: Palette
    scale: float = 1.0
    tools: dict[Any, Any] = field(default_factory=dict)
    """pens and colours in use; whoever paints again and again keeps them while the theme stays"""
    _pixels: dict[int, tuple[Array, Array]] = field(default_factory=dict)

    def pixels(self, points: Array) -> Array:
        """Rows of data coordinates as rows of pixels: made once where an outline is painted and words avoid it."""
        known = self._pixels.get(id(points))
        if known is None:
            known = self._pixels[id(points)] = (points, self.port.to_px(points))
        return known[1]

    @property
    def rect(self) -> QRectF:
        """The plot area in pixels."""
        return QRectF(self.port.left, self.port.top, self.port.width, self.port.height)

    def pen(
        self, token: str, width: float, dash: tuple[float, ...] = (), opacity: float = 1.0, *, smooth: bool = False
    ) -> QPen:
        """A pen in a colour of the theme; dashes are in pixels, as they are declared.

        A `smooth` path has so many points that its joins need not be round, which is costly.
        """
        key = (token, width * self.scale, dash, opacity, smooth)
        pen = self.tools.get(key)
        if pen is None:
            pen = self.tools[key] = QPen(self.color(token, opacity), width * self.scale)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin if smooth else Qt.PenJoinStyle.RoundJoin)
            if dash:
                pen.setDashPattern([max(part / width, 0.01) for part in dash])
        return pen

    def color(self, token: str, opacity: float = 1.0) -> QColor:
        """A colour of the theme, perhaps seen through."""
        if opacity >= 1:
            return self.palette(token)
        key = (token, opacity)
        color = self.tools.get(key)
        if color is None:
            color = self.tools[key] = QColor(self.palette(token))
            color.setAlphaF(opacity)
        return color


def polygon(points: Array) -> QPolygonF:
    """Rows of pixels as Qt's polygon."""
    shape = QPolygonF()
    shape.resize(len(points))
    if len(points):
        memory = VoidPtr(shape.data(), 16 * len(points), True)
        np.frombuffer(memory, dtype=np.float64).reshape(-1, 2)[:] = points
    return shape


def segments(pairs: Array) -> list[QLineF]:
    """Rows of pixels in pairs as Qt's lines."""
    return [QLineF(*row) for row in pairs.reshape(-1, 4).tolist()]


def _far_box(port: Viewport) -> tuple[float, float, float, float]:
    pad = 50.0
    return port.left - pad, port.left + port.width + pad, port.top - pad, port.top + port.height + pad


def _is_far(points: Array, port: Viewport) -> bool:
    return bool(len(points)) and float(np.abs(points).max()) > max(port.width, port.height) + FAR


def lines(scene: Scene, item: Lines) -> None:
    """One path, or many segments in one call."""
    points = scene.pixels(item.points)
    smooth = item.connect != "pairs" and len(points) > SMOOTH
    scene.painter.setPen(scene.pen(item.color, item.width, item.dash, item.opacity, smooth=smooth))
    if item.connect == "pairs":
        scene.painter.drawLines(segments(points[: len(points) // 2 * 2]))
        return
    if item.connect == "closed":
        points = closed(points)
    if _is_far(points, scene.port):
        scene.painter.drawLines(segments(clip_segments(points, _far_box(scene.port))))
    else:
        scene.painter.drawPolyline(polygon(points))


def closed(points: Array) -> Array:
    """A path that ends where it began."""
    return np.concatenate((points, points[:1]))


def lattice(scene: Scene, item: Lattice) -> None:
    """The visible lines of a grid, not closer than a few pixels to each other."""
    ends = clip_lattice(item.basis, scene.port.data_box, CLOSEST_LINES / scene.port.scale_x)
    scene.painter.setPen(scene.pen(item.color, item.width))
    scene.painter.drawLines(segments(scene.port.to_px(ends)))


@lru_cache(16)
def ray_ends(port: Viewport, item: Ray) -> Array:
    """The two ends of an endless line in pixels, or nothing where it is out of sight."""
    x0, y0 = port.point(0.0, 0.0)
    direction = (item.direction[0] * port.scale_x, item.direction[1] * port.scale_y * (1 if port.y_down else -1))
    return clip_line(x0, y0, *direction, (port.left, port.left + port.width, port.top, port.top + port.height))


def ray(scene: Scene, item: Ray) -> None:
    """An endless line through the origin."""
    scene.painter.setPen(scene.pen(item.color, item.width, item.dash))
    scene.painter.drawLines(segments(ray_ends(scene.port, item)))


def rule(scene: Scene, item: Rule) -> None:
    """A line from edge to edge."""
    area = scene.rect
    scene.painter.setPen(scene.pen(item.color, item.width, item.dash))
    if item.axis == "x":
        x = scene.port.point(item.at, 1.0)[0]
        scene.painter.drawLine(QLineF(x, area.top(), x, area.bottom()))
    else:
        y = scene.port.point(0.0, item.at)[1]
        scene.painter.drawLine(QLineF(area.left(), y, area.right(), y))


def span(scene: Scene, item: Span) -> None:
    """A shaded band, inside the plot area only."""
    left, right = scene.port.point(item.x0, 1.0)[0], scene.port.point(item.x1, 1.0)[0]
    area = scene.rect
    band = QRectF(left, area.top(), right - left, area.height()).intersected(area)
    scene.painter.fillRect(band, scene.color(item.color, item.opacity))


def points(scene: Scene, item: Points) -> None:
    """All dots of a layer in one call; filled ones are the round caps of a thick pen."""
    px = scene.pixels(item.points)
    area = scene.rect
    near = (px[:, 0] > area.left() - 8) & (px[:, 0] < area.right() + 8)
    px = px[near & np.isfinite(px).all(axis=1)]
    if len(px) > CROWDED:
        px = thinned(px)
    size = item.size * scene.scale
    if not item.hollow:
        pen = QPen(scene.color(item.color), size)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        scene.painter.setPen(pen)
        scene.painter.drawPoints(polygon(px))
        return
    scene.painter.setPen(scene.pen(item.color, 1.75))
    scene.painter.setBrush(scene.color("plot"))
    for x, y in px.tolist():
        scene.painter.drawEllipse(QPointF(x, y), size / 2, size / 2)


def thinned(px: Array) -> Array:
    """Without the dots that fall on the half pixel of the one before."""
    place = np.rint(px * 2)
    return px[np.concatenate(([True], (np.diff(place, axis=0) != 0).any(axis=1)))]


def bars(scene: Scene, item: Bars) -> None:
    """All bars as one path."""
    half = item.width / 2
    path = QPainterPath()
    low = scene.port.to_px(np.column_stack((item.x - half, np.zeros(len(item.x)))))
    high = scene.port.to_px(np.column_stack((item.x + half, item.heights)))
    for (x0, y0), (x1, y1) in zip(low.tolist(), high.tolist(), strict=True):
        path.addRect(QRectF(QPointF(x0, y0), QPointF(x1, y1)).normalized())
    scene.painter.fillPath(path, scene.color(item.color))


def polygon_item(scene: Scene, item: Polygon) -> None:
    """A flat fill, a hatch where it is asked for, an edge."""
    px = scene.pixels(item.points)
    far = _is_far(px, scene.port)
    shape = polygon(clip_polygon(px, _far_box(scene.port)) if far else px)
    painter = scene.painter
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(scene.color(item.fill, item.opacity))
    painter.drawPolygon(shape)
    if item.hatch:
        hatch(scene, shape, item.fill)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if item.edge is None:
        return
    painter.setPen(scene.pen(item.edge, item.edge_width, smooth=len(px) > SMOOTH))
    if far:
        painter.drawLines(segments(clip_segments(closed(px), _far_box(scene.port))))
    else:
        painter.drawPolygon(shape)


def hatch(scene: Scene, shape: QPolygonF, token: str, spacing: float = 8.0) -> None:
    """45 degree lines inside a shape."""
    area = shape.boundingRect().intersected(scene.rect.adjusted(-8, -8, 8, 8))
    if area.isEmpty():
        return
    painter = scene.painter
    painter.save()
    path = QPainterPath()
    path.addPolygon(shape)
    path.closeSubpath()
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    painter.setPen(scene.pen(token, 1.0, opacity=0.65))
    step = spacing * scene.scale * math.sqrt(2)
    first = math.floor((area.left() - area.bottom()) / step) * step
    count = math.ceil((area.width() + area.height()) / step) + 2
    starts = [first + k * step for k in range(count)]
    painter.drawLines([QLineF(c + area.top(), area.top(), c + area.bottom(), area.bottom()) for c in starts])
    painter.restore()


def arrow(scene: Scene, item: Arrow) -> None:
    """A shaft and a head; short arrows are all head, arrows of no length are not drawn."""
    (x0, y0), (x1, y1) = scene.port.point(*item.start), scene.port.point(*item.end)
    length = math.hypot(x1 - x0, y1 - y0)
    if length < 1e-6 or not math.isfinite(length):
        return
    dx, dy = (x1 - x0) / length, (y1 - y0) / length
    gap = min(item.gap * scene.scale, length)
    width = item.width * scene.scale
    tip, head = length - gap, min(3.2 * width + 2, length - gap)
    half = 0.40 * head + 0.12 * width
    painter = scene.painter
    pen = scene.pen(item.color, item.width, opacity=item.opacity)
    painter.setPen(pen)
    painter.drawLine(QLineF(x0, y0, x0 + dx * (tip - head * 0.9), y0 + dy * (tip - head * 0.9)))
    neck = (x0 + dx * (tip - head), y0 + dy * (tip - head))
    corners = [
        QPointF(x0 + dx * tip, y0 + dy * tip),
        QPointF(neck[0] - dy * half, neck[1] + dx * half),
        QPointF(neck[0] + dy * half, neck[1] - dx * half),
    ]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(pen.color()))
    painter.drawPolygon(QPolygonF(corners))
    painter.setBrush(Qt.BrushStyle.NoBrush)


PAINT: dict[type, Callable[[Scene, Any], None]] = {
    Lines: lines,
    Lattice: lattice,
    Ray: ray,
    Rule: rule,
    Span: span,
    Points: points,
    Bars: bars,
    Polygon: polygon_item,
    Arrow: arrow,
}
