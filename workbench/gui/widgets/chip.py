"""A chip: icon, words and colour, always all three."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from workbench.gui.theme import Theme

ICONS = {"green": "check-circle", "amber": "alert", "red": "close-circle", "muted": "circle-small"}
HEIGHT = 22


@dataclass(frozen=True)
class ChipText:
    """What a chip says, and in which colour: green, amber, red or muted."""

    text: str
    color: str


class Chip(QWidget):
    """A rounded label such as "15 digits" on green."""

    def __init__(self, theme: Theme, content: ChipText, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.content = theme, content
        self.setFixedHeight(HEIGHT)
        self.setObjectName("chip")
        self.setAccessibleName(content.text)
        self.setProperty("ink", content.color)
        self._icon, label = QLabel(self), QLabel(content.text, self)
        label.setProperty("role", "chip")
        label.setProperty("ink", content.color)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 10, 0)
        row.setSpacing(4)
        row.addWidget(self._icon)
        row.addWidget(label)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.restyle()

    def restyle(self) -> None:
        """Take the colour of the theme for the icon; the style sheet has the others."""
        color = self.content.color
        self._icon.setPixmap(self._theme.icon(ICONS[color], color).pixmap(QSize(14, 14)))
