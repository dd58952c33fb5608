"""Exact mode on floating-point numbers: the card names them, and one click makes them fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from PySide6.QtWidgets import QLabel

from workbench.gui.widgets.longnumber import LongNumber


def test_one_click_makes_a_matrix_exact_and_computes_again(window):
    user = window
    user.put("A", np.array([[1 / 3, 0.5], [0.1, 2.0]]))
    user.window.backend.setCurrentIndex(user.window.backend.findData("exact"))
    user.window.operations.choose("det", ("A",))
    user.drain()
    user.run()
    refusal = user.cards[0]
    assert refusal.entry.error.message.startswith("A is not exact: A[0, 0] = 0.3333333333333333")
    (button,) = refusal.body.fixes
    assert button.text() == "Use the nearest fractions"
    user.click(button)
    user.idle()
    assert user.workspace["A"].exact[0, 0] == Fraction(1, 3)
    result = user.cards[0].entry.result
    assert result.certificate.backend == "exact"
    assert result.exact["result"] == Fraction(1, 3) * 2 - Fraction(1, 20)
    user.workspace.undo()
    assert not user.workspace["A"].is_exact


def made_exact(user, operation: str, array):
    """The card of an operation on the nearest fractions of an array, asked for by the button of the refusal."""
    user.put("A", np.asarray(array))
    user.window.backend.setCurrentIndex(user.window.backend.findData("exact"))
    user.choose(operation)
    user.run()
    user.click(user.cards[0].body.fixes[0])
    user.idle()
    return user.cards[0]


def test_a_long_exact_answer_is_shown_as_a_fraction_and_copied_whole(window):
    card = made_exact(window, "det", np.random.default_rng(1).standard_normal((3, 3)))
    exact = card.entry.result.exact["result"]
    assert card.body.outputs[0].text().startswith("det ≈ 0.128")
    (number,) = card.findChildren(LongNumber)
    assert number.isVisible()
    window.click(number.copy)
    assert Fraction(window.clipped) == exact
    card.set_folded(True)
    assert card.summary.text().startswith("det ≈ 0.128")


def test_long_exact_arrays_say_where_they_are(window):
    card = made_exact(window, "inv", np.random.default_rng(1).standard_normal((3, 3)))
    assert any("too long to show" in label.text() for label in card.findChildren(QLabel))


def test_a_table_marks_decimals_that_stand_for_longer_fractions(window):
    user = window
    near = np.array([[Fraction(3333333333, 10**10), Fraction(1, 3)], [Fraction(1, 2**20), Fraction(10**15)]])
    user.put("B", near.astype(float), exact=near)
    texts = [user.window.table.model.cell(row, column).text for row in (0, 1) for column in (0, 1)]
    assert texts == ["0.333…", "1/3", "1/1048576", "1e15"]


def test_a_refusal_says_how_many_entries_it_does_not_list(window):
    user = window
    user.put("A", np.random.default_rng(1).standard_normal((3, 3)))
    user.window.backend.setCurrentIndex(user.window.backend.findData("exact"))
    user.choose("det")
    user.run()
    assert "and 3 more" in [label.text() for label in user.cards[0].findChildren(QLabel)]
