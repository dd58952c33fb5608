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

Frame = tuple[float, float]

FRAMES = 400
WARM = 40


def rows() -> list[Row]:
    with shown() as (app, window):
        window.views.side.pin("A")
        rest(app, 4.0)  # until all compute processes are there
        frames = _dragged(app, window)
        views = f"table, facts, {window.views.main.current.view.title}, {window.views.side.current.view.title}"
    return [
        _row(f"a frame of dragging A e1, 99th percentile of {len(frames)}", frames, 0.99, views),
        _row("a frame of dragging A e1, median", frames, 0.5),
    ]


def _row(name: str, frames: list[Frame], share: float, note: str = "") -> Row:
    """The processor's time beside the clock's tells what other programs on the machine took from a frame."""
    wall, cpu = (percentile([frame[side] for frame in frames], share) for side in (0, 1))
    return Row(name, wall, 16, "ms", f"{cpu:.1f} ms of processor time {note}".strip())


def _dragged(app: QApplication, window: MainWindow) -> list[Frame]:
    """Milliseconds a frame, from the move until everything that it changed is painted."""
    canvas = window.views.main.current.view.canvas
    at = _tip(canvas)
    _send(app, canvas, QEvent.Type.MouseButtonPress, at)
    frames: list[Frame] = []
    for step in range(FRAMES + WARM):
        turn = step / 25
        to = at + QPointF(40 * math.sin(turn), 25 * math.sin(1.7 * turn))
        before = window.workspace["A"].version
        begun, worked = time.perf_counter(), time.thread_time()
        _send(app, canvas, QEvent.Type.MouseMove, to)
        moved = window.workspace["A"].version != before
        window.frame.flush()
        app.sendPostedEvents()
        app.processEvents()
        if moved and step >= WARM:
            frames.append((1e3 * (time.perf_counter() - begun), 1e3 * (time.thread_time() - worked)))
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
