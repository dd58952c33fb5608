"""The figures of a certificate: a column of labels and values, or lines of them where no column has room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from workbench.gui.guard import guarded

GAP, BETWEEN, LEADING = 12, 6, 6
"""Between a label and its value in the column, and in a line; between rows."""
APART = 18
"""Between two pairs in a line."""

Pair = tuple[QLabel, QLabel]


class Figures(QWidget):
    """`in_lines` says how they stand; whoever places them asks for the size of either way."""

    def __init__(self, pairs: Sequence[Pair], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pairs = list(pairs)
        for label in (label for pair in pairs for label in pair):
            label.setParent(self)
        self.in_lines = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    @guarded(QSize(0, 0))
    def sizeHint(self) -> QSize:
        """Of the column."""
        if not self._pairs:
            return QSize(0, 0)
        widths = [max(pair[at].sizeHint().width() for pair in self._pairs) for at in (0, 1)]
        return QSize(widths[0] + GAP + widths[1], len(self._pairs) * (self._row + LEADING) - LEADING)

    @guarded(QSize(0, 0))
    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def height_in_lines(self, width: int) -> int:
        """The height of as many lines as it takes."""
        return max((at.y() + self._row for at in self._line_places(width)), default=0)

    def set_in_lines(self, on: bool) -> None:
        """Stand in lines, or in a column."""
        self.in_lines = on
        self._place()

    @property
    def _row(self) -> int:
        return max((label.sizeHint().height() for pair in self._pairs for label in pair), default=0)

    def _line_places(self, width: int) -> Iterator[QPoint]:
        x = y = 0
        for label, value in self._pairs:
            wide = label.sizeHint().width() + BETWEEN + value.sizeHint().width()
            if x and x + wide > width:
                x, y = 0, y + self._row + LEADING
            yield QPoint(x, y)
            x += wide + APART

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        row = self._row
        places = list(self._line_places(self.width()))
        for at, (label, value) in enumerate(self._pairs):
            left, right = label.sizeHint().width(), value.sizeHint().width()
            corner = places[at] if self.in_lines else QPoint(0, at * (row + LEADING))
            beside = corner.x() + left + BETWEEN if self.in_lines else self.width() - right
            label.setGeometry(QRect(corner, QSize(left, row)))
            value.setGeometry(beside, corner.y(), right, row)
