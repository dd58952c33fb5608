"""From data to pixels and back: the visible box, the aspect, a logarithmic axis, y upwards or downwards."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from workbench.plots.spec import Array, Box

FLOOR = 1e-300
Rect = tuple[float, float, float, float]
"""Left, top, width, height in pixels."""


@dataclass(frozen=True)
class Viewport:
    """A box of data shown in a rectangle of pixels. `box` is in axis units: log₁₀ of y where `log_y`."""

    left: float
    top: float
    width: float
    height: float
    box: Box
    log_y: bool = False
    y_down: bool = False

    @classmethod
    def fit(cls, rect: Rect, view: Box, equal: bool, log_y: bool, y_down: bool) -> Viewport:
        """Show at least `view` (data units); with equal aspect the box grows in one direction."""
        x0, x1, y0, y1 = view
        if log_y:
            y0, y1 = math.log10(max(y0, FLOOR)), math.log10(max(y1, FLOOR))
        x0, x1 = _opened(x0, x1)
        y0, y1 = _opened(y0, y1)
        left, top, width, height = rect
        width, height = max(width, 1.0), max(height, 1.0)
        if equal:
            scale = min(width / (x1 - x0), height / (y1 - y0))
            x0, x1 = _widened(x0, x1, width / scale)
            y0, y1 = _widened(y0, y1, height / scale)
        return cls(left, top, width, height, (x0, x1, y0, y1), log_y, y_down)

    @property
    def scale_x(self) -> float:
        """Pixels to a unit of x."""
        return self.width / (self.box[1] - self.box[0])

    @property
    def scale_y(self) -> float:
        """Pixels to a unit of y (or of log₁₀ y)."""
        return self.height / (self.box[3] - self.box[2])

    @property
    def data_box(self) -> Box:
        """The visible box in data units."""
        x0, x1, y0, y1 = self.box
        return (x0, x1, _power(y0), _power(y1)) if self.log_y else self.box

    def to_px(self, points: Array) -> Array:
        """Rows of data coordinates as rows of pixels. On a log axis what is not positive sits on the axis."""
        points = np.asarray(points, dtype=float)
        out = np.empty_like(points)
        out[:, 0] = self.left + (points[:, 0] - self.box[0]) * self.scale_x
        y = points[:, 1]
        if self.log_y:
            y = np.where(y > 0, np.log10(np.maximum(y, FLOOR)), self.box[2])
        up = (y - self.box[2]) * self.scale_y
        out[:, 1] = self.top + up if self.y_down else self.top + self.height - up
        return out

    def point(self, x: float, y: float) -> tuple[float, float]:
        """One place in pixels."""
        if self.log_y:
            y = math.log10(y) if y > FLOOR else self.box[2]
        up = (y - self.box[2]) * self.scale_y
        return (
            self.left + (x - self.box[0]) * self.scale_x,
            self.top + up if self.y_down else self.top + self.height - up,
        )

    def data(self, px: float, py: float) -> tuple[float, float]:
        """The data coordinates under a pixel."""
        up = (py - self.top if self.y_down else self.top + self.height - py) / self.scale_y
        y = self.box[2] + up
        return self.box[0] + (px - self.left) / self.scale_x, _power(y) if self.log_y else y

    def zoomed(self, factor: float, px: float, py: float) -> Viewport:
        """Closer by `factor`, with the place under the pixel kept."""
        fx = (px - self.left) / self.width
        fy = (py - self.top) / self.height
        fy = fy if self.y_down else 1 - fy
        x0, x1, y0, y1 = self.box
        width, height = (x1 - x0) / factor, (y1 - y0) / factor
        x, y = x0 + fx * (x1 - x0), y0 + fy * (y1 - y0)
        return self._with((x - fx * width, x + (1 - fx) * width, y - fy * height, y + (1 - fy) * height))

    def moved(self, dx: float, dy: float) -> Viewport:
        """The content moved by so many pixels."""
        x0, x1, y0, y1 = self.box
        x, y = dx / self.scale_x, (dy if self.y_down else -dy) / self.scale_y
        return self._with((x0 - x, x1 - x, y0 - y, y1 - y))

    def showing(self, other: Viewport) -> Viewport:
        """This rectangle around the same middle and at the same scale as another one."""
        x0, x1, y0, y1 = other.box
        width, height = self.width / other.scale_x, self.height / other.scale_y
        return self._with((*_widened(x0, x1, width), *_widened(y0, y1, height)))

    def _with(self, box: Box) -> Viewport:
        """Another box, unless the numbers could no longer tell its sides apart."""
        x0, x1, y0, y1 = box
        limit = 1e12
        fine = all(
            math.isfinite(a) and math.isfinite(b) and max(abs(a), abs(b)) < limit * (b - a)
            for a, b in ((x0, x1), (y0, y1))
        )
        if not fine or max(x1 - x0, y1 - y0) > 1e200:
            return self
        return Viewport(self.left, self.top, self.width, self.height, box, self.log_y, self.y_down)


def _power(exponent: float) -> float:
    """10 to this power, as far as floating point reaches."""
    return float(10.0 ** min(max(exponent, -323.0), 308.0))


def _opened(low: float, high: float) -> tuple[float, float]:
    if high > low:
        return low, high
    return low - 0.5, low + 0.5


def _widened(low: float, high: float, size: float) -> tuple[float, float]:
    extra = (size - (high - low)) / 2
    return low - extra, high + extra
