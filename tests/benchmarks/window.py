"""The whole window in this process, for the parts that measure it from inside."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QApplication

from workbench import app as program
from workbench.gui.window import MainWindow


@contextmanager
def shown(*, example: bool = True) -> Iterator[tuple[QApplication, MainWindow]]:
    """The window with its views and compute processes, painted and at rest."""
    app = program.application()
    window = program.build(mode="light", example=example)
    window.show()
    wait(app, lambda: window.views is not None and not window.session.jobs)
    rest(app, 1.5)
    try:
        yield app, window
    finally:
        window.close()
        window.deleteLater()
        rest(app, 0.1)


def wait(app: QApplication, reached: Callable[[], bool], limit: float = 300) -> None:
    """Serve the event loop until something is so."""
    end = time.monotonic() + limit
    while not reached():
        if time.monotonic() > end:
            raise TimeoutError("the window did not get there")
        app.processEvents()
        time.sleep(0.0005)


def rest(app: QApplication, seconds: float) -> None:
    """Serve the event loop for a while."""
    end = time.monotonic() + seconds
    wait(app, lambda: time.monotonic() > end)
