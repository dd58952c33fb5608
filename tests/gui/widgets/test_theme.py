"""Tokens, schemes, palette, style sheet, fonts and icons."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPalette

from workbench.gui import stylesheet, tokens
from workbench.gui.fonts import code_font, ui_font
from workbench.gui.theme import ROLES, Theme


def luminance(color) -> float:
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in color.getRgbF()[:3]]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def contrast(first, second) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


READ = [
    *((ink, ground) for ink in ("text", "muted") for ground in ("window", "surface", "raised", "sunken")),
    *(("doubtful", ground) for ground in ("surface", "raised")),
    *((name, f"{name}_ground") for name in ("green", "amber", "red")),
    *((ink, "raised") for ink in ("singular_text", "eigen_text", "accent_text", "red", "amber")),
    ("on_accent", "accent"),
    ("text", "selection"),
    *(("text", f"heat_{end}") for end in ("low", "mid", "high")),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), READ)
def test_text_can_be_read(qapp, scheme, ink, ground):
    theme = Theme(scheme)
    assert contrast(theme.color(ink), theme.color(ground)) >= 4.5


def test_both_schemes_have_every_token():
    assert tokens.TOKENS["light"].keys() == tokens.TOKENS["dark"].keys()
    assert all(re.fullmatch("#[0-9A-F]{6}", value) for scheme in tokens.TOKENS.values() for value in scheme.values())


def test_an_unknown_token_is_a_defect(qapp):
    with pytest.raises(KeyError):
        Theme("light").color("mauve")


def test_switching_tells_once_and_only_when_it_changes(qapp, qtbot):
    theme = Theme("light")
    with qtbot.waitSignal(theme.changed):
        theme.follow("dark")
    assert theme.scheme == "dark"
    with qtbot.assertNotEmitted(theme.changed):
        theme.follow("dark")


class Desktop(QObject):
    """Stands in for the system, which the off-screen platform has none of."""

    colorSchemeChanged = Signal()  # noqa: N815 - the name that Qt gives it
    scheme = Qt.ColorScheme.Light

    def styleHints(self) -> Desktop:
        return self

    def colorScheme(self) -> Qt.ColorScheme:
        return self.scheme

    def turn(self, scheme: Qt.ColorScheme) -> None:
        self.scheme = scheme
        self.colorSchemeChanged.emit()


@pytest.mark.parametrize(("mode", "follows"), [("system", "dark"), ("light", "light"), ("dark", "dark")])
def test_the_system_is_followed_unless_a_scheme_is_asked_for(qapp, monkeypatch, mode, follows):
    desktop = Desktop()
    monkeypatch.setattr("workbench.gui.theme.QGuiApplication", desktop)
    theme = Theme(mode)
    assert theme.scheme == ("light" if mode == "system" else mode)
    desktop.turn(Qt.ColorScheme.Dark)
    assert theme.scheme == follows


def test_the_palette_is_made_of_tokens(qapp):
    palette = Theme("dark").palette()
    assert palette.color(QPalette.ColorRole.Base).name().upper() == tokens.TOKENS["dark"]["surface"]
    assert set(ROLES.values()) <= set(tokens.TOKENS["dark"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_style_sheet_leaves_no_placeholder(scheme):
    sheet = stylesheet.stylesheet(scheme)
    assert "$" not in sheet
    assert f"down-{scheme}.png" in sheet


def test_icons_take_the_colour_of_a_token(qapp):
    theme = Theme("light")
    picture = theme.icon("stop", "accent").pixmap(16, 16).toImage()
    assert picture.pixelColor(8, 8).name().upper() == tokens.TOKENS["light"]["accent"]


def test_figures_are_of_equal_width(qapp):
    metrics = QFontMetricsF(ui_font())
    assert metrics.horizontalAdvance("1111") == pytest.approx(metrics.horizontalAdvance("0000"))


def test_code_is_monospaced(qapp):
    metrics = QFontMetricsF(code_font())
    assert metrics.horizontalAdvance("iiii") == pytest.approx(metrics.horizontalAdvance("MMMM"), abs=0.5)
