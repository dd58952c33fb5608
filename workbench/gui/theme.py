"""The look of the window: Qt's Fusion style in our colours, light or dark as the system is, or as is asked."""

from __future__ import annotations

from functools import cache
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from workbench.gui.icons import tinted
from workbench.gui.stylesheet import stylesheet
from workbench.gui.tokens import TOKENS, Scheme

Mode = Literal["system", "light", "dark"]
ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "raised",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "red",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Highlight: "selection",
    QPalette.ColorRole.HighlightedText: "text",
    QPalette.ColorRole.Link: "accent_text",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Dark: "control",
    QPalette.ColorRole.Light: "surface",
    QPalette.ColorRole.Midlight: "raised",
}


@cache
def _color(name: str) -> QColor:
    """Every row that is painted asks for a few."""
    return QColor(name)


class Theme(QObject):
    """Resolves colour tokens and icons for the present scheme; `changed` when that becomes another."""

    changed = Signal()

    def __init__(self, mode: Mode = "system", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mode: Mode = mode
        self._applied: QApplication | None = None
        self.scheme: Scheme = self._wanted()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._refresh)

    @property
    def mode(self) -> Mode:
        return self._mode

    def follow(self, mode: Mode) -> None:
        """Light, dark, or whatever the system says."""
        self._mode = mode
        self._refresh()

    def color(self, token: str) -> QColor:
        """The colour of a token, one for all who ask: copy it to change it. KeyError for an unknown one."""
        return _color(TOKENS[self.scheme][token])

    def name(self, token: str) -> str:
        """The same as `#RRGGBB`, for rich text and style sheets."""
        return TOKENS[self.scheme][token]

    def icon(self, name: str, token: str = "text") -> QIcon:
        """A Material Design icon in the colour of a token, paler when disabled."""
        return tinted(name, self.name(token), self.name("control"))

    def palette(self) -> QPalette:
        """The palette of every widget."""
        palette = QPalette()
        for role, token in ROLES.items():
            palette.setColor(role, self.color(token))
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("doubtful"))
        return palette

    def apply(self, app: QApplication) -> None:
        """Dress the application, now and whenever the scheme changes."""
        self._applied = app
        self._dress()

    def _dress(self) -> None:
        if self._applied is not None:
            self._applied.setPalette(self.palette())
            self._applied.setStyleSheet(stylesheet(self.scheme))

    def _refresh(self) -> None:
        wanted = self._wanted()
        if wanted != self.scheme:
            self.scheme = wanted
            self._dress()
            self.changed.emit()

    def _wanted(self) -> Scheme:
        if self._mode != "system":
            return self._mode
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return "dark" if dark else "light"
