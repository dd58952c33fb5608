"""An edit in the table, and everything that follows it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from PySide6.QtCore import Qt


@pytest.fixture
def derived(window):
    window.put("b", [1, 2])
    window.session.define("C = A @ b", "C")
    window.window.selection.select("A")
    window.drain()
    return window


def test_a_typed_fraction_moves_facts_formula_and_views(derived):
    user = derived
    view = user.window.views.main.current.view
    before = view.drawing
    user.cell(0, 0)
    user.type("1/3", Qt.Key.Key_Return)
    assert user.workspace["A"].exact_entries()[0, 0] == Fraction(1, 3)
    assert user.facts.det.exact == 0
    assert "singular" in user.facts.structure
    assert user.workspace["C"].exact_entries().tolist() == [Fraction(7, 3), 7]
    assert view.drawing != before


def test_undo_brings_all_back_and_redo_makes_it_again(derived):
    user = derived
    user.cell(0, 0)
    user.type("1/3", Qt.Key.Key_Return)
    user.control(Qt.Key.Key_Z)
    assert user.values("A") == [[2, 1], [1, 3]]
    assert user.facts.det.exact == 5
    assert user.values("C") == [4, 7]
    user.control(Qt.Key.Key_Y)
    assert user.facts.det.exact == 0


def test_what_cannot_be_read_stays_in_the_cell(window):
    user = window
    user.cell(0, 1)
    user.type("1/", Qt.Key.Key_Return)
    assert user.view.is_editing
    assert user.values("A") == [[2, 1], [1, 3]]
    user.key(Qt.Key.Key_Escape)
    assert not user.view.is_editing


def test_undo_and_redo_say_what_they_would_do(window):
    user = window
    undo = user.window.actions_by_name["undo"]
    user.cell(0, 0)
    user.type("7", Qt.Key.Key_Return)
    assert "A[0,0]" in undo.toolTip() or "A" in undo.toolTip()
    assert undo.isEnabled()


def test_selection_in_numbers(window):
    user = window
    user.cell(0, 0)
    user.cell(0, 0)
    user.click(
        user.view, user.view.visualRect(user.window.table.model.index(1, 1)).center(), Qt.KeyboardModifier.ShiftModifier
    )
    assert "sum 7" in user.part("selectionStats").text().replace("Sum", "sum")


def test_a_row_is_inserted_and_deleted_by_keys(window):
    user = window
    user.cell(1, 0)
    user.control(Qt.Key.Key_Plus)
    assert user.workspace["A"].shape == (3, 2)
    assert user.window.views.main.current.view.plot.name == "heat_map"  # a 3 x 2 matrix has no map of the plane
    user.control(Qt.Key.Key_Z)
    assert user.workspace["A"].shape == (2, 2)
    assert user.window.views.main.current.view.plot.name == "transformation"
    assert user.window.views.main.current.view.drawing is not None


def test_copied_cells_are_what_a_spreadsheet_takes(window):
    user = window
    user.cell(0, 0)
    user.control(Qt.Key.Key_A)
    user.control(Qt.Key.Key_C)
    assert user.clipped.split() == ["2", "1", "1", "3"]


def test_a_matrix_is_pasted_as_a_new_variable(window):
    user = window
    user.clip("1\t2\t3\n4\t5\t6")
    user.control(Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    name = user.window.selection.name
    assert name != "A"
    assert user.values(name) == [[1, 2, 3], [4, 5, 6]]
    assert user.window.table.name == name


def test_a_block_is_pasted_into_cells(window):
    user = window
    user.cell(0, 0)
    user.clip("7\t8\n9\t1/2")
    user.control(Qt.Key.Key_V)
    assert user.values("A") == [[7, 8], [9, 0.5]]


def test_text_that_is_no_matrix_is_refused_in_place(window):
    user = window
    user.clip("see you at eight")
    user.control(Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    assert user.said
    assert list(user.workspace.names) == ["A"]


def test_an_empty_clipboard_is_refused_in_place(window):
    user = window
    user.clip("")
    user.control(Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    assert user.said
