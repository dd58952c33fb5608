"""Variables in the list: chosen, renamed, deleted, filtered."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication


@pytest.fixture
def user(window):
    window.put("B", [[1, 2, 3], [4, 5, 6]])
    window.put("v", [1, 2])
    return window


def row(user, name):
    panel = user.window.workspace_panel
    index = panel._filtered.mapFromSource(panel.model.index(panel.model.row_of(name)))
    return panel.list.visualRect(index).center()


def test_a_click_selects_everywhere(user):
    user.click(user.part("workspaceList"), row(user, "B"))
    assert user.window.selection.name == "B"
    assert user.window.table.name == "B"
    assert user.facts.shape == (2, 3)
    assert user.form.task().inputs[0] == "B"


def test_arrow_keys_select_too(user):
    user.click(user.part("workspaceList"), row(user, "A"))
    user.key(Qt.Key.Key_Down)
    assert user.window.selection.name == "B"


def test_f2_renames_and_formulas_follow(user):
    user.session.define("C = A @ v", "C")
    user.drain()
    user.click(user.part("workspaceList"), row(user, "A"))
    user.key(Qt.Key.Key_F2)
    QApplication.focusWidget().selectAll()
    user.type("M", Qt.Key.Key_Return)
    assert list(user.workspace.names) == ["M", "B", "v", "C"]
    assert user.window.selection.name == "M"
    assert user.window.table.name == "M"
    assert user.workspace["C"].formula == "M @ v"
    user.control(Qt.Key.Key_Z)
    assert "A" in user.workspace
    assert user.window.selection.name == "A"


@pytest.mark.parametrize("name", ["B", "1a", "", "a b", "lambda", "A;B"])
def test_a_name_that_cannot_be_is_refused_in_place(user, name):
    user.click(user.part("workspaceList"), row(user, "A"))
    user.key(Qt.Key.Key_F2)
    QApplication.focusWidget().selectAll()
    if not name:
        user.key(Qt.Key.Key_Delete)
    user.type(name, Qt.Key.Key_Return)
    assert list(user.workspace.names) == ["A", "B", "v"]
    assert user.said


def test_delete_takes_the_variable_and_undo_brings_it_back(user):
    user.click(user.part("workspaceList"), row(user, "B"))
    user.key(Qt.Key.Key_Delete)
    assert list(user.workspace.names) == ["A", "v"]
    assert user.window.selection.name == "v"
    assert user.window.table.name == "v"
    user.control(Qt.Key.Key_Z)
    assert list(user.workspace.names) == ["A", "B", "v"]


def test_everything_can_go_and_come_back(user):
    user.click(user.window.workspace_panel.empty)
    assert list(user.workspace.names) == []
    assert user.window.selection.name is None
    assert user.window.table.name is None
    assert not user.form.run_button.isEnabled()
    assert not user.refused
    user.control(Qt.Key.Key_Return)
    assert not user.cards
    user.control(Qt.Key.Key_Z)
    assert list(user.workspace.names) == ["A", "B", "v"]
    assert user.window.table.name == user.window.selection.name
    assert user.window.selection.name is not None


def test_the_filter_hides_and_the_selection_stays(user):
    user.click(user.window.workspace_panel.filter)
    user.type("b")
    assert user.window.workspace_panel._filtered.rowCount() == 1
    assert user.window.selection.name == "v"
    user.control(Qt.Key.Key_A)
    user.key(Qt.Key.Key_Backspace)
    assert user.window.workspace_panel._filtered.rowCount() == 3


def test_a_new_matrix_by_keyboard_is_selected_and_typed_into(user):
    user.control(Qt.Key.Key_N)
    name = user.window.selection.name
    assert user.values(name) == [[0, 0], [0, 0]]
    user.cell(0, 1)
    user.type("1/2", Qt.Key.Key_Return)
    assert user.values(name) == [[0, 0.5], [0, 0]]


def test_a_tab_of_the_table_selects_everywhere(user):
    bar = user.window.table.bar
    user.click(bar.tabs, bar.tabs.tabRect(bar.names().index("B")).center())
    assert user.window.selection.name == "B"
    assert user.facts.shape == (2, 3)


def test_many_variables_keep_the_window_usable(user):
    for at in range(12):
        user.put(f"m{at}", [[at, 1], [1, at]])
    assert user.window.table.name == "m11"
    user.window.selection.select("A")
    user.drain()
    assert user.window.table.name == "A"
    user.window.selection.select("m3")
    for _ in range(8):
        user.control(Qt.Key.Key_Z)
    assert user.window.selection.name in user.workspace
    assert user.window.table.name == user.window.selection.name
