"""One frame of dragging the tip of A e1: from the mouse move until table, facts and both views are painted."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from tests.benchmarks.table import Row, percentile
from tests.benchmarks.window import rest, shown
from workbench.gui.plotting.canvas import Canvas
from workbench.gui.window import MainWindow
from workbench.plots.spec import Handle

FRAMES = 400
WARM = 40


def rows() -> list[Row]:
    with shown() as (app, window):
        window.views.side.pin("A")
        rest(app, 0.3)
        frames = _dragged(app, window)
        views = f"table, facts, {window.views.main.current.view.title}, {window.views.side.current.view.title}"
    return [
        Row(f"a frame of dragging A e1, 99th percentile of {FRAMES}", percentile(frames, 0.99), 16, "ms", views),
        Row("a frame of dragging A e1, median", percentile(frames, 0.5), 16, "ms"),
    ]


def _dragged(app: QApplication, window: MainWindow) -> list[float]:
    """Milliseconds a frame, from the move until everything that it changed is painted."""
    canvas = window.views.main.current.view.canvas
    at = _tip(canvas)
    _send(app, canvas, QEvent.Type.MouseButtonPress, at)
    frames: list[float] = []
    for step in range(FRAMES + WARM):
        turn = step / 25
        to = at + QPointF(40 * math.sin(turn), 25 * math.sin(1.7 * turn))
        before = window.workspace["A"].version
        begun = time.perf_counter()
        _send(app, canvas, QEvent.Type.MouseMove, to)
        moved = window.workspace["A"].version != before
        window.frame.flush()
        app.sendPostedEvents()
        app.processEvents()
        if moved and step >= WARM:
            frames.append(1e3 * (time.perf_counter() - begun))
    _send(app, canvas, QEvent.Type.MouseButtonRelease, at)
    return frames


def _tip(canvas: Canvas) -> QPointF:
    assert canvas.drawing is not None
    handle = next(item for item in canvas.drawing.items if isinstance(item, Handle) and item.name == "column 0")
    return QPointF(*canvas.viewport.point(handle.x, handle.y))


def _send(app: QApplication, canvas: Canvas, kind: QEvent.Type, at: QPointF) -> None:
    left = Qt.MouseButton.LeftButton
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else left
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else left
    far = canvas.mapToGlobal(at)
    app.sendEvent(canvas, QMouseEvent(kind, at, far, button, held, Qt.KeyboardModifier.NoModifier))
