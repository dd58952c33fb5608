"""The guided demonstration leaves pictures and figures that say what really happened."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

from workbench.gui.tour import colors


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One walk, in a process of its own, with real compute processes."""
    out = tmp_path_factory.mktemp("tour")
    command = [sys.executable, "-m", "workbench", "tour", "--out", str(out), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    answer = json.loads(done.stdout)
    assert answer == json.loads((out / "results.json").read_text("utf-8"))
    return {stop["stop"]: stop for stop in answer["stops"]}


def test_every_stop_has_a_picture_with_something_in_it(tour: dict[str, Any]) -> None:
    assert len(tour) >= 6
    for stop in tour.values():
        picture = QImage(stop["picture"])
        assert (picture.width(), picture.height()) == (1440, 900)
        assert colors(picture) > 40, f"{Path(stop['picture']).name} looks empty"


def test_the_digits_are_decomposed_and_verified(tour: dict[str, Any]) -> None:
    stop = tour["digits"]
    assert stop["shape"] == [1797, 64]
    assert stop["zeros"] == 3
    assert stop["certificate"]["verdict"] == "green"


def test_a_drag_moves_everything_and_is_one_step(tour: dict[str, Any]) -> None:
    stop = tour["drag"]
    after = stop["after"]
    assert [row[1] for row in after] == [row[1] for row in stop["before"]]
    assert after != stop["before"]
    assert stop["follows"] == pytest.approx([row[0] + 2 * row[1] for row in after])
    assert stop["exactly"][0][1] == "1"


def test_a_singular_matrix_is_refused_with_its_reason(tour: dict[str, Any]) -> None:
    error = tour["singular"]["error"]
    assert error["kind"] == "singular"
    assert "pinv" in error["fixes"]
    assert error["details"]["null_vector"] in ([-1, -3, 3, 1], [1, 3, -3, -1])


def test_an_ill_conditioned_matrix_is_amber(tour: dict[str, Any]) -> None:
    certificate = tour["ill-conditioned"]["certificate"]
    assert certificate["verdict"] == "amber"
    assert 0 < certificate["digits"] < 8


def test_the_self_test_passes(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "workbench", "--self-test", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "self-test.png").stat().st_size > 10_000
