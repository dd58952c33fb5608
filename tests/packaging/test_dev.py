"""The commands of dev.py, seen from outside."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import dev
from devtools import environment, system

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Nothing is set up or started; what would be started is recorded."""
    rows: list[tuple[str, ...]] = []
    monkeypatch.setattr(environment, "ensure", lambda extras, needs: None)
    monkeypatch.setattr(environment, "python", lambda *words, **variables: rows.append(words) or 0)
    return rows


def test_help_needs_nothing_but_the_standard_library() -> None:
    command = [sys.executable, "-E", "-S", str(ROOT / "packaging" / "dev.py"), "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "packaging/dev.py test" in done.stdout


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["fly"]) == 2


def test_without_a_display_run_makes_the_tour(
    started: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system, "has_display", lambda: False)
    assert dev.main(["run"]) == 0
    assert started == [("-m", "workbench", "tour", "--out", "tour")]
    assert str(ROOT / "tour") in capsys.readouterr().out


def test_with_a_display_run_opens_the_window(started: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "has_display", lambda: True)
    assert dev.main(["run", "digits.npy"]) == 0
    assert started == [("-m", "workbench", "digits.npy")]


def test_a_command_needs_no_display(started: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "has_display", lambda: False)
    assert dev.main(["run", "compute", "det", "[[1,2],[3,4]]"]) == 0
    assert started == [("-m", "workbench", "compute", "det", "[[1,2],[3,4]]")]


def test_words_after_test_go_to_pytest(started: list[tuple[str, ...]]) -> None:
    assert dev.main(["test", "-k", "undo"]) == 0
    assert started == [("-m", "pytest", "-k", "undo")]


def test_all_checks_run_when_the_first_fails(started: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "python", lambda *words, **_: (started.append(words), len(started) == 1)[1])
    assert dev.main(["check"]) == 1
    assert len(started) == 5


def test_package_refuses_what_it_does_not_know(started: list[tuple[str, ...]]) -> None:
    with pytest.raises(SystemExit, match="--selftest"):
        dev.main(["package", "--selftest"])
