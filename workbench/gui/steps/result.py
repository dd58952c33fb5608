"""What follows from the steps: a sentence, and the mathematics under it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.formats.plain import line_text
from workbench.gui.fonts import ui_font, ui_metrics
from workbench.gui.guard import guarded
from workbench.gui.steps.flow import SideScroll
from workbench.gui.steps.mathlines import MathLines
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
        self._lines = MathLines(theme)
        self._scroll = SideScroll(self._lines, self)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_conclusion(self, found: Derivation) -> None:
        """Take what a derivation comes to."""
        self._says = typeset(found.conclusion)
        self._lines.show_lines(found.result)
        self._scroll.setVisible(bool(found.result))
        self._place()
        self.setAccessibleName(" ".join([self._says, *map(line_text, found.result)]))
        self.updateGeometry()
        self.update()

    @guarded(True)
    def hasHeightForWidth(self) -> bool:
        return True

    @guarded(20)
    def heightForWidth(self, width: int) -> int:
        below = self._scroll.heightForWidth(width)
        return round(self._said(width).height() + (GAP + below if below else 0)) + 2

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """The mathematics below the sentence."""
        width = self.width()
        top = round(self._said(width).height()) + GAP
        self._scroll.setGeometry(0, top, width, self._scroll.heightForWidth(width))
        self._scroll.refresh()

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
        painter.end()
