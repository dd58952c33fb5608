"""Icons in the colours of the theme: glyphs of QtAwesome's Material Design font, painted as large as they are needed.

Only the font and its table of names are read. QtAwesome's Python side is not imported: it brings a second binding
layer and takes longer than the first paint may.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPainterPath, QPixmap, QRawFont

from workbench.gui.guard import guarded

EM = 24.0
"""Pixels at which outlines are read; they are scaled from there."""
FILLED = 0.875
"""The share of its box that an icon takes, so that neighbours keep their distance."""


def tinted(name: str, color: str, disabled: str) -> QIcon:
    """The icon of that name in a colour, and in another where it is disabled; KeyError if there is none."""
    return QIcon(_Tinted(_letter(name), QColor(color), QColor(disabled)))


@cache
def _folder() -> Path:
    found = find_spec("qtawesome")
    assert found is not None, "QtAwesome is a dependency"
    assert found.origin is not None
    return Path(found.origin).parent / "fonts"


@cache
def _names() -> dict[str, str]:
    """Code points in hexadecimal by the names of their icons."""
    (table,) = _folder().glob("materialdesignicons6-webfont-charmap-*.json")
    names: dict[str, str] = json.loads(table.read_text("utf-8"))
    return names


@cache
def _font() -> QRawFont:
    (file,) = _folder().glob("materialdesignicons6-webfont-*.ttf")
    return QRawFont(str(file), EM)


def _letter(name: str) -> str:
    return chr(int(_names()[name].removeprefix("0x"), 16))


@cache
def _outline(letter: str) -> QPainterPath:
    """The glyph in a box of EM x EM with its origin at the upper left; read when it is first painted."""
    (index,) = _font().glyphIndexesForString(letter)
    path = _font().pathForGlyph(index)
    return path.translated(0, _font().ascent())


class _Tinted(QIconEngine):
    """Paints a letter of the font at the size and resolution that are asked for."""

    def __init__(self, letter: str, color: QColor, disabled: QColor) -> None:
        super().__init__()
        self._letter, self._color, self._disabled = letter, color, disabled

    @guarded()
    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = FILLED * min(rect.width(), rect.height())
        box = QRectF(0, 0, side, side)
        box.moveCenter(QRectF(rect).center())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(box.topLeft())
        painter.scale(side / EM, side / EM)
        painter.fillPath(_outline(self._letter), self._disabled if mode == QIcon.Mode.Disabled else self._color)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        pixmap = QPixmap(size * scale)
        pixmap.setDevicePixelRatio(scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _Tinted(self._letter, self._color, self._disabled)
