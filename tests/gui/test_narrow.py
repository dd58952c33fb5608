"""A window of 1024 x 700: nothing that somebody has to read is cut off, and nothing jumps."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from workbench.gui.widgets.minimatrix import MiniMatrix
from workbench.model.edits import Put
from workbench.model.matrix import Matrix


@pytest.fixture
def narrow(window):
    window.window.resize(1024, 700)
    window.drain()
    return window


def test_every_view_has_its_whole_title_or_an_icon_and_is_a_click_away(narrow):
    views = narrow.window.views
    for panel in (views.main, views.side):
        bar = panel.tabs.tabBar()
        assert not any(arrow.isVisible() for arrow in bar.findChildren(QToolButton))
        for at, shown in enumerate(panel.shown):
            title = shown.view.title
            assert bar.tabText(at) == title or (bar.tabToolTip(at) == title and not bar.tabIcon(at).isNull())
            assert bar.accessibleTabName(at) == title
            QTest.mouseClick(bar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, bar.tabRect(at).center())
            assert panel.current is shown
            assert bar.tabText(at) == title
            assert bar.tabRect(at).width() >= bar.fontMetrics().horizontalAdvance(title)
            assert not any(arrow.isVisible() for arrow in bar.findChildren(QToolButton))


def test_titles_come_back_where_there_is_room(narrow):
    bar = narrow.window.views.main.tabs.tabBar()
    assert "" in [bar.tabText(at) for at in range(bar.count())]
    narrow.window.resize(1440, 900)
    narrow.drain()
    assert [bar.tabText(at) for at in range(bar.count())] == [it.view.title for it in narrow.window.views.main.shown]


def test_the_name_on_the_pin_comes_back_where_there_is_room(narrow):
    pin = narrow.window.views.main.pin_button
    assert pin.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
    narrow.window.resize(1440, 900)
    narrow.drain()
    assert pin.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon


def test_invitations_to_type_are_whole(narrow):
    for field in (narrow.part("finder"), narrow.part("operationSearch")):
        words = field.placeholderText()
        assert words
        assert field.fontMetrics().horizontalAdvance(words) < field.width() - 40
    narrow.window.resize(1440, 900)
    narrow.drain()
    assert narrow.part("operationSearch").placeholderText() == "Search, e.g. inverse"


def test_a_heading_of_the_facts_is_whole(narrow):
    view = narrow.window.facts.view
    heading = next(line for line in view._lines if line.short)
    assert view._name(heading) == "Det. and eigenvalues"
    narrow.window.resize(1440, 900)
    narrow.drain()
    assert view._name(heading) == "Determinant and eigenvalues"


def row_of(user, name: str) -> np.ndarray:
    """The upper line of a variable in the list, as far as its words go."""
    rows = user.part("workspaceList")
    box = rows.visualRect(next(i for at in range(9) if (i := rows.model().index(at, 0)).data() == name))
    image = rows.viewport().grab(box.adjusted(50, 6, -(box.width() - 130), -24)).toImage()
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).copy()


def test_a_short_formula_is_whole_in_the_list(narrow):
    user = narrow
    user.put("b", [1, 2])
    user.click(user.part("formulaBar"))
    user.type("C = A @ b", Qt.Key.Key_Return)
    few = row_of(user, "C")
    user.window.resize(1440, 900)
    user.drain()
    assert (few == row_of(user, "C")).all()


def test_a_running_job_leaves_the_views_where_they_are(narrow, wait):
    user = narrow
    before = user.window._right.sizes()
    user.choose("svd")
    user.control(Qt.Key.Key_Return)
    wait(0.5)
    assert user.window._right.sizes() == before
    assert min(before) > 200
    user.idle()


def test_an_exact_inverse_is_shown_whole_beside_its_difference(window):
    user = window
    user.clip("4 -2 1/3\n1 0.5 2\n3 0.001 -7")
    user.control(Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    user.choose("Inverse")
    user.run()
    exact = [matrix for matrix in user.cards[0].body.findChildren(MiniMatrix) if "/" in matrix.accessibleName()]
    assert [matrix.shown_columns for matrix in exact] == [3]


def test_a_view_whose_values_are_late_does_not_show_another_variable(window, wait):
    user = window
    side = window.window.views.side.current
    user.drain()
    assert side.view._source[0] == "A"
    user.workspace.do(Put(Matrix.of("B", np.diag(np.arange(1.0, 10)))))
    user.window.selection.select("B")
    wait(0.6)
    assert side.view.canvas.message == "Computing…"
    user.drain()
    assert side.view._source[0] == "B"
