"""Opening and saving: dialogs, drops, and everything that a file can have wrong with it."""

from __future__ import annotations

import os

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog


def drop(user, *paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(300, 300), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(user.window, enter)
    assert enter.isAccepted()
    event = QDropEvent(QPointF(300, 300), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(user.window, event)
    user.idle()


def test_a_dropped_file_becomes_a_variable_that_is_shown(window, tmp_path):
    user = window
    np.save(tmp_path / "heights.npy", np.arange(6.0).reshape(2, 3))
    drop(user, tmp_path / "heights.npy")
    assert user.values("heights") == [[0, 1, 2], [3, 4, 5]]
    assert user.window.selection.name == "heights"
    assert not user.said
    user.control(Qt.Key.Key_Z)
    assert list(user.workspace.names) == ["A"]


def test_several_files_at_once(window, tmp_path):
    (tmp_path / "one.csv").write_text("1,2\n3,4\n")
    (tmp_path / "two.csv").write_text("5,6\n7,8\n")
    drop(window, tmp_path / "one.csv", tmp_path / "two.csv")
    assert window.values("one") == [[1, 2], [3, 4]]
    assert window.values("two") == [[5, 6], [7, 8]]


def test_open_and_save_by_keyboard(window, tmp_path, monkeypatch):
    user = window
    for suffix in ("npy", "csv", "npz"):
        path = str(tmp_path / f"A.{suffix}")
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args, path=path: (path, ""))
        user.window.selection.select("A")
        user.drain()
        user.control(Qt.Key.Key_S)
        user.idle()
        assert os.path.exists(path), user.said
        monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *args, path=path: ([path], ""))
        user.control(Qt.Key.Key_O)
        user.idle()
        name = user.window.selection.name
        assert name != "A"
        assert user.values(name) == [[2, 1], [1, 3]]


def test_everything_is_saved_into_one_file(window, tmp_path, monkeypatch):
    user = window
    user.put("b", [1, 2])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "all"), ""))
    user.control(Qt.Key.Key_S, Qt.KeyboardModifier.ShiftModifier)
    user.idle()
    with np.load(tmp_path / "all.npz") as archive:
        assert {name: archive[name].tolist() for name in archive.files} == {"A": [[2, 1], [1, 3]], "b": [1, 2]}


def test_a_cancelled_dialog_changes_nothing(window, monkeypatch):
    user = window
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: ("", ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *args: ([], ""))
    user.control(Qt.Key.Key_S)
    user.control(Qt.Key.Key_O)
    assert not user.said
    assert list(user.workspace.names) == ["A"]


def broken(tmp_path, kind):
    path = tmp_path / f"bad.{'csv' if 'csv' in kind else 'npy'}"
    match kind:
        case "pickle":
            np.save(path, np.array([{"a": 1}], dtype=object), allow_pickle=True)
        case "giant":
            header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000, 1000000000), }"
            header = header.ljust(117) + b"\n"
            path.write_bytes(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header)
        case "ragged csv":
            path.write_text("1,2,3\n4,5\n6,7,8\n")
        case "binary csv":
            path.write_bytes(bytes(range(256)) * 8)
        case "words csv":
            path.write_text("see,you\nat,eight\n")
        case "empty csv" | "empty":
            path.write_bytes(b"")
        case "truncated":
            np.save(path, np.ones((50, 50)))
            path.write_bytes(path.read_bytes()[:900])
        case "strings":
            np.save(path, np.array([["a", "b"]]))
        case "directory":
            path.mkdir()
        case "missing":
            pass
        case "no such format":
            path = tmp_path / "picture.png"
            path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    return path


KINDS = ("pickle", "giant", "ragged csv", "binary csv", "words csv", "empty csv", "empty", "truncated", "strings",
         "directory", "missing", "no such format")  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_cannot_be_read_is_one_sentence(window, tmp_path, kind):
    user = window
    path = broken(tmp_path, kind)
    drop(user, path)
    assert path.name in user.said, user.said
    assert "Traceback" not in user.said
    assert list(user.workspace.names) == ["A"]
    assert user.window.selection.name == "A"
    user.run()
    assert user.cards[0].entry.result is not None


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file(window, tmp_path):
    path = tmp_path / "secret.csv"
    path.write_text("1,2\n")
    path.chmod(0)
    drop(window, path)
    assert "secret.csv" in window.said


def test_a_file_may_not_be_named_like_a_format(window, tmp_path, monkeypatch):
    user = window
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "A.xyz"), ""))
    user.control(Qt.Key.Key_S)
    user.idle()
    assert user.said
    assert os.listdir(tmp_path) == []


def test_a_full_disk_is_said_and_the_old_file_stays(window, tmp_path, monkeypatch):
    user = window
    path = tmp_path / "A.npy"
    np.save(path, np.ones(3))

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(path), ""))
    user.control(Qt.Key.Key_S)
    user.idle()
    assert "A.npy" in user.said
    assert np.load(path).tolist() == [1, 1, 1]
    assert os.listdir(tmp_path) == ["A.npy"]
    assert user.values("A") == [[2, 1], [1, 3]]


def test_a_place_that_does_not_exist(window, tmp_path, monkeypatch):
    user = window
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "no" / "A.npy"), ""))
    user.control(Qt.Key.Key_S)
    user.idle()
    assert user.said


def test_what_is_dropped_and_is_no_file_is_not_taken(window):
    data = QMimeData()
    data.setText("1 2 3")
    event = QDragEnterEvent(
        QPoint(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(window.window, event)
    assert not event.isAccepted()
