"""All the words inside a picture: they are placed together, so that none lies on another."""

from __future__ import annotations

import numpy as np

from workbench.gui.plotting.labels import Crowd, along, around
from workbench.gui.plotting.paint import Scene, ray_ends
from workbench.gui.plotting.text import Typesetter
from workbench.plots.spec import Array, Arrow, Drawing, Lines, Polygon, Primitive, Ray, Text

RAY_LABEL = 12
PAD = 2.0


def gather(crowd: Crowd, scene: Scene, items: tuple[Primitive, ...]) -> None:
    """What words should stay off: arrows, endless lines, outlines."""
    port = scene.port
    found: list[Array] = []
    for item in items:
        if isinstance(item, Arrow):
            found.append(np.array([[*port.point(*item.start), *port.point(*item.end)]]))
        elif isinstance(item, Ray):
            found.append(ray_ends(port, item).reshape(-1, 4))
        elif isinstance(item, Polygon) or (isinstance(item, Lines) and item.connect == "closed"):
            px = port.to_px(item.points[:: max(1, len(item.points) // 48)])
            found.append(np.hstack((px, np.roll(px, -1, axis=0))))
    if found:
        crowd.add_lines(np.concatenate(found))


def write(crowd: Crowd, scene: Scene, setter: Typesetter, drawing: Drawing) -> None:
    """Bold words first (they name the main things), then the others, then the names of endless lines."""
    texts = [item for item in drawing.items if isinstance(item, Text)]
    for item in sorted(texts, key=lambda text: not text.bold):
        _write_text(crowd, scene, setter, item)
    for item in drawing.items:
        if isinstance(item, Ray) and item.label:
            _write_ray(crowd, scene, setter, item)


def _write_text(crowd: Crowd, scene: Scene, setter: Typesetter, item: Text) -> None:
    x, y = scene.port.point(*item.at)
    left, top, width, height = crowd.bounds
    if not (left - 20 <= x <= left + width + 20 and top - 20 <= y <= top + height + 20):
        return
    toward = (item.toward[0], item.toward[1] if scene.port.y_down else -item.toward[1])
    width, height = setter.extent(item.text, item.size, item.bold)
    offset = item.offset * scene.scale
    left, top, *_ = crowd.place(around(x, y, width + 2 * PAD, height, toward, offset))
    _put(scene, setter, item.text, left + PAD, top, item.size, item.bold, item.color)


def _write_ray(crowd: Crowd, scene: Scene, setter: Typesetter, item: Ray) -> None:
    ends = ray_ends(scene.port, item)
    if len(ends) < 2:
        return
    width, height = setter.extent(item.label, RAY_LABEL, True)
    start, end = (tuple(row) for row in ends.tolist())
    if start[1] < end[1]:
        start, end = end, start
    left, top, *_ = crowd.place(list(along(start, end, width + 2 * PAD, height)))
    _put(scene, setter, item.label, left + PAD, top, RAY_LABEL, True, item.label_color)


def _put(
    scene: Scene, setter: Typesetter, text: str, left: float, top: float, size: int, bold: bool, color: str
) -> None:
    setter.draw(scene.painter, left, top, text, size, bold, scene.color(color), scene.color("plot"))
