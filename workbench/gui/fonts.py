"""The fonts of the window: Inter where it is installed, tabular figures everywhere."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

FAMILY = "Inter"
TEXT, NOTE, TICK, TITLE = 13, 12, 11, 14


def ui_font(pixels: int = TEXT, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Text in the window's family and with figures of equal width."""
    font = QFont(FAMILY) if _is_installed(FAMILY) else QFont()
    font.setPixelSize(pixels)
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


@cache
def _is_installed(family: str) -> bool:
    """Asked for every row that is painted, and dear to find out: the list of families is long."""
    return family in QFontDatabase.families()


def code_font(pixels: int = NOTE) -> QFont:
    """The system's monospaced font."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(pixels)
    return font
