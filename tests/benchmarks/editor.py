"""The table on a hundred million cells: first paint, and memory beyond the array."""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtCore import QEvent, QObject

from tests.benchmarks.heartbeat import own_memory
from tests.benchmarks.table import Row
from tests.benchmarks.window import rest, shown
from workbench.model.edits import Put
from workbench.model.matrix import Matrix

SIDE = 10_000


class Painted(QObject):
    """Notes the end of the first paint: the paint event is seen before it is served, so what it needs is awaited."""

    at: float | None = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self.at is None:
            watched.removeEventFilter(self)
            watched.event(event)
            self.at = time.perf_counter()
            return True
        return False


def rows() -> list[Row]:
    with shown(example=False) as (app, window):
        array = np.random.default_rng(3).standard_normal((SIDE, SIDE))
        before = own_memory()
        matrix = Matrix.of("A", array)
        painted = Painted()
        begun = time.perf_counter()
        window.workspace.do(Put(matrix))
        window.table.view.viewport().installEventFilter(painted)
        while painted.at is None:
            app.processEvents()
        first = painted.at - begun
        rest(app, 1.0)
        beyond = own_memory() - before
    return [
        Row(f"editor on {SIDE} x {SIDE}: from the matrix to its first paint", 1e3 * first, 60, "ms"),
        Row(f"editor on {SIDE} x {SIDE}: memory beyond the array", 100 * beyond / array.nbytes, 5, "%"),
    ]
