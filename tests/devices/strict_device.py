"""A device for tests where there is no GPU: array-api-strict on its "device1", which the host cannot read.

Any stray call of NumPy fails on its arrays, and so does a mixture of arrays of two devices. It can also be told to run
out of memory, or to fail, as a GPU does: what it raises then are the exceptions of CuPy, down to their arguments.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import array_api_strict
import numpy as np
import scipy
from cupy_errors import OutOfMemoryError

from workbench.backends import cupy_failures
from workbench.numerics.device import Trouble

HERE = array_api_strict.Device("device1")


class StrictDevice:
    """See `workbench.numerics.device.Device`. `total` bytes are all it has; `failure` is raised by its next copy."""

    name = "Strict device"
    xp: Any = array_api_strict
    has_general_eig = False

    def __init__(self, total: int = 1 << 30) -> None:
        self.total = total
        self.used = 0
        self.puts: list[tuple[int, ...]] = []
        self.gets: list[tuple[int, ...]] = []
        self.waits = 0
        self.failure: Exception | None = None

    def trouble(self, error: BaseException) -> Trouble | None:
        return cupy_failures.trouble(error)

    def put(self, array: np.ndarray[Any, Any]) -> Any:
        self._fail()
        if array.nbytes > self.total:
            raise OutOfMemoryError(array.nbytes, self.used)
        self.puts.append(array.shape)
        return array_api_strict.asarray(np.array(array), device=HERE)

    def get(self, array: Any) -> np.ndarray[Any, Any]:
        self._fail()
        self.gets.append(array.shape)
        return self._bare(array).copy()

    def _fail(self) -> None:
        if self.failure is not None:
            failure, self.failure = self.failure, None
            raise failure

    def _bare(self, array: Any) -> np.ndarray[Any, Any]:
        assert array.device == HERE, "an array of the host strayed onto the device"
        return np.asarray(array._array)

    def _wrapped(self, array: np.ndarray[Any, Any]) -> Any:
        return array_api_strict.asarray(np.array(array), device=HERE)

    def synchronize(self) -> None:
        self.waits += 1

    def memory(self) -> tuple[int, int]:
        return self.total - self.used, self.total

    def release(self) -> None:
        self.used = 0

    def strictly(self) -> Any:
        return nullcontext()

    def lu(self, A: Any) -> tuple[Any, Any]:
        lu, piv, _ = scipy.linalg.lapack.get_lapack_funcs("getrf", (self._bare(A),))(self._bare(A))
        return self._wrapped(lu), self._wrapped(piv.astype(np.int32))

    def lu_solve(self, lu: Any, piv: Any, B: Any, adjoint: bool) -> Any:
        return self._wrapped(
            scipy.linalg.lu_solve((self._bare(lu), self._bare(piv)), self._bare(B), 2 if adjoint else 0)
        )

    def triangular_solve(self, T: Any, B: Any, lower: bool, adjoint: bool = False) -> Any:
        trans = 2 if adjoint else 0
        return self._wrapped(scipy.linalg.solve_triangular(self._bare(T), self._bare(B), trans, lower))
