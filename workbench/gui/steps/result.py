"""What follows from the steps: a sentence, and the mathematics under it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.formats.plain import line_text
from workbench.gui.fonts import ui_font, ui_metrics
from workbench.gui.guard import guarded
from workbench.gui.steps.formula import Lines
from workbench.gui.theme import Theme
from workbench.gui.widgets.message import typeset
from workbench.model.steps import Derivation

GAP, TEXT = 6, 13
BOLD = QFont.Weight.DemiBold
LEAST = 120


class Conclusion(QWidget):
    """The sentence wraps, and short lines of mathematics stand one after the other."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._says = ""
        self._lines = Lines(())
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_conclusion(self, found: Derivation) -> None:
        """Take what a derivation comes to."""
        self._says = typeset(found.conclusion)
        self._lines = Lines(found.result)
        self.setAccessibleName(" ".join([self._says, *map(line_text, found.result)]))
        self.updateGeometry()
        self.update()

    @guarded(True)
    def hasHeightForWidth(self) -> bool:
        return True

    @guarded(20)
    def heightForWidth(self, width: int) -> int:
        below = self._lines.height(width)
        return round(self._said(width).height() + (GAP + below if below else 0)) + 2

    @guarded(QSize(400, 20))
    def sizeHint(self) -> QSize:
        width = max(self.width(), 400)
        return QSize(width, self.heightForWidth(width))

    @guarded(QSize(0, 20))
    def minimumSizeHint(self) -> QSize:
        return QSize(0, 20)

    def _said(self, width: int) -> QRectF:
        room = QRectF(0, 0, max(width, LEAST), 4000)
        return ui_metrics(TEXT, BOLD).boundingRect(room, int(Qt.TextFlag.TextWordWrap), self._says)

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, width = QPainter(self), self.width()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        said = self._said(width)
        painter.setFont(ui_font(TEXT, BOLD))
        painter.setPen(self._theme.color("text"))
        painter.drawText(QRectF(0, 0, width, said.height()), int(Qt.TextFlag.TextWordWrap), self._says)
        self._lines.paint(painter, self._theme, 0, said.height() + GAP, width)
        painter.end()
