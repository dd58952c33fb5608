"""Prints every benchmark as one table: `python tests/benchmarks/run.py [NAME ...]`."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

SCREEN = Path(__file__).with_name("screen.json")
os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={SCREEN}"  # by itself it is too small for the window
os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "23")  # as compute processes have it, for their reason: bootstrap.SPIN
sys.path.insert(0, str(Path(__file__).parents[2]))

PARTS = ("start", "editor", "drag", "cards", "detection", "stop", "stall", "routes", "digits", "gpu")


def main(names: list[str]) -> int:
    """Run the named parts, or all, each in this process; the exit code tells whether a limit was passed."""
    from tests.benchmarks.table import Row, show

    rows: list[Row] = []
    for name in names or PARTS:
        print(f"… {name}", file=sys.stderr, flush=True)
        rows += importlib.import_module(f"tests.benchmarks.{name}").rows()
    print(show(rows))
    return 0 if all(row.within for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
