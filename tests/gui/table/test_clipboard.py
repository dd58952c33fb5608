"""Blocks of cells to and from spreadsheets."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication


def press(desk, sequence) -> None:
    QTest.keySequence(desk.view, QKeySequence(sequence))


def test_copy_is_tab_separated_and_in_full(desk):
    desk.show([[1 / 3, 2.0], [-1e-300, 4.5]])
    desk.select(0, 0, 1, 1)
    press(desk, QKeySequence.Copy)
    assert desk.clipped == "0.3333333333333333\t2\n-1e-300\t4.5"


def test_paste_from_a_spreadsheet(desk):
    desk.show(np.zeros((3, 3)))
    desk.clip("1\t2\r\n3\t4,5\r\n".replace(",", "."))
    desk.at(1, 1)
    press(desk, QKeySequence.Paste)
    assert desk.values == [[0, 0, 0], [0, 1, 2], [0, 3, 4.5]]
    assert tuple(desk.view.selected_range) == (1, 1, 2, 2)


def test_a_block_beyond_the_end_grows_the_matrix_in_one_step(desk):
    desk.show(["1 2", "3 4"])
    desk.clip("5\t6\t7\n8\t9\t10")
    desk.at(1, 1)
    press(desk, QKeySequence.Paste)
    assert desk.values == [[1, 2, 0, 0], [3, 5, 6, 7], [0, 8, 9, 10]]
    desk.workspace.undo()
    assert desk.values == [[1, 2], [3, 4]]


def test_what_cannot_be_read_changes_nothing(desk):
    desk.show(["1 2", "3 4"])
    steps = desk.workspace.undo_label
    desk.clip("apples and pears")
    press(desk, QKeySequence.Paste)
    assert desk.values == [[1, 2], [3, 4]]
    assert desk.workspace.undo_label == steps
    assert desk.rejected
    assert desk.panel.message.text() == desk.rejected[-1]


def test_an_empty_clipboard_is_said(desk):
    desk.show(["1 2"])
    desk.clip("")
    press(desk, QKeySequence.Paste)
    assert desk.rejected == ["The clipboard holds no text to paste."]


def test_fractions_stay_exact_within_the_program(desk):
    desk.show(["1/3 2"])
    desk.at(0, 0)
    press(desk, QKeySequence.Copy)
    desk.at(0, 1)
    press(desk, QKeySequence.Paste)
    assert desk.matrix.exact_entry(0, 1) == Fraction(1, 3)


def test_one_number_fills_the_selection(desk):
    desk.show(["1 2", "3 4"])
    desk.clip("7")
    desk.select(0, 0, 1, 1)
    press(desk, QKeySequence.Paste)
    assert desk.values == [[7, 7], [7, 7]]


def test_a_row_pasted_into_a_vector_runs_down(desk):
    desk.show(np.array([1, 2, 3]), name="b")
    desk.clip("8\t9")
    desk.at(1, 0)
    press(desk, QKeySequence.Paste)
    assert desk.values == [1, 8, 9]


def test_cut_copies_and_clears(desk):
    desk.show(["1 2", "3 4"])
    desk.select(0, 1, 1, 1)
    press(desk, QKeySequence.Cut)
    assert desk.clipped == "2\n4"
    assert desk.values == [[1, 0], [3, 0]]


def test_complex_numbers_go_round(desk):
    desk.show(np.array([[1 + 2j, 0.5j]]))
    desk.select(0, 0, 0, 1)
    press(desk, QKeySequence.Copy)
    assert desk.clipped == "1+2j\t0+0.5j"


def test_too_many_cells_are_not_copied(desk):
    desk.show(np.broadcast_to(0.0, (3000, 3000)), name="Z")
    desk.view.selectAll()
    assert not desk.view.commands.copy()
    assert "too many" in desk.rejected[-1]


@pytest.mark.parametrize("key", [Qt.Key_C, Qt.Key_V, Qt.Key_X, Qt.Key_A, Qt.Key_Plus])
def test_keys_reach_the_table_before_the_window(desk, key):
    desk.show(["1 2"])
    event = QKeyEvent(QEvent.ShortcutOverride, key, Qt.ControlModifier)
    event.ignore()
    QApplication.sendEvent(desk.view, event)
    assert event.isAccepted()
