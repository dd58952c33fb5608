"""Shortcuts while a cell is being typed into: what is typed counts, what cannot be read stays."""

from __future__ import annotations

import os

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog


def begin(user, text):
    user.view.setCurrentIndex(user.window.table.model.index(0, 0))
    for letter in text:
        QTest.keyClicks(QApplication.focusWidget(), letter)
    assert user.view.is_editing


def test_running_takes_what_is_typed(window):
    user = window
    user.window.operations.choose("det")
    begin(user, "7")
    user.run()
    assert user.values("A") == [[7, 1], [1, 3]]
    assert user.cards[0].entry.result.outputs["result"] == pytest.approx(20)


def test_running_waits_for_what_cannot_be_read(window):
    user = window
    begin(user, "7/")
    user.run()
    assert user.view.is_editing
    assert not user.cards


def test_saving_takes_what_is_typed(window, tmp_path, monkeypatch):
    user = window
    path = str(tmp_path / "A.npy")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (path, ""))
    begin(user, "7")
    user.control(Qt.Key.Key_S)
    user.idle()
    assert os.path.exists(path)
    assert np.load(path).tolist() == [[7, 1], [1, 3]]


def test_the_run_button_takes_what_is_typed(window):
    user = window
    user.window.operations.choose("det")
    begin(user, "7")
    user.click(user.part("runButton"))
    user.idle()
    assert user.cards[0].entry.result.outputs["result"] == pytest.approx(20)


def test_choosing_another_variable_takes_what_is_typed(window):
    user = window
    user.put("B", np.eye(2))
    user.window.selection.select("A")
    user.drain()
    begin(user, "7")
    panel = user.window.workspace_panel
    user.click(panel.list, panel.list.visualRect(panel._filtered.index(1, 0)).center())
    assert user.window.selection.name == "B"
    assert user.values("A") == [[7, 1], [1, 3]]
    assert user.values("B") == [[1, 0], [0, 1]]
    assert not user.view.is_editing


def test_dragging_a_vector_while_a_cell_is_open(window):
    user = window
    begin(user, "7")
    view = user.window.views.main.current.view
    user.drag(view.canvas, QPoint(20, 20), QPoint(30, 30))
    assert user.values("A") == [[7, 1], [1, 3]]


def test_undo_while_typing_belongs_to_the_text(window):
    user = window
    begin(user, "75")
    user.control(Qt.Key.Key_Z)
    assert user.values("A") == [[2, 1], [1, 3]]
    user.key(Qt.Key.Key_Escape)
    assert user.values("A") == [[2, 1], [1, 3]]


def test_deleting_the_matrix_under_an_open_editor(window):
    user = window
    user.put("B", np.eye(2))
    user.window.selection.select("A")
    user.drain()
    begin(user, "7/")
    user.window.actions_by_name["remove_selected"].trigger()
    user.drain()
    assert list(user.workspace.names) == ["B"]
    user.cell(0, 0)
    user.type("5", Qt.Key.Key_Return)
    assert user.values("B") == [[5, 0], [0, 1]]


def test_a_file_that_arrives_does_not_disturb_the_typing(window, tmp_path):
    user = window
    np.save(tmp_path / "late.npy", np.eye(3))
    user.window.commands.open_paths([str(tmp_path / "late.npy")])
    begin(user, "12")
    user.drain()
    assert "late" in user.workspace
    assert user.view.is_editing
    user.type("3", Qt.Key.Key_Return)
    assert user.values("A") == [[123, 1], [1, 3]]
