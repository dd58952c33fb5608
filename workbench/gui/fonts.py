"""The fonts of the window: Inter where it is installed, tabular figures everywhere."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase

FAMILY = "Inter"
TEXT, NOTE, TICK, TITLE = 13, 12, 11, 14


def ui_font(pixels: int = TEXT, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Text in the window's family and with figures of equal width."""
    font = QFont(FAMILY) if FAMILY in QFontDatabase.families() else QFont()
    font.setPixelSize(pixels)
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def code_font(pixels: int = NOTE) -> QFont:
    """The system's monospaced font."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(pixels)
    return font
