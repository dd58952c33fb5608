from __future__ import annotations

import os

import pytest

from workbench import app
from workbench.gui.painting import in_one_thread

NAME = "QT_NO_GUI_THREADPOOL"


def test_qt_paints_in_the_thread_of_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "")
    del os.environ[NAME]
    in_one_thread()
    assert os.environ[NAME] == "1"


def test_the_application_says_so(qapp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "")
    del os.environ[NAME]
    assert app.application() is qapp
    assert os.environ[NAME] == "1"


def test_a_choice_of_the_reader_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "yes")
    in_one_thread()
    assert os.environ[NAME] == "yes"
