"""The fonts of the window: Inter where it is installed, tabular figures everywhere."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

FAMILY = "Inter"
TEXT, NOTE, TICK, TITLE = 13, 12, 11, 14
FIGURES = str.maketrans("123456789", "000000000")
"""Figures are equally wide, so that 3.618 needs no measuring after 1.382: both are as wide as 0.000."""


@cache
def ui_font(pixels: int = TEXT, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Text in the window's family and with figures of equal width; one for all who ask: copy it to change it."""
    font = QFont(FAMILY) if _is_installed() else QFont()
    font.setPixelSize(pixels)
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


@cache
def _is_installed() -> bool:
    return QFontDatabase.hasFamily(FAMILY)


@cache
def ui_metrics(pixels: int = TEXT, weight: QFont.Weight = QFont.Weight.Normal) -> QFontMetricsF:
    """Sizes of the same font."""
    return QFontMetricsF(ui_font(pixels, weight))


def ui_width(text: str, pixels: int = TEXT, weight: QFont.Weight = QFont.Weight.Normal) -> float:
    """The width of a text in the same font; each is measured once, whatever its figures are."""
    return _ui_width(text.translate(FIGURES), pixels, weight)


@lru_cache(maxsize=4096)
def _ui_width(text: str, pixels: int, weight: QFont.Weight) -> float:
    return ui_metrics(pixels, weight).horizontalAdvance(text)


def code_font(pixels: int = NOTE) -> QFont:
    """The system's monospaced font."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(pixels)
    return font
