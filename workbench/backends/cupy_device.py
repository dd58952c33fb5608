"""CuPy as a `Device`: arrays on a CUDA device, cuBLAS and cuSOLVER through the array API and a few calls beside it."""

from __future__ import annotations

import importlib
import warnings
from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from workbench.numerics.device import DeviceArray, HostArray

FAILURES = (
    ("cupy_backends.cuda.api.runtime", "CUDARuntimeError"),
    ("cupy_backends.cuda.api.driver", "CUDADriverError"),
    ("cupy_backends.cuda.libs.cublas", "CUBLASError"),
    ("cupy_backends.cuda.libs.cusolver", "CUSOLVERError"),
    ("cupy_backends.cuda.libs.nvrtc", "NVRTCError"),
    ("cupy.cuda.compiler", "CompileException"),
)
"""What CuPy raises when the device, its driver or one of its libraries fails."""


class CuPyDevice:
    """The current CUDA device. See `numerics.device.Device` for what each method promises."""

    def __init__(self) -> None:
        self._cupy: Any = importlib.import_module("cupy")
        self._linalg: Any = importlib.import_module("cupyx.scipy.linalg")
        self.xp: Any = importlib.import_module("array_api_compat.cupy")
        properties = self._cupy.cuda.runtime.getDeviceProperties(self._cupy.cuda.Device().id)
        self.name = _text(properties["name"])
        self.exhausted: tuple[type[BaseException], ...] = (self._cupy.cuda.memory.OutOfMemoryError,)
        self.broken = tuple(found for module, name in FAILURES if (found := _exception(module, name)) is not None)
        self.has_general_eig = self._has("geev")

    def _has(self, routine: str) -> bool:
        """Whether this CUDA has a routine of cuSOLVER; CuPy knows from which version on."""
        try:
            return bool(importlib.import_module("cupyx.cusolver").check_availability(routine))
        except ValueError:  # this CuPy does not know the routine at all
            return False

    def put(self, array: HostArray) -> DeviceArray:
        return self._cupy.asarray(array)

    def get(self, array: DeviceArray) -> HostArray:
        return np.asarray(self._cupy.asnumpy(array))

    def synchronize(self) -> None:
        self._cupy.cuda.get_current_stream().synchronize()

    def memory(self) -> tuple[int, int]:
        """What CuPy's pool holds unused counts as free."""
        free, total = self._cupy.cuda.runtime.memGetInfo()
        return int(free) + int(self._cupy.get_default_memory_pool().free_bytes()), int(total)

    def release(self) -> None:
        self._cupy.get_default_memory_pool().free_all_blocks()

    def strictly(self) -> AbstractContextManager[Any]:
        """By default CuPy does not look whether a factorisation failed."""
        context: AbstractContextManager[Any] = importlib.import_module("cupyx").errstate(linalg="raise")
        return context

    def lu(self, A: DeviceArray) -> tuple[DeviceArray, DeviceArray]:
        with warnings.catch_warnings():  # a zero pivot is looked for where it matters
            warnings.simplefilter("ignore", RuntimeWarning)
            lu, piv = self._linalg.lu_factor(A, check_finite=False)
        return lu, piv

    def lu_solve(self, lu: DeviceArray, piv: DeviceArray, B: DeviceArray, adjoint: bool) -> DeviceArray:
        return self._linalg.lu_solve((lu, piv), B, trans=2 if adjoint else 0, check_finite=False)

    def triangular_solve(self, T: DeviceArray, B: DeviceArray, lower: bool, adjoint: bool = False) -> DeviceArray:
        return self._linalg.solve_triangular(T, B, trans=2 if adjoint else 0, lower=lower, check_finite=False)


def _text(name: Any) -> str:
    return name.decode() if isinstance(name, bytes) else str(name)


def _exception(module: str, name: str) -> type[BaseException] | None:
    """None where this version of CuPy, or of CUDA, has no such thing."""
    try:
        found: type[BaseException] | None = getattr(importlib.import_module(module), name, None)
    except ImportError:
        return None
    return found
