"""The facts card: its rows, its alignment, and what it does without facts."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest

from workbench.gui.fonts import ui_width
from workbench.gui.panels.facts import PAD, FactsCard, Line, _is_plain, lines_of
from workbench.model.errors import UserError
from workbench.numerics.facts import facts
from workbench.session.live import Withheld


def rows(values) -> dict[str, Line]:
    return {line.label: line for line in lines_of(facts(np.asarray(values)))}


@pytest.fixture
def card(theme, shown):
    return shown(FactsCard(theme), 232, 500)


def test_a_square_matrix():
    found = rows([[2, 1], [1, 3]])
    assert found["Shape"].value == "2 × 2"
    assert found["Rank"].value == "2 of 2"
    assert found["Rank"].aside == "tol 1.6e−15"
    assert (found["Determinant"].value, found["Trace"].value) == ("5", "5")
    assert (found["λ₁"].value, found["λ₂"].value) == ("3.618", "1.382")
    assert found["λ₁"].color == "eigen_text"
    assert found["κ₂ spectral"].value == "2.618"
    assert (found["Frobenius"].value, found["Max row sum"].value) == ("3.873", "4")


def test_another_shape_shows_singular_values():
    found = rows(np.diag(np.arange(9.0, 0, -1))[:, :8])
    assert (found["σ₁"].value, found["σ₁"].color) == ("9", "singular_text")
    assert "… 2 more" in found
    assert "Determinant" not in found
    assert "λ₁" not in found


def test_rounding_error_is_doubtful():
    found = rows([[16.0, 2, 3, 13], [5, 11, 10, 8], [9, 7, 6, 12], [4, 14, 15, 1]])
    assert found["λ₄"].doubtful
    assert not found["λ₁"].doubtful


def test_an_exact_zero_is_no_rounding_error():
    assert not rows([[0, 0], [0, 0]])["λ₁"].doubtful


def exact_rows(text: str) -> dict[str, Line]:
    entries = np.array([[Fraction(word) for word in row.split()] for row in text.split(";")])
    return {line.label: line for line in lines_of(facts(entries.astype(float), entries))}


def test_what_exact_arithmetic_knows_is_not_rounded():
    found = exact_rows("1 2 3; 4 5 6; 7 8 9")
    assert [found[label].value for label in ("Determinant", "λ₃", "κ₂ spectral")] == ["0", "0", "∞"]
    assert not found["λ₃"].doubtful
    found = exact_rows("17/10 1/3; 2 0")
    assert (found["Trace"].value, found["Determinant"].value) == ("17/10", "−2/3")
    assert found["κ₂ spectral"].value != "∞"


def test_complex_eigenvalues():
    found = rows([[0.0, -1, 0], [1, 0, 0], [0, 0, 0.5]])
    values = {found[f"λ{digit}"].value for digit in "₁₂₃"}
    assert values == {"0 + 1i", "0 − 1i", "0.5"}


@pytest.mark.parametrize("text", ["2 × 2", "1 of 2", "0.7 + 1.2i", "number"])
def test_what_has_no_decimal_point_stands_at_the_edge(text):
    assert _is_plain(text)


@pytest.mark.parametrize("text", ["5", "−1.5", "2.2e−53", "∞"])
def test_numbers_line_up(text):
    assert not _is_plain(text)


@pytest.mark.parametrize("values", [[], [[np.nan, 1], [1, 2]], [1, 2, 3], 4.0, np.zeros((2, 3, 4)), [[1e308, 1e308]]])
def test_odd_matrices_are_drawn(card, values):
    card.show_facts("x", facts(np.asarray(values)))
    assert card.view.text
    card.grab()


def test_following_makes_no_widgets(card):
    card.show_facts("A", facts(np.eye(2)))
    before = len(card.findChildren(object))
    for step in range(20):
        card.show_facts("A", facts(np.eye(2) * step))
    assert len(card.findChildren(object)) == before


def test_a_dear_fact_waits_for_a_click(card, qtbot):
    card.show_facts("big", Withheld(3.0))
    assert "About 3.0 s" in card.view.text
    with qtbot.waitSignal(card.wanted):
        QTest.mouseClick(card.view, Qt.MouseButton.LeftButton)
    card.show_facts("A", facts(np.eye(2)))
    with qtbot.assertNotEmitted(card.wanted):
        QTest.mouseClick(card.view, Qt.MouseButton.LeftButton)


def test_a_failure_is_said(card):
    card.show_facts("A", UserError("memory", "A does not fit."))
    assert "A does not fit." in card.view.text


def test_nothing_selected(card):
    card.show_nothing()
    assert "Select a matrix" in card.view.text
    assert card.objectName() == "factsCard"


@pytest.mark.parametrize("width", [150, 184, 232])
def test_no_value_stands_on_its_name(theme, shown, monkeypatch, width):
    card = shown(FactsCard(theme), width, 700)
    card.show_facts("A", facts(np.array([[1e5 + 0.123, 2], [3, -4.5]])))
    drawn = []
    monkeypatch.setattr(QPainter, "drawText", lambda self, *at: drawn.append(at))
    painter = QPainter(image := QImage(width, 700, QImage.Format.Format_RGB32))
    card.view._paint_values(painter)
    painter.end()
    assert not image.isNull()
    texts = iter(drawn)
    for line in (line for line in card.view._lines if line.value):
        left = next(at.x() for at, text in texts if text == line.value)
        at_edge = left + ui_width(line.value) > width - PAD - 4
        assert left >= PAD + ui_width(line.label) or at_edge, line.label
