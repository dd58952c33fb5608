"""What stands in the place of the table while there is no matrix: three ways to one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

WAYS = (
    ("new_matrix", "New", "table-large-plus", "Add a 2 x 2 matrix of zeros (Ctrl+N)"),
    ("paste_matrix", "Paste", "clipboard-text-outline", "Make a matrix of what is on the clipboard (Ctrl+Shift+V)"),
    ("open_files", "Open…", "folder-open-outline", "Open files as variables (Ctrl+O)"),
)
"""Actions of the window, with words, icon and tip."""


class Nothing(QWidget):
    """`asked` says by which action a matrix is to come."""

    asked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        words = QLabel("There is no matrix yet.", self)
        words.setProperty("role", "note")
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout()
        row.setSpacing(8)
        for name, text, _, tip in WAYS:
            button = self.buttons[name] = QPushButton(text, self)
            button.setToolTip(tip)
            button.clicked.connect(lambda _=False, name=name: self.asked.emit(name))
            row.addWidget(button)
        row.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(words)
        box.addLayout(row)

    def restyle(self, icon) -> None:
        """Take the icons of the theme."""
        for name, _, picture, _ in WAYS:
            self.buttons[name].setIcon(icon(picture))
