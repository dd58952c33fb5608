"""All the words inside a picture: they are placed together, so that none lies on another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from workbench.gui.plotting.labels import Crowd, along, around
from workbench.gui.plotting.paint import Scene, ray_ends
from workbench.gui.plotting.text import Typesetter, lasts
from workbench.gui.plotting.viewport import Rect
from workbench.plots.spec import Array, Arrow, Drawing, Lines, Points, Polygon, Ray, Text

RAY_LABEL = 12
PAD = 2.0


def gather(crowd: Crowd, scene: Scene, drawing: Drawing) -> None:
    """What words should stay off: axes, arrows, endless lines, outlines, dots."""
    port = scene.port
    single: list[Sequence[float]] = []
    found: list[Array] = []
    if drawing.axes == "origin":
        x, y = port.point(0.0, 0.0)
        single += [(port.left, y, port.left + port.width, y), (x, port.top, x, port.top + port.height)]
    for item in drawing.items:
        if isinstance(item, Arrow):
            single.append(port.point(*item.start) + port.point(*item.end))
        elif isinstance(item, Ray):
            single += ray_ends(port, item).reshape(-1, 4).tolist()
        elif isinstance(item, Polygon) or (isinstance(item, Lines) and item.connect == "closed"):
            found.append(_closed(scene.pixels(item.points)[:: max(1, len(item.points) // 48)]))
        elif isinstance(item, Points):
            px = scene.pixels(item.points)[:: max(1, len(item.points) // 128)]
            found.append(np.concatenate((px, px), axis=1))
    if single:
        found.append(np.array(single))
    if found:
        crowd.add_lines(np.concatenate(found))


def _closed(px: Array) -> Array:
    """The sides of a polygon as rows of four."""
    sides = np.empty((len(px), 4))
    sides[:, :2] = px
    sides[:-1, 2:] = px[1:]
    sides[-1:, 2:] = px[:1]
    return sides


@dataclass(frozen=True)
class Word:
    """A line of text and where it may go."""

    text: str
    size: int
    bold: bool
    color: str
    candidates: Iterable[Rect]


def write(crowd: Crowd, scene: Scene, setter: Typesetter, drawing: Drawing) -> None:
    """Bold words first (they name the main things), then the others, then the names of endless lines."""
    texts = sorted((item for item in drawing.items if isinstance(item, Text)), key=lambda text: not text.bold)
    words = [_near_point(scene, setter, item) for item in texts if _in_sight(crowd, scene, item)]
    rays = [item for item in drawing.items if isinstance(item, Ray) and item.label]
    words += [word for item in rays if (word := _beside_ray(scene, setter, item))]
    halo = scene.color("plot")
    for word, rect in zip(words, crowd.place([word.candidates for word in words]), strict=True):
        color = scene.color(word.color)
        left, again = rect[0] + PAD, lasts(word.text)
        setter.draw(scene.painter, left, rect[1], word.text, word.size, word.bold, color, halo, again=again)


def _in_sight(crowd: Crowd, scene: Scene, item: Text) -> bool:
    x, y = scene.port.point(*item.at)
    left, top, width, height = crowd.bounds
    return left - 20 <= x <= left + width + 20 and top - 20 <= y <= top + height + 20


def _near_point(scene: Scene, setter: Typesetter, item: Text) -> Word:
    x, y = scene.port.point(*item.at)
    toward = (item.toward[0], item.toward[1] if scene.port.y_down else -item.toward[1])
    width, height = setter.extent(item.text, item.size, item.bold)
    places = around(x, y, width + 2 * PAD, height, toward, item.offset * scene.scale)
    return Word(item.text, item.size, item.bold, item.color, places)


def _beside_ray(scene: Scene, setter: Typesetter, item: Ray) -> Word | None:
    ends = ray_ends(scene.port, item)
    if len(ends) < 2:
        return None
    width, height = setter.extent(item.label, RAY_LABEL, True)
    end, start = sorted((tuple(row) for row in ends.tolist()), key=lambda place: place[1])
    places = along(start, end, width + 2 * PAD, height)
    return Word(item.label, RAY_LABEL, True, item.label_color, places)
