"""A label that gives way: where its words do not fit they end in an ellipsis, and the tip has all of them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QStyleOption, QWidget

from workbench.gui.guard import guarded

LEAST = 40


class ElidedLabel(QLabel):
    """One line, or two where there is less room than it needs; it takes no more than it needs."""

    def __init__(
        self, text: str, parent: QWidget | None = None, least: int = LEAST, *, two_lines: bool = False
    ) -> None:
        super().__init__(text, parent)
        self._least, self._two_lines = least, two_lines
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    @guarded(QSize(LEAST, 16))
    def minimumSizeHint(self) -> QSize:
        whole = super().minimumSizeHint()
        return QSize(min(self._least, whole.width()), whole.height())

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), self.contentsRect()
        lines = self._lines(box.width())
        self.setToolTip(self.text() if " ".join(lines) != self.text() else "")
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        for line, place in zip(lines, self._places(box, len(lines)), strict=True):
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)
        painter.end()

    def _lines(self, width: int) -> tuple[str, ...]:
        """The text in one line or two, each cut to the width."""
        metrics = self.fontMetrics()
        parts = broken(self.text(), width, metrics.horizontalAdvance) if self._two_lines else (self.text(), "")
        return tuple(metrics.elidedText(part, Qt.TextElideMode.ElideRight, width) for part in parts if part) or ("",)

    def _places(self, box: QRect, count: int) -> list[QRect]:
        """Lines about the middle."""
        height = self.fontMetrics().height()
        top = box.top() + (box.height() - count * height) // 2
        return [QRect(box.left(), top + at * height, box.width(), height) for at in range(count)]


def broken(text: str, width: float, measure: Callable[[str], float]) -> tuple[str, str]:
    """As many words as fit into the first line, at least one, and the rest."""
    if measure(text) <= width:
        return text, ""
    words = text.split(" ")
    most = max((at for at in range(1, len(words)) if measure(" ".join(words[:at])) <= width), default=1)
    return " ".join(words[:most]), " ".join(words[most:])
