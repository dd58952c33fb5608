"""A picture that is painted once and shown again, while nothing that it depends on changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap


class Kept:
    """One pixmap and what it was painted from."""

    def __init__(self) -> None:
        self._key: Hashable = None
        self._pixmap = QPixmap()

    def show(
        self, painter: QPainter, size: QSize, key: Hashable, paint: Callable[[QPainter], None], ground: QColor | None
    ) -> None:
        """Put it in the upper left corner; where `key` or the size is another, `paint` it first on the `ground`."""
        ratio = painter.device().devicePixelRatio()
        whole = (key, size.width(), size.height(), ratio, None if ground is None else ground.rgba())
        if whole != self._key:
            self._pixmap = _painted(size, ratio, paint, ground)
            self._key = whole
        painter.drawPixmap(0, 0, self._pixmap)


def _painted(size: QSize, ratio: float, paint: Callable[[QPainter], None], ground: QColor | None) -> QPixmap:
    pixmap = QPixmap((size * ratio).expandedTo(QSize(1, 1)))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(ground or Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    try:
        paint(painter)
    finally:
        painter.end()
    return pixmap
