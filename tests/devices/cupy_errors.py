"""Exceptions as CuPy raises them: with its names, in modules of its names, and as awkward to make.

`OutOfMemoryError` has required arguments; errors of libraries are made of a status alone; that of the compiler gives
no message to `Exception`; and what cannot be loaded is a plain `RuntimeError` out of a compiled module.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

SOURCES = {
    "cupy.cuda.memory": """
class OutOfMemoryError(MemoryError):
    def __init__(self, size, total, limit=0):
        self.figures = size, total, limit
        super().__init__(f"Out of memory allocating {size:,} bytes (allocated so far: {total:,} bytes).")
""",
    "cupy_backends.cuda.api.runtime": """
NAMES = {2: "cudaErrorMemoryAllocation: out of memory",
         700: "cudaErrorIllegalAddress: an illegal memory access was encountered"}

class CUDARuntimeError(RuntimeError):
    def __init__(self, status):
        self.status = status
        super().__init__(NAMES[status])
""",
    "cupy_backends.cuda.libs.cusolver": """
NAMES = {2: "CUSOLVER_STATUS_ALLOC_FAILED", 7: "CUSOLVER_STATUS_INTERNAL_ERROR"}

class CUSOLVERError(RuntimeError):
    def __init__(self, status):
        self.status = status
        super().__init__(NAMES[status])
""",
    "cupy_backends.cuda.libs.cublas": """
class CUBLASError(RuntimeError):
    def __init__(self, status):
        self.status = status
        super().__init__({3: "CUBLAS_STATUS_ALLOC_FAILED"}[status])
""",
    "cupy.cuda.compiler": """
class CompileException(Exception):
    def __init__(self, msg, source, name, options, backend="nvrtc"):
        self._msg = msg
        super().__init__()

    def __str__(self):
        return self._msg
""",
    "cupy_backends.cuda._softlink": """
def load(name):
    raise RuntimeError(f"CuPy failed to load {name}: OSError: {name}: cannot open shared object file")

def fail(error):
    raise error
""",
}


def _module(name: str) -> Any:
    module = ModuleType(name)
    exec(SOURCES[name], module.__dict__)
    return module


OutOfMemoryError = _module("cupy.cuda.memory").OutOfMemoryError
CUDARuntimeError = _module("cupy_backends.cuda.api.runtime").CUDARuntimeError
CUSOLVERError = _module("cupy_backends.cuda.libs.cusolver").CUSOLVERError
CUBLASError = _module("cupy_backends.cuda.libs.cublas").CUBLASError
CompileException = _module("cupy.cuda.compiler").CompileException
softlink = _module("cupy_backends.cuda._softlink")
"""`load` fails as CuPy does for a library that is not there; `fail` raises what it is given out of that module."""
