"""CuPy as a `Device`: arrays on a CUDA device, cuBLAS and cuSOLVER through the array API and a few calls beside it."""

from __future__ import annotations

import importlib
import warnings
from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from workbench.backends import cupy_failures
from workbench.numerics.device import DeviceArray, HostArray, Trouble


class CuPyDevice:
    """The current CUDA device. See `numerics.device.Device` for what each method promises."""

    def __init__(self) -> None:
        self._cupy: Any = importlib.import_module("cupy")
        self._linalg: Any = importlib.import_module("cupyx.scipy.linalg")
        self.xp: Any = importlib.import_module("array_api_compat.cupy")
        properties = self._cupy.cuda.runtime.getDeviceProperties(self._cupy.cuda.Device().id)
        self.name = _text(properties["name"])
        self.has_general_eig = self._has("geev")

    def _has(self, routine: str) -> bool:
        """Whether this CUDA has a routine of cuSOLVER; CuPy knows from which version on."""
        try:
            return bool(importlib.import_module("cupyx.cusolver").check_availability(routine))
        except ValueError:  # this CuPy does not know the routine at all
            return False

    def try_kernel(self) -> None:
        """Compile, or find compiled, and run the smallest kernel: what CUDA lacks for that shows here."""
        self.get(self._cupy.zeros(1) + 1)

    def trouble(self, error: BaseException) -> Trouble | None:
        return cupy_failures.trouble(error)

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
