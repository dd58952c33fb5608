"""Code on a sunken ground, coloured a little: one line, which unfolds where there are more, and a button to copy."""

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


HEIGHT, EDGE = 28, 6
SKIPPED = re.compile(r"import |from |#|def |@| |(?P<name>\w+)(, \w+)* = (?P=name)\.astype\(")
"""What prepares: imports, functions, and inputs converted to the type of the computation."""


class CodeLine(QWidget):
    """Shows the line that tells most; long lines are cut off at the right edge but copied whole."""

    def __init__(self, theme: Theme, code: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.code = theme, code
        self.setObjectName("codeLine")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._mark, self._label = QLabel(self), QLabel(self)
        self._label.setFont(code_font())
        self._label.setTextFormat(Qt.TextFormat.RichText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._label.setAccessibleName(code)
        self._label.setToolTip(f"<pre>{html.escape(code)}</pre>")
        self.more = self._button("All lines", "Show or hide the other lines of the code")
        self.more.setText(f"+{len(code.splitlines()) - 1}")
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setCheckable(True)
        self.more.setVisible(len(code.splitlines()) > 1)
        self.more.toggled.connect(self.restyle)
        self.copy = self._button("Copy code", "Copy this code")
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.code))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 4, 0)
        row.setSpacing(8)
        for widget, stretch in ((self._mark, 0), (self._label, 1), (self.more, 0), (self.copy, 0)):
            row.addWidget(widget, stretch)
        self.restyle()

    def _button(self, name: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setAccessibleName(name)
        button.setToolTip(tip)
        return button

    def restyle(self) -> None:
        """Take the colours of the theme, and the height of the lines that are shown."""
        lines = self.code.splitlines() if self.more.isChecked() else [telling(self.code)]
        self._label.setText("<br>".join(colored(line, self._theme.name) for line in lines))
        spacing = self._label.fontMetrics().lineSpacing()
        self.setFixedHeight(HEIGHT if len(lines) == 1 else len(lines) * spacing + 2 * EDGE)
        self._mark.setPixmap(self._theme.icon("code-tags", "muted").pixmap(QSize(14, 14)))
        self.more.setIcon(self._theme.icon(f"chevron-{'up' if self.more.isChecked() else 'down'}", "muted"))
        self.copy.setIcon(self._theme.icon("content-copy", "muted"))


def telling(code: str) -> str:
    """The line to show of several: the first that calls a library for linear algebra, else any function."""
    lines = [line for line in code.splitlines() if line.strip()]
    plain = [line for line in lines if not SKIPPED.match(line)]
    for sign in ("np.linalg.", "scipy.", "(", ""):
        if found := [line for line in plain if sign in line]:
            return found[0]
    return lines[0] if lines else ""


def colored(code: str, color) -> str:
    """Rich text with calls and constants in colour."""
    parts = []
    for match in PIECES.finditer(code):
        text = html.escape(match.group())
        token = COLORS.get(match.lastgroup or "")
        parts.append(f'<span style="color:{color(token)}">{text}</span>' if token else text)
    return "".join(parts).replace("  ", "&nbsp; ")
