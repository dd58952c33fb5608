"""Words in a picture: fonts of one family, sizes kept, and a halo in the colour of the ground."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap, QStaticText

from workbench.gui.fonts import FIGURES


class Typesetter:
    """Measures and paints text; everything that can be kept between frames is kept."""

    def __init__(self, base: QFont, scale: float = 1.0) -> None:
        self._base, self._scale = base, scale
        self.font = lru_cache(32)(self._font)
        self.metrics = lru_cache(32)(self._metrics)
        self._heights = lru_cache(32)(lambda size, bold: self.metrics(size, bold).height())
        self._ascents = lru_cache(32)(lambda size, bold: self.metrics(size, bold).ascent())
        self._pad = math.ceil(2 * scale) + 1
        self._measured = lru_cache(1024)(self._measure)
        self._halo = lru_cache(512)(self._make_halo)
        self._label = lru_cache(512)(self._make_label)
        self._set = lru_cache(256)(self._make_set)

    def _font(self, size: int, bold: bool = False) -> QFont:
        font = QFont(self._base)
        font.setPixelSize(round(size * self._scale))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _metrics(self, size: int, bold: bool = False) -> QFontMetricsF:
        return QFontMetricsF(self.font(size, bold))

    def _measure(self, text: str, size: int, bold: bool) -> float:
        return self.metrics(size, bold).horizontalAdvance(text)

    def width(self, text: str, size: int, bold: bool = False) -> float:
        """How wide a line of text is, whatever its figures are."""
        return self._measured(text.translate(FIGURES), size, bold)

    def extent(self, text: str, size: int, bold: bool = False) -> tuple[float, float]:
        """Width and height of a line of text."""
        return self.width(text, size, bold), self._heights(size, bold)

    def _make_halo(self, letter: str, size: int, bold: bool, rgba: int, ratio: float) -> tuple[QPixmap, float]:
        """The surroundings of one letter, and its width: a number that changes in every frame costs no new outline."""
        pad = self._pad
        width = math.ceil(self.width(letter, size, bold)) + 2 * pad
        pixmap = QPixmap(round(width * ratio), round((self.metrics(size, bold).height() + 2 * pad) * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        path = QPainterPath()
        path.addText(QPointF(pad, pad + self.metrics(size, bold).ascent()), self.font(size, bold), letter)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.strokePath(path, QPen(QColor.fromRgba(rgba), 3.5 * self._scale, j=Qt.PenJoinStyle.RoundJoin))
        painter.end()
        return pixmap, self.width(letter, size, bold)

    def _make_label(self, text: str, size: int, bold: bool, color: int, halo: int, ratio: float) -> QPixmap:
        """A whole line in its halo, for the words and numbers that come again in the next frame."""
        pad = self._pad
        width, height = (math.ceil(side) + 2 * pad for side in self.extent(text, size, bold))
        pixmap = QPixmap(round(width * ratio), round(height * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self._surround(painter, 0, 0, text, size, bold, halo, ratio)
        self.draw(painter, pad, pad, text, size, bold, QColor.fromRgba(color))
        painter.end()
        return pixmap

    def _surround(
        self, painter: QPainter, left: float, top: float, text: str, size: int, bold: bool, halo: int, ratio: float
    ) -> None:
        """Letter by letter, each in the halo that it always has."""
        for letter in text:
            pixmap, advance = self._halo(letter, size, bold, halo, ratio)
            if letter != " ":
                painter.drawPixmap(QPointF(left, top), pixmap)
            left += advance

    def _make_set(self, text: str, size: int, bold: bool) -> QStaticText:
        """A line that is laid out already, for words that come again in the next frame."""
        made = QStaticText(text)
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.prepare(font=self.font(size, bold))
        return made

    def draw(
        self, painter: QPainter, left: float, top: float, text: str, size: int, bold: bool, color: QColor,
        halo: QColor | None = None, *, again: bool = False,
    ) -> None:  # fmt: skip
        """One line with its top left corner at a pixel; `again` for words that will be drawn many times."""
        left, top = round(left), round(top)
        if halo is not None:
            ratio, pad = painter.device().devicePixelRatio(), self._pad
            if again:
                label = self._label(text, size, bold, color.rgba(), halo.rgba(), ratio)
                painter.drawPixmap(QPointF(left - pad, top - pad), label)
                return
            self._surround(painter, left - pad, top - pad, text, size, bold, halo.rgba(), ratio)
        painter.setFont(self.font(size, bold))
        painter.setPen(color)
        if again:
            painter.drawStaticText(QPointF(left, top), self._set(text, size, bold))
        else:
            painter.drawText(QPointF(left, round(top + self._ascents(size, bold))), text)


def lasts(text: str) -> bool:
    """Whether words will be the same in the next frame of a drag: those without figures will."""
    return not any(map(str.isdecimal, text))
