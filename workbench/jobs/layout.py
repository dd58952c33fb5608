"""Where in a segment an array lies, and an array over a segment again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.jobs.shared import CHUNK, Mapping, PlatformSegment, Segment

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Layout:
    """What `numpy.ndarray` needs besides the bytes."""

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    offset: int

    def over(self, mapping: Mapping) -> Array:
        return np.ndarray(self.shape, self.dtype, mapping, self.offset, self.strides)


def place(array: Array) -> tuple[Segment, Layout]:
    """The array in shared memory: where it already lies if it came from there, else in a copy."""
    mapping = _mapping_under(array)
    if mapping is None:
        return _copied(array)
    start = np.frombuffer(mapping, np.uint8).__array_interface__["data"][0]
    offset = array.__array_interface__["data"][0] - start
    return mapping.segment, Layout(array.dtype, array.shape, array.strides, offset)


def _mapping_under(array: Array) -> Mapping | None:
    below: Any = array
    while isinstance(below, np.ndarray):
        below = below.base
    owner = below.obj if isinstance(below, memoryview) else below
    return owner if isinstance(owner, Mapping) else None


def _copied(array: Array) -> tuple[Segment, Layout]:
    """A copy in C order, or in Fortran order where the array has it."""
    segment = PlatformSegment.create(array.nbytes)
    turned = array.flags.f_contiguous and not array.flags.c_contiguous
    straight = array.T if turned else array
    _write(segment, straight)
    strides = _c_strides(straight.shape, array.itemsize)
    return segment, Layout(array.dtype, array.shape, strides[::-1] if turned else strides, 0)


def _c_strides(shape: tuple[int, ...], itemsize: int) -> tuple[int, ...]:
    strides = [itemsize]
    for length in shape[:0:-1]:
        strides.append(strides[-1] * length)
    return tuple(strides[::-1]) if shape else ()


def _write(segment: Segment, array: Array) -> None:
    """Row by row where the array is a view with gaps, so that its contiguous copy never exists as a whole."""
    if array.flags.c_contiguous:
        segment.write(0, _bytes(array))
        return
    rows = max(1, CHUNK // max(1, array[0].nbytes))
    for start in range(0, len(array), rows):
        block = np.ascontiguousarray(array[start : start + rows])
        segment.write(start * array[0].nbytes, _bytes(block))


def _bytes(array: Array) -> memoryview:
    return array.reshape(-1).view(np.uint8).data
