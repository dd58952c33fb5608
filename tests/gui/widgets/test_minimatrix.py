"""Mini matrices: what they draw, how they give way, how they are clicked."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from workbench.gui.widgets.minimatrix import Cell, MiniMatrix
from workbench.gui.widgets.strip import Strip


def matrix(theme, rows: int = 2, columns: int = 5, **options) -> MiniMatrix:
    return MiniMatrix(theme, [[Cell(f"{i}.{j}234") for j in range(columns)] for i in range(rows)], **options)


def ink(widget, color) -> int:
    """How many pixels are about of this colour."""
    picture = widget.grab().toImage()
    wanted = color.getRgb()[:3]
    pixels = (picture.pixelColor(x, y).getRgb()[:3] for x in range(picture.width()) for y in range(picture.height()))
    return sum(max(abs(a - b) for a, b in zip(wanted, pixel, strict=True)) < 40 for pixel in pixels)


@pytest.mark.parametrize(("text", "point"), [("1.25", 1), ("−12", 3), ("3e−9", 1), ("1.5e7", 1), ("2 + i", 1), ("", 0)])
def test_where_the_decimal_point_stands(text, point):
    assert Cell(text).point == point


def test_numbers_are_drawn_in_their_colour(theme, shown):
    assert ink(shown(matrix(theme, color="singular_text")), theme.color("singular_text")) > 30
    assert ink(shown(matrix(theme)), theme.color("singular_text")) == 0


def test_untrusted_digits_are_paler(theme, shown):
    doubtful = shown(MiniMatrix(theme, [[Cell("1.000000", 0)]]))
    sure = shown(MiniMatrix(theme, [[Cell("1.000000")]]))
    assert ink(doubtful, theme.color("text")) < ink(sure, theme.color("text")) / 2


def test_a_click_and_enter_ask_for_the_whole(theme, shown, qtbot):
    widget = shown(matrix(theme))
    with qtbot.waitSignal(widget.clicked):
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(widget.clicked):
        QTest.keyClick(widget, Qt.Key.Key_Return)
    with qtbot.assertNotEmitted(widget.clicked):
        QTest.mouseClick(widget, Qt.MouseButton.RightButton)
        QTest.keyClick(widget, Qt.Key.Key_A)


def test_its_numbers_are_read_aloud(theme, qtbot):
    widget = MiniMatrix(theme, [[Cell("1"), Cell("2")], [Cell("3"), Cell("4")]])
    qtbot.addWidget(widget)
    assert widget.accessibleName() == "1 2; 3 4"


def test_columns_give_way_to_dots(theme, qtbot):
    widget = matrix(theme, columns=5)
    qtbot.addWidget(widget)
    whole = widget.sizeHint().width()
    widget.show_columns(3)
    assert widget.shown_columns == 3
    assert widget.sizeHint().width() < whole
    widget.show_columns(5)
    assert widget.sizeHint().width() == whole


@pytest.mark.parametrize("rows", [[], [[], []]])
def test_an_empty_matrix_is_a_pair_of_brackets(theme, shown, rows):
    widget = shown(MiniMatrix(theme, rows))
    widget.clearFocus()
    assert ink(widget, theme.color("muted")) > 30
    assert ink(widget, theme.color("text")) == 0


def test_a_strip_takes_columns_from_the_widest(theme, shown):
    narrow, wide = matrix(theme, columns=1), matrix(theme, columns=6)
    strip = Strip()
    strip.add(narrow, QLabel("x"))
    strip.add(wide, QLabel("A"))
    needs = strip.natural_width()
    shown(strip, needs)
    assert wide.shown_columns == 6
    strip.resize(needs - 100, strip.height())
    assert 2 <= wide.shown_columns < 6
    assert wide.geometry().right() < strip.width()
    strip.resize(needs, strip.height())
    assert wide.shown_columns == 6


def test_a_strip_without_labels_is_centred(theme, shown):
    strip, word, tall = Strip(), QLabel("x ="), matrix(theme, rows=4)
    strip.add(word)
    strip.add(tall)
    shown(strip, 400)
    assert abs(word.geometry().center().y() - tall.geometry().center().y()) <= 1
