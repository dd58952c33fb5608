"""Coalesces many changes into one refresh a frame."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QObject, QTimer

from workbench.gui.guard import guarded

FRAME = 8
"""Milliseconds that changes may gather for: half a frame of a 60 Hz screen."""


class Frame(QObject):
    """Runs each wanted refresh once, a moment after the first change that wanted it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: dict[Hashable, Callable[[], None]] = {}
        self._timer = QTimer(self, singleShot=True, interval=FRAME)
        self._timer.timeout.connect(self.flush)

    def want(self, key: Hashable, refresh: Callable[[], None]) -> None:
        """Run `refresh` in the next frame; a later one with the same key takes its place."""
        self._wanted[key] = refresh
        if not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Run what is wanted now; one that fails is reported and leaves the others their turn."""
        self._timer.stop()
        while self._wanted:
            wanted, self._wanted = self._wanted, {}
            for refresh in wanted.values():
                guarded()(refresh)()
