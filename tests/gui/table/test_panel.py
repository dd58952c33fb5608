"""The panel around the table: tabs, legend, pages, and following the workspace."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from workbench.gui.table.face import Face
from workbench.gui.table.view import MatrixTableView
from workbench.model.edits import Put, Remove, Rename
from workbench.model.matrix import Matrix


def test_the_table_bears_its_contract_name(desk):
    assert isinstance(desk.panel.findChild(MatrixTableView, "matrixTable"), MatrixTableView)


def test_each_variable_has_a_tab(desk, qtbot):
    desk.show(["1 2"], name="A")
    desk.workspace.do(Put(Matrix.of("C", np.array([3, 4]), formula="A @ b")))
    desk.panel.show_matrix("C")
    tabs = desk.panel.bar.tabs
    assert [tabs.tabText(at) for at in range(tabs.count())] == ["A", "C = A @ b"]
    with qtbot.waitSignal(desk.panel.current_changed) as told:
        tabs.setCurrentIndex(0)
    assert told.args == ["A"]
    assert desk.model.index(0, 1).data() == "2"


def test_tabs_follow_renaming_and_removal(desk):
    desk.show(["1 2"], name="A")
    desk.show(["3"], name="B")
    desk.workspace.do(Rename("B", "M"))
    assert desk.panel.name == "M"
    assert desk.panel.bar.names() == ["A", "M"]
    desk.workspace.do(Remove("M"))
    assert desk.panel.name == "A"
    desk.workspace.do(Remove("A"))
    assert desk.panel.name is None
    assert desk.model.rowCount() == 0


def test_nothing_shown_takes_keys_without_harm(desk):
    for key in (Qt.Key_Delete, Qt.Key_Return, Qt.Key_5, Qt.Key_Tab):
        desk.key(key)
    desk.key(Qt.Key_Plus, Qt.ControlModifier)
    desk.key(Qt.Key_A, Qt.ControlModifier)
    desk.key(Qt.Key_V, Qt.ControlModifier)
    assert not len(desk.workspace)


def test_the_legend_reads_the_columns(desk):
    desk.show(["2 1", "1 3"])
    assert desk.panel.legend.lines == ("A e₁ = (2, 1)", "A e₂ = (1, 3)")
    desk.model.type_text(0, 0, "1/2")
    assert desk.panel.legend.lines[0] == "A e₁ = (1/2, 1)"


def test_the_legend_is_brief_about_long_decimals(desk):
    desk.show([[2**0.5, 1], [-12.3456, 0.5]])
    assert desk.panel.legend.lines == ("A e₁ = (1.41, −12.3)", "A e₂ = (1, 0.5)")


def test_a_wide_table_leaves_room_for_the_legend(desk):
    desk.show(np.arange(6400).reshape(100, 64))
    assert desk.panel.legend.width() >= 121
    assert desk.view.viewport().width() > 400


def test_the_legend_stays_beside_a_dragged_plane(desk):
    desk.panel.resize(474, 236)
    desk.show(["2 1", "1 3"])
    desk.model.type_text(1, 1, "-12.3456789")
    QApplication.processEvents()  # lays out what has come
    assert desk.panel.legend.isVisible()
    assert desk.view.horizontalScrollBar().maximum() == 0


def test_the_colour_button_turns_the_tint_off(desk):
    desk.show(["2 -2"])
    warm = desk.view.grab().toImage().pixelColor(desk.point(0, 0) + desk.view.viewport().pos() - desk.view.pos())
    desk.panel.bar.colour.click()
    assert not desk.view.coloured
    assert not desk.panel.legend.coloured
    assert warm.isValid()


def test_transpose_asks_for_the_variable_shown(desk, qtbot):
    desk.show(["2 1"])
    with qtbot.waitSignal(desk.panel.transpose_requested) as told:
        desk.panel.bar.transpose.click()
    assert told.args == ["A"]


def test_leading_axes_have_a_spinner(desk):
    desk.show(np.arange(60).reshape(3, 4, 5), name="T")
    assert desk.panel.pager.isVisible()
    desk.panel.pager._spinners[0].setValue(2)
    assert desk.model.index(1, 1).data() == "46"
    desk.at(1, 1)
    desk.type("7", Qt.Key_Return)
    assert desk.matrix.to_array()[2, 1, 1] == 7
    assert (desk.model.rowCount(), desk.model.columnCount()) == (4, 5)


def test_rows_beyond_the_limit_are_paged(desk):
    desk.show(np.broadcast_to(np.arange(3.0), (12_000_000, 3)), name="L")
    assert desk.model.rowCount() == 5_000_000
    assert desk.model.rowCount() * desk.view.rowHeight(0) < 2**31
    desk.panel.pager.rows.on.click()
    desk.panel.pager.rows.on.click()
    assert desk.model.rowCount() == 2_000_001
    assert desk.model.headerData(0, Qt.Vertical) == "10000000"
    assert not desk.panel.pager.rows.on.isEnabled()
    desk.model.type_text(0, 1, "8")
    assert desk.matrix.entry(10_000_000, 1) == 8


def test_positions_on_a_face():
    face = Face((2, 3, 4), (1,), 1, 2)
    assert face.flat(0, 0) == np.ravel_multi_index((1, 1, 2), (2, 3, 4))
    assert face.flat_block(0, 0, 2, 2).tolist() == [18, 19, 22, 23]


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        ([[np.nan, np.inf], [-np.inf, 1.0]], ["NaN", "∞", "−∞", "1"]),
        ([[1 + 1j, 2]], ["1 + i", "2"]),
        ([[True, False]], ["1", "0"]),
    ],
)
def test_odd_numbers_are_visible(desk, value, texts):
    desk.show(value)
    rows, columns = desk.matrix.shape
    assert [desk.model.index(r, c).data() for r in range(rows) for c in range(columns)] == texts
    desk.view.grab()


def test_labels_stand_in_the_headers(desk):
    desk.show(np.zeros((2, 2)), row_labels=("first", "second"), column_labels=("width", "height"))
    assert desk.model.headerData(1, Qt.Horizontal) == "1 height"
    assert desk.model.headerData(0, Qt.Vertical) == "0 first"


def test_an_edit_repaints_its_cells_only(desk, qtbot):
    desk.show(np.zeros((100, 100)))
    with qtbot.waitSignal(desk.model.dataChanged) as told:
        desk.model.type_text(3, 4, "5")
    top, bottom = told.args[:2]
    assert (top.row(), top.column(), bottom.row(), bottom.column()) == (3, 4, 3, 4)


def test_a_new_version_shows_at_once(desk):
    desk.show(["2 1", "1 3"])
    desk.workspace.do(Put(Matrix.of("A", np.array([[5, 6], [7, 8]]))))
    assert [desk.model.index(r, c).data() for r in range(2) for c in range(2)] == ["5", "6", "7", "8"]


def test_restyling_paints_without_error(desk):
    desk.show(["2 1", "1 3"])
    desk.panel.restyle()
    assert not desk.panel.grab().isNull()


def test_text_is_drawn(desk):
    desk.show(["8888"])
    desk.panel.bar.colour.click()
    image = desk.view.viewport().grab(desk.view.visualRect(desk.model.index(0, 0)).adjusted(6, 6, -6, -6)).toImage()
    colours = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
    assert len(colours) > 1


def test_both_schemes_paint_in_their_own_colours(desk, qtbot):
    desk.show(["2 1", "1 3"])
    light = desk.view.viewport().grab().toImage()
    desk.panel.theme.follow("dark")
    dark = desk.view.viewport().grab().toImage()
    at = desk.point(1, 1).x() - 30, desk.point(1, 1).y()
    assert light.pixelColor(*at).lightness() > 128 > dark.pixelColor(*at).lightness()


def test_a_defect_while_painting_reaches_the_hook_and_not_qt(desk, monkeypatch):
    desk.show(["2 1", "1 3"])
    caught = []
    monkeypatch.setattr("sys.excepthook", lambda *error: caught.append(error[1]))
    monkeypatch.setattr(desk.model, "cell", lambda row, column: 1 / 0)
    desk.view.viewport().repaint()
    assert {type(error) for error in caught} == {ZeroDivisionError}


def test_untouched_neighbours_keep_single_precision(desk):
    desk.show(np.array([[0.1, 0.2]], np.float32))
    desk.at(0, 0)
    desk.type("0.3", Qt.Key_Return)
    assert desk.matrix.dtype == np.float32
    assert desk.model.index(0, 1).data(Qt.EditRole) == "0.2"


def test_bytes_take_what_fits_and_widen_for_the_rest(desk):
    desk.show(np.array([[1, 2]], np.uint8))
    desk.at(0, 0)
    desk.type("-300", Qt.Key_Return)
    assert desk.values == [[-300, 2]]
    desk.workspace.undo()
    assert desk.matrix.dtype == np.uint8


def test_a_large_matrix_after_a_small_one_has_even_rows_and_columns(desk):
    desk.show(["2 1", "1 3"], name="A")
    desk.workspace.do(Put(Matrix.of("H", np.eye(9) / 3)))
    desk.panel.show_matrix("H")
    for header in (desk.view.verticalHeader(), desk.view.horizontalHeader()):
        assert len({header.sectionSize(at) for at in range(9)}) == 1


def test_of_a_small_matrix_too_unless_all_colours_change(desk, qtbot):
    desk.show(["2.5 1", "1 3"])
    for text, last in (("1.5", (0, 0)), ("9.5", (2, 2))):
        with qtbot.waitSignal(desk.model.dataChanged) as told:
            desk.model.type_text(0, 0, text)
        assert (told.args[1].row(), told.args[1].column()) == last


def test_without_a_matrix_there_are_ways_to_one_and_no_stub(desk, qtbot):
    desk.show(["1"])
    assert not desk.panel.nothing.isVisible()
    desk.workspace.do(Remove(desk.panel.name))
    assert desk.panel.nothing.isVisible()
    desk.panel.grab()
    assert desk.panel.frame.size().isEmpty()
    for name, button in desk.panel.nothing.buttons.items():
        with qtbot.waitSignal(desk.panel.matrix_requested) as asked:
            QTest.mouseClick(button, Qt.LeftButton)
        assert asked.args == [name]


def test_exact_is_not_pressed_where_there_are_only_floats(desk):
    desk.show(["1/3 2"])
    assert desk.panel.bar.exact.isChecked()
    desk.show(np.array([[0.5, 0.25]]))
    assert not desk.panel.bar.exact.isEnabled()
    assert desk.panel.bar.decimal.isChecked()
    desk.show(["1/3 2"])
    assert desk.panel.bar.exact.isChecked()
    assert desk.panel.model.exact


@pytest.mark.parametrize(("rows", "height"), [(2, 180), (2, 237), (3, 237), (4, 237), (6, 320)])
def test_a_small_matrix_needs_no_scroll_bar_where_closer_rows_will_do(desk, qtbot, rows, height):
    desk.panel.resize(900, height)
    desk.show(np.arange(rows * rows).reshape(rows, rows))
    qtbot.waitUntil(lambda: desk.view.height() == desk.view.sizeHint().height())
    assert not desk.view.verticalScrollBar().isVisible()
    assert desk.view.rowHeight(0) >= 28


def test_rows_have_their_usual_height_again_where_there_is_room(desk, qtbot):
    desk.show(np.eye(3))
    desk.panel.resize(600, 200)
    qtbot.waitUntil(lambda: desk.view.rowHeight(0) < 45)
    desk.panel.resize(600, 500)
    qtbot.waitUntil(lambda: desk.view.rowHeight(0) == 45)
