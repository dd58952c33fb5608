"""The sentence under every view: what is to be seen, with the numbers."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QGuiApplication, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui.guard import guarded
from workbench.gui.plotting.paint import Palette
from workbench.gui.plotting.text import Typesetter, lasts
from workbench.plots.spec import Words

SIZE, LINE, LINES = 13, 20, 2

Run = tuple[int, float, str, Words]
"""Line, left edge, a word with the space after it, and the piece it belongs to."""


class Sentence(QWidget):
    """Words with some of them coloured or bold, broken into lines.

    It is painted by hand because it changes in every frame of a drag, where a rich text label costs as much as the
    picture. It never becomes lower while its width stays: the picture above must not jump.
    """

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette, self._scale = palette, 1.0
        self._words: tuple[Words, ...] = ()
        self._runs: list[Run] = []
        self._setter = Typesetter(self.font())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        copy = QAction("Copy sentence", self)
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(self.text()))
        self.addAction(copy)
        self.setFixedHeight(self._needed())

    def text(self) -> str:
        """The plain words."""
        return "".join(piece.text for piece in self._words)

    def set_words(self, words: tuple[Words, ...]) -> None:
        """Say this; nothing happens if it is the same."""
        if words == self._words:
            return
        self._words = words
        self.setAccessibleName(self.text())
        self._flow()
        self.update()

    def set_scale(self, scale: float) -> None:
        """Larger type."""
        self._scale = scale
        self._setter = Typesetter(self.font(), scale)
        self._flow(afresh=True)
        self.update()

    def restyle(self) -> None:
        """The theme has changed."""
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(200, self._needed())

    def _needed(self) -> int:
        lines = max([LINES, *(run[0] + 1 for run in self._runs)])
        return math.ceil(lines * LINE * self._scale)

    def _flow(self, afresh: bool = False) -> None:
        """Break the lines, and take room for them."""
        self._runs = self._broken()
        height = self._needed() if afresh else max(self._needed(), self.height())
        if height != self.height():
            self.setFixedHeight(height)

    def _broken(self) -> list[Run]:
        """Words that touch stay together: a full stop does not begin a line."""
        runs: list[Run] = []
        group: list[tuple[str, Words]] = []
        line, left = 0, 0.0
        for text, piece in [*self._pieces(), (" ", Words(""))]:
            group.append((text, piece))
            if not text.endswith(" "):
                continue
            width = sum(self._setter.width(text.rstrip(), SIZE, piece.bold) for text, piece in group)
            if left and left + width > self.width():
                line, left = line + 1, 0.0
            for text, piece in group:
                if runs and runs[-1][0] == line and runs[-1][3] is piece:
                    runs[-1] = (line, runs[-1][1], runs[-1][2] + text, piece)
                else:
                    runs.append((line, left, text, piece))
                left += self._setter.width(text, SIZE, piece.bold)
            group = []
        return runs

    def _pieces(self) -> list[tuple[str, Words]]:
        found = []
        for piece in self._words:
            parts = piece.text.split(" ")
            words = [part + " " for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])
            found += [(word, piece) for word in words]
        return found

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other words fit on a line now."""
        if event.oldSize().width() != event.size().width():
            self._flow(afresh=True)

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        """Word by word."""
        painter = QPainter(self)
        try:
            painter.fillRect(event.rect(), self._palette("surface"))
            leading = (LINE * self._scale - self._setter.extent("x", SIZE)[1]) / 2
            for line, left, text, piece in self._runs:
                color = self._palette(piece.color or "text")
                top = line * LINE * self._scale + leading
                self._setter.draw(painter, left, top, text, SIZE, piece.bold, color, again=lasts(text))
        finally:
            painter.end()
