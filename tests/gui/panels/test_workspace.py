"""The list of variables: rows, filter, renaming, removing, thumbnails."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from workbench.gui.panels.workspace import WorkspacePanel, headline, kind_text, size_text
from workbench.gui.selection import Selection
from workbench.gui.thumbnail import thumbnail
from workbench.model.edits import Put, Remove, Rename
from workbench.model.matrix import Matrix


@pytest.fixture
def panel(theme, workspace, shown):
    return shown(WorkspacePanel(theme, workspace, Selection(workspace)), 232, 302)


def names(panel) -> list[str]:
    model = panel.list.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def press(panel, row: int) -> None:
    index = panel.list.model().index(row, 0)
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=panel.list.visualRect(index).center())


def test_a_click_selects(panel):
    press(panel, 1)
    assert panel._selection.name == "b"


def test_arrows_select(panel):
    press(panel, 0)
    QTest.keyClick(panel.list, Qt.Key.Key_Down)
    assert panel._selection.name == "b"


def test_the_filter_hides_what_does_not_match(panel):
    QTest.keyClicks(panel.filter, "TAL")
    assert names(panel) == ["tall"]
    assert panel._selection.name == "A"
    panel.filter.clear()
    assert len(names(panel)) == 5
    assert panel.list.currentIndex().data() == "A"


def test_f2_renames(panel, qtbot):
    press(panel, 0)
    QTest.keyClick(panel.list, Qt.Key.Key_F2)
    editor = panel.list.viewport().findChild(QLineEdit)
    with qtbot.waitSignal(panel.renamed) as caught:
        QTest.keyClicks(editor, "B2")
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert caught.args == ["A", "B2"]


def test_delete_asks_to_remove(panel, qtbot):
    press(panel, 2)
    with qtbot.waitSignal(panel.remove_requested) as caught:
        QTest.keyClick(panel.list, Qt.Key.Key_Delete)
    assert caught.args == ["H"]


def test_plus_and_start_empty(panel, qtbot):
    with qtbot.waitSignal(panel.new_requested):
        QTest.mouseClick(panel._plus, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(panel.empty_requested):
        QTest.mouseClick(panel.empty, Qt.MouseButton.LeftButton)


def test_the_list_follows_the_workspace(panel, workspace):
    workspace.do(Put(Matrix.of("new", np.eye(2))))
    workspace.do(Rename("b", "c"))
    workspace.do(Remove("H"))
    assert names(panel) == ["A", "c", "M", "tall", "new"]
    workspace.undo()
    assert "H" in names(panel)
    panel.grab()


@pytest.mark.parametrize(
    ("shape", "text"), [((2, 2), "2 × 2"), ((1797, 64), "1\u202f797 × 64"), ((3,), "3"), ((), "1")]
)
def test_sizes(shape, text):
    assert size_text(Matrix.of("x", np.zeros(shape))) == text


def test_what_a_row_says():
    follows = Matrix.of("C", np.array([1, 2]), formula="A @ b")
    assert headline(follows) == "C = A @ b"
    assert kind_text(follows) == "exact ℚ"
    assert kind_text(Matrix.of("x", np.zeros(2) + 0.1, origin="x.npy")) == "float64"


@pytest.mark.parametrize(
    "values",
    [[[2, -1], [1, 3]], [], 5.0, [[np.nan, np.inf]], [1 + 2j], np.zeros((3, 3)), np.ones((2, 3, 4)), [[True, False]]],
    ids=str,
)
def test_thumbnails_of_odd_matrices(theme, values):
    picture = thumbnail(Matrix.of("x", np.asarray(values)), theme)
    assert (picture.width(), picture.height()) == (64, 64)


def test_a_thumbnail_shows_the_signs(theme):
    picture = thumbnail(Matrix.of("x", np.array([[3.0, -3.0]])), theme)
    assert picture.pixelColor(16, 32) == theme.color("heat_high")
    assert picture.pixelColor(48, 32) == theme.color("heat_low")


def test_a_row_that_is_kept_says_what_is_so(panel, workspace, qapp):
    before = panel.list.viewport().grab().toImage()
    workspace.do(Put(Matrix.of("A", np.eye(3))))
    changed = panel.list.viewport().grab().toImage()
    assert changed != before
    workspace.undo()
    assert panel.list.viewport().grab().toImage() == before
    press(panel, 1)
    qapp.processEvents()
    assert panel.list.viewport().grab().toImage() != before
