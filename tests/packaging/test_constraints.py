"""The constraints name versions and markers, and nothing of anybody's machine."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
ROWS = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8").splitlines()
CONSTRAINTS = [Requirement(row) for row in ROWS if row and not row.startswith("#")]


def direct() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = project["optional-dependencies"].values()
    return [Requirement(row) for row in [*project["dependencies"], *(row for group in groups for row in group)]]


def test_no_row_has_an_address_or_a_path() -> None:
    assert [row for row in ROWS if re.search(r"://|@|--|(^|\s)/", row)] == []


@pytest.mark.parametrize("python", ["3.11.2", "3.12.1", "3.13.0"])
def test_each_python_has_one_version_of_everything_asked_for(python: str) -> None:
    here = {"python_full_version": python, "python_version": ".".join(python.split(".")[:2])}
    chosen = [row for row in CONSTRAINTS if row.marker is None or row.marker.evaluate(here)]
    names = [canonicalize_name(row.name) for row in chosen]
    assert len(names) == len(set(names))
    versions = {canonicalize_name(row.name): next(iter(row.specifier)).version for row in chosen}
    for wanted in direct():
        assert wanted.specifier.contains(versions[canonicalize_name(wanted.name)]), wanted
