"""Words are painted alike whether they are laid out afresh or kept."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from workbench.gui.fonts import ui_font
from workbench.gui.plotting.text import Typesetter, lasts


def painted(text: str, size: int, bold: bool, again: bool) -> QImage:
    image = QImage(200, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    Typesetter(ui_font()).draw(painter, 10.3, 9.6, text, size, bold, QColor("black"), again=again)
    painter.end()
    return image


@pytest.mark.parametrize("size", [11, 13])
@pytest.mark.parametrize("bold", [False, True])
def test_kept_words_are_the_same_picture(qapp, size, bold):
    fresh = painted("10⁻¹ of λ₁", size, bold, again=False)
    assert fresh == painted("10⁻¹ of λ₁", size, bold, again=True)
    assert fresh != painted("10⁻¹ of λ₂", size, bold, again=True)


@pytest.mark.parametrize(("text", "kept"), [("A e₁", True), ("times.", True), ("area 5", False), ("λ₁ = 3.618", False)])
def test_words_with_figures_change(text, kept):
    assert lasts(text) == kept
