"""Copies of variables on a device, kept between jobs until their version changes or the room is needed."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import numpy as np

from workbench.model.matrix import Matrix
from workbench.numerics.device import Device, DeviceArray

Array = np.ndarray[Any, np.dtype[Any]]
Key = tuple[str, int, str]

SHARE = 0.5
"""Of the memory of the device that copies may hold; a choice, not a measurement."""


class Copies:
    """Least recently used first; by name, version and type of number."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self._budget = int(SHARE * device.memory()[1])
        self._held: OrderedDict[Key, tuple[DeviceArray, int]] = OrderedDict()

    @property
    def bytes(self) -> int:
        return sum(size for _, size in self._held.values())

    def fetch(self, matrix: Matrix, array: Array) -> tuple[DeviceArray, int]:
        """The copy of this version of a variable, whose values in the working type are `array`, and bytes copied."""
        key = (matrix.name, matrix.version, str(array.dtype))
        if key in self._held:
            self._held.move_to_end(key)
            return self._held[key][0], 0
        self._forget_other_versions(matrix)
        self._make_room(array.nbytes)
        copy = self.device.put(array)
        if array.nbytes <= self._budget:
            self._held[key] = copy, array.nbytes
        return copy, array.nbytes

    def _forget_other_versions(self, matrix: Matrix) -> None:
        for key in [key for key in self._held if key[0] == matrix.name and key[1] != matrix.version]:
            del self._held[key]

    def _make_room(self, size: int) -> None:
        while self._held and self.bytes + size > self._budget:
            self._held.popitem(last=False)

    def clear(self) -> None:
        """Give all of them up."""
        self._held.clear()
        self.device.release()
