"""F6 and Shift+F6: the keyboard goes from panel to panel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

Stop = tuple[QWidget, Callable[[], QWidget]]
"""A panel, and what in it takes the keyboard."""


class Rounds:
    """The list of variables, the table, the form, the results, the views, and round again."""

    def __init__(self, window: Any) -> None:
        self._window = window

    @property
    def _stops(self) -> list[Stop]:
        window = self._window
        stops: list[Stop] = [
            (window.workspace_panel, lambda: window.workspace_panel.list),
            (window.table, lambda: window.table.view),
            (window.operations, lambda: window.operations.form.first_control),
            (window.results, lambda: window.results.first_control),
        ]
        if window.views is not None:
            stops.append((window.views, lambda: window.views.main.current.view.canvas))
        return stops

    def go(self, forth: int) -> None:
        """Go on from where the keyboard is; from outside to the table."""
        stops, focus = self._stops, QApplication.focusWidget()
        here = next(
            (at for at, (panel, _) in enumerate(stops) if focus is not None and panel.isAncestorOf(focus)), None
        )
        at = (here + forth) % len(stops) if here is not None else 1
        stops[at][1]().setFocus(Qt.FocusReason.TabFocusReason)
