"""A fraction that is too long for a cell: its beginning and its end, all of it in the tip and to copy."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from workbench.gui.theme import Theme
from workbench.gui.widgets.message import typeset
from workbench.gui.widgets.panel import tool_button
from workbench.model.numbers import format_fraction

LONGEST, ENDS = 20, 6
"""Digits up to which a number is written out, and how many are left at either end of a longer one."""


class LongNumber(QWidget):
    """`160303…096157/125000…000000`, how many digits there are, and a button that copies."""

    def __init__(self, theme: Theme, value: Fraction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.whole = format_fraction(value)
        text = QLabel(abridged(value), self)
        text.setToolTip(typeset(self.whole))
        text.setAccessibleName(self.whole)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        count = QLabel(counted(value), self)
        count.setProperty("role", "note")
        self.copy = tool_button("Copy the fraction", "Copy all digits of this fraction", self)
        self.copy.setIcon(theme.icon("content-copy", "muted"))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.whole))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (text, count, self.copy):
            row.addWidget(widget)


def abridged(value: Fraction) -> str:
    """A fraction whose long numerator and denominator are cut in the middle."""
    above, below = _cut(value.numerator), _cut(value.denominator)
    return above if value.denominator == 1 else f"{above}/{below}"


def counted(value: Fraction) -> str:
    """How many digits the longer of its two numbers has, "" where both are written out."""
    most = max(len(str(abs(number))) for number in (value.numerator, value.denominator))
    return f"{most} digits" if most > LONGEST else ""


def _cut(number: int) -> str:
    digits = str(abs(number))
    short = digits if len(digits) <= LONGEST else f"{digits[:ENDS]}…{digits[-ENDS:]}"
    return f"{'−' if number < 0 else ''}{short}"
