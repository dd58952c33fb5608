"""The certificate of operations that only move entries: each of them is where it belongs, bit for bit or NaN."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.bounds import max_digits
from workbench.operations.common import by
from workbench.operations.products.slabs import aligned, slabs

Array = np.ndarray[Any, np.dtype[Any]]
Function = Callable[[Array], Array]

ENTRIES = "Every entry is the same."


def digits_of(dtype: np.dtype[Any]) -> int:
    """The decimal digits that every number of the type can hold: 15 for float64, 18 for int64."""
    if dtype.kind in "fc":
        return max_digits(dtype)
    return 0 if dtype.kind == "b" else len(str(np.iinfo(dtype).max)) - 1


def certify_same(
    expected: Array, value: Any, reason: str = ENTRIES, what: str = "the result", through: Function | None = None
) -> Assessment:
    """Green if `value` has the entries of `expected`, which should be a view: the same memory needs no look.

    `through` is a function of each part of `expected` that is exact, such as conjugation.
    """
    if not isinstance(value, np.ndarray) or value.shape != expected.shape:
        return Assessment("red", f"Verification failed: {what} does not have the shape {by(expected.shape)}.")
    seen_twice = through is None and same_memory(expected, value)
    if value.dtype != expected.dtype or not (seen_twice or equal(expected, value, through)):
        return Assessment("red", f"Verification failed: the entries of {what} are not those of the input.")
    return sure(value.dtype, reason)


def sure(dtype: np.dtype[Any], reason: str) -> Assessment:
    """Green without any error."""
    return Assessment("green", reason, 0.0, 0.0, None, 0.0, digits_of(dtype))


def same_memory(A: Array, B: Array) -> bool:
    """Whether two arrays of one shape are one array seen twice."""
    return A.ctypes.data == B.ctypes.data and A.strides == B.strides and A.dtype == B.dtype


def equal(expected: Array, value: Array, through: Function | None = None) -> bool:
    """Every entry equal, NaN with NaN, compared part by part in the order of `value` in memory."""
    value, expected = aligned(value, expected)
    see = through or (lambda part: part)
    return all(_equal_part(see(expected[index]), value[index]) for index in slabs(value.shape))


def _equal_part(a: Array, b: Array) -> bool:
    return bool((a == b).all()) or (a.dtype.kind in "fc" and np.array_equal(a, b, equal_nan=True))
