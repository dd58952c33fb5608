"""Arrays cut into parts that fit the cache, so that a check needs no temporary of their size."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
Index = tuple[slice, ...]

ENTRIES = 1 << 15
"""Entries of a part: 256 KB of float64."""


def slabs(shape: tuple[int, ...], most: int = ENTRIES) -> Iterator[Index]:
    """Indices of parts that cover an array in C order; each keeps every axis and has at most `most` entries."""
    if not math.prod(shape):
        return
    if math.prod(shape) <= most:
        yield tuple(slice(None) for _ in shape)
        return
    inner = math.prod(shape[1:])
    if inner <= most:
        step = most // inner
        yield from ((slice(i, i + step), *(slice(None) for _ in shape[1:])) for i in range(0, shape[0], step))
        return
    for i in range(shape[0]):
        yield from ((slice(i, i + 1), *rest) for rest in slabs(shape[1:], most))


def memory_order(A: Array) -> tuple[int, ...]:
    """The axes of A from the one whose entries lie farthest apart to the nearest."""
    return tuple(sorted(range(A.ndim), key=lambda axis: -abs(A.strides[axis])))


def aligned(value: Array, *others: Array) -> tuple[Array, ...]:
    """Views of all of them (of one shape) with the axes in the order in which `value` lies in memory."""
    order = memory_order(value)
    return tuple(array.transpose(order) for array in (value, *others))
