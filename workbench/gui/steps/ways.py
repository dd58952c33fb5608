"""The foot of the section: the ways that there are, and a button that copies."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget

from workbench.gui.steps import words
from workbench.gui.theme import Theme
from workbench.gui.widgets.flow import FlowLayout
from workbench.model.steps import Derivation

SMALL = 24
COPY, COPIED = "Copy as LaTeX", "Copied"
MOMENT = 2000
"""Milliseconds for which the button says that it has copied."""


class WayBar(QWidget):
    """A box for each thing that can be chosen otherwise; `taken` says which, and what it shall be."""

    taken = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choices: dict[str, QComboBox] = {}
        self._row = FlowLayout(self)
        self._theme = theme
        self.copy = QPushButton(COPY, self)
        self.copy.setProperty("small", True)
        self.copy.setToolTip("Copy all steps for a document")
        self._said = QTimer(self, singleShot=True, interval=MOMENT)
        self._said.timeout.connect(self._show_copy_button)
        self._show_copy_button()
        self._hint = QLabel("Steps count rows from 1, as in class.", self)
        self._hint.setProperty("role", "note")
        self._hint.setFixedHeight(SMALL)

    def offer(self, found: Derivation) -> None:
        """The ways of this derivation; boxes that stay keep the keyboard."""
        several = {name: offered for name, offered in found.choices.items() if len(offered) > 1}
        old = self.choices
        self.choices = {name: old.pop(name, None) or self._choice(name) for name in several}
        for box in old.values():
            self._row.removeWidget(box)
            box.hide()
            box.deleteLater()
        for name, offered in several.items():
            _fill(self.choices[name], name, offered, getattr(found.way, name))
        for widget in (*self.choices.values(), self.copy, self._hint):
            self._row.removeWidget(widget)
            self._row.addWidget(widget)
        self.show_copy(True)

    def show_copy(self, there: bool) -> None:
        """Whether there is something to copy; the boxes stay, so that another way can be taken."""
        for widget in (self.copy, self._hint):
            widget.setVisible(there)
        self.setVisible(there or bool(self.choices))

    def say_copied(self) -> None:
        """Say for a moment that the steps are on the clipboard, in the width that there was."""
        self.copy.setMinimumWidth(self.copy.width())
        self.copy.setText(COPIED)
        self.copy.setIcon(self._theme.icon("check", "green"))
        self._said.start()

    def _show_copy_button(self) -> None:
        self.copy.setText(COPY)
        self.copy.setIcon(self._theme.icon("content-copy"))

    def _choice(self, name: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(words.FIELDS[name])
        box.setToolTip(words.TIPS[name])
        box.setProperty("small", True)
        box.activated.connect(lambda _: self.taken.emit(name, box.currentData()))
        box.show()
        return box


def _fill(box: QComboBox, name: str, offered: tuple[str, ...], taken: str) -> None:
    if [box.itemData(at) for at in range(box.count())] != list(offered):
        box.clear()
        for value in offered:
            box.addItem(words.WORDS[name, value], value)
    box.setCurrentIndex(box.findData(taken))
