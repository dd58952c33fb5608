"""A hand for demonstrations and self-tests: real mouse and key events, and waiting for what they bring."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

PATIENCE = 120.0
LEFT, NONE, PLAIN = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier


class Hand:
    """Works on the widgets of one application as a person would."""

    def __init__(self, app: QApplication) -> None:
        self._app = app

    def wait(self, reached: Callable[[], object], what: str, limit: float = PATIENCE) -> None:
        """Serve events until something is so; TimeoutError names it when it never is."""
        end = time.monotonic() + limit
        while not reached():
            if time.monotonic() > end:
                raise TimeoutError(f"waited {limit:.0f} s for {what}")
            self._app.processEvents()
            time.sleep(0.002)
        self.rest(0.05)

    def rest(self, seconds: float) -> None:
        """Serve events for a while, so that everything is painted."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._app.processEvents()
            time.sleep(0.002)

    def drag(self, widget: QWidget, start: QPointF, end: QPointF, steps: int = 20) -> list[float]:
        """Press, move and release; the seconds that each step took, painting included."""
        self._mouse(widget, QEvent.Type.MouseButtonPress, start, LEFT, LEFT)
        taken = []
        for step in range(1, steps + 1):
            began = time.perf_counter()
            self._mouse(widget, QEvent.Type.MouseMove, start + (end - start) * (step / steps), NONE, LEFT)
            self.rest(0.012)
            taken.append(time.perf_counter() - began)
        self._mouse(widget, QEvent.Type.MouseButtonRelease, end, LEFT, NONE)
        self.rest(0.05)
        return taken

    def click(self, widget: QWidget) -> None:
        """Press and release in the middle of a widget."""
        middle = QPointF(widget.rect().center())
        self._mouse(widget, QEvent.Type.MouseButtonPress, middle, LEFT, LEFT)
        self._mouse(widget, QEvent.Type.MouseButtonRelease, middle, LEFT, NONE)
        self.rest(0.02)

    def type(self, widget: QWidget, text: str) -> None:
        """Letter after letter into a widget."""
        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                self._app.sendEvent(widget, QKeyEvent(kind, 0, PLAIN, letter))
        self.rest(0.02)

    def _mouse(
        self, widget: QWidget, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton, held: Qt.MouseButton
    ) -> None:
        self._app.sendEvent(widget, QMouseEvent(kind, at, QPointF(widget.mapToGlobal(at)), button, held, PLAIN))
