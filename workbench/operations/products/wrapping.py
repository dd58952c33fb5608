"""Integer types as processors have them: sums and products wrap round, which is said and verified."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from workbench.model.certificate import Assessment
from workbench.operations.common import by
from workbench.operations.products.same import sure
from workbench.operations.products.slabs import aligned, slabs
from workbench.operations.spec import Problem

Array = np.ndarray[Any, np.dtype[Any]]
Function = Callable[..., Array]


def is_integer(value: Any) -> bool:
    return np.asarray(value).dtype.kind in "iu"


def wrapped(function: Function, inputs: Sequence[Array], value: Array) -> int:
    """How many integer entries wrapped: they are a multiple of 2ᵇⁱᵗˢ away from what float64 makes of them."""
    half, total = 2.0 ** (8 * value.dtype.itemsize - 1), 0
    value, *spread = aligned(value, *(np.broadcast_to(array, value.shape) for array in inputs))
    with np.errstate(all="ignore"):
        for index in slabs(value.shape):
            near = function(*(array[index].astype(np.float64) for array in spread))
            total += int(np.count_nonzero(~(np.abs(near - value[index]) < half)))
    return total


def warning(count: int, dtype: np.dtype[Any]) -> tuple[str, ...]:
    """What is said of so many entries that wrapped."""
    if not count:
        return ()
    limits = np.iinfo(dtype)
    places = "1 entry is" if count == 1 else f"{count} entries are"
    return (f"{places} beyond {dtype}, which holds {limits.min} to {limits.max}: the value wraps round.",)


def certify_wrapping(
    function: Function, inputs: Sequence[Array], value: Array, shape: tuple[int, ...], what: str
) -> Assessment:
    """Each entry computed once more in the same type, where arithmetic modulo 2ᵇⁱᵗˢ is exact."""
    if value.shape != shape:
        return Assessment("red", f"Verification failed: {what} does not have the shape {by(shape)}.")
    ordered, *spread = aligned(value, *(np.broadcast_to(array, shape) for array in inputs))
    with np.errstate(all="ignore"):
        for index in slabs(ordered.shape):
            if not np.array_equal(ordered[index], function(*(array[index] for array in spread))):
                return Assessment("red", f"Verification failed: {what} is not right modulo 2ⁿ.")
    return verdict(wrapped(function, inputs, value), value.dtype)


def verdict(count: int, dtype: np.dtype[Any]) -> Assessment:
    """Green for exact integers, amber where some wrapped round."""
    if count:
        return Assessment("amber", warning(count, dtype)[0])
    return sure(dtype, "Integers are added and multiplied without rounding.")


def spelled(problem: Problem, key: str, name: str) -> str:
    """The input as code writes it: converted where an integer type was asked for."""
    dtype = problem[key].dtype
    return f"{name}.astype(np.{dtype})" if dtype.kind in "iu" else name
