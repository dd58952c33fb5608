"""Answers found at one scale and given at another: what the spacing of the least numbers takes from them."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from workbench.numerics.bounds import quantum
from workbench.numerics.probes import largest, shifted
from workbench.operations.spec import Array


class Scaled(NamedTuple):
    """An answer times 2⁻ᵖ, as a route found it; it keeps the digits that are lost where the answer itself is tiny."""

    value: Array
    p: int


def unscaled(given: Array, found: Scaled | None, p: int) -> Array:
    """`given` times 2⁻ᵖ; with the digits of what was found, as long as that is rounded to `given`."""
    if found is not None and np.array_equal(shifted(found.value, found.p), given):
        return shifted(found.value, found.p - p) if found.p != p else found.value
    return shifted(given, -p) if p else given


def spacing(given: Array, value: Array, p: int) -> float:
    """How far `given` may be from value · 2ᵖ by rounding, relative to its largest entry; 0 where it is not rounded."""
    if p >= 0 or np.array_equal(shifted(given, -p), value):
        return 0.0
    top = largest(given)
    return quantum(given.dtype) / top if top else math.inf
