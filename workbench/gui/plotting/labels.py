"""Where words go in a picture: beside what they name, off each other and off the lines."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from workbench.gui.plotting.viewport import Rect
from workbench.plots.spec import Array

LONGEST = 1e4
"""Pixels of a line that is still looked at."""
LATER = 1.5
"""The price of every step down a list of candidates."""


@dataclass
class Crowd:
    """What is already in the picture: points along lines (worth avoiding) and rectangles (to be avoided)."""

    bounds: Rect
    rects: list[Rect] = field(default_factory=list)
    _xs: list[float] = field(default_factory=list)
    _ys: list[float] = field(default_factory=list)

    def add_lines(self, segments: Array) -> None:
        """Segments in pixels, as rows of four; points at most 8 pixels apart stand for them, from top to bottom."""
        points = sampled(segments)
        xs, ys = points[:, 0], points[:, 1]
        if self._xs:
            xs, ys = np.concatenate((xs, self._xs)), np.concatenate((ys, self._ys))
        order = ys.argsort()
        self._xs, self._ys = xs[order].tolist(), ys[order].tolist()

    def place(self, groups: Iterable[Iterable[Rect]]) -> list[Rect]:
        """For each group the best of its candidates, earlier ones preferred; each becomes part of the crowd."""
        found = []
        for group in groups:
            found.append(self._best(group))
            self.rects.append(found[-1])
        return found

    def _best(self, group: Iterable[Rect]) -> Rect:
        """The cheapest; as soon as no later one could be cheaper, none is looked at."""
        best, least, order = (0.0, 0.0, 0.0, 0.0), math.inf, 0.0
        for rect in group:
            if order >= least:
                break
            price = order + self._outside(rect) + 3.0 * self._covered(rect) + self._overlap(rect)
            if price < least:
                best, least = rect, price
            order += LATER
        return best

    def is_free(self, rect: Rect) -> bool:
        """Whether no rectangle of the crowd comes near this one."""
        left, top, right, bottom = rect[0] - 4, rect[1], rect[0] + rect[2] + 4, rect[1] + rect[3]
        for x, y, width, height in self.rects:
            if x < right and x + width > left and y < bottom and y + height > top:
                return False
        return True

    def _outside(self, rect: Rect) -> float:
        (x, y, wide, high), (left, top, width, height) = rect, self.bounds
        over = max(left - x, 0.0) + max(x + wide - left - width, 0.0)
        over += max(top - y, 0.0) + max(y + high - top - height, 0.0)
        return 200 + 10 * over if over > 0 else 0.0

    def _covered(self, rect: Rect) -> int:
        """How many points of lines lie under it."""
        left, top, width, height = rect
        first, last = bisect_right(self._ys, top), bisect_left(self._ys, top + height)
        right = left + width
        return sum([left < x < right for x in self._xs[first:last]])

    def _overlap(self, rect: Rect) -> float:
        """The price of lying on other rectangles."""
        left, top, right, bottom = rect[0], rect[1], rect[0] + rect[2], rect[1] + rect[3]
        price = 0.0
        for x, y, width, height in self.rects:
            if x < right and x + width > left and y < bottom and y + height > top:
                across, down = min(right, x + width) - max(left, x), min(bottom, y + height) - max(top, y)
                price += across * down + 60.0
        return price


def sampled(segments: Array, spacing: float = 8.0) -> Array:
    """Points along segments (rows of four), about `spacing` apart; far too long segments are left out."""
    length = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    if length.max(initial=0.0) >= LONGEST:
        segments, length = segments[length < LONGEST], length[length < LONGEST]
    counts = np.ceil(length / spacing).astype(np.int64) + 1
    ends = counts.cumsum()
    which = np.arange(len(counts)).repeat(counts)
    share = (np.arange(len(which)) - (ends - counts)[which]) / counts[which]
    start = segments[which, :2]
    return start + share[:, None] * (segments[which, 2:] - start)


SHIFTS = ((0, -1), (0, 1), (1, 0), (-1, 0), (0.5, -1), (-0.5, 1), (1.4, -0.5), (-1.4, 0.5), (1.4, 1), (-1.4, -1))
TURNS = (0, 0.25, -0.25, 0.5, -0.5, 0.75, -0.75, 1)


def around(
    x: float, y: float, width: float, height: float, toward: tuple[float, float], offset: float
) -> Iterator[Rect]:
    """Rectangles around a point in pixels, the one in direction `toward` first; with offset 0 centred on it first."""
    if not offset:
        left, top = x - width / 2, y - height / 2
        yield left, top, width, height
        for across, down in SHIFTS:
            yield left + across * width / 2, top + down * height, width, height
    start = math.atan2(toward[1], toward[0])
    for turn in TURNS:
        yield _beside(x, y, width, height, start + turn * math.pi, offset or 4.0)


def _beside(x: float, y: float, width: float, height: float, angle: float, offset: float) -> Rect:
    """A rectangle whose edge is `offset` away from the point in the direction of the angle, a corner a little more."""
    dx, dy = math.cos(angle), math.sin(angle)
    offset *= max(1.0, 0.8 / max(abs(dx), abs(dy)))
    centre_x = x + dx * offset + (width / 2 if dx > 0.38 else -width / 2 if dx < -0.38 else 0)
    centre_y = y + dy * offset + (height / 2 if dy > 0.38 else -height / 2 if dy < -0.38 else 0)
    return (centre_x - width / 2, centre_y - height / 2, width, height)


def along(start: tuple[float, float], end: tuple[float, float], width: float, height: float) -> Iterator[Rect]:
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
