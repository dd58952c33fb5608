"""What an exception of CuPy means: its classes are known by name and home, so that nothing has to be imported.

CuPy tells of a full device in several ways. Its own pool raises `OutOfMemoryError`; libraries that allocate beside the
pool raise errors of their own, with a status whose name says it. What it cannot load, or compile, comes as a plain
`RuntimeError`, `OSError`, `ImportError` or `AssertionError` out of one of its modules, or as an error of the compiler.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.numerics.device import Trouble

PACKAGES = ("cupy", "cupyx", "cupy_backends")
CALLER = "workbench.backends.cupy_device"
FULL = ("ALLOC_FAILED", "ALLOCATION_FAILED", "cudaErrorMemoryAllocation", "OUT_OF_MEMORY")
"""Parts of the names of statuses: of cuBLAS and cuSOLVER, cuRAND, the runtime, the driver and NVRTC."""
COMPILING = {"NVRTCError", "CompileException", "JitifyException", "NVCCException"}
PLAIN = (RuntimeError, OSError, ImportError, AssertionError)
SIZE = re.compile(r"allocating ([\d,]+) bytes")


def trouble(error: BaseException) -> Trouble | None:
    """What it means for the device; None for what is no failure of CuPy, of CUDA or of their libraries."""
    names = {cls.__name__ for cls in type(error).__mro__ if _is_theirs(cls.__module__)}
    if names:
        return _theirs(names, str(error))
    return Trouble("libraries") if isinstance(error, PLAIN) and any(map(_is_theirs, _passed(error))) else None


def _theirs(names: set[str], text: str) -> Trouble:
    if "OutOfMemoryError" in names or any(mark in text for mark in FULL):
        size = SIZE.search(text)
        return Trouble("full", int(size[1].replace(",", "")) if size else None)
    return Trouble("libraries" if names & COMPILING else "failed")


def _is_theirs(module: str) -> bool:
    return module == CALLER or module.partition(".")[0] in PACKAGES


def _passed(error: BaseException) -> Iterator[str]:
    """The modules that it came through; those that are compiled put their frames in the traceback too."""
    place = error.__traceback__
    while place is not None:
        yield str(place.tb_frame.f_globals.get("__name__", ""))
        place = place.tb_next
