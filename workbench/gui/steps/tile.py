"""One step as a tile: its number, the row operation, and the matrix after it; or a sentence with its mathematics."""

from __future__ import annotations

from functools import cached_property
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.formats.plain import line_text
from workbench.gui.fonts import ui_font, ui_metrics, ui_width
from workbench.gui.guard import guarded
from workbench.gui.steps.formula import Formula, Lines
from workbench.gui.theme import Theme
from workbench.gui.widgets.message import typeset
from workbench.model.steps import Line, Step

BADGE, HEAD, INDENT, GAP, LEAST_WORDS, SMALL, TEXT = 18, 22, 26, 6, 120, 11, 13
SHORT = ("rounded",)
"""Labels that say enough without the sentence."""


class StepTile(QWidget):
    """`wide` tiles hold a sentence and want a row of their own; the others stand side by side."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, number: int, step: Step, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.number, self.step = theme, number, step
        self.wide = step.operation is None and (bool(step.lines) or (number > 0 and step.label not in SHORT))
        self._says = typeset(step.says)
        self._head = None if self.wide else Formula(head(step))
        grid: tuple[Line, ...] = ((step.grid,),) if step.grid is not None and not _holds(step) else ()
        self._body = Lines((*grid, *step.lines))
        self._current = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{number}. {self._says} {spoken(step)}")
        if not self.wide:
            self.setToolTip(self._says)

    @property
    def says(self) -> str:
        """The sentence with the signs of mathematics."""
        return self._says

    @property
    def current(self) -> bool:
        return self._current

    def set_current(self, current: bool) -> None:
        """Whether this is the step that is being looked at."""
        if current != self._current:
            self._current = current
            self.update()

    @cached_property
    def natural_width(self) -> int:
        """What it takes to draw everything unbroken."""
        above = ui_width(self._says, TEXT) if self._head is None else self._head.width
        return ceil(max(self._body.width, INDENT + above)) + 4

    @cached_property
    def least_width(self) -> int:
        """Below this something is cut off."""
        above = LEAST_WORDS if self._head is None else self._head.least
        return ceil(max(self._body.least, INDENT + above)) + 4

    def height_at(self, width: int) -> int:
        """The height in a width."""
        return round(self._above(width) + GAP + self._body.height(width - 4)) + 2

    def _above(self, width: int) -> float:
        if self._head is not None:
            return max(float(HEAD), self._head.height(width - INDENT))
        return max(float(HEAD), self._said(width).height())

    def _said(self, width: int) -> QRectF:
        """Where the sentence stands, wrapped."""
        room = QRectF(INDENT, 0, max(width - INDENT, 40), 4000)
        found = ui_metrics(TEXT).boundingRect(room, int(Qt.TextFlag.TextWordWrap), self._says)
        return QRectF(INDENT, 2, room.width(), found.height() + 4)

    @guarded(QSize(40, 40))
    def sizeHint(self) -> QSize:
        width = self.natural_width
        return QSize(width, self.height_at(width))

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._badge(painter)
        y = self._above(self.width())
        if self._head is not None:
            self._head.paint(painter, self._theme, INDENT, 1, self.width() - INDENT)
        else:
            painter.setFont(ui_font(TEXT))
            painter.setPen(self._theme.color("text"))
            painter.drawText(self._said(self.width()), int(Qt.TextFlag.TextWordWrap), self._says)
        self._body.paint(painter, self._theme, 0, y + GAP, self.width() - 4)
        painter.end()

    def _badge(self, painter: QPainter) -> None:
        """The number in a circle, filled for the step that is being looked at."""
        box = QRectF(0, (HEAD - BADGE) / 2, BADGE, BADGE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("accent" if self._current else "sunken"))
        painter.drawEllipse(box)
        painter.setPen(self._theme.color("on_accent" if self._current else "muted"))
        weight = QFont.Weight.DemiBold
        painter.setFont(ui_font(SMALL, weight))
        text = str(self.number)
        left = box.center().x() - ui_width(text, SMALL, weight) / 2
        painter.drawText(QPointF(left, box.center().y() + ui_metrics(SMALL, weight).capHeight() / 2), text)

    @guarded()
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.chosen.emit(self.number)


def head(step: Step) -> Line:
    """What stands above a matrix: `R₂ ← R₂ − 2 R₁`, or its label."""
    return step.operation.notation if step.operation is not None else (step.label,)


def spoken(step: Step) -> str:
    """The mathematics of a step for a screen reader."""
    lines = step.lines if step.lines or step.grid is None else ((step.grid,),)
    return "; ".join(map(line_text, lines))


def _holds(step: Step) -> bool:
    """Whether the lines show the matrix themselves."""
    return any(piece is step.grid for line in step.lines for piece in line)
