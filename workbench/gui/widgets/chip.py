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
        self._icon, self._label = QLabel(self), QLabel(content.text, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 10, 0)
        row.setSpacing(4)
        row.addWidget(self._icon)
        row.addWidget(self._label)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.restyle()

    def restyle(self) -> None:
        """Take the colours of the theme."""
        color = self.content.color
        ink, ground = self._theme.name(color), self._theme.name("sunken" if color == "muted" else f"{color}_ground")
        self.setStyleSheet(
            f"#chip {{ background: {ground}; border-radius: {HEIGHT // 2}px; }}"
            f"QLabel {{ color: {ink}; font-weight: 500; }}"
        )
        self._icon.setPixmap(self._theme.icon(ICONS[color], color).pixmap(QSize(14, 14)))


class Badge(QLabel):
    """A small label of a property: green ground for one that was checked, neutral otherwise."""

    def __init__(self, theme: Theme, text: str, color: str = "muted", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        ground = theme.name("sunken" if color == "muted" else f"{color}_ground")
        ink = theme.name("text" if color == "muted" else color)
        self.setFixedHeight(20)
        self.setStyleSheet(f"background: {ground}; color: {ink}; border-radius: 4px; padding: 0 6px; font-size: 12px;")
