"""Rows and columns come and go: by "+", by typing beyond the end, by keys and menu."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from workbench.gui.table.menu import context_menu, panel_menu


def click_header(header, section: int) -> None:
    middle = header.sectionViewportPosition(section) + header.sectionSize(section) // 2
    at = QPoint(middle, 5) if header.orientation() == Qt.Horizontal else QPoint(5, middle)
    QTest.mouseClick(header.viewport(), Qt.LeftButton, Qt.NoModifier, at)


def test_plus_adds_a_row_and_a_column_of_zeros(desk):
    desk.show(["2 1", "1 3"])
    click_header(desk.view.verticalHeader(), 2)
    assert desk.values == [[2, 1], [1, 3], [0, 0]]
    click_header(desk.view.horizontalHeader(), 2)
    assert desk.values == [[2, 1, 0], [1, 3, 0], [0, 0, 0]]
    desk.workspace.undo()
    desk.workspace.undo()
    assert desk.values == [[2, 1], [1, 3]]


def test_typing_in_the_empty_row_grows_in_one_step(desk):
    desk.show(["2 1", "1 3"])
    desk.at(2, 1)
    desk.type("7", Qt.Key_Return)
    assert desk.values == [[2, 1], [1, 3], [0, 7]]
    desk.workspace.undo()
    assert desk.values == [[2, 1], [1, 3]]


def test_typing_in_the_corner_grows_both_ways(desk):
    desk.show(["5"])
    desk.at(1, 1)
    desk.type("1/2", Qt.Key_Tab)
    assert desk.values == [[5, 0], [0, 0.5]]
    assert desk.matrix.is_exact


def test_keys_insert_and_delete_rows(desk):
    desk.show(["1 2", "3 4", "5 6"])
    desk.at(1, 0)
    desk.key(Qt.Key_Plus, Qt.ControlModifier)
    assert desk.values == [[1, 2], [0, 0], [3, 4], [5, 6]]
    desk.select(1, 0, 2, 0)
    desk.key(Qt.Key_Minus, Qt.ControlModifier)
    assert desk.values == [[1, 2], [5, 6]]


def test_keys_act_on_columns_when_whole_columns_are_selected(desk):
    desk.show(["1 2", "3 4"])
    click_header(desk.view.horizontalHeader(), 1)
    desk.key(Qt.Key_Plus, Qt.ControlModifier)
    assert desk.values == [[1, 0, 2], [3, 0, 4]]
    desk.at(0, 0)
    desk.key(Qt.Key_Space, Qt.ControlModifier)
    desk.key(Qt.Key_Minus, Qt.ControlModifier)
    assert desk.values == [[0, 2], [0, 4]]


def test_the_selection_survives_a_change_of_shape(desk):
    desk.show(["1 2 3", "4 5 6", "7 8 9"])
    desk.select(1, 1, 2, 2)
    desk.view.commands.insert(0)
    assert tuple(desk.view.selected_range) == (1, 1, 2, 2)
    desk.workspace.undo()
    assert tuple(desk.view.selected_range) == (1, 1, 2, 2)


def test_the_menu_names_every_command_with_a_tip(desk):
    desk.show(["1 2", "3 4"])
    actions = [action for action in context_menu(desk.view).actions() if not action.isSeparator()]
    assert all(action.toolTip() and action.isEnabled() for action in actions)
    next(action for action in actions if action.text().startswith("Insert columns to the right")).trigger()
    assert desk.values == [[1, 0, 2], [3, 0, 4]]


def test_headers_count_from_one_on_request(desk):
    desk.show(["1 2", "3 4"])
    assert desk.model.headerData(0, Qt.Horizontal) == "0 x₁"
    panel_menu(desk.view, desk.model).actions()[-1].trigger()
    assert desk.model.headerData(0, Qt.Horizontal) == "1 x₁"


def test_a_vector_grows_downwards_only(desk):
    desk.show(np.array([1, 2]), name="b")
    assert (desk.model.rowCount(), desk.model.columnCount()) == (3, 1)
    desk.at(2, 0)
    desk.type("9", Qt.Key_Return)
    assert desk.values == [1, 2, 9]
    assert desk.matrix.ndim == 1


def test_inserting_a_column_into_a_vector_is_refused_in_words(desk):
    desk.show(np.array([1, 2]), name="b")
    desk.view.commands.insert(1)
    assert "vector" in desk.rejected[0]
    assert desk.values == [1, 2]


def test_a_number_is_one_cell(desk):
    desk.show(np.array(3.25), name="s")
    assert (desk.model.rowCount(), desk.model.columnCount()) == (1, 1)
    desk.at(0, 0)
    desk.type("4", Qt.Key_Return)
    assert desk.values == 4.0


def test_an_empty_matrix_can_be_filled(desk):
    desk.show(np.zeros((0, 3)), name="E")
    assert (desk.model.rowCount(), desk.model.columnCount()) == (1, 4)
    desk.at(0, 1)
    desk.type("5", Qt.Key_Return)
    assert desk.values == [[0, 5, 0]]


def test_all_rows_can_be_deleted_and_brought_back(desk):
    desk.show(["1 2", "3 4"])
    desk.view.selectAll()
    desk.view.commands.delete(0)
    assert desk.matrix.shape == (0, 2)
    assert desk.view.selected_range is None
    desk.workspace.undo()
    assert desk.values == [[1, 2], [3, 4]]


def test_a_right_click_on_a_header_selects_and_offers_the_menu(desk, qtbot):
    desk.show(["1 2", "3 4"])
    header = desk.view.horizontalHeader()
    at = QPoint(header.sectionViewportPosition(1) + 10, 10)
    event = QContextMenuEvent(QContextMenuEvent.Mouse, at, header.viewport().mapToGlobal(at))
    QApplication.sendEvent(header.viewport(), event)
    assert tuple(desk.view.selected_range) == (0, 1, 1, 1)
    menu = QApplication.activePopupWidget()
    next(action for action in menu.actions() if action.text().startswith("Delete columns")).trigger()
    menu.close()
    assert desk.values == [[1], [3]]
