from __future__ import annotations

import sys
from pathlib import Path

import pytest

from workbench.model.resources import resource


def test_a_resource_of_the_source_tree() -> None:
    assert resource("samples", "README.md").is_file()


def test_a_frozen_application_has_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "resources").mkdir()
    (tmp_path / "resources" / "here.txt").write_text("x")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource("here.txt") == tmp_path / "resources" / "here.txt"


def test_a_missing_resource_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="no/such"):
        resource("no", "such")
