"""One range of any size, and what the status bar says about it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from workbench.gui.table.stats import describe, stats_of


def test_a_column_in_the_words_of_the_status_bar(desk):
    desk.show(["2 1", "1 3"])
    desk.select(0, 0, 1, 0)
    assert desk.said[-1] == "Column x₁: 2 cells  sum 3  mean 1.5  min 1  max 2  norm 2.236"


@pytest.mark.parametrize(
    ("corners", "start"),
    [((0, 0, 0, 0), "A[0, 0] = 2"), ((1, 0, 1, 1), "Row y₂: 2 cells  sum 4"), ((0, 0, 1, 1), "A: 4 cells  sum 7")],
)
def test_what_is_selected_has_a_name(desk, corners, start):
    desk.show(["2 1", "1 3"])
    desk.select(*corners)
    assert desk.said[-1].startswith(start)


def test_a_block_is_named_as_numpy_would(desk):
    desk.show(np.arange(20).reshape(4, 5))
    desk.select(1, 1, 2, 3)
    assert desk.said[-1].startswith("A[1:3, 1:4]: 6 cells  sum 57")


def test_statistics_follow_an_edit(desk):
    desk.show(["2 1", "1 3"])
    desk.select(0, 0, 1, 0)
    desk.model.type_text(0, 0, "9")
    assert "sum 10" in desk.said[-1]


def test_all_of_a_hundred_million_cells_are_one_range(desk):
    desk.show(np.broadcast_to(1.0, (10_000, 10_000)), name="Z")
    QTest.keySequence(desk.view, QKeySequence(QKeySequence.SelectAll))
    assert len(desk.view.selectionModel().selection()) == 1
    assert desk.view.selection_stats().count == 100_000_000
    assert "too many" in desk.said[-1]


def test_whole_rows_and_columns_by_key(desk):
    desk.show(np.arange(12).reshape(3, 4))
    desk.at(1, 2)
    desk.key(Qt.Key_Space, Qt.ShiftModifier)
    assert tuple(desk.view.selected_range) == (1, 0, 1, 3)
    desk.at(1, 2)
    desk.key(Qt.Key_Space, Qt.ControlModifier)
    assert tuple(desk.view.selected_range) == (0, 2, 2, 2)


def test_control_and_arrows_go_to_the_edges(desk):
    desk.show(np.zeros((50, 40)))
    desk.at(3, 3)
    desk.key(Qt.Key_Right, Qt.ControlModifier)
    assert desk.view.currentIndex().column() == 39
    desk.key(Qt.Key_Down, Qt.ControlModifier | Qt.ShiftModifier)
    assert tuple(desk.view.selected_range) == (3, 39, 49, 39)


def test_the_norm_of_huge_numbers_does_not_overflow():
    assert stats_of(np.array([3e307, 4e307])).norm == pytest.approx(5e307)


def test_complex_numbers_have_no_order():
    stats = stats_of(np.array([1 + 1j, 2]))
    assert stats.min is None
    assert describe(stats, "A") == "A: 2 cells  sum 3 + 1i  mean 1.5 + 0.5i  norm 2.449"


def test_nan_shows_in_the_figures():
    assert "NaN" in describe(stats_of(np.array([1, np.nan])), "A")
