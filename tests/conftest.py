"""Off-screen windows by default, and no state outside the test's own folder."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from devtools import screen

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# no example fails for being slow: tests share the machine with whatever else runs
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def screen_display() -> Iterator[dict[str, str]]:
    """The environment of a process whose window shall open on a virtual screen, as tests marked `screen` want it."""
    if not screen.available() and "CI" not in os.environ:
        pytest.skip("needs Xvfb, which `python3 packaging/dev.py test` installs")
    with screen.virtual_screen() as variables:
        yield {**os.environ, **variables}
