"""Widgets side by side that give way when there is too little room: fewer columns first, then further rows."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from workbench.gui.guard import guarded
from workbench.gui.widgets.minimatrix import MiniMatrix

GAP, LABEL_GAP, LEAD_GAP, ROW_GAP = 16, 4, 8, 10
LEAST = 4
"""Columns that a matrix keeps, if it has them, before the strip takes another row."""


class Member(NamedTuple):
    """A widget, the label above it and the words in front of it."""

    widget: QWidget
    label: QLabel | None = None
    lead: QLabel | None = None

    def wide(self, width: int) -> int:
        """What it all takes where the widget takes so much."""
        front = self.lead.sizeHint().width() + LEAD_GAP if self.lead is not None else 0
        return max(front + width, self.label.sizeHint().width() if self.label is not None else 0)

    @property
    def natural(self) -> int:
        widget = self.widget
        return self.wide(widget.natural_width if isinstance(widget, MiniMatrix) else widget.sizeHint().width())

    @property
    def least(self) -> int:
        widget = self.widget
        return self.wide(widget.width_of(LEAST)) if isinstance(widget, MiniMatrix) else self.natural

    @property
    def is_number(self) -> bool:
        """Whether it is one number with its name, and no label above it."""
        return self.label is None and self.lead is None and isinstance(self.widget, QLabel)

    @property
    def label_height(self) -> int:
        return self.label.sizeHint().height() + LABEL_GAP if self.label is not None else 0


Row = list[Member]


class Strip(QWidget):
    """Each member may have a label above it; in a row without labels the members are centred on one line."""

    def __init__(self, parent: QWidget | None = None, gap: int = GAP) -> None:
        super().__init__(parent)
        self._members: Row = []
        self._gap = gap
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget, label: QLabel | None = None, lead: QLabel | None = None) -> None:
        """Append a member, with a label above it or words in front of it."""
        for part in (widget, label, lead):
            if part is not None:
                part.setParent(self)
        self._members.append(Member(widget, label, lead))
        self.updateGeometry()

    def natural_width(self) -> int:
        """What it takes to show every column in one row; what is shown now stays as it is."""
        return self._total([member.natural for member in self._members])

    def _total(self, widths: list[int]) -> int:
        return sum(widths) + self._gap * max(len(widths) - 1, 0)

    def rows(self, width: int) -> list[Row]:
        """One row where that fits with a few columns left out, else as many as it takes with all of them.

        Single numbers then keep together: beside the last matrix all of them or none.
        """
        if self._total([member.least for member in self._members]) <= width:
            return [self._members] if self._members else []
        arrays = [member for member in self._members if not member.is_number]
        numbers = [member for member in self._members if member.is_number]
        if not arrays or not numbers or self._members != arrays + numbers:
            return self._filled(self._members, width)
        above, below = self._filled(arrays, width), self._filled(numbers, width)
        together = [*above[-1], *numbers]
        if len(below) == 1 and self._total([member.natural for member in together]) <= width:
            return [*above[:-1], together]
        return [*above, *below]

    def _filled(self, members: Row, width: int) -> list[Row]:
        """As many in every row as fit."""
        rows: list[Row] = []
        for member in members:
            if rows and self._total([other.natural for other in (*rows[-1], member)]) <= width:
                rows[-1].append(member)
            else:
                rows.append([member])
        return rows

    def _fit(self, row: Row, width: int) -> None:
        """Take columns from the widest matrix until the row fits, or until nothing more can go."""
        matrices = [member.widget for member in row if isinstance(member.widget, MiniMatrix)]
        for matrix in matrices:
            matrix.show_columns(matrix.columns)
        while self._total([member.wide(member.widget.sizeHint().width()) for member in row]) > width:
            wide = [matrix for matrix in matrices if matrix.shown_columns > 2]
            if not wide:
                return
            widest = max(wide, key=lambda matrix: matrix.sizeHint().width())
            widest.show_columns(widest.shown_columns - 1)

    @guarded(True)
    def hasHeightForWidth(self) -> bool:
        return True

    @guarded(20)
    def heightForWidth(self, width: int) -> int:
        rows = self.rows(width)
        return sum(map(_height, rows)) + ROW_GAP * max(len(rows) - 1, 0)

    @guarded(QSize(0, 0))
    def sizeHint(self) -> QSize:
        width = self.natural_width()
        return QSize(width, self.heightForWidth(width))

    @guarded(QSize(0, 0))
    def minimumSizeHint(self) -> QSize:
        return QSize(0, _height(self._members) if self._members else 0)

    @guarded()
    def resizeEvent(self, event: object) -> None:
        top = 0
        for row in self.rows(self.width()):
            self._fit(row, self.width())
            self._place(row, top)
            top += _height(row) + ROW_GAP

    def _place(self, row: Row, top: int) -> None:
        x, height = 0, _height(row)
        above = max(member.label_height for member in row)
        for widget, label, lead in row:
            size = widget.sizeHint()
            y = top + (above or (height - size.height()) // 2)
            left = x
            if lead is not None:
                front = lead.sizeHint()
                lead.setGeometry(x, top + above + (height - above - front.height()) // 2, front.width(), front.height())
                left += front.width() + LEAD_GAP
            widget.setGeometry(left, y, size.width(), size.height())
            if label is not None:
                label.setGeometry(x, top, label.sizeHint().width(), label.sizeHint().height())
            x += Member(widget, label, lead).wide(size.width()) + self._gap


def _height(row: Row) -> int:
    """Labels, and under them the highest member."""
    return max(member.label_height for member in row) + max(member.widget.sizeHint().height() for member in row)
