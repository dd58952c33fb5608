"""A pulse in the event loop of a window: the longest pause between two beats is what the user felt."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget


class Heartbeat(QObject):
    """Beats every millisecond; `gaps` holds the seconds between beats."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self, last: float | None = None) -> None:
        """Begin, counting from the moment `last` or from now."""
        self.gaps = []
        self._last = time.perf_counter() if last is None else last
        self._timer.start()

    def stop(self) -> list[float]:
        self._timer.stop()
        return self.gaps

    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append(now - self._last)
        self._last = now


class FirstPaint(QObject):
    """Starts a heartbeat with the first paint of a window: the first gap begins with the last widget painted then."""

    def __init__(self, window: QWidget, heartbeat: Heartbeat) -> None:
        super().__init__(window)
        self._heartbeat = heartbeat
        for widget in (window, *window.findChildren(QWidget)):
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._heartbeat.gaps:
            self.deleteLater()
        elif event.type() == QEvent.Type.Paint:
            self._heartbeat.start(time.perf_counter())
        return False


def own_memory() -> int:
    """Bytes that belong to this process alone; on systems without /proc there is no such figure."""
    fields = [line.split() for line in Path("/proc/self/smaps_rollup").read_text().splitlines()[1:]]
    return 1024 * sum(int(field[1]) for field in fields if field[0] in ("Private_Clean:", "Private_Dirty:"))
