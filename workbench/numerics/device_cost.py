"""How long a device needs, from short trials on it: a start and a rate for each kind of work, and the copies.

A small problem costs a device about as much as one many times its size (launches, latency), so that one figure will
not do: two trials of different size give both, and with them the size from which on the device is worth it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic, perf_counter
from typing import Any

import numpy as np

from workbench.numerics.cost import Work
from workbench.numerics.device import Device, DeviceArray

SIZES: Mapping[Work, tuple[int, int]] = {"product": (512, 2048), "factor": (512, 2048), "spectral": (128, 512)}
FLOPS: Mapping[Work, float] = {"product": 2.0, "factor": 2 / 3, "spectral": 26.0}
"""Times n³: what the operations of each kind count for themselves."""
COPIED = 1 << 25
TRIALS = 2
FASTEST = 1e16
"""Operations a second beyond which a trial says nothing but that it was too short."""


@dataclass(frozen=True)
class Line:
    """seconds = start + flops / rate."""

    start: float
    rate: float

    def seconds(self, flops: float) -> float:
        return self.start + flops / self.rate


@dataclass(frozen=True)
class DeviceSpeed:
    """Figures of one device: its name and memory, bytes a second to and fro, and a line for each work and real type.

    Beside them stands what the device can do at all.
    """

    name: str
    total: int
    up: float
    down: float
    lines: Mapping[tuple[Work, int], Line]
    has_general_eig: bool = True

    def seconds(self, work: Work, flops: float, dtype: np.dtype[Any]) -> float:
        """The time of the routine alone."""
        return self.lines[work, real_size(dtype)].seconds(flops)

    def transfer(self, up: float, down: float) -> float:
        """The time of copying so many bytes to the device, and back."""
        return up / self.up + down / self.down


def real_size(dtype: np.dtype[Any]) -> int:
    """Bytes of the real type: 4 or 8."""
    return dtype.itemsize // 2 if dtype.kind == "c" else dtype.itemsize


_known: dict[str, DeviceSpeed] = {}
_given_up: dict[str, tuple[str, float]] = {}

AGAIN = 600.0
"""Seconds after which a device that could not be measured is tried again: what filled its memory may be gone."""


def known(backend: str) -> DeviceSpeed | None:
    """What was learned of the device of that backend."""
    return _known.get(backend)


def learn(backend: str, figures: DeviceSpeed | None) -> None:
    """Reckon with these figures from now on, or with none."""
    if figures is None:
        _known.pop(backend, None)
    else:
        _known[backend] = figures


def give_up(backend: str, reason: str) -> None:
    """Do without figures of that device for a while."""
    _given_up[backend] = reason, monotonic()


def given_up(backend: str) -> str | None:
    """Why there are no figures of that device, where it was tried not long ago."""
    reason, since = _given_up.get(backend, ("", -AGAIN))
    return reason if reason and monotonic() - since < AGAIN else None


def measured(device: Device, sizes: Mapping[Work, tuple[int, int]] = SIZES, copied: int = COPIED) -> DeviceSpeed:
    """Short trials, about a second in all: the second of equal ones counts, the first loads libraries."""
    lines = {(work, size): _line(device, work, size, sizes[work]) for work in sizes for size in (4, 8)}
    host = np.zeros(copied, np.uint8)
    there = device.put(host)
    up = copied / _seconds(device, lambda: device.put(host))
    down = copied / _seconds(device, lambda: device.get(there))
    return DeviceSpeed(device.name, device.memory()[1], up, down, lines, device.has_general_eig)


def _line(device: Device, work: Work, size: int, orders: tuple[int, int]) -> Line:
    (n, few), (m, many) = ((order, _trial(device, work, size, order)) for order in orders)
    flops, more = FLOPS[work] * n**3, FLOPS[work] * m**3
    rate = min(FASTEST, (more - flops) / max(many - few, (more - flops) / FASTEST))
    return Line(max(0.0, few - flops / rate), rate)


def _trial(device: Device, work: Work, size: int, n: int) -> float:
    host = np.sin(np.arange(1.0, n * n + 1)).reshape(n, n).astype(f"f{size}")
    A = device.put(host)
    run: Mapping[Work, Callable[[DeviceArray], Any]] = {
        "product": lambda A: device.xp.matmul(A, A),
        "factor": device.lu,
        "spectral": lambda A: device.xp.linalg.svd(A, full_matrices=False),
    }
    return _seconds(device, lambda: run[work](A))


def _seconds(device: Device, act: Callable[[], Any]) -> float:
    """The best of some trials after a first that does not count."""
    times = []
    for _ in range(TRIALS + 1):
        device.synchronize()
        start = perf_counter()
        act()
        device.synchronize()
        times.append(perf_counter() - start)
    return max(1e-7, min(times[1:]))
