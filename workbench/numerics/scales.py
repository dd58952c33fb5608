"""Answers found at one scale and given at another: what the spacing of the least numbers takes from them."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from workbench.numerics.bounds import quantum
from workbench.numerics.equilibrium import moved
from workbench.numerics.probes import largest

Array = np.ndarray[Any, np.dtype[Any]]


class Scaled(NamedTuple):
    """An answer times 2⁻ᵖ, as a route found it; it keeps the digits that are lost where the answer itself is tiny.

    The exponents are one for all entries or one for each.
    """

    value: Array
    p: Any

    @property
    def given(self) -> Array:
        """The answer, rounded where it is out of range."""
        return moved(self.value, self.p)


def unscaled(given: Array, found: Scaled | None, p: Any) -> Array:
    """`given` times 2⁻ᵖ; with the digits of what was found, as long as that is rounded to `given`."""
    if found is not None and np.array_equal(found.given.astype(given.dtype), given):
        return moved(found.value, found.p - p) if np.any(found.p != p) else found.value
    wide = given if found is None else given.astype(found.value.dtype)
    return moved(wide, -p) if np.any(p) else wide


def spacing(given: Array, value: Array, p: Any) -> float:
    """How far `given` may be from value · 2ᵖ by rounding, relative to its largest entry; 0 where it is not rounded."""
    if np.all(np.asarray(p) >= 0) or np.array_equal(moved(given.astype(value.dtype), -p), value):
        return 0.0
    top = largest(given)
    return quantum(given.dtype) / top if top else math.inf
