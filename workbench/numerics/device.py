"""What a computation needs of a device: an array namespace, copies to and fro, and the few solvers no standard names.

Routes for a device see arrays only through this, so that CuPy, another library, or a strict stand-in for one serves
them all. Nothing here knows which it is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np

HostArray = np.ndarray[Any, np.dtype[Any]]
DeviceArray = Any
"""An array of the device's own library, which no two of them have in common."""

STEP = 100
"""Powers of two by which a number is shifted at a time: 2^±100 is within the range of every type."""


@dataclass(frozen=True)
class Trouble:
    """What an exception means for a device: its memory is full, it has failed, or its libraries have.

    A device that has failed will fail again in this process. `wanted` are the bytes that a full one was asked for last,
    where the exception tells.
    """

    kind: Literal["full", "failed", "libraries"]
    wanted: int | None = None


class Device(Protocol):
    """A device through its array library; `xp` is an array API namespace.

    `trouble` says of an exception what it means for the device, or None where it has nothing to do with it.
    `strictly` is a context in which factorisations that fail raise `numpy.linalg.LinAlgError`. LU factors with their
    pivots (a row was exchanged with row `piv[i]`, from 0) and triangular solves are what the standard lacks.
    """

    name: str
    xp: Any
    has_general_eig: bool

    def trouble(self, error: BaseException) -> Trouble | None: ...
    def put(self, array: HostArray) -> DeviceArray: ...
    def get(self, array: DeviceArray) -> HostArray: ...
    def synchronize(self) -> None: ...
    def memory(self) -> tuple[int, int]:
        """Bytes that are free, and all there are."""
        ...

    def release(self) -> None:
        """Give memory back that is kept for later."""
        ...

    def strictly(self) -> AbstractContextManager[Any]: ...
    def lu(self, A: DeviceArray) -> tuple[DeviceArray, DeviceArray]: ...
    def lu_solve(self, lu: DeviceArray, piv: DeviceArray, B: DeviceArray, adjoint: bool) -> DeviceArray: ...
    def triangular_solve(self, T: DeviceArray, B: DeviceArray, lower: bool, adjoint: bool = False) -> DeviceArray: ...


class Placed:
    """The inputs of one problem on a device: each is copied there when it is first asked for, unless it is there.

    `fetch(name)` is the copy of an input, and how many bytes were copied for it. The time of every copy to and fro is
    kept apart in `seconds`, for it is not that of the routine.
    """

    def __init__(self, device: Device, fetch: Callable[[str], tuple[DeviceArray, int]]) -> None:
        self.device, self.xp = device, device.xp
        self.seconds, self.moved = 0.0, 0
        self._fetch = fetch
        self._inputs: dict[str, DeviceArray] = {}

    @classmethod
    def of(cls, device: Device, arrays: Mapping[str, HostArray]) -> Placed:
        """Nothing is kept for another problem."""
        return cls(device, lambda name: (device.put(arrays[name]), arrays[name].nbytes))

    def __getitem__(self, name: str) -> DeviceArray:
        if name not in self._inputs:
            self._inputs[name], copied = self._timed(lambda: self._fetch(name))
            self.moved += copied
        return self._inputs[name]

    def put(self, array: HostArray) -> DeviceArray:
        self.moved += array.nbytes
        return self._timed(lambda: self.device.put(array))

    def get(self, array: DeviceArray) -> HostArray:
        """Bring an array home; what it is the result of is waited for first, and not counted as copying."""
        self.device.synchronize()
        found: HostArray = self._timed(lambda: self.device.get(array))
        self.moved += found.nbytes
        return found

    def _timed(self, copy: Callable[[], Any]) -> Any:
        started = time.perf_counter()
        found = copy()
        self.device.synchronize()
        self.seconds += time.perf_counter() - started
        return found


def shift(A: DeviceArray, p: int) -> DeviceArray:
    """A · 2ᵖ, as `probes.shifted` on the host."""
    with np.errstate(over="ignore", under="ignore"):
        while p:
            step = max(-STEP, min(STEP, p))
            A, p = A * 2.0**step, p - step
        return A


def is_complex(xp: Any, A: DeviceArray) -> bool:
    return bool(xp.isdtype(A.dtype, "complex floating"))


def conjugate(xp: Any, A: DeviceArray) -> DeviceArray:
    return xp.conj(A) if is_complex(xp, A) else A


def adjoint(xp: Any, A: DeviceArray) -> DeviceArray:
    """Aᴴ."""
    return conjugate(xp, xp.matrix_transpose(A))


def is_finite(xp: Any, A: DeviceArray) -> bool:
    return bool(xp.all(xp.isfinite(A)))
