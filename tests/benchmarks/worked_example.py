"""Starts the program and tells when its table takes keys and when all of its worked example is on the screen."""

from __future__ import annotations

import json
import time
from typing import Any

SETTLED = 1500
"""Milliseconds for what follows the start: spare processes, caches."""
LIMIT = 30.0


class Watch:
    """Asks in every turn of the loop what is there already."""

    def __init__(self, app: Any, window: Any) -> None:
        from PySide6.QtCore import QTimer

        from tests.benchmarks.empty_window import Keys

        self._app, self._window = app, window
        self.keys, self.drawn = Keys(), 0.0
        self._began = time.monotonic()
        self._asked = False
        self._timer = QTimer(interval=1)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        from PySide6.QtCore import QTimer

        from tests.benchmarks.empty_window import key

        if not self._asked and self._first_is_there():
            self._asked = True
            view = self._window.table.view
            view.installEventFilter(self.keys)
            self._app.postEvent(view, key())
        if self._asked and self._all_is_there():
            self.drawn = time.monotonic()
            self._timer.stop()
            QTimer.singleShot(SETTLED, self._app.quit)
        if time.monotonic() - self._began > LIMIT:
            raise SystemExit("the worked example never appeared")

    def _first_is_there(self) -> bool:
        """The matrix stands in its table, and the picture of it beside it."""
        window = self._window
        return window.views is not None and "A" in window.workspace and _painted(window.views.main)

    def _all_is_there(self) -> bool:
        """The pinned spectrum and the cards of what the example has asked, the newest with all that it says."""
        cards = self._window.results.cards
        return _painted(self._window.views.side) and len(cards) == 2 and _unfolded(cards[0])


def _unfolded(card) -> bool:
    from workbench.gui.widgets.codeline import CodeLine

    return any(line.isVisible() for line in card.findChildren(CodeLine))


def _painted(tabs) -> bool:
    return tabs.current.view.drawing is not None and tabs.current.view.isVisible()


def main() -> None:
    """The program first, in the order in which it imports itself; what watches it comes after."""
    from workbench import app as program

    app, window = program.start()
    from tests.benchmarks.heartbeat import FirstPaint, Heartbeat, own_memory

    heartbeat = Heartbeat()
    FirstPaint(window, heartbeat)
    watch = Watch(app, window)
    app.exec()
    figures = {
        "ready": watch.keys.ready,
        "drawn": watch.drawn,
        "memory": own_memory(),
        "stall": max(heartbeat.stop()),
    }
    window.close()
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
