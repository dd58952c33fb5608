"""Shows a window with nothing in it and tells when it took its first key: `start` measures against this."""

from __future__ import annotations

import json
import time

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QMainWindow


class Keys(QObject):
    """Notes when the first key reaches a widget."""

    ready: float | None = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and self.ready is None:
            self.ready = time.monotonic()
        return False


def key() -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier)


def main() -> None:
    from tests.benchmarks.heartbeat import FirstPaint, Heartbeat, own_memory

    app = QApplication([])
    window, keys, heartbeat = QMainWindow(), Keys(), Heartbeat()
    window.installEventFilter(keys)
    window.resize(1440, 900)
    FirstPaint(window, heartbeat)
    window.show()
    QTimer.singleShot(0, lambda: app.postEvent(window, key()))
    QTimer.singleShot(500, app.quit)
    app.exec()
    figures = {"ready": keys.ready, "drawn": keys.ready, "memory": own_memory(), "stall": max(heartbeat.stop())}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
