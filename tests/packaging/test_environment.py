"""The environment is made once, and again only when what it is made from changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from devtools import environment


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A finished environment that only pretends to install; the extras asked of pip are recorded."""
    asked: list[list[str]] = []
    (tmp_path / "constraints.txt").write_text("numpy==2.4.6\n")
    (tmp_path / "python").touch()
    for name, value in {
        "PYTHON": tmp_path / "python",
        "STAMP": tmp_path / "stamp.json",
        "CONSTRAINTS": tmp_path / "constraints.txt",
        "_create_if_needed": lambda: None,
        "_pip": lambda extras: asked.append(extras),
    }.items():
        monkeypatch.setattr(environment, name, value)
    return asked


def test_the_second_time_installs_nothing(installed: list[list[str]]) -> None:
    environment.ensure(("test",), ())
    environment.ensure(("test",), ())
    assert installed == [["test"]]


def test_fewer_extras_are_already_there(installed: list[list[str]]) -> None:
    environment.ensure(("check", "test"), ())
    environment.ensure(("test",), ())
    environment.ensure((), ())
    assert installed == [["check", "test"]]


def test_further_extras_keep_the_earlier_ones(installed: list[list[str]]) -> None:
    environment.ensure(("test",), ())
    environment.ensure(("check",), ())
    assert installed == [["test"], ["check", "test"]]


def test_other_constraints_install_again(installed: list[list[str]], tmp_path: Path) -> None:
    environment.ensure((), ())
    (tmp_path / "constraints.txt").write_text("numpy==2.4.7\n")
    environment.ensure((), ())
    assert installed == [[], []]


def test_a_failed_installation_leaves_no_stamp(installed: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(extras: list[str]) -> None:
        raise SystemExit("no network")

    monkeypatch.setattr(environment, "_pip", fail)
    with pytest.raises(SystemExit):
        environment.ensure((), ())
    assert not environment.STAMP.exists()
