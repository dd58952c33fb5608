"""Widgets side by side that give way when there is too little room: matrices then show fewer columns."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from workbench.gui.guard import guarded
from workbench.gui.widgets.minimatrix import MiniMatrix

GAP, LABEL_GAP = 16, 4


class Strip(QWidget):
    """Each member may have a label above it; without labels the members are centred on one line."""

    def __init__(self, parent: QWidget | None = None, gap: int = GAP) -> None:
        super().__init__(parent)
        self._members: list[tuple[QLabel | None, QWidget]] = []
        self._gap = gap
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def add(self, widget: QWidget, label: QLabel | None = None) -> None:
        """Append a member."""
        widget.setParent(self)
        if label is not None:
            label.setParent(self)
        self._members.append((label, widget))
        self.updateGeometry()

    def natural_width(self) -> int:
        """What it takes to show every column; what is shown now stays as it is."""
        return self._total([_wider(label, _natural(widget)) for label, widget in self._members])

    def fit(self, width: int) -> None:
        """Take columns from the widest matrix until all members fit, or until nothing more can go."""
        for matrix in self._matrices():
            matrix.show_columns(matrix.columns)
        while self._width() > width:
            wide = [matrix for matrix in self._matrices() if matrix.shown_columns > 2]
            if not wide:
                return
            widest = max(wide, key=lambda matrix: matrix.sizeHint().width())
            widest.show_columns(widest.shown_columns - 1)

    def _matrices(self) -> list[MiniMatrix]:
        return [widget for _, widget in self._members if isinstance(widget, MiniMatrix)]

    def _width(self) -> int:
        return self._total([_wider(label, widget.sizeHint().width()) for label, widget in self._members])

    def _total(self, widths: list[int]) -> int:
        return sum(widths) + self._gap * max(len(widths) - 1, 0)

    @guarded(QSize(0, 0))
    def sizeHint(self) -> QSize:
        heights = [widget.sizeHint().height() for _, widget in self._members]
        return QSize(self._width(), self._label_height() + max(heights, default=0))

    @guarded(QSize(0, 0))
    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def _label_height(self) -> int:
        labels = [label.sizeHint().height() + LABEL_GAP for label, _ in self._members if label is not None]
        return max(labels, default=0)

    @guarded()
    def resizeEvent(self, event: object) -> None:
        self.fit(self.width())
        x, top = 0, self._label_height()
        for label, widget in self._members:
            size = widget.sizeHint()
            y = top if top else (self.height() - size.height()) // 2
            widget.setGeometry(x, y, size.width(), size.height())
            if label is not None:
                label.setGeometry(x, 0, label.sizeHint().width(), label.sizeHint().height())
            x += _wider(label, size.width()) + self._gap


def _natural(widget: QWidget) -> int:
    return widget.natural_width if isinstance(widget, MiniMatrix) else widget.sizeHint().width()


def _wider(label: QLabel | None, width: int) -> int:
    """The width of a member or of the label above it."""
    return max(width, label.sizeHint().width() if label is not None else 0)
