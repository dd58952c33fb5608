"""The finder finds every action and operation by name, from the keyboard alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from workbench.operations import CATALOG


def test_an_operation_by_keyboard(window):
    user = window
    user.control(Qt.Key.Key_K)
    assert QApplication.focusWidget() is user.window.finder
    user.type("rank", Qt.Key.Key_Return)
    assert user.form.operation.name == "matrix_rank"
    assert not user.window.finder.list.isVisible()
    user.run()
    assert user.cards[0].entry.task.operation == "matrix_rank"


def test_an_action_by_keyboard(window):
    user = window
    user.control(Qt.Key.Key_K)
    user.type("new mat", Qt.Key.Key_Return)
    assert len(user.workspace) == 2


def test_arrows_choose_and_escape_leaves(window):
    user = window
    user.control(Qt.Key.Key_K)
    user.type("dark")
    finder = user.window.finder
    assert finder.list.isVisible()
    user.control(Qt.Key.Key_K)
    user.type("in")
    second = finder._found[1].title
    user.key(Qt.Key.Key_Down)
    assert finder.list.currentItem().text().startswith(second)
    user.key(Qt.Key.Key_Escape)
    assert not finder.list.isVisible()
    assert QApplication.focusWidget() is not finder
    assert list(user.workspace.names) == ["A"]


def test_the_mouse_takes_a_finding(window):
    user = window
    user.click(user.window.finder)
    user.type("determinant")
    found = user.window.finder.list
    user.click(found, found.visualItemRect(found.item(0)).center())
    assert user.form.operation.name in ("det", "slogdet")


def test_everything_can_be_found(window):
    titles = {entry.title for entry in window.window._findable()}
    assert {operation.title for operation in CATALOG} <= titles
    assert {"Open", "Undo", "Run", "Stop", "Dark"} <= titles


def test_nothing_found_is_said_and_is_not_an_error(window):
    user = window
    user.control(Qt.Key.Key_K)
    user.type("zzzz", Qt.Key.Key_Return)
    finder = user.window.finder
    assert finder.list.item(0).text() == "No operation or action matches “zzzz”."
    assert finder.list.isVisible()
    user.key(Qt.Key.Key_Escape)
    assert not finder.list.isVisible()


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("low rank", "Low-rank approximation"),
        ("lowrank", "Low-rank approximation"),
        ("low_rank", "Low-rank approximation"),
        ("null-space", "Null space"),
        ("rank", "Rank"),
        ("svd", "Singular value decomposition"),
        ("undo", "Undo"),
    ],
)
def test_what_is_named_best_comes_first(window, typed, title):
    user = window
    user.control(Qt.Key.Key_K)
    user.type(typed)
    assert user.window.finder._found[0].title == title


def test_the_name_of_a_group_finds_its_operations(window):
    user = window
    user.control(Qt.Key.Key_K)
    user.type("make")
    assert "Make a matrix" in {entry.kind for entry in user.window.finder._found}
    user.key(Qt.Key.Key_Escape)
    user.choose("make")
    assert user.form.operation.name in {row.name for row in CATALOG if row.group == "Make a matrix"}


def test_the_list_of_operations_says_that_nothing_matches(window):
    user = window
    panel = user.window.operations
    user.click(panel.search)
    user.type("zzzz")
    assert panel.nothing.isVisible()
    assert panel.nothing.text() == "No operation matches “zzzz”."
    panel.search.clear()
    user.type("low rank", Qt.Key.Key_Return)
    assert not panel.nothing.isVisible()
    assert user.form.operation.name == "low_rank"
