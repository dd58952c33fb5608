"""One line of code on a sunken ground, coloured a little, with a button that copies it."""

from __future__ import annotations

import html
import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from workbench.gui.fonts import code_font
from workbench.gui.theme import Theme

PIECES = re.compile(r"(?P<call>\w+(?=\())|(?P<word>\b(?:True|False|None|import)\b)|(?P<rest>.)", re.DOTALL)
COLORS = {"call": "e2", "word": "eigen_text"}


class CodeLine(QWidget):
    """Shows code; long code is cut off at the right edge but copied whole."""

    def __init__(self, theme: Theme, code: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.code = theme, code
        self.setObjectName("codeLine")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(28)
        self._mark, self._label = QLabel(self), QLabel(self)
        self._label.setFont(code_font())
        self._label.setTextFormat(Qt.TextFormat.RichText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._label.setAccessibleName(code)
        self._label.setToolTip(code)
        self.copy = QToolButton(self)
        self.copy.setAccessibleName("Copy code")
        self.copy.setToolTip("Copy this code")
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.code))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 4, 0)
        row.setSpacing(8)
        for widget, stretch in ((self._mark, 0), (self._label, 1), (self.copy, 0)):
            row.addWidget(widget, stretch)
        self.restyle()

    def restyle(self) -> None:
        """Take the colours of the theme."""
        name = self._theme.name
        self._label.setText(colored(self.code.splitlines()[-1] if self.code else "", name))
        self._mark.setPixmap(self._theme.icon("code-tags", "muted").pixmap(QSize(14, 14)))
        self.copy.setIcon(self._theme.icon("content-copy", "muted"))


def colored(code: str, color) -> str:
    """Rich text with calls and constants in colour."""
    parts = []
    for match in PIECES.finditer(code):
        text = html.escape(match.group())
        token = COLORS.get(match.lastgroup or "")
        parts.append(f'<span style="color:{color(token)}">{text}</span>' if token else text)
    return "".join(parts).replace("  ", "&nbsp; ")
