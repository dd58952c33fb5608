"""A CUDA device through CuPy, which is an extra and is imported only when it is asked for."""

from __future__ import annotations

import importlib
import importlib.util
from functools import cache
from typing import Any

from workbench.backends.spec import Backend


@cache
def available() -> str | None:
    """Why there is no GPU to compute on; None when CuPy has one."""
    if importlib.util.find_spec("cupy") is None:
        return "CuPy is not installed (extra gpu-cuda12 or gpu-cuda13)."
    try:
        cupy: Any = importlib.import_module("cupy")
    except ImportError as error:
        return f"CuPy does not load: {error}"
    return None if cupy.is_available() else "CuPy finds no CUDA device."


def memory() -> int | None:
    """Free bytes on the device."""
    if available() is not None:
        return None
    cupy: Any = importlib.import_module("cupy")
    return int(cupy.cuda.runtime.memGetInfo()[0])


GPU = Backend("gpu", "GPU (CuPy)", available, memory)
