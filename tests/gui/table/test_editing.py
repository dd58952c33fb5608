"""Typing into cells, with the keys of a spreadsheet."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from PySide6.QtCore import Qt


def test_typing_a_fraction_keeps_it_exact(desk):
    desk.show(["2 1", "1 3"])
    desk.at(0, 1)
    desk.type("1/3", Qt.Key_Return)
    assert desk.matrix.exact_entry(0, 1) == Fraction(1, 3)
    assert desk.model.index(0, 1).data() == "1/3"
    assert desk.model.index(0, 1).data(Qt.EditRole) == "1/3"


def test_decimal_shows_short_and_edits_in_full(desk):
    desk.show([[1 / 3, 2.5]])
    assert desk.model.index(0, 0).data() == "0.3333"
    assert desk.model.index(0, 0).data(Qt.EditRole) == "0.3333333333333333"


def test_the_notation_buttons_switch_between_fraction_and_decimal(desk):
    desk.show(["1/3 2"])
    desk.panel.bar.decimal.click()
    assert desk.model.index(0, 0).data() == "0.3333"
    desk.panel.bar.exact.click()
    assert desk.model.index(0, 0).data() == "1/3"


def test_fractions_are_not_offered_for_floats_from_a_file(desk):
    desk.show([[0.5]])
    assert not desk.panel.bar.exact.isEnabled()


def test_unreadable_text_stays_with_its_reason(desk):
    desk.show(["2 1", "1 3"])
    desk.at(0, 0)
    desk.type("2x", Qt.Key_Return)
    assert desk.editor.text() == "2x"
    assert desk.editor.rejected
    assert desk.panel.findChild(object, "cellMessage").text() == desk.rejected[0]
    assert "“2x”" in desk.rejected[0] or "not" in desk.rejected[0]
    assert desk.values == [[2, 1], [1, 3]]


def test_a_click_elsewhere_does_not_lose_unreadable_text(desk):
    desk.show(["2 1", "1 3"])
    desk.at(0, 0)
    desk.type("2x")
    desk.click(1, 1)
    assert desk.editor.text() == "2x"
    assert desk.view.currentIndex().row() == 0


def test_mended_text_is_taken(desk):
    desk.show(["2 1", "1 3"])
    desk.at(0, 0)
    desk.type("2x", Qt.Key_Return)
    desk.key(Qt.Key_Backspace)
    assert not desk.editor.rejected
    desk.key(Qt.Key_5)
    desk.key(Qt.Key_Return)
    assert desk.values == [[25, 1], [1, 3]]


def test_escape_gives_the_text_up(desk):
    desk.show(["2 1", "1 3"])
    desk.at(0, 0)
    desk.type("7x", Qt.Key_Return)
    desk.key(Qt.Key_Escape)
    assert desk.editor is None or not desk.editor.isVisible()
    assert desk.values == [[2, 1], [1, 3]]


def test_an_edit_is_one_step_of_undo(desk):
    desk.show(["2 1", "1 3"])
    desk.at(1, 0)
    desk.type("-4", Qt.Key_Return)
    desk.workspace.undo()
    assert desk.model.index(1, 0).data() == "1"
    desk.workspace.redo()
    assert desk.model.index(1, 0).data() == "−4"


def test_opening_and_closing_an_editor_changes_nothing(desk):
    desk.show([[0.1 + 0.2]])
    steps = desk.workspace.undo_label
    desk.at(0, 0)
    desk.key(Qt.Key_F2)
    assert desk.editor.text() == "0.30000000000000004"
    desk.key(Qt.Key_Return)
    assert desk.workspace.undo_label == steps


@pytest.mark.parametrize(
    ("key", "modifier", "expected"),
    [
        (Qt.Key_Return, Qt.NoModifier, (2, 1)),
        (Qt.Key_Return, Qt.ShiftModifier, (0, 1)),
        (Qt.Key_Tab, Qt.NoModifier, (1, 2)),
        (Qt.Key_Backtab, Qt.ShiftModifier, (1, 0)),
        (Qt.Key_Down, Qt.NoModifier, (2, 1)),
    ],
)
@pytest.mark.parametrize("typing", [False, True])
def test_keys_move_like_a_spreadsheet(desk, key, modifier, expected, typing):
    desk.show(["1 2 3", "4 5 6", "7 8 9"])
    desk.at(1, 1)
    if typing:
        desk.type("0")
    desk.key(key, modifier)
    current = desk.view.currentIndex()
    assert (current.row(), current.column()) == expected
    assert desk.values[1][1] == (0 if typing else 5)


def test_enter_after_tabs_returns_below_the_first(desk):
    desk.show(["1 2 3", "4 5 6"])
    desk.at(0, 0)
    for key in (Qt.Key_Tab, Qt.Key_Tab, Qt.Key_Return):
        desk.type("9", key)
    current = desk.view.currentIndex()
    assert (current.row(), current.column()) == (1, 0)
    assert desk.values[0] == [9, 9, 9]


def test_delete_sets_the_selection_to_zero(desk):
    desk.show(["1/2 2", "3 4"])
    desk.select(0, 0, 1, 0)
    desk.key(Qt.Key_Delete)
    assert desk.values == [[0, 2], [0, 4]]
    assert desk.matrix.is_exact
    desk.workspace.undo()
    assert desk.matrix.exact_entry(0, 0) == Fraction(1, 2)


def test_a_derived_variable_says_why_it_cannot_be_typed_over(desk):
    desk.show(np.array([1, 2]), name="C", formula="A @ b")
    desk.at(0, 0)
    desk.key(Qt.Key_5)
    assert desk.editor is None
    assert "C = A @ b" in desk.rejected[0]
    assert desk.panel.message.isVisible()


def test_a_cell_changed_behind_an_open_editor_does_not_overwrite_it(desk):
    desk.show(["2 1", "1 3"])
    desk.at(0, 0)
    desk.type("12")
    desk.model.type_text(1, 1, "8")
    assert desk.editor.text() == "12"
    desk.key(Qt.Key_Return)
    assert desk.values == [[12, 1], [1, 8]]
