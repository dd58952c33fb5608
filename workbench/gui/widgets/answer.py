"""How an answer is laid out in the room that there is: outputs, then the reason, then the figures at the right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui.guard import guarded
from workbench.gui.widgets.figures import Figures
from workbench.gui.widgets.strip import Strip

GAP, BELOW, LEAST_REASON = 16, 8, 180


class AnswerRow(QWidget):
    """Side by side where that fits; else the reason goes below the outputs, and at last the figures too, in lines."""

    def __init__(self, outputs: Strip, reason: QWidget, figures: Figures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[Strip, QWidget, Figures] = (outputs, reason, figures)
        self._known: dict[int, tuple[QRect, QRect, QRect]] = {}
        for part in self._parts:
            part.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @guarded(True)
    def hasHeightForWidth(self) -> bool:
        return True

    @guarded(100)
    def heightForWidth(self, width: int) -> int:
        return max(box.bottom() + 1 for box in self._boxes(width))

    @guarded(QSize(600, 100))
    def sizeHint(self) -> QSize:
        width = max(self.width(), 400)
        return QSize(width, self.heightForWidth(width))

    @guarded(QSize(0, 20))
    def minimumSizeHint(self) -> QSize:
        return QSize(0, 20)

    @guarded(False)
    def event(self, event: QEvent) -> bool:
        """Measure the parts again when one of them has changed; a layout asks for the same width many times."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Polish, QEvent.Type.StyleChange):
            self._known.clear()
        return super().event(event)

    @guarded()
    def resizeEvent(self, event: object) -> None:
        for part, box in zip(self._parts, self._boxes(self.width()), strict=True):
            part.setGeometry(box)
        figures = self._parts[2]
        figures.set_in_lines(figures.width() != figures.sizeHint().width())

    def _boxes(self, width: int) -> tuple[QRect, QRect, QRect]:
        if width not in self._known:
            self._known[width] = self._arranged(width)
        return self._known[width]

    def _arranged(self, width: int) -> tuple[QRect, QRect, QRect]:
        outputs, reason, figures = self._parts
        out, fig = outputs.natural_width(), figures.sizeHint().width()
        spent = out + GAP if out else 0
        if width >= spent + LEAST_REASON + GAP + fig:
            return self._beside(width, out, spent, fig)
        if width >= spent + fig:
            return self._below(width, out, fig)
        high = outputs.heightForWidth(width) + BELOW
        first = QRect(0, 0, width, high - BELOW)
        tall = _height(reason, width)
        below = QRect(0, high + tall + BELOW, width, figures.height_in_lines(width))
        return first, QRect(0, high, width, tall), below

    def _beside(self, width: int, out: int, spent: int, fig: int) -> tuple[QRect, QRect, QRect]:
        outputs, reason, _ = self._parts
        middle = width - spent - fig - GAP
        return (
            QRect(0, 0, out, outputs.sizeHint().height()),
            QRect(spent, 0, middle, _height(reason, middle)),
            self._figures(width, fig, 0),
        )

    def _below(self, width: int, out: int, fig: int) -> tuple[QRect, QRect, QRect]:
        outputs, reason, _ = self._parts
        high, left = outputs.sizeHint().height(), width - fig - GAP
        below = QRect(0, high + BELOW, left, _height(reason, left))
        return QRect(0, 0, out, high), below, self._figures(width, fig, 0)

    def _figures(self, width: int, fig: int, top: int) -> QRect:
        return QRect(width - fig, top, fig, self._parts[2].sizeHint().height())


def _height(widget: QWidget, width: int) -> int:
    return widget.heightForWidth(width) if widget.hasHeightForWidth() else widget.sizeHint().height()
