from __future__ import annotations

import pytest

from workbench.gui import libraries


def test_everything_is_here() -> None:
    assert libraries.missing(screen=False) == []


def test_names_the_package_of_a_missing_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "SCREEN", {"libnothing.so.9": "libnothing9"})
    packages = libraries.missing(screen=True)
    assert packages == ["libnothing9"]
    assert "apt-get install -y libnothing9" in libraries.advice(packages)
