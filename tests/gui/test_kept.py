from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPainter

from workbench.gui.kept import Kept


@pytest.fixture
def picture(qapp):
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    return image


def show(kept: Kept, picture: QImage, key: object, color: str = "red", ground: str | None = None) -> int:
    """How often the picture had to be painted for this."""
    times = []

    def paint(painter: QPainter) -> None:
        times.append(painter)
        painter.fillRect(0, 0, 5, 5, QColor(color))

    painter = QPainter(picture)
    kept.show(painter, QSize(20, 10), key, paint, QColor(ground) if ground else None)
    painter.end()
    return len(times)


def test_the_same_is_painted_once(picture):
    kept = Kept()
    assert show(kept, picture, "a") == 1
    picture.fill(QColor("white"))
    assert show(kept, picture, "a", "blue") == 0
    assert picture.pixelColor(2, 2) == QColor("red")
    assert picture.pixelColor(10, 5) == QColor("white")


def test_another_key_or_ground_is_painted_afresh(picture):
    kept = Kept()
    show(kept, picture, "a")
    assert show(kept, picture, "b", "blue") == 1
    assert show(kept, picture, "b", "blue", "black") == 1
    assert picture.pixelColor(2, 2) == QColor("blue")
    assert picture.pixelColor(10, 5) == QColor("black")


def test_sharp_on_a_screen_of_many_pixels(picture):
    fine = QImage(40, 20, QImage.Format.Format_RGB32)
    fine.setDevicePixelRatio(2)
    fine.fill(QColor("white"))
    kept = Kept()
    show(kept, picture, "a")
    assert show(kept, fine, "a") == 1
    assert fine.pixelColor(9, 9) == QColor("red")
    assert fine.pixelColor(10, 10) == QColor("white")
