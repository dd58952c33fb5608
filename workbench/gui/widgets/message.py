"""The message bar: what failed in bold, why in plain words, and buttons that mend it. Never a dialog."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QToolButton, QWidget

from workbench.gui.guard import guarded
from workbench.gui.theme import Theme
from workbench.gui.widgets.flow import FlowLayout

HEIGHT, MOST, LEAST_WORDS = 48, 3, 300
SIGNS = (
    (r"(?<=\d) x (?=\d)", " × "),
    (r"(?:\.0)?(?<=\d)e\+?0+\b", ""),
    (r"(?<=\d)e([+-]?)0*(\d+)\b", lambda found: f"e{found[1].strip('+')}{found[2]}"),
    (r"(?<=\de)-(?=\d)", "−"),
    (r"(?<![\w.])-(?=\d)", "−"),
)


def typeset(text: str) -> str:
    """`3 x 2` as `3 × 2`, `-1e-09` as `−1e−9`: signs of mathematics in place of those of a keyboard."""
    for pattern, sign in SIGNS:
        text = re.sub(pattern, sign, text)
    return text


class MessageBar(QWidget):
    """Hidden until `show_message`; `fix_requested` carries the name behind the button that was pressed."""

    fix_requested = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._color = "red"
        self.setObjectName("messageBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icon, self.text = QLabel(self), QLabel(self)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.buttons: list[QPushButton] = []
        self._close = QToolButton(self)
        self._close.setAccessibleName("Close message")
        self._close.setToolTip("Close")
        self._close.clicked.connect(self.dismiss)
        self._choices = QWidget(self)
        FlowLayout(self._choices)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 6, 8, 6)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self._icon, 0, 0)
        self._grid.addWidget(self.text, 0, 1, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(self._close, 0, 3)
        self.setMinimumHeight(HEIGHT)
        self._is_stacked = False
        self._arrange(stacked=True)
        self.hide()

    def show_message(
        self, fact: str, reason: str = "", fixes: Sequence[tuple[str, str]] = (), color: str = "red"
    ) -> None:
        """Say it; `fixes` are (name, words on the button) pairs."""
        self._color = color
        escaped = [typeset(part).replace("&", "&amp;").replace("<", "&lt;") for part in (fact, reason)]
        self.text.setText(f"<b>{escaped[0]}</b> {escaped[1]}")
        self.setAccessibleName(f"{fact} {reason}")
        self._offer(fixes)
        self.restyle()
        self.show()

    def dismiss(self) -> None:
        """Hide and forget."""
        self.hide()
        self.closed.emit()

    def _offer(self, fixes: Sequence[tuple[str, str]]) -> None:
        for button in self.buttons:
            self._choices.layout().removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = [self._button(name, words) for name, words in fixes[:MOST]]
        self._choices.setVisible(bool(self.buttons))
        self._fit()

    def _button(self, name: str, words: str) -> QPushButton:
        button = QPushButton(words, self._choices)
        button.setProperty("small", True)
        button.setToolTip(words)
        button.clicked.connect(lambda: self.fix_requested.emit(name))
        self._choices.layout().addWidget(button)
        return button

    def _fit(self) -> None:
        """Buttons stand beside the words where those keep room enough, else below them."""
        self._arrange(stacked=self.width() < self._choices.sizeHint().width() + LEAST_WORDS)

    def _arrange(self, *, stacked: bool) -> None:
        if stacked == self._is_stacked:
            return
        self._is_stacked = stacked
        self._grid.removeWidget(self._choices)
        if stacked:
            self._grid.addWidget(self._choices, 1, 1, 1, 3)
        else:
            self._grid.addWidget(self._choices, 0, 2, Qt.AlignmentFlag.AlignVCenter)
        upright = Qt.AlignmentFlag.AlignTop if stacked and self.buttons else Qt.AlignmentFlag.AlignVCenter
        for widget in (self._icon, self._close):
            self._grid.setAlignment(widget, upright)

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def restyle(self) -> None:
        """Take the colours of the theme."""
        icon = {"red": "alert-circle", "amber": "alert", "green": "check-circle"}[self._color]
        self._icon.setPixmap(self._theme.icon(icon, self._color).pixmap(QSize(18, 18)))
        self._close.setIcon(self._theme.icon("close", "muted"))
        self.setStyleSheet(
            f"MessageBar {{ background: {self._theme.name(self._color + '_ground')}; border-radius: 4px; }}"
        )
