"""From the start of the program until its worked example is drawn and keys are accepted, beside an empty window."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.table import Row

TIMES = 5
ROOT = Path(__file__).parents[2]
Figures = dict[str, float]


def rows() -> list[Row]:
    """Take turns, so that a busy machine slows both alike; the first turn only compiles and warms the disk."""
    with tempfile.TemporaryDirectory() as compiled:
        turns = [(_started("empty_window", compiled), _started("worked_example", compiled)) for _ in range(TIMES + 1)]
    empty, full = (_medians([turn[side] for turn in turns[1:]]) for side in (0, 1))
    seconds, memory = f"{1e3 * empty['ready']:.0f} ms", f"{empty['memory'] / 2**20:.0f} MiB"
    return [
        Row("start until keys are accepted, over an empty window", full["ready"] / empty["ready"], 5, "x", seconds),
        Row("start until the example is drawn, over an empty window", full["drawn"] / empty["ready"], 5, "x", seconds),
        Row("memory of the window's process, over an empty window", full["memory"] / empty["memory"], 4, "x", memory),
        Row("longest stall after the first paint", 1e3 * full["stall"], 50, "ms", f"{1e3 * empty['stall']:.0f} ms"),
    ]


def _started(program: str, compiled: str) -> Figures:
    """What one process tells of its start; seconds count from before it was started, on the clock all share."""
    begun = time.monotonic()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": compiled}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled once, not at every start
    command = [sys.executable, "-m", f"tests.benchmarks.{program}"]
    run = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120)
    if run.returncode:
        raise RuntimeError(f"{program} failed:\n{run.stderr}")
    told: dict[str, Any] = json.loads(run.stdout)
    return {name: value - begun if name in ("ready", "drawn") else value for name, value in told.items()}


def _medians(turns: list[Figures]) -> Figures:
    return {name: statistics.median(turn[name] for turn in turns) for name in turns[0]}
