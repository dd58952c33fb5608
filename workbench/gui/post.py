"""Brings a callable from a worker thread to the GUI thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot


class Post(QObject):
    """Call it from any thread; what it is given runs in the thread that made it, in order."""

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._posted.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def __call__(self, action: Callable[[], None]) -> None:
        self._posted.emit(action)

    @Slot(object)
    def _run(self, action: Callable[[], None]) -> None:
        action()
