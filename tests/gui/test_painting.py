from __future__ import annotations

import os

import pytest

from workbench.gui.painting import in_one_thread

NAME = "QT_NO_GUI_THREADPOOL"


def test_qt_paints_in_the_thread_of_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)
    in_one_thread()
    assert os.environ[NAME] == "1"
    monkeypatch.delenv(NAME)


def test_a_choice_of_the_reader_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "yes")
    in_one_thread()
    assert os.environ[NAME] == "yes"
