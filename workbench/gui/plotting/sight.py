"""Which part of a drawing is in sight: all of it, until one moves or zooms to another."""

from __future__ import annotations

from workbench.gui.plotting import axes
from workbench.gui.plotting.text import Typesetter
from workbench.gui.plotting.viewport import Rect, Viewport
from workbench.plots.spec import Drawing

EMPTY = Drawing((), (0.0, 1.0, 0.0, 1.0), "none")
LOST = 0.6
"""A plane is shown anew where its content fills less than this share of the box in sight."""


class Sight:
    """The visible box, and whether it follows the drawing."""

    def __init__(self) -> None:
        self.port: Viewport | None = None
        self.chosen = False
        """by hand: then it stays"""
        self.resting = False
        """during an animation"""

    @property
    def follows(self) -> bool:
        """Whether another drawing may move the box."""
        return not self.chosen and not self.resting

    def choose(self, port: Viewport) -> None:
        """Look where the hand points."""
        self.port, self.chosen = port, True

    def fit(self, drawing: Drawing | None, size: tuple[float, float], setter: Typesetter, scale: float) -> None:
        """Show everything, with room for the numbers beside a frame."""
        drawing = drawing or EMPTY
        width, height = size
        port = _make_port(drawing, (0.0, 0.0, width, height))
        if drawing.axes == "frame":
            left, top, right, bottom = axes.frame_margins(drawing, setter, port, scale)
            rect = (left, top, width - left - right, height - top - bottom)
            port = _make_port(drawing, _shaped(rect, drawing) if drawing.equal_aspect else rect)
        self.port = port

    def suits(self, drawing: Drawing) -> bool:
        """Whether the box may stay: on a plane while the content is inside and not lost in it, never on a frame."""
        if drawing.axes != "origin" or self.port is None:
            return False
        x0, x1, y0, y1 = self.port.box
        a0, a1, b0, b1 = drawing.view
        inside = a0 >= x0 and a1 <= x1 and b0 >= y0 and b1 <= y1
        return inside and not max((a1 - a0) / (x1 - x0), (b1 - b0) / (y1 - y0)) < LOST


def _make_port(drawing: Drawing, rect: Rect) -> Viewport:
    return Viewport.fit(rect, drawing.view, drawing.equal_aspect, drawing.log_y, drawing.y_down)


def _shaped(rect: Rect, drawing: Drawing) -> Rect:
    """The largest rectangle of the shape of the data, centred: its axes stay beside it."""
    left, top, width, height = rect
    x0, x1, y0, y1 = drawing.view
    scale = min(width / (x1 - x0), height / (y1 - y0))
    wide, high = max(scale * (x1 - x0), 1.0), max(scale * (y1 - y0), 1.0)
    return left + (width - wide) / 2, top + (height - high) / 2, wide, high
