"""Machines with a GPU have few packages: what stands in for array-api-compat there, in compute processes too."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from typing import Any

CARRIERS = ("sklearn.externals", "scipy._external", "scipy._lib")
"""Packages that bring array-api-compat along, where it is not installed by itself."""


def lend_compat() -> None:
    """Let a copy of array-api-compat that another package carries stand in for it."""
    if importlib.util.find_spec("array_api_compat") is not None:
        return
    for carrier in CARRIERS:
        try:
            found = importlib.import_module(f"{carrier}.array_api_compat.cupy")
        except ImportError:
            continue
        sys.modules["array_api_compat"] = importlib.import_module(f"{carrier}.array_api_compat")
        sys.modules["array_api_compat.cupy"] = found
        return


def run(task: Any, matrices: tuple[Any, ...]) -> Any:
    """The engine, for a compute process of its own."""
    lend_compat()
    from workbench.jobs.engine import run as run_engine

    return run_engine(task, matrices)
