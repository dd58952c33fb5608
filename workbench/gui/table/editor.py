"""The line edit over a cell: it grows with its text, and keeps what it could not read."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from workbench.gui.table.ink import Ink

BUBBLE_WIDTH = 300


class CellEditor(QLineEdit):
    """Edits the full text of one cell. A rejected text stays, with a red border and the reason below it."""

    def __init__(self, parent: QWidget, ink: Ink, padding: int) -> None:
        super().__init__(parent)
        self.ink = ink
        self.padding = padding
        self.start = ""  # the text that means "unchanged"
        self.bubble: QLabel | None = None
        self.setObjectName("cellEditor")
        self.setAccessibleName("Value of the cell")
        self.setAlignment(Qt.AlignRight | Qt.AlignVCenter)
        self.setFrame(False)
        self._border(ink.accent.name())
        self.textEdited.connect(self._edited)
        self.destroyed.connect(self.forgive)

    @property
    def rejected(self) -> bool:
        """Whether the present text was tried and could not be read."""
        return self.bubble is not None

    def reject(self, reason: str) -> None:
        """Mark the text as unreadable and say why, in place."""
        self.forgive()
        self._border(self.ink.red.name())
        bubble = QLabel(reason, self.window())  # not in the table, which may be lower than the message
        bubble.setObjectName("cellMessage")
        bubble.setWordWrap(True)
        bubble.setStyleSheet(
            f"QLabel#cellMessage {{ color: {self.ink.red.name()}; background: {self.ink.red_ground.name()};"
            "  border-radius: 4px; padding: 6px 8px; }"
        )
        self.bubble = bubble
        self._place_bubble()
        bubble.show()
        bubble.raise_()

    def forgive(self) -> None:
        """Take the message away."""
        if self.bubble is not None:
            self.bubble.deleteLater()
            self.bubble.hide()
            self.bubble = None
            self._border(self.ink.accent.name())

    def place(self, cell: QRect) -> None:
        """Cover the cell, border included."""
        self.setGeometry(cell.adjusted(-1, -1, 1, 1))
        self._fit()

    def _edited(self) -> None:
        self.forgive()
        self._fit()

    def _fit(self) -> None:
        """Widen to the right, then to the left, as far as the text needs and the table allows."""
        needed = self.fontMetrics().horizontalAdvance(self.text()) + 2 * self.padding + 12
        box, room = self.geometry(), self.parentWidget().width()
        width = min(max(needed, box.width()), room)
        self.setGeometry(max(min(box.left(), room - width), 0), box.top(), width, box.height())

    def _place_bubble(self) -> None:
        """Below the cell, or above it where there is no room below."""
        host = self.bubble.parentWidget()
        cell = QRect(self.mapTo(host, QPoint(0, 0)), self.size())
        width = min(BUBBLE_WIDTH, host.width())
        self.bubble.setFixedWidth(width)
        self.bubble.adjustSize()
        height = self.bubble.height()
        top = cell.bottom() + 5 if cell.bottom() + 5 + height <= host.height() else max(cell.top() - height - 4, 0)
        self.bubble.move(max(min(cell.left(), host.width() - width), 0), top)

    def _border(self, colour: str) -> None:
        ink = self.ink
        self.setStyleSheet(
            f"QLineEdit#cellEditor {{ border: 2px solid {colour}; border-radius: 0; margin: 0; min-height: 0;"
            f" padding: 0 {self.padding}px; color: {ink.text.name()}; background: {ink.surface.name()}; }}"
        )
