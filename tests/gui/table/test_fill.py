"""Dragging the fill handle."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from workbench.gui.table.changes import extended
from workbench.model.numbers import parse_number


def drag_handle(desk, row: int, column: int) -> None:
    port, start, end = desk.view.viewport(), desk.view.handle.place.center(), desk.point(row, column)
    QTest.mousePress(port, Qt.LeftButton, Qt.NoModifier, start)
    QTest.mouseMove(port, (start + end) / 2)
    QTest.mouseMove(port, end)
    QTest.mouseRelease(port, Qt.LeftButton, Qt.NoModifier, end)


def test_dragging_copies_one_cell(desk):
    desk.show(["5 0 0", "0 0 0"])
    desk.at(0, 0)
    drag_handle(desk, 0, 2)
    assert desk.values == [[5, 5, 5], [0, 0, 0]]
    assert tuple(desk.view.selected_range) == (0, 0, 0, 2)


def test_dragging_continues_a_series_in_one_step(desk):
    desk.show(["1", "3", "0", "0"])
    desk.select(0, 0, 1, 0)
    drag_handle(desk, 3, 0)
    assert desk.values == [[1], [3], [5], [7]]
    desk.workspace.undo()
    assert desk.values == [[1], [3], [0], [0]]


def test_dragging_upwards_goes_backwards(desk):
    desk.show(["0", "0", "5", "7"])
    desk.select(2, 0, 3, 0)
    start, end = desk.view.handle.place.center(), desk.point(0, 0)
    assert isinstance(start, QPoint)
    drag_handle(desk, 0, 0)
    assert desk.values == [[1], [3], [5], [7]]
    assert end != start


def test_letting_go_where_it_began_changes_nothing(desk):
    desk.show(["5 1"])
    steps = desk.workspace.undo_label
    desk.at(0, 0)
    drag_handle(desk, 0, 0)
    assert desk.workspace.undo_label == steps


@pytest.mark.parametrize(
    ("line", "backwards", "expected"),
    [
        ("1/2", False, "1/2 1/2 1/2"),
        ("1/2 1", False, "3/2 2 5/2"),
        ("1 2 4", False, "1 2 4"),
        ("1 2", True, "0 -1 -2"),
        ("pi 1", False, "pi 1 pi"),
    ],
)
def test_even_series_go_on_and_others_repeat(line, backwards, expected):
    numbers = [parse_number(word) for word in line.split()]
    got = [number.value for number in extended(numbers, 3, backwards)]
    assert got == [parse_number(word).value for word in expected.split()]
