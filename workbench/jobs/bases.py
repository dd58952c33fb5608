"""The bases of matrices in shared memory: each is put there once and goes when its last version does."""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

from workbench.jobs.layout import Array, Layout, place
from workbench.jobs.shared import Segment
from workbench.model.matrix import Base, Matrix, Overlay

PLACED = 128
"""Segments that are held for the next job; a base that was let go is copied again when it is needed again."""

SMALL = 1 << 16
"""Bytes below which a base travels in the message: cheaper than a descriptor and a mapping."""


@dataclass(frozen=True)
class Shared:
    """Stands for a base in a message: the other process has it, or gets it with the same message."""

    serial: int


@dataclass(frozen=True)
class Placed:
    """A base in shared memory."""

    serial: int
    segment: Segment
    layout: Layout


Sealed = dict[str, Any]
"""The fields of a matrix, without what was cached on it: `Shared` for a large base, None for an empty overlay."""


def seal(matrix: Matrix) -> Sealed:
    values = {field.name: getattr(matrix, field.name) for field in fields(matrix)}
    if not len(matrix.overlay):
        values["overlay"] = None
    if is_large(matrix.base):
        values["base"] = Shared(matrix.base.serial)
    return values


def is_large(base: Base) -> bool:
    return base.array.nbytes >= SMALL


class BaseStore:
    """In the window's process: base -> segment. Lanes call it from their threads."""

    def __init__(self, announce: Callable[[int], None]) -> None:
        """`announce` hears the serial of each shared base that has died, in whatever thread that happens."""
        self._announce = announce
        self._lock = threading.Lock()
        self._placing: dict[int, threading.Lock] = {}
        self._placed: OrderedDict[int, Placed] = OrderedDict()
        self._finalizers: dict[int, weakref.finalize[..., Base]] = {}

    def share(self, base: Base) -> Placed:
        """Where the base lies; the first call for it copies, and others for the same base wait."""
        with self._lock:
            placing = self._placing.setdefault(base.serial, threading.Lock())
        with placing:
            placed = self._placed.get(base.serial)
            return placed if placed is not None else self._place(base)

    def _place(self, base: Base) -> Placed:
        placed = Placed(base.serial, *place(base.array))
        with self._lock:
            self._placed[base.serial] = placed
            if len(self._placed) > PLACED:
                self._placed.popitem(last=False)
            if base.serial not in self._finalizers:
                finalizer = self._finalizers[base.serial] = weakref.finalize(base, self._announce, base.serial)
                finalizer.atexit = False
        return placed

    def drop(self, serial: int) -> None:
        """Forget a base that has died. Its memory is free once no process maps it."""
        with self._lock:
            for table in (self._placed, self._finalizers, self._placing):
                table.pop(serial, None)

    def close(self) -> None:
        with self._lock:
            for finalizer in self._finalizers.values():
                finalizer.detach()
            for table in (self._placed, self._finalizers, self._placing):
                table.clear()


class AttachedBases:
    """In the compute process: serial -> base, as long as the parent does not say otherwise."""

    def __init__(self) -> None:
        self._attached: dict[int, tuple[Placed, Base]] = {}

    def attach(self, placed: Placed) -> None:
        array = _read_only(placed.layout.over(placed.segment.map()))
        self._attached[placed.serial] = (placed, Base(array, placed.serial))

    def forget(self, serials: tuple[int, ...]) -> None:
        for serial in serials:
            self._attached.pop(serial, None)

    def unseal(self, sealed: Sealed) -> Matrix:
        """The matrix again, on the mapped base; edits of a large one are applied to a private copy-on-write mapping."""
        base = sealed["base"]
        if not isinstance(base, Shared):
            return _matrix(sealed, base)
        placed, attached = self._attached[base.serial]
        matrix = _matrix(sealed, attached)
        return _edited(matrix, placed) if len(matrix.overlay) else matrix


def _matrix(sealed: Sealed, base: Base) -> Matrix:
    overlay = sealed["overlay"] or Overlay.empty(base.array.dtype)
    return Matrix(**{**sealed, "base": base, "overlay": overlay})


def _edited(matrix: Matrix, placed: Placed) -> Matrix:
    array = placed.layout.over(placed.segment.map(private=True))
    array.flat[matrix.overlay.indices] = matrix.overlay.values
    return replace(matrix, base=Base(_read_only(array)), overlay=Overlay.empty(array.dtype))


def _read_only(array: Array) -> Array:
    array.flags.writeable = False
    return array
