"""A panel: rounded ground, a head with a title or tabs, tools at its right, and a body."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

HEAD, ICON = 36, 18


class Panel(QFrame):
    """`head` takes widgets beside the title, `body` what the panel holds."""

    def __init__(self, title: str = "", parent: QWidget | None = None, *, rule: bool = True) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self._bar = QWidget(self)
        self._bar.setFixedHeight(HEAD)
        self.head = QHBoxLayout(self._bar)
        self.head.setContentsMargins(12, 0, 8, 0)
        self.head.setSpacing(8)
        self.title = QLabel(title, self._bar)
        self.title.setProperty("role", "heading")
        self.note = QLabel("", self._bar)
        self.note.setProperty("role", "muted")
        for widget in (self.title, self.note):
            self.head.addWidget(widget)
        self.head.addStretch(1)
        box.addWidget(self._bar)
        if rule:
            box.addWidget(hairline(self))
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        box.addLayout(self.body, 1)

    def add_tool(self, name: str, tip: str) -> QToolButton:
        """A tool button at the right end of the head."""
        button = tool_button(name, tip, self._bar)
        self.head.addWidget(button)
        return button


def tool_button(name: str, tip: str, parent: QWidget) -> QToolButton:
    """A button that shows only an icon, so it needs a name and a tooltip; it is reached by Tab."""
    button = QToolButton(parent)
    button.setIconSize(QSize(ICON, ICON))
    button.setToolTip(tip)
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def hairline(parent: QWidget) -> QFrame:
    """A line of one pixel across."""
    line = QFrame(parent)
    line.setProperty("role", "hairline")
    return line
