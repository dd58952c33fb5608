"""The keyboard goes everywhere, and is never left nowhere."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

SHIFT = Qt.KeyboardModifier.ShiftModifier


def focus():
    return QApplication.focusWidget()


def inside(panel) -> bool:
    return focus() is not None and (panel is focus() or panel.isAncestorOf(focus()))


def test_tab_leaves_the_table_after_its_last_cell_and_comes_to_the_form(window):
    user = window
    user.cell(0, 0)
    seen = []
    for _ in range(4):
        index = user.view.currentIndex()
        seen.append((index.row(), index.column()))
        user.key(Qt.Key.Key_Tab)
    assert seen == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert focus() is not user.view
    for _ in range(12):
        if inside(user.form):
            break
        user.key(Qt.Key.Key_Tab)
    assert focus() is user.form.inputs[0]


def test_shift_tab_leaves_the_table_before_its_first_cell(window):
    user = window
    user.cell(0, 1)
    user.key(Qt.Key.Key_Backtab, SHIFT)
    assert focus() is user.view
    user.key(Qt.Key.Key_Backtab, SHIFT)
    assert focus() is not None
    assert focus() is not user.view


def test_escape_and_tab_leave_the_table_from_any_cell(window):
    user = window
    user.cell(0, 0)
    user.key(Qt.Key.Key_Escape)
    user.key(Qt.Key.Key_Right)
    user.key(Qt.Key.Key_Tab)
    assert focus() is user.view
    user.key(Qt.Key.Key_Escape)
    user.key(Qt.Key.Key_Tab)
    assert focus() is not user.view


def test_tab_out_of_an_editor_still_makes_the_matrix_grow(window):
    user = window
    user.cell(0, 1)
    user.type("7", Qt.Key.Key_Tab)
    user.type("8", Qt.Key.Key_Tab)
    assert user.values("A") == [[2, 7, 8], [1, 3, 0]]


def test_f6_goes_round_the_panels(window):
    user = window
    user.run()
    parts = [user.window.table, user.window.operations, user.window.results, user.window.views]
    parts = [*parts, user.window.workspace_panel]
    user.view.setFocus()
    for part in (*parts[1:], parts[0]):
        user.key(Qt.Key.Key_F6)
        assert inside(part)
    for part in (*reversed(parts[1:]), parts[0]):
        user.key(Qt.Key.Key_F6, SHIFT)
        assert inside(part)
    assert "Next panel" in [action.text() for action in user.window.menus["View"].actions()]


@pytest.mark.parametrize("words", ["rank", "hilbert", "null space"])
def test_the_finder_hands_the_keyboard_to_the_form(window, words):
    user = window
    user.control(Qt.Key.Key_K)
    user.type(words, Qt.Key.Key_Return)
    assert focus() is user.form.first_control


def test_the_finder_gives_the_keyboard_back(window):
    user = window
    user.cell(1, 0)
    for last in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
        user.control(Qt.Key.Key_K)
        user.type("light", last)
        assert focus() is user.view


def test_a_way_out_leaves_the_keyboard_on_the_new_card(window):
    user = window
    user.put("B", np.array([[1 / 3, 0.5], [0.1, 2.0]]))
    user.window.backend.setCurrentIndex(user.window.backend.findData("exact"))
    user.choose("det")
    user.run()
    button = user.cards[0].body.fixes[0]
    button.setFocus()
    user.key(Qt.Key.Key_Space)
    user.idle()
    assert len(user.cards) == 2
    assert focus() is user.cards[0]


def _settled(user) -> bool:
    """Whether every unfolded card has made its body."""
    user.window.runner.drain()
    return all(card.folded or card._body is not None for card in user.cards)


def test_a_theme_leaves_the_results_where_they_are(window):
    user = window
    for name in ("rref", "inv", "svd", "lu", "qr"):
        user.choose(name)
        user.run()
    for card in user.cards:
        card.set_folded(False)
    user.drain()
    user.click(user.cards[0].steps.head.fold)
    bar = user.window.results.area.verticalScrollBar()
    for value in (0, 300):
        bar.setValue(value)
        user.drain()
        for theme in ("theme_dark", "theme_light"):
            user.window.actions_by_name[theme].trigger()
            user.until(lambda: not user.window.results.place.is_held)  # until then heights may still change
            assert bar.value() == value


def test_undo_brings_cards_back_after_start_empty(window):
    user = window
    for name in ("det", "inv"):
        user.choose(name)
        user.run()
    before = [card.entry.number for card in user.cards]
    user.window.actions_by_name["start_empty"].trigger()
    user.drain()
    assert not user.cards
    assert not len(user.workspace)
    user.window.actions_by_name["undo"].trigger()
    user.drain()
    assert [card.entry.number for card in user.cards] == before
    assert [card.folded for card in user.cards] == [False, True]
    assert user.values("A") == [[2, 1], [1, 3]]
    user.window.actions_by_name["redo"].trigger()
    user.drain()
    assert not user.cards
    user.window.actions_by_name["undo"].trigger()
    user.drain()
    assert [card.entry.number for card in user.cards] == before
