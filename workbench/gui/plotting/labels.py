"""Where words go in a picture: beside what they name, off each other and off the lines."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from workbench.gui.plotting.viewport import Rect
from workbench.plots.spec import Array


@dataclass
class Crowd:
    """What is already in the picture: points along lines (worth avoiding) and rectangles (to be avoided)."""

    bounds: Rect
    points: Array = field(default_factory=lambda: np.empty((0, 2)))
    rects: list[Rect] = field(default_factory=list)

    def add_lines(self, segments: Array) -> None:
        """Segments in pixels, as rows of four; points at most 8 pixels apart stand for them."""
        self.points = np.concatenate((self.points, sampled(segments)))

    def place(self, groups: Sequence[Sequence[Rect]]) -> list[Rect]:
        """For each group the best of its candidates, earlier ones preferred; each becomes part of the crowd."""
        boxes = np.array([rect for group in groups for rect in group]).reshape(-1, 4)
        order = np.concatenate([np.arange(len(group)) for group in groups]) if groups else np.empty(0)
        cost = order * 1.5 + self._outside(boxes) + self._covered(boxes) + _overlap(boxes, self.rects)
        found, first = [], 0
        for group in groups:
            best = group[int(np.argmin(cost[first : first + len(group)]))]
            first += len(group)
            cost[first:] += _overlap(boxes[first:], [best])
            found.append(best)
        self.rects += found
        return found

    def is_free(self, rect: Rect) -> bool:
        """Whether no rectangle of the crowd comes near this one."""
        left, top, right, bottom = rect[0] - 4, rect[1], rect[0] + rect[2] + 4, rect[1] + rect[3]
        return all(x >= right or x + w <= left or y >= bottom or y + h <= top for x, y, w, h in self.rects)

    def _outside(self, boxes: Array) -> Array:
        left, top, width, height = self.bounds
        over = np.maximum(left - boxes[:, 0], 0) + np.maximum(boxes[:, 0] + boxes[:, 2] - left - width, 0)
        over += np.maximum(top - boxes[:, 1], 0) + np.maximum(boxes[:, 1] + boxes[:, 3] - top - height, 0)
        return np.where(over > 0, 200 + 10 * over, 0.0)

    def _covered(self, boxes: Array) -> Array:
        x, y = self.points.T
        inside = (x > boxes[:, :1]) & (x < boxes[:, :1] + boxes[:, 2:3])
        inside &= (y > boxes[:, 1:2]) & (y < boxes[:, 1:2] + boxes[:, 3:4])
        return np.count_nonzero(inside, axis=1) * 3.0


def _overlap(boxes: Array, rects: Sequence[Rect]) -> Array:
    """The price of lying on one of these rectangles."""
    if not rects:
        return np.zeros(len(boxes))
    others = np.asarray(rects, dtype=float)
    ends, other_ends = boxes[:, None, :2] + boxes[:, None, 2:], others[:, :2] + others[:, 2:]
    sides = np.minimum(ends, other_ends) - np.maximum(boxes[:, None, :2], others[:, :2])
    sides = np.maximum(sides, 0)
    area = sides[..., 0] * sides[..., 1]
    return (area + 60.0 * (area > 0)).sum(axis=1)


def sampled(segments: Array, spacing: float = 8.0) -> Array:
    """Points along segments (rows of four), about `spacing` apart; far too long segments are left out."""
    delta = segments[:, 2:] - segments[:, :2]
    length = np.hypot(delta[:, 0], delta[:, 1])
    kept = length < 1e4
    delta, length, start = delta[kept], length[kept], segments[kept, :2]
    counts = np.ceil(length / spacing).astype(np.int64) + 1
    which = np.repeat(np.arange(len(counts)), counts)
    place = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    return start[which] + (place / counts[which])[:, None] * delta[which]


def around(x: float, y: float, width: float, height: float, toward: tuple[float, float], offset: float) -> list[Rect]:
    """Rectangles around a point in pixels, the one in direction `toward` first; with offset 0 centred on it first."""
    start = math.atan2(toward[1], toward[0])
    turns = [0, 0.25, -0.25, 0.5, -0.5, 0.75, -0.75, 1]
    found = [_beside(x, y, width, height, start + turn * math.pi, offset or 4.0) for turn in turns]
    if offset:
        return found
    centred = (x - width / 2, y - height / 2, width, height)
    shifts = [(0, -1), (0, 1), (1, 0), (-1, 0), (0.5, -1), (-0.5, 1), (1.4, -0.5), (-1.4, 0.5), (1.4, 1), (-1.4, -1)]
    moved = [(centred[0] + dx * width / 2, centred[1] + dy * height, width, height) for dx, dy in shifts]
    return [centred, *moved, *found]


def _beside(x: float, y: float, width: float, height: float, angle: float, offset: float) -> Rect:
    """A rectangle whose edge is `offset` away from the point in the direction of the angle, a corner a little more."""
    dx, dy = math.cos(angle), math.sin(angle)
    offset *= max(1.0, 0.8 / max(abs(dx), abs(dy)))
    centre_x = x + dx * offset + (width / 2 if dx > 0.38 else -width / 2 if dx < -0.38 else 0)
    centre_y = y + dy * offset + (height / 2 if dy > 0.38 else -height / 2 if dy < -0.38 else 0)
    return (centre_x - width / 2, centre_y - height / 2, width, height)


def along(start: tuple[float, float], end: tuple[float, float], width: float, height: float) -> Iterable[Rect]:
    """Rectangles beside a line in pixels: near its ends first, on both sides."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy) or 1.0
    normal = (-dy / length, dx / length)
    away = 5.0 + abs(normal[0]) * width / 2 + abs(normal[1]) * height / 2
    inset = (abs(dx) / length * width + abs(dy) / length * height) / 2 + 6.0
    for share in (0.0, 0.12, 0.25, 0.36):
        for side in (1, -1):
            for forward in (True, False):
                t = min((inset + share * length) / length, 0.45)
                t = 1 - t if forward else t
                x = start[0] + t * dx + side * away * normal[0]
                y = start[1] + t * dy + side * away * normal[1]
                yield (x - width / 2, y - height / 2, width, height)
