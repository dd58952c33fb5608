"""Copies of variables on a device, kept between jobs until their version changes or the room is needed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from typing import Any

import numpy as np

from workbench.model.matrix import Matrix
from workbench.numerics.device import Device, DeviceArray

Array = np.ndarray[Any, np.dtype[Any]]
Key = tuple[str, int, str]
"""The name and version of a variable, and the type of number that it was copied in."""

SHARE = 0.5
"""Of the memory of the device that copies may hold; a choice, not a measurement."""


def key_of(matrix: Matrix, dtype: np.dtype[Any]) -> Key:
    return matrix.name, matrix.version, str(dtype)


class Ledger:
    """Which copies there are and how large, least recently used first, within a budget of bytes."""

    def __init__(self, total: int) -> None:
        self.budget = int(SHARE * total)
        self._sizes: OrderedDict[Key, int] = OrderedDict()

    def __contains__(self, key: Key) -> bool:
        return key in self._sizes

    @property
    def bytes(self) -> int:
        return sum(self._sizes.values())

    def use(self, key: Key) -> None:
        self._sizes.move_to_end(key)

    def make_room(self, key: Key, size: int) -> list[Key]:
        """Strike out what gives way to a new copy: other versions of the variable, then those least used."""
        gone = [other for other in self._sizes if other[0] == key[0] and other[1] != key[1]]
        for other in gone:
            del self._sizes[other]
        while self._sizes and self.bytes + size > self.budget:
            gone.append(self._sizes.popitem(last=False)[0])
        return gone

    def enter(self, key: Key, size: int) -> bool:
        """Whether it fits: what would fill the budget by itself is not kept."""
        if size <= self.budget:
            self._sizes[key] = size
        return size <= self.budget

    def keep_only(self, keys: Collection[Key]) -> list[Key]:
        """Strike out all others."""
        gone = [key for key in self._sizes if key not in keys]
        for key in gone:
            del self._sizes[key]
        return gone


class Copies:
    """The copies on one device."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.ledger = Ledger(device.memory()[1])
        self._arrays: dict[Key, DeviceArray] = {}

    def fetch(self, matrix: Matrix, array: Array) -> tuple[DeviceArray, int]:
        """The copy of this version of a variable, whose values in the working type are `array`, and bytes copied."""
        key = key_of(matrix, array.dtype)
        if key in self.ledger:
            self.ledger.use(key)
            return self._arrays[key], 0
        self._drop(self.ledger.make_room(key, array.nbytes))
        copy = self.device.put(array)
        if self.ledger.enter(key, array.nbytes):
            self._arrays[key] = copy
        return copy, array.nbytes

    def keep_only(self, keys: Collection[Key] = ()) -> None:
        """Give up all others, and what the device's library holds unused."""
        self._drop(self.ledger.keep_only(keys))
        self.device.release()

    def _drop(self, keys: Collection[Key]) -> None:
        for key in keys:
            del self._arrays[key]
