"""Exact twins by NumPy on arrays of fractions, within the limits of exact answers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from workbench.backends import exact
from workbench.model.matrix import EXACT_LIMIT
from workbench.operations.spec import Problem

Array = np.ndarray[Any, np.dtype[Any]]


def inputs(problem: Problem, *keys: str, size: int = 0) -> list[Array] | None:
    """The exact inputs (all where no key is named), or None unless all are there and small.

    `size` is the number of entries that the answer will have.
    """
    found = [problem.exact.get(key) for key in keys or problem.arrays]
    arrays = [array for array in found if array is not None]
    if len(arrays) < len(found) or not exact.fits(*arrays) or size > EXACT_LIMIT:
        return None
    return arrays


def finished(value: Any, shape: tuple[int, ...]) -> Array | Fraction | None:
    """An object array of fractions in that shape, for a single number the fraction itself.

    None where a number is too long to print or not rational, or where there are too many.
    """
    array = np.empty(shape, dtype=object)
    array[...] = value
    if array.size > EXACT_LIMIT or not all(_fits(x) for x in array.flat):
        return None
    numbers = [Fraction(x) for x in array.flat]
    return exact.array(numbers, shape) if shape else numbers[0]


def _fits(x: Any) -> bool:
    """Whether x is rational and can be printed."""
    return isinstance(x, (Fraction, int)) and max(x.numerator.bit_length(), x.denominator.bit_length()) <= exact.BITS
