"""Plane geometry on arrays: endless lines cut to a box, circles, boxes around points."""

from __future__ import annotations

import math

import numpy as np

from workbench.plots.spec import Array, Box
from workbench.plots.ticks import nice_step

NOTHING = np.empty((0, 2))


def circle(count: int = 128) -> Array:
    """Points of the unit circle, as rows."""
    angle = np.linspace(0.0, 2.0 * np.pi, count, endpoint=False)
    return np.column_stack((np.cos(angle), np.sin(angle)))


UNIT_CIRCLE = circle()
UNIT_SQUARE = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])


def box_around(points: Array, margin: float = 0.0) -> Box:
    """The smallest box around the rows of `points`, wider by `margin` of its larger side all around."""
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    extra = margin * max(x1 - x0, y1 - y0)
    return float(x0 - extra), float(x1 + extra), float(y0 - extra), float(y1 + extra)


def clip_lines(anchors: Array, direction: tuple[float, float], box: Box) -> Array:
    """Cut the endless lines through `anchors` along `direction` to the box: rows in pairs, lines outside left out."""
    d = np.asarray(direction, dtype=float)
    length = math.hypot(*d)
    if not (length > 0 and math.isfinite(length)) or not len(anchors):
        return NOTHING
    d = d / length
    enter, leave = np.full(len(anchors), -np.inf), np.full(len(anchors), np.inf)
    for axis, (low, high) in enumerate((box[:2], box[2:])):
        if abs(d[axis]) < 1e-12:
            outside = (anchors[:, axis] < low) | (anchors[:, axis] > high)
            enter[outside], leave[outside] = np.inf, -np.inf
        else:
            a, b = (low - anchors[:, axis]) / d[axis], (high - anchors[:, axis]) / d[axis]
            enter, leave = np.maximum(enter, np.minimum(a, b)), np.minimum(leave, np.maximum(a, b))
    kept = leave > enter
    ends = np.stack((anchors[kept] + enter[kept, None] * d, anchors[kept] + leave[kept, None] * d), axis=1)
    return ends.reshape(-1, 2)


def clip_line(x: float, y: float, dx: float, dy: float, box: Box) -> Array:
    """One endless line cut to the box: its two ends as rows, or no row."""
    enter, leave = -math.inf, math.inf
    for at, d, low, high in ((x, dx, box[0], box[1]), (y, dy, box[2], box[3])):
        if d == 0:
            if not low <= at <= high:
                return NOTHING
        else:
            a, b = sorted(((low - at) / d, (high - at) / d))
            enter, leave = max(enter, a), min(leave, b)
    if not (leave > enter and math.isfinite(leave) and math.isfinite(enter)):
        return NOTHING
    return np.array([[x + enter * dx, y + enter * dy], [x + leave * dx, y + leave * dy]])


def clip_lattice(basis: Array, box: Box, closest: float) -> Array:
    """The lines of the integer grid seen through `basis`, inside the box: rows in pairs.

    Where they would lie closer than `closest` only every second, fifth, tenth ... is drawn. A singular basis has its
    lines on top of each other: one is drawn.
    """
    families = [_family(basis[:, 1], basis[:, 0], box, closest), _family(basis[:, 0], basis[:, 1], box, closest)]
    return np.concatenate(families)


def _family(direction: Array, step: Array, box: Box, closest: float) -> Array:
    """Lines along `direction`, one through each multiple of `step`."""
    length = math.hypot(*direction)
    if length < closest * 1e-3:
        return NOTHING
    normal = np.array([-direction[1], direction[0]]) / length
    spacing = abs(float(normal @ step))
    if spacing < closest * 1e-3:
        return clip_lines(np.zeros((1, 2)), (float(direction[0]), float(direction[1])), box)
    every = nice_step(closest / spacing) if spacing < closest else 1.0
    corners = np.array([(x, y) for x in box[:2] for y in box[2:]]) @ normal
    along = every * float(normal @ step)
    ends = np.sort(np.array([corners.min(), corners.max()]) / along)
    multiples = np.arange(math.ceil(ends[0]), math.floor(ends[1]) + 1)
    anchors = (multiples * along)[:, None] * normal
    return clip_lines(anchors, (float(direction[0]), float(direction[1])), box)


def clip_segments(path: Array, box: Box) -> Array:
    """The parts of a polyline's segments that lie inside the box: rows in pairs."""
    start, end = path[:-1], path[1:]
    d = end - start
    enter, leave = np.zeros(len(d)), np.ones(len(d))
    with np.errstate(divide="ignore", invalid="ignore"):
        for axis, (low, high) in enumerate((box[:2], box[2:])):
            a, b = (low - start[:, axis]) / d[:, axis], (high - start[:, axis]) / d[:, axis]
            flat = d[:, axis] == 0
            inside = (start[:, axis] >= low) & (start[:, axis] <= high)
            enter = np.maximum(enter, np.where(flat, np.where(inside, 0.0, 2.0), np.minimum(a, b)))
            leave = np.minimum(leave, np.where(flat, 1.0, np.maximum(a, b)))
    kept = leave > enter
    first = start[kept] + enter[kept, None] * d[kept]
    last = start[kept] + leave[kept, None] * d[kept]
    return np.stack((first, last), axis=1).reshape(-1, 2)


def clip_polygon(points: Array, box: Box) -> Array:
    """A polygon cut to the box, side by side (Sutherland and Hodgman)."""
    for axis, limit, sign in ((0, box[0], 1.0), (0, box[1], -1.0), (1, box[2], 1.0), (1, box[3], -1.0)):
        if not len(points):
            break
        points = _cut(points, axis, limit, sign)
    return points


def _cut(points: Array, axis: int, limit: float, sign: float) -> Array:
    height = sign * (points[:, axis] - limit)
    kept: list[Array] = []
    for i in range(len(points)):
        before, now = height[i - 1], height[i]
        if (before < 0) != (now < 0):
            kept.append(points[i - 1] + (before / (before - now)) * (points[i] - points[i - 1]))
        if now >= 0:
            kept.append(points[i])
    return np.array(kept).reshape(-1, 2)
