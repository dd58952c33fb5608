"""A CUDA device through CuPy, which is an extra and is imported only when it is asked for.

Only a compute process asks: the window calls `likely`, which imports nothing.
"""

from __future__ import annotations

import importlib
import importlib.util
from functools import cache

from workbench.backends.spec import Backend
from workbench.numerics.device import Device

MISSING = "CuPy is not installed (extra gpu-cuda12 or gpu-cuda13)."


def likely() -> bool:
    """Whether CuPy is installed; whether it finds a device, only CuPy itself knows."""
    return importlib.util.find_spec("cupy") is not None


@cache
def available() -> str | None:
    """Why there is no GPU to compute on; None when CuPy has one, and the libraries of its solvers."""
    if not likely():
        return MISSING
    try:
        cupy = importlib.import_module("cupy")
        if not cupy.is_available():
            return "CuPy finds no CUDA device."
        for name in ("cupy_backends.cuda.libs.cusolver", "array_api_compat.cupy"):
            importlib.import_module(name)
        device()
    except ImportError as error:
        return f"CuPy does not load: {error}"
    except RuntimeError as error:  # what CUDA raises
        return f"The device does not start: {error}"
    return None


@cache
def device() -> Device:
    """The device that CuPy computes on."""
    from workbench.backends.cupy_device import CuPyDevice

    return CuPyDevice()


def memory() -> int | None:
    """Free bytes on the device."""
    return None if available() is not None else device().memory()[0]


GPU = Backend("gpu", "GPU (CuPy)", available, memory, device, likely)
