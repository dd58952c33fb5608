"""A compute process starts from a script, from standard input and from a frozen app alike."""

from __future__ import annotations

import sys

import pytest

from workbench.jobs import bootstrap


@pytest.fixture
def served(monkeypatch):
    """What a compute process would have been started with."""
    calls = []
    monkeypatch.setattr(bootstrap, "serve", calls.append)
    return calls


def test_serve_if_asked_does_nothing_otherwise(served):
    bootstrap.serve_if_asked([])
    bootstrap.serve_if_asked(["compute", "det", "1"])
    assert served == []


def test_serve_if_asked_ends_the_program_after_serving(served):
    with pytest.raises(SystemExit):
        bootstrap.serve_if_asked([bootstrap.FLAG, "3", "1", "engine", ""])
    assert served == [["3", "1", "engine", ""]]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a script that is a program")
def test_a_frozen_app_starts_itself(make_office, monkeypatch, tmp_path):
    app = tmp_path / "app"
    app.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path[:] = {sys.path}\n"
        "from workbench.jobs.bootstrap import serve_if_asked\n"
        "serve_if_asked()\nraise SystemExit('the window was opened')\n"
    )
    app.chmod(0o755)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(app))
    office = make_office()
    office.runner.start()
    assert office.ask("program").value == str(app)


def test_a_file_in_the_current_folder_is_no_module(make_office, monkeypatch, tmp_path):
    (tmp_path / "random.py").write_text("raise SystemExit('picked up the wrong file')")
    monkeypatch.chdir(tmp_path)
    office = make_office()
    office.runner.start()
    assert office.ask("echo", 1).value == 1
