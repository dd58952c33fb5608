"""A table over a workspace, in a real window, and the few things that tests do with it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from workbench.gui.table.panel import MatrixPanel
from workbench.gui.theme import Theme
from workbench.model.edits import Put
from workbench.model.matrix import Matrix
from workbench.model.numbers import parse_number
from workbench.model.workspace import Workspace


def pytest_collection_modifyitems(items) -> None:
    """The off-screen platform says of every window with a least size that it has no use for it."""
    for item in items:
        if "gui/table" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


class Desk:
    """A window with a matrix panel, and hands to type and click in it."""

    def __init__(self, qtbot, theme) -> None:
        self.workspace = Workspace()
        self.panel = MatrixPanel(self.workspace, theme)
        self.panel.resize(900, 600)
        qtbot.addWidget(self.panel)
        self.rejected: list[str] = []
        self.said: list[str] = []
        self.panel.rejected.connect(self.rejected.append)
        self.panel.selection_changed.connect(self.said.append)
        self.panel.show()
        qtbot.waitExposed(self.panel)

    @property
    def view(self):
        return self.panel.view

    @property
    def model(self):
        return self.panel.model

    @property
    def matrix(self) -> Matrix:
        return self.workspace[self.panel.name]

    @property
    def values(self) -> list:
        return self.matrix.to_array().tolist()

    @property
    def editor(self):
        return self.view.viewport().findChild(object, "cellEditor")

    def show(self, value, name: str = "A", **fields) -> None:
        """Put an array, or rows of text, into the workspace and show it."""
        if isinstance(value, list) and value and isinstance(value[0], str):
            matrix = Matrix.from_numbers(name, [[parse_number(word) for word in row.split()] for row in value])
        else:
            matrix = Matrix.of(name, np.asarray(value), **fields)
        self.workspace.do(Put(matrix))
        self.panel.show_matrix(name)
        self.view.setFocus()

    def at(self, row: int, column: int) -> None:
        self.view.setCurrentIndex(self.model.index(row, column))

    def point(self, row: int, column: int) -> QPoint:
        return self.view.visualRect(self.model.index(row, column)).center()

    def click(self, row: int, column: int, modifier=Qt.NoModifier) -> None:
        QTest.mouseClick(self.view.viewport(), Qt.LeftButton, modifier, self.point(row, column))

    def type(self, text: str, key=None) -> None:
        """Type into the table: the first key opens the editor, the others go into it."""
        QTest.keyClick(self.view, text[0])
        if len(text) > 1:
            QTest.keyClicks(self.editor, text[1:])
        if key is not None:
            self.key(key)

    def key(self, key, modifier=Qt.NoModifier) -> None:
        QTest.keyClick(self.editor or self.view, key, modifier)

    def select(self, top: int, left: int, bottom: int, right: int) -> None:
        self.click(top, left)
        self.click(bottom, right, Qt.ShiftModifier)

    def clip(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)

    @property
    def clipped(self) -> str:
        return QGuiApplication.clipboard().text()


@pytest.fixture
def desk(qtbot):
    return Desk(qtbot, Theme("light"))
