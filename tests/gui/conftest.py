"""A whole window, and the hands and eyes of somebody who uses it."""

from __future__ import annotations

import gc
import time

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from workbench import app
from workbench.jobs.runner import InlineRunner
from workbench.model.edits import Put
from workbench.model.matrix import Matrix
from workbench.session import live

PATIENCE = 30_000
"""Milliseconds after which a wait has failed; nothing is ever expected to take as long."""


class User:
    """Uses a window by mouse and keyboard, and reads what it says."""

    def __init__(self, window, qtbot) -> None:
        self.window, self.qtbot = window, qtbot
        self.workspace, self.session = window.workspace, window.session
        self.view, self.form = window.table.view, window.operations.form

    # waiting

    def drain(self) -> None:
        """Let the runner answer and the window draw, until nothing is left to do."""
        for _ in range(3):
            if isinstance(self.window.runner, InlineRunner):
                self.window.runner.drain()
            QCoreApplication.processEvents()
            self.window.frame.flush()

    def until(self, true) -> None:
        self.drain()
        self.qtbot.waitUntil(true, timeout=PATIENCE)
        self.drain()

    def idle(self) -> None:
        """Wait until no job runs."""
        self.until(lambda: not self.session.jobs)

    # what there is

    def put(self, name: str, values, **fields) -> None:
        matrix = values if isinstance(values, Matrix) else Matrix.of(name, np.asarray(values), **fields)
        self.workspace.do(Put(matrix))
        self.window.selection.select(name)
        self.drain()

    def values(self, name: str):
        return self.workspace[name].to_array().tolist()

    def part(self, name: str) -> QWidget:
        found = self.window.findChildren(QWidget, name)
        assert len(found) == 1, f"{len(found)} widgets are called {name}"
        return found[0]

    @property
    def cards(self):
        return self.window.results.cards

    @property
    def said(self) -> str:
        """The message bar of the window, empty while it is hidden."""
        return self.window.message.accessibleName() if self.window.message.isVisible() else ""

    @property
    def refused(self) -> str:
        """The message bar under the fields of the form, empty while it is hidden."""
        return self.form.message.accessibleName() if self.form.message.isVisible() else ""

    @property
    def facts(self):
        return self.window.facts.facts

    # mouse and keys

    def click(self, widget: QWidget, at: QPoint | None = None, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        target = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
        assert target.isVisible(), "nobody can click what is not visible"
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, modifier, at if at is not None else target.rect().center())
        self.drain()

    def drag(self, widget: QWidget, *points: QPoint, let_go: bool = True) -> None:
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, points[0])
        for point in points[1:]:
            QTest.mouseMove(widget, point)
            self.drain()
        if let_go:
            QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, points[-1])
            self.drain()

    def key(self, key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        """A key for whatever has the keyboard."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)
        self.drain()

    def control(self, key, more=Qt.KeyboardModifier.NoModifier) -> None:
        self.key(key, Qt.KeyboardModifier.ControlModifier | more)

    def type(self, text: str, key=None) -> None:
        for letter in text:
            QTest.keyClicks(QApplication.focusWidget(), letter)
        self.drain()
        if key is not None:
            self.key(key)

    def cell(self, row: int, column: int) -> None:
        """Click a cell of the table."""
        self.click(self.view, self.view.visualRect(self.window.table.model.index(row, column)).center())

    def choose(self, words: str) -> None:
        """Find an operation by typing and take it."""
        self.click(self.window.operations.search)
        self.window.operations.search.selectAll()
        self.type(words, Qt.Key.Key_Return)

    def run(self) -> None:
        self.control(Qt.Key.Key_Return)
        self.idle()

    def clip(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)

    @property
    def clipped(self) -> str:
        return QGuiApplication.clipboard().text()


def settle() -> None:
    """Deliver what waits, deletions too."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def opened(qapp, qtbot, monkeypatch):
    """Opens windows; closes each afterwards and sees that nothing of it is left.

    What a view costs is not asked here: a busy machine would answer differently.
    """
    monkeypatch.setattr(live, "UNASKED", 3600.0)
    before = set(QApplication.topLevelWidgets())
    looks = qapp.styleSheet(), qapp.palette(), qapp.font()
    windows = []

    def open_window(runner=None, **choices) -> User:
        window = app.build(runner, **{"mode": "light", **choices})
        windows.append(window)
        window.resize(1440, 900)  # whatever the off-screen platform's screen is
        window.show()
        window.activateWindow()
        qtbot.waitUntil(lambda: window.views is not None, timeout=PATIENCE)
        QTest.qWaitForWindowActive(window)
        user = User(window, qtbot)
        user.drain()
        return user

    yield open_window
    for window in windows:
        window.close()
        window.deleteLater()
    del open_window
    windows.clear()
    gc.unfreeze()
    settle()
    qapp.setStyleSheet(looks[0])
    qapp.setPalette(looks[1])
    qapp.setFont(looks[2])
    left = [widget for widget in QApplication.topLevelWidgets() if widget not in before and widget.parent() is None]
    assert not left, [(type(w).__name__, w.objectName(), getattr(w, "text", str)()) for w in left]


@pytest.fixture
def window(opened) -> User:
    """A window without processes or worked example: A = [[2, 1], [1, 3]] is selected."""
    user = opened(InlineRunner(), example=False)
    user.put("A", [[2, 1], [1, 3]])
    return user


@pytest.fixture
def live_window(opened) -> User:
    """The window of a first start, its worked example in place."""
    user = opened()
    user.until(lambda: "digits" in user.workspace and len(user.session.results) == 2 and not user.session.jobs)
    return user


@pytest.fixture
def wait():
    """Time that passes while the window is served."""

    def sleep(seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            QCoreApplication.processEvents()

    return sleep
