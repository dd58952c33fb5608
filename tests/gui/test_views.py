"""Views in the window: dragging a basis vector, pinning, what is too dear to be drawn unasked."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from workbench.plots.spec import ColumnOf, Handle
from workbench.session import live


def grip(view, column: int) -> QPoint:
    """Where the handle of a column is on the canvas."""
    handles = [item for item in view.drawing.items if isinstance(item, Handle) and isinstance(item.edits, ColumnOf)]
    handle = next(item for item in handles if item.edits.column == column)
    return QPoint(*(round(c) for c in view.canvas.viewport.point(handle.x, handle.y)))


@pytest.fixture
def view(window):
    return window.window.views.main.current.view


def test_dragging_a_basis_vector_is_one_undo_step(window, view):
    user = window
    user.put("b", [1, 2])
    user.session.define("C = A @ b", "C")
    user.window.selection.select("A")
    user.drain()
    drawings, facts = [], []
    start = grip(view, 0)
    steps = [start + QPoint(3 * k, -4 * k) for k in range(1, 9)]
    user.drag(view.canvas, start, steps[0], let_go=False)
    for point in steps[1:]:
        QTest.mouseMove(view.canvas, point)
        user.drain()
        drawings.append(view.drawing)
        facts.append(user.facts.trace)
    QTest.mouseRelease(view.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, steps[-1])
    user.drain()
    a = np.array(user.values("A"))
    assert a[0, 0] > 2
    assert a[1, 0] > 1
    assert a[:, 1].tolist() == [1, 3]
    assert len({id(drawing) for drawing in drawings}) > 3
    assert facts[-1] == pytest.approx(a[0, 0] + 3)
    np.testing.assert_allclose(user.values("C"), a @ [1, 2])
    assert user.workspace["A"].is_exact
    assert user.window.table.model.matrix is user.workspace["A"]
    user.control(Qt.Key.Key_Z)
    assert user.values("A") == [[2, 1], [1, 3]]
    assert user.values("C") == [4, 7]
    assert user.facts.det.exact == 5


def test_two_drags_are_two_steps(window, view):
    user = window
    for _ in range(2):
        at = grip(view, 1)
        user.drag(view.canvas, at, at + QPoint(0, -20), at + QPoint(0, -30))
    user.control(Qt.Key.Key_Z)
    assert user.values("A") != [[2, 1], [1, 3]]
    user.control(Qt.Key.Key_Z)
    assert user.values("A") == [[2, 1], [1, 3]]


def test_escape_takes_a_drag_back(window, view):
    user = window
    at = grip(view, 0)
    user.drag(view.canvas, at, at + QPoint(10, 0), at + QPoint(30, 0), let_go=False)
    assert user.values("A") != [[2, 1], [1, 3]]
    view.canvas.setFocus()
    user.key(Qt.Key.Key_Escape)
    np.testing.assert_allclose(user.values("A"), [[2, 1], [1, 3]])


def test_the_keyboard_moves_a_basis_vector(window, view):
    user = window
    view.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    user.key(Qt.Key.Key_Right)
    assert user.values("A") != [[2, 1], [1, 3]]
    user.control(Qt.Key.Key_Z)
    assert user.values("A") == [[2, 1], [1, 3]]


def test_a_matrix_without_that_picture_says_so(window, view):
    user = window
    user.put("B", np.eye(3))
    assert view.drawing is None
    assert "3 × 3" in view.canvas._message
    user.window.selection.select("A")
    user.drain()
    assert view.drawing is not None


def test_a_pinned_view_stays(window):
    user = window
    side = user.window.views.side
    user.click(side.pin_button)
    user.put("B", np.eye(3))
    assert side.current.name == "A"
    user.click(side.pin_button)
    assert side.current.name == "B"


def test_views_change_by_their_tabs(window):
    user = window
    tabs = user.part("plotTabs")
    for at, name in ((1, "gershgorin"), (2, "heat_map")):
        user.click(tabs.tabBar(), tabs.tabBar().tabRect(at).center())
        view = user.window.views.main.current.view
        assert view.plot.name == name
        assert view.drawing is not None


def test_a_dear_picture_waits_for_a_click(window, monkeypatch):
    monkeypatch.setattr(live, "UNASKED", 0.0)
    user = window
    user.put("B", np.eye(40))
    view = user.window.views.side.current.view
    assert view.drawing is None
    assert "Click" in view.canvas._message
    user.click(view.canvas)
    assert view.drawing is not None


def test_dear_facts_wait_for_a_click(window, monkeypatch):
    monkeypatch.setattr(live, "UNASKED", 0.0)
    user = window
    user.put("B", np.eye(40))
    assert user.facts is None
    user.click(user.window.facts.view)
    assert user.facts.rank == 40


def test_the_pin_of_the_worked_example_goes_when_another_matrix_comes(live_window):
    user = live_window
    side = user.window.views.side
    assert side.pin_button.isChecked()
    assert side.current.name == "digits"
    user.put("M", [[1, 2], [3, 4]])
    assert not side.pin_button.isChecked()
    assert side.current.name == "M"


def test_a_pin_that_was_asked_for_stays_whatever_comes(window):
    user = window
    side = user.window.views.side
    user.click(side.pin_button)
    user.put("M", [[1, 2], [3, 4]])
    assert side.pin_button.isChecked()
    assert side.current.name == "A"


def test_a_variable_that_is_selected_again_has_its_own_spectrum_again(window):
    user = window
    side = user.window.views.side.current
    user.put("B", np.diag(np.arange(1.0, 10)))
    for name, count in (("A", 2), ("B", 9), ("A", 2)):
        user.window.selection.select(name)
        user.drain()
        assert side.view._source[0] == name
        assert len(side.view._source[1]["svdvals"]) == count
