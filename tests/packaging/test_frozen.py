"""The frozen program passes its self-test only if it says so and leaves a picture."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from devtools import frozen

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stands in for the program with a shell script")
VARIABLES = {"QT_QPA_PLATFORM": "offscreen"}


def stand_in(folder: Path, body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program of this shell code; $2 is where its pictures go."""
    program = folder / "dist" / "matrix-workbench" / "matrix-workbench"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)
    monkeypatch.setattr(frozen, "APPLICATION", program.parent)


def test_a_picture_and_exit_status_0_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, 'mkdir -p "$2"; echo x > "$2/window.png"', monkeypatch)
    assert frozen._self_test("off-screen", VARIABLES)
    assert (tmp_path / "dist" / "self-test" / "off-screen" / "window.png").is_file()


@pytest.mark.parametrize("body", ["exit 0", 'mkdir -p "$2"; echo x > "$2/window.png"; exit 3'])
def test_anything_less_fails(body: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, body, monkeypatch)
    assert not frozen._self_test("off-screen", VARIABLES)


def test_a_program_that_hangs_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stand_in(tmp_path, "exec sleep 60", monkeypatch)
    monkeypatch.setattr(frozen, "SELF_TEST_SECONDS", 0.2)
    assert not frozen._self_test("off-screen", VARIABLES)
    assert "timeout" in capsys.readouterr().out


def test_nothing_of_this_environment_reaches_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    stand_in(tmp_path, '[ -z "$PYTHONPATH" ] && mkdir -p "$2" && echo x > "$2/window.png"', monkeypatch)
    assert frozen._self_test("off-screen", VARIABLES)
