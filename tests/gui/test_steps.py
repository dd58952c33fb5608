"""Worked steps in a whole window, by mouse and keyboard, through a compute process as well."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest


def test_the_steps_of_an_inverse(window):
    user = window
    user.choose("Inverse")
    user.run()
    steps = user.cards[0].steps
    user.click(steps.head.fold)
    assert steps.head.title.text() == "Gauss-Jordan elimination, exact"
    assert steps.conclusion.accessibleName().endswith("A⁻¹ = [3/5 −1/5; −1/5 2/5]")
    user.click(steps.head.first)
    user.key(Qt.Key.Key_Right)
    assert [tile.isVisible() for tile in steps.tiles][:3] == [True, True, False]
    user.click(steps.ways.copy)
    assert r"\xrightarrow" in user.clipped


def test_steps_are_about_the_matrix_that_was_asked_for(window):
    user = window
    user.choose("Determinant")
    user.run()
    user.put("A", [[7, 7], [7, 8]])
    user.click(user.cards[0].steps.head.fold)
    assert user.cards[0].steps.conclusion.accessibleName().endswith("= 5")


def test_a_refusal_shows_the_elimination(window):
    user = window
    user.put("S", [[1, 2], [2, 4]])
    user.choose("Inverse")
    user.run()
    user.click(user.cards[0].steps.head.fold)
    assert "the rank of S is 1, less than 2" in user.cards[0].steps.conclusion.accessibleName()


def test_the_theme_leaves_them_open(window):
    user = window
    user.choose("Determinant")
    user.run()
    user.click(user.cards[0].steps.head.fold)
    user.window.actions_by_name["theme_dark"].trigger()
    user.drain()
    user.drain()
    assert user.cards[0].steps.is_open
    assert user.cards[0].steps.tiles


def test_a_compute_process_works_them_out(live_window):
    user = live_window
    user.put("B", [[3, 0], [4, 5]])
    user.choose("svd")
    user.run()
    steps = user.cards[0].steps
    user.click(steps.head.fold)
    user.until(lambda: bool(steps.tiles))
    assert "σ₁ = √λ₁ = 3√5" in " ".join(tile.accessibleName() for tile in steps.tiles)


def test_what_unfolds_comes_into_view(window):
    user = window
    user.choose("Inverse")
    user.run()
    section, view = user.cards[0].steps, user.window.results.area.viewport()
    user.window.results.area.ensureWidgetVisible(section)
    user.drain()
    user.click(section.head.fold)
    user.drain()
    top = section.mapTo(view, section.rect().topLeft()).y()
    bottom = section.mapTo(view, section.rect().bottomLeft()).y()
    assert 0 <= top < view.height() // 2
    assert bottom > view.height() // 2


@pytest.fixture
def eliminated(window):
    """The unfolded steps of the reduced row echelon form of a 3 x 3 matrix."""
    user = window
    user.put("B", [[1, 2, 3], [4, 5, 6], [7, 8, 10]])
    user.choose("rref")
    user.run()
    steps = user.cards[0].steps
    user.window.results.area.ensureWidgetVisible(steps)
    user.drain()
    user.click(steps.head.fold)
    return user, steps


def turn(user, widget, degrees: int) -> None:
    """Turn the wheel over the middle of a widget."""
    at = widget.mapTo(user.window, widget.rect().center())
    QTest.wheelEvent(user.window.windowHandle(), at, QPoint(0, 8 * degrees))
    user.drain()


def test_the_wheel_over_steps_moves_the_list_and_never_the_steps_in_their_place(eliminated):
    user, steps = eliminated
    user.click(steps.head.first)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_End):
        user.key(key)
    bar = user.window.results.area.verticalScrollBar()
    for degrees in (-15, -15, 15, 15, 15):
        before = bar.value()
        turn(user, steps.scroll.viewport(), degrees)
        assert steps.scroll.verticalScrollBar().value() == 0
        assert steps.scroll.flow.y() == 0
        assert bar.value() != before or before in (bar.minimum(), bar.maximum())
    assert bar.maximum() > 0


def test_arrow_keys_walk_after_a_click_on_the_word_steps(eliminated):
    user, steps = eliminated
    last = len(steps.tiles) - 1
    assert steps.tiles[last].current
    user.key(Qt.Key.Key_Left)
    assert steps.tiles[last - 1].current
    user.key(Qt.Key.Key_Home)
    assert [tile.number for tile in steps.tiles if tile.isVisible()] == [0]


def test_arrow_keys_walk_after_a_click_on_a_step_or_its_sentence(eliminated):
    user, steps = eliminated
    user.part("operationSearch").setFocus()
    user.click(steps.tiles[2])
    user.key(Qt.Key.Key_Right)
    assert steps.tiles[3].current
    user.click(steps.sentence)
    user.key(Qt.Key.Key_Left)
    assert steps.tiles[2].current


def test_what_was_copied_is_said_for_a_moment(eliminated):
    user, steps = eliminated
    user.click(steps.ways.copy)
    assert steps.ways.copy.text() == "Copied"
    user.until(lambda: steps.ways.copy.text() == "Copy as LaTeX")
