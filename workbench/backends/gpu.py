"""A CUDA device through CuPy, which is an extra and is imported only when it is asked for.

Only a compute process asks: the window calls `likely`, which imports nothing.
"""

from __future__ import annotations

import importlib
import importlib.util
from functools import cache
from typing import TYPE_CHECKING

from workbench.backends import cupy_failures
from workbench.backends.spec import Backend
from workbench.numerics.device import Trouble

if TYPE_CHECKING:
    from workbench.backends.cupy_device import CuPyDevice

MISSING = "CuPy is not installed (extra gpu-cuda12 or gpu-cuda13)."
FULL = "The memory of the device is full."
NEEDED = ("cupy_backends.cuda.libs.cusolver", "array_api_compat.cupy")

_found: list[str | None] = []


def likely() -> bool:
    """Whether CuPy is installed; whether it finds a device, only CuPy itself knows."""
    return importlib.util.find_spec("cupy") is not None


def available() -> str | None:
    """Why there is no GPU to compute on; None when CuPy has one, its libraries, and a kernel has run there.

    The answer is found once in a process, unless it is that the memory there is full, which passes.
    """
    if not _found:
        reason, lasting = _tried()
        if not lasting:
            return reason
        _found.append(reason)
    return _found[0]


def _tried() -> tuple[str | None, bool]:
    """The answer, and whether it will stay the same."""
    if not likely():
        return MISSING, True
    try:
        return _started(), True
    except Exception as error:
        reason = _reason(error, cupy_failures.trouble(error))
        if reason is None:
            raise
        return reason, reason != FULL


def _reason(error: Exception, trouble: Trouble | None) -> str | None:
    """None for a defect."""
    if trouble is not None and trouble.kind == "full":
        return FULL
    if isinstance(error, ImportError):
        return f"CuPy does not load: {_sentence(error)}"
    if trouble is not None and trouble.kind == "libraries":
        return f"The libraries of the GPU fail: {_sentence(error)}"
    known = trouble is not None or isinstance(error, (RuntimeError, OSError))
    return f"The device does not start: {_sentence(error)}" if known else None


def _started() -> str | None:
    if not importlib.import_module("cupy").is_available():
        return "CuPy finds no CUDA device."
    for name in NEEDED:
        importlib.import_module(name)
    device().try_kernel()
    return None


def _sentence(error: BaseException) -> str:
    """Its first line of words: CuPy frames some of its messages with rules."""
    lines = (line.strip() for line in str(error).splitlines())
    return next((line for line in lines if any(map(str.isalnum, line))), type(error).__name__)


@cache
def device() -> CuPyDevice:
    """The device that CuPy computes on."""
    from workbench.backends.cupy_device import CuPyDevice

    return CuPyDevice()


def memory() -> int | None:
    """Free bytes on the device."""
    return None if available() is not None else device().memory()[0]


GPU = Backend("gpu", "GPU (CuPy)", available, memory, device, likely)
