"""How long the window stands still while LAPACK works on 2000 x 2000, beside the same call in a thread."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtWidgets import QApplication

from tests.benchmarks.heartbeat import Heartbeat
from tests.benchmarks.table import Row, percentile
from tests.benchmarks.window import rest, shown, wait
from workbench.gui.window import MainWindow
from workbench.jobs.request import Compute
from workbench.model.edits import Put
from workbench.model.matrix import Matrix

SIDE = 2000
Array = np.ndarray[Any, Any]
OPERATIONS = {
    "det": ("A",),
    "solve": ("A", "b"),
    "inv": ("A",),
    "pinv": ("A",),
    "lstsq": ("A", "b"),
    "svd": ("A",),
    "eig": ("A",),
}


def rows() -> list[Row]:
    rng = np.random.default_rng(4)
    A, b = rng.standard_normal((SIDE, SIDE)), rng.standard_normal(SIDE)
    with shown() as (app, window):
        for name, array in (("A", A), ("b", b)):
            window.workspace.do(Put(Matrix.of(name, array)))
        rest(app, 4.0)  # until all compute processes are there
        calls, found = _bare(A, b), []
        for name, inputs in OPERATIONS.items():
            rows = _rows(name, _job(app, window, name, inputs), _thread(app, calls[name]))
            print(*(f"{row.name} {row.value:.1f} {row.unit}, {row.peer}" for row in rows), sep="\n", file=sys.stderr)
            found += rows
    return found


def _rows(name: str, gaps: list[float], peer: list[float]) -> list[Row]:
    title = f"stall of the event loop during {name}, n = {SIDE}"
    return [
        Row(f"{title}: longest", max(gaps), 33, "ms", f"in a thread {max(peer):.0f} ms"),
        Row(f"{title}: p99", percentile(gaps, 0.99), 8, "ms", f"in a thread {percentile(peer, 0.99):.0f} ms"),
    ]


def _job(app: QApplication, window: MainWindow, name: str, inputs: tuple[str, ...]) -> list[float]:
    """Milliseconds between beats from the click on Run until the card has been painted."""
    heartbeat, before = Heartbeat(), len(window.session.results)
    heartbeat.start()
    window.session.run(Compute(name, inputs))
    wait(app, lambda: len(window.session.results) > before)
    rest(app, 0.3)
    return [1e3 * gap for gap in heartbeat.stop()]


def _thread(app: QApplication, call: Callable[[], object]) -> list[float]:
    heartbeat, thread = Heartbeat(), threading.Thread(target=call)
    heartbeat.start()
    thread.start()
    wait(app, lambda: not thread.is_alive())
    rest(app, 0.3)
    return [1e3 * gap for gap in heartbeat.stop()]


def _bare(A: Array, b: Array) -> dict[str, Callable[[], object]]:
    import scipy.linalg as la

    return {
        "inv": lambda: la.inv(A),
        "eig": lambda: la.eig(A),
        "svd": lambda: la.svd(A),
        "pinv": lambda: la.pinv(A),
        "solve": lambda: la.solve(A, b),
        "lstsq": lambda: la.lstsq(A, b),
        "det": lambda: la.det(A),
    }
