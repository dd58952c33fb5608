"""What nobody expected: a defect in a slot or in painting, odd numbers, empty matrices."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from workbench.gui.plotting.picture import Picture
from workbench.gui.reports import Hook
from workbench.jobs import engine
from workbench.model.errors import UserError
from workbench.operations import CATALOG
from workbench.operations.spec import Operation


@pytest.fixture
def hooked(window, monkeypatch):
    """A window with the exception hook of the program, as `app.run` installs it."""
    hook = Hook(window.window.show_report)
    monkeypatch.setattr(sys, "excepthook", hook)
    return window


def test_a_defect_in_a_slot_becomes_a_report_and_nothing_is_lost(hooked, qtbot, capsys):
    user = hooked

    def broken():
        raise ZeroDivisionError("a defect")

    user.window.actions_by_name["about"].triggered.connect(broken)
    with qtbot.captureExceptions() as caught:
        user.window.actions_by_name["about"].trigger()
    for kind, error, trace in caught:
        sys.excepthook(kind, error, trace) if not user.window.report else None
    user.drain()
    assert "unexpected" in user.said
    assert "Traceback" not in user.said
    button = user.window.message.buttons[0]
    user.click(button)
    report = QGuiApplication.clipboard().text()
    assert "ZeroDivisionError: a defect" in report
    assert "Matrix Workbench" in report
    user.cell(0, 0)
    user.type("9", Qt.Key.Key_Return)
    assert user.values("A") == [[9, 1], [1, 3]]
    user.run()
    assert user.cards[0].entry.result is not None
    capsys.readouterr()


def test_a_defect_in_painting_is_a_report_too(hooked, monkeypatch, capsys):
    user = hooked
    view = user.window.views.main.current.view

    def broken(*args):
        raise ValueError("broken picture")

    monkeypatch.setattr(Picture, "paint", broken)
    for _ in range(20):
        view.canvas.grab()
    assert "broken picture" in user.window.report
    monkeypatch.undo()
    user.cell(0, 0)
    user.type("9", Qt.Key.Key_Return)
    assert user.values("A") == [[9, 1], [1, 3]]
    capsys.readouterr()


def test_a_defect_in_an_operation_is_a_card(window, monkeypatch):
    user = window

    def broken(*args):
        raise RuntimeError("a defect")

    monkeypatch.setattr(engine, "compute", broken)
    user.run()
    error = user.cards[0].entry.error
    assert "a defect" in error.traceback or "a defect" in error.summary
    monkeypatch.undo()
    user.run()
    assert user.cards[0].entry.result is not None


def test_a_defect_while_opening_can_be_reported(window, monkeypatch):
    user = window

    def broken(*args):
        raise RuntimeError("a defect")

    monkeypatch.setattr(engine, "_load", broken)
    user.window.commands.open_paths(["anything.csv"])
    user.drain()
    assert user.said
    user.click(user.window.message.buttons[0])
    assert "RuntimeError: a defect" in user.clipped


def test_good_news_does_not_take_the_next_message_with_it(window):
    user = window
    user.window.say("All is well.")
    user.window.show_error(UserError("file", "There is no such file."))
    assert not user.window._passing.isActive()
    user.window.say("All is well.")
    user.window._passing.timeout.emit()
    assert not user.said


SHAPES = [(0, 0), (0, 3), (3, 0), (0,), (1, 0), (), (2, 2, 2), (1, 1)]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_matrix_of_an_odd_shape_is_shown_and_asked(window, shape):
    user = window
    user.put("E", np.ones(shape))
    assert user.window.table.name == "E"
    tabs = user.part("plotTabs")
    for at in range(tabs.count()):
        tabs.setCurrentIndex(at)
        user.drain()
    ask_some(user, "E", SHAPES.index(shape))
    user.window.selection.select("A")
    user.drain()
    assert user.facts.det.exact == 5


VALUES = {
    "nan": [[np.nan, 1.0], [2.0, 3.0]],
    "inf": [[np.inf, 1.0], [2.0, 3.0]],
    "minus inf": [[1.0, 2.0], [3.0, -np.inf]],
    "all nan": [[np.nan, np.nan], [np.nan, np.nan]],
    "huge": [[1e308, 1e308], [-1e308, 1e308]],
    "tiny": [[1e-308, 5e-324], [0.0, 1e-308]],
    "mixed": [[1e300, 1e-300], [1e-300, 1e300]],
    "zero": [[0.0, 0.0], [0.0, 0.0]],
    "complex": [[1 + 2j, 0], [1j, np.nan]],
    "bool": [[True, False], [False, True]],
    "wide nan": [[np.nan, 1.0, 2.0, 3.0, 4.0, 5.0]] * 6,
    "half": np.array([[1, 2], [3, 4]], np.float16),
    "unsigned": np.array([[2**63, 1], [1, 2**64 - 1]], np.uint64),
    "long": np.array([[1, 2], [3, 4]], np.longdouble),
}


@pytest.mark.parametrize("kind", VALUES)
def test_odd_numbers_are_shown_and_asked(window, kind):
    user = window
    user.put("X", VALUES[kind])
    tabs = user.part("plotTabs")
    for at in range(tabs.count()):
        tabs.setCurrentIndex(at)
        user.drain()
        canvas = user.window.views.main.current.view.canvas
        assert canvas.drawing is not None or canvas._message, tabs.tabText(at)
    user.window.grab()
    ask_some(user, "X", len(SHAPES) + list(VALUES).index(kind))


def spread(number: int) -> list[Operation]:
    """Some operations of every group, others for every odd input: over all of them every operation has its turn."""
    count = len(SHAPES) + len(VALUES)
    found = []
    for group in dict.fromkeys(entry.group for entry in CATALOG):
        members = [entry for entry in CATALOG if entry.group == group]
        found += members[number % count :: count] or [members[number % len(members)]]
    return [entry.operation for entry in found]


def test_every_operation_meets_an_odd_input():
    numbers = range(len(SHAPES) + len(VALUES))
    assert {operation.name for number in numbers for operation in spread(number)} == {entry.name for entry in CATALOG}


def ask_some(user, name: str, number: int) -> None:
    """An operation answers, or refuses in one sentence; none is a defect. Without a window all are asked everything."""
    for operation in spread(number):
        user.window.operations.choose(operation.name, (name,) * len(operation.inputs))
        user.drain()
        before = len(user.cards)
        if not user.part("runButton").isEnabled():
            assert user.refused, operation.name
            continue
        user.run()
        assert len(user.cards) == before + 1 or user.said, operation.name
        entry = user.cards[0].entry
        if entry.result is None:
            assert hasattr(entry.error, "message"), (operation.name, getattr(entry.error, "traceback", ""))
            assert entry.error.message.strip().endswith((".", "?")), entry.error.message
    user.window.grab()


def test_nan_and_inf_can_be_typed(window):
    user = window
    user.cell(0, 0)
    user.type("nan", Qt.Key.Key_Return)
    user.cell(1, 1)
    user.type("-inf", Qt.Key.Key_Return)
    assert np.isnan(user.values("A")[0][0])
    assert user.values("A")[1][1] == -np.inf
    user.control(Qt.Key.Key_Z)
    user.control(Qt.Key.Key_Z)
    assert user.values("A") == [[2, 1], [1, 3]]
    assert user.workspace["A"].is_exact


def test_the_last_rows_and_columns_can_go(window):
    user = window
    steps = 0
    while user.workspace["A"].size:
        user.cell(0, 0)
        user.control(Qt.Key.Key_Minus)
        steps += 1
        assert steps < 5
    user.window.grab()
    for _ in range(steps):
        user.control(Qt.Key.Key_Z)
    assert user.values("A") == [[2, 1], [1, 3]]
