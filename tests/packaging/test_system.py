"""What the system must provide is looked for first, and asked for in one line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from devtools import system
from devtools.system import Need
from workbench.gui import libraries


def absent(package: str, required: bool = True) -> Need:
    return Need(package, lambda: False, required)


@pytest.fixture
def linux(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool, int], list[list[str]]]:
    """Pretend to be on Debian or not, as this user; what would be installed is recorded."""
    installed: list[list[str]] = []

    def pretend(debian: bool, user: int) -> list[list[str]]:
        monkeypatch.setattr(system.sys, "platform", "linux")
        monkeypatch.setattr(system, "_is_debian", lambda: debian)
        monkeypatch.setattr(system.os, "geteuid", lambda: user)
        monkeypatch.setattr(system, "_install", lambda needs: installed.append([need.package for need in needs]))
        return installed

    return pretend


def test_nothing_runs_when_all_is_there(linux: Callable[[bool, int], list[list[str]]]) -> None:
    installed = linux(True, 0)
    system.ensure([Need("libgl1", lambda: True)])
    assert installed == []


def test_root_on_debian_installs_exactly_what_is_missing(linux: Callable[[bool, int], list[list[str]]]) -> None:
    installed = linux(True, 0)
    found = iter([False, True])
    system.ensure([Need("libegl1", lambda: next(found)), Need("libgl1", lambda: True)])
    assert installed == [["libegl1"]]


def test_who_may_not_install_gets_the_line_to_run(linux: Callable[[bool, int], list[list[str]]]) -> None:
    installed = linux(True, 1000)
    with pytest.raises(SystemExit, match="sudo apt-get install -y libegl1 xvfb"):
        system.ensure([absent("libegl1"), absent("xvfb")])
    assert installed == []


def test_an_installation_that_did_not_help_is_an_error(linux: Callable[[bool, int], list[list[str]]]) -> None:
    linux(True, 0)
    with pytest.raises(SystemExit, match="libegl1"):
        system.ensure([absent("libegl1")])


def test_what_is_only_welcome_stops_nobody(linux: Callable[[bool, int], list[list[str]]]) -> None:
    asked: list[str] = []
    need = Need("fonts-inter", lambda: bool(asked.append("fonts-inter")), required=False)
    installed = linux(True, 1000)
    system.ensure([need])
    assert (asked, installed) == (["fonts-inter"], [])


def test_another_system_is_told_the_names(linux: Callable[[bool, int], list[list[str]]]) -> None:
    linux(False, 0)
    with pytest.raises(SystemExit, match="what your system calls them"):
        system.ensure([absent("libegl1")])


def test_a_library_that_is_not_there_is_seen() -> None:
    assert not system.library("nowhere", "libnowhere.so.77").present()


def test_the_set_up_installs_what_the_window_looks_for() -> None:
    looked_for = {*libraries.OFFSCREEN.values(), *libraries.SCREEN.values()}
    installed = {need.package for need in system.WINDOW if need.package.startswith("lib")}
    assert installed == looked_for
