"""Where a list stands, kept while what is in it is made anew and takes its height again bit by bit."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QScrollBar

MOMENT = 600
"""Milliseconds after the last change of a height in which more may come; who scrolls meanwhile goes where they want."""


class Place(QObject):
    """`keep` holds a scroll bar where it is, for a moment."""

    def __init__(self, bar: QScrollBar) -> None:
        super().__init__(bar)
        self._bar, self._held = bar, 0
        self._clock = QTimer(self, singleShot=True, interval=MOMENT)
        bar.rangeChanged.connect(self._again)
        bar.valueChanged.connect(self._moved)
        bar.actionTriggered.connect(self._clock.stop)

    def keep(self) -> None:
        """Stay here."""
        if not self.is_held:
            self._held = self._bar.value()
        self._clock.start()

    @property
    def is_held(self) -> bool:
        """Whether heights may still change."""
        return self._clock.isActive()

    def _again(self) -> None:
        if self.is_held:
            self._clock.start()
            self._bar.setValue(min(self._held, self._bar.maximum()))

    def _moved(self, value: int) -> None:
        """What scrolls without being asked to, such as a focus that finds a new home, is taken back."""
        if self.is_held and value != min(self._held, self._bar.maximum()):
            self._again()
