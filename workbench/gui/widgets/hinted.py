"""A field whose words of invitation are never cut off: a narrow one has shorter words."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from workbench.gui.guard import guarded

AROUND = 50
"""Pixels beside the words: the icon before them and the edges."""


class HintedEdit(QLineEdit):
    """Shows the first of its `hints`, which are sorted from long to short, that has room."""

    def __init__(self, hints: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hints = hints
        self.setPlaceholderText(hints[0])

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide, room = self.fontMetrics().horizontalAdvance, self.width() - AROUND
        self.setPlaceholderText(next((hint for hint in self._hints if wide(hint) <= room), self._hints[-1]))
