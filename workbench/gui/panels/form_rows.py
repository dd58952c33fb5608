"""The rows of a form: a label, its control, and under both a note that says what the field is for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

LABEL, APART, BELOW = 72, 6, 5
INPUTS = 64
"""Rows kept for inputs above the parameters: a grid takes no room for empty rows."""


class Note(QLabel):
    """A phrase under a control; all of the help while the control has the keyboard."""

    def __init__(self, short: str, control: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._short, self._control = short, control
        self.setProperty("role", "note")
        self.setWordWrap(True)
        self.setContentsMargins(0, 0, 0, BELOW)
        control.installEventFilter(self)
        self._say(short)

    def _say(self, text: str) -> None:
        self.setText(text)
        self.setVisible(bool(text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self._say(self._control.toolTip())
        elif event.type() == QEvent.Type.FocusOut:
            self._say(self._short)
        return super().eventFilter(watched, event)


class FormRows(QGridLayout):
    """Every row of the form is two of the grid; `place` puts an input above all parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.setHorizontalSpacing(8)
        self.setVerticalSpacing(1)
        self.setColumnMinimumWidth(0, LABEL)
        self.setColumnStretch(1, 1)
        self._next = INPUTS

    def add(self, label: str, control: QWidget, says: str, place: int | None = None) -> None:
        """Put a row below the others; an input goes to its `place`, far above the parameters."""
        row = 2 * (self._next if place is None else place)
        self._next += place is None
        parent = self.parentWidget()
        words = QLabel(label, parent)
        words.setProperty("role", "muted")
        words.setBuddy(control)
        note = Note(says, control, parent)
        beside = 1 if isinstance(control, QCheckBox) else 0
        self.addWidget(words, row, 0)
        self.addWidget(control, row, 1)
        self.addWidget(note, row + 1, beside, 1, 2 - beside)
        self.setRowMinimumHeight(row + 1, APART)

    def note(self, control: QWidget) -> Note:
        """What stands under a control."""
        row = self.getItemPosition(self.indexOf(control))[0]
        note = self.itemAtPosition(row + 1, 1).widget()
        assert isinstance(note, Note)
        return note

    def remove(self, control: QWidget) -> None:
        """Take a row away."""
        row = self.getItemPosition(self.indexOf(control))[0]
        for widget in (self.itemAtPosition(row, 0).widget(), control, self.note(control)):
            self._drop(widget)
        self.setRowMinimumHeight(row + 1, 0)

    def clear(self) -> None:
        """Take all rows away."""
        while (item := self.itemAt(0)) is not None:
            self._drop(item.widget())
        for row in range(self.rowCount()):
            self.setRowMinimumHeight(row, 0)
        self._next = INPUTS

    def _drop(self, widget: QWidget) -> None:
        self.removeWidget(widget)
        widget.hide()
        widget.deleteLater()
