"""The formula line: shapes while one types, a derived variable on Enter."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton


def write(user, text, key=None):
    user.click(user.part("formulaBar"))
    user.part("formulaBar").selectAll()
    user.type(text, key)


def test_shapes_are_traced_while_one_types(window):
    user = window
    write(user, "G = A.T @ A")
    trace = user.part("shapeTrace").text()
    assert "2 × 2" in trace
    assert user.window.findChild(QPushButton, "formulaButton").isEnabled()
    assert user.window.findChild(QPushButton, "formulaButton").text() == "Add G"


def test_wrong_shapes_are_said_and_not_taken(window):
    user = window
    user.put("v", [1, 2, 3])
    write(user, "A @ v", Qt.Key.Key_Return)
    assert "v" in user.part("shapeTrace").text()
    assert not user.window.findChild(QPushButton, "formulaButton").isEnabled()
    assert set(user.workspace.names) == {"A", "v"}
    assert user.part("formulaBar").text() == "A @ v"


def test_enter_adds_what_then_follows(window):
    user = window
    write(user, "G = A.T @ A", Qt.Key.Key_Return)
    assert user.values("G") == [[5, 5], [5, 10]]
    assert user.window.selection.name == "G"
    assert user.part("formulaBar").text() == ""
    user.window.selection.select("A")
    user.drain()
    user.cell(0, 0)
    user.type("0", Qt.Key.Key_Return)
    assert user.values("G") == [[1, 3], [3, 10]]


def test_a_fresh_name_is_given_where_none_is_typed(window):
    user = window
    write(user, "2 * A", Qt.Key.Key_Return)
    assert user.values("G") == [[4, 2], [2, 6]]


def test_the_button_adds_too(window):
    user = window
    write(user, "G = A + A")
    user.click(user.window.findChild(QPushButton, "formulaButton"))
    assert user.values("G") == [[4, 2], [2, 6]]


def test_what_is_no_formula_is_said_in_place(window):
    user = window
    for text in ("A @", "__import__('os')", "X + 1", "A = A + 1", "9**9**9**9", "A.real(", "«»"):
        write(user, text, Qt.Key.Key_Return)
        assert list(user.workspace.names) == ["A"], text
        assert user.part("shapeTrace").text() or user.said
        assert user.values("A") == [[2, 1], [1, 3]]


def test_a_formula_over_a_large_matrix_is_refused_and_kept(window):
    user = window
    user.put("B", np.ones((101, 100)))
    write(user, "B + B", Qt.Key.Key_Return)
    assert "10000 entries" in user.part("shapeTrace").text()
    assert "too large" in user.window.formula.verdict.text()
    assert not user.window.findChild(QPushButton, "formulaButton").isEnabled()
    assert set(user.workspace.names) == {"A", "B"}
    assert user.part("formulaBar").text() == "B + B"


def test_the_trace_follows_the_matrices(window):
    user = window
    user.put("v", [1, 2, 3])
    write(user, "A @ v")
    assert not user.window.findChild(QPushButton, "formulaButton").isEnabled()
    user.put("v", [1, 2])
    assert user.window.findChild(QPushButton, "formulaButton").isEnabled()


def test_numbers_are_taken_too(window):
    user = window
    write(user, "M = [[1, 2], [1/2, -4]]")
    assert "2 × 2" in user.part("shapeTrace").text()
    assert user.window.findChild(QPushButton, "formulaButton").text() == "Add M"
    user.key(Qt.Key.Key_Return)
    assert user.values("M") == [[1, 2], [0.5, -4]]
    assert user.workspace["M"].is_exact
    assert user.window.selection.name == "M"
    assert user.part("formulaBar").text() == ""
    user.cell(0, 0)
    user.control(Qt.Key.Key_Z)
    assert list(user.workspace.names) == ["A"]


def test_numbers_without_a_name_get_one(window):
    user = window
    write(user, "1 2; 3 4", Qt.Key.Key_Return)
    (new,) = set(user.workspace.names) - {"A"}
    assert user.values(new) == [[1, 2], [3, 4]]


def test_half_of_a_matrix_is_no_matrix(window):
    user = window
    for text in ("M = [[1, 2], [3", "M = [[1, 2], [3]]", "M = [[1, 2], [3, x]]", "M = -", "M = 1 +"):
        write(user, text, Qt.Key.Key_Return)
        assert list(user.workspace.names) == ["A"], text
        assert user.part("shapeTrace").text()


def test_a_long_refusal_ends_in_dots_and_its_tip_has_all_of_it(window):
    user = window
    write(user, "Z = rand(3, 3)")
    trace = user.part("shapeTrace")
    trace.grab()
    assert "<" not in trace.text()
    assert trace.toolTip() == trace.text()
    assert "not a formula" in user.window.formula.verdict.text()
