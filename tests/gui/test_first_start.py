"""What somebody sees who starts the program for the first time."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication


def test_the_worked_example_is_there(live_window):
    user = live_window
    assert list(user.workspace.names) == ["A", "b", "C", "digits"]
    assert user.values("C") == [4, 7]
    assert user.window.selection.name == "A"
    assert user.window.table.name == "A"
    assert [card.entry.title for card in user.cards] == ["Singular value decomposition", "Determinant"]
    assert all(card.entry.result is not None for card in user.cards)
    assert user.facts.det.exact == 5
    assert user.part("jobStatus").text() == "Ready"


def test_views_show_the_matrix_and_the_real_data(live_window):
    user = live_window
    views = user.window.views
    assert views.main.current.view.drawing is not None
    assert views.side.current.name == "digits"
    user.until(lambda: views.side.current.view.drawing is not None)


def test_keys_go_into_the_table_at_once(live_window):
    user = live_window
    assert QApplication.focusWidget() is user.view
    user.type("5", Qt.Key.Key_Return)
    assert user.values("A") == [[5, 1], [1, 3]]


def test_the_focus_is_in_the_table_of_an_empty_start_too(window):
    assert QApplication.focusWidget() is window.view
