"""The certificate of operations whose entries are rounded a few times each: computed again, part by part.

By the standard model of arithmetic each rounding is relative, at most eps/2 (Higham, Accuracy and Stability of
Numerical Algorithms, section 2.2); complex products and quotients stay within a few of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.bounds import Residual, eps, grain, judge
from workbench.operations.common import by
from workbench.operations.products.slabs import aligned, slabs

Array = np.ndarray[Any, np.dtype[Any]]
Function = Callable[..., Array]


def overflow(what: str) -> Assessment:
    return Assessment("red", f"{what[0].upper()}{what[1:]} overflows: it holds Inf or NaN.")


def not_finite(value: Array, total: Array, what: str) -> Assessment:
    """Where NaN and Inf came in they must come out; sums beside them are compared roughly."""
    agrees = np.isfinite(value) == np.isfinite(total)
    close = np.isclose(value, total, rtol=1e-4, equal_nan=True) | ~np.isfinite(total)
    if not (agrees & close).all():
        return Assessment("red", f"Verification failed: this is not {what}.")
    return Assessment("amber", "NaN or Inf in the input pass through.")


@dataclass
class Found:
    """What the parts showed: the worst relative deviation, the largest rounding level and the largest entry."""

    ratio: float = 0.0
    level: float = 0.0
    size: float = 0.0


@dataclass(frozen=True)
class Entrywise:
    """How entries come about: the function of the broadcast inputs, and what its rounding is relative to.

    Without `scale`, or where it gives None, that is the entry itself. `underflows` says that a product of non-zeros
    may come out as 0, `divides` that small entries are rounded to multiples of the least number.
    """

    function: Function
    scale: Callable[..., Array | None] | None = None
    underflows: bool = False
    divides: bool = False

    def certify(
        self,
        inputs: Sequence[Array],
        value: Any,
        shape: tuple[int, ...],
        what: str,
        green: str,
        finite: bool = True,
        cancelled: Callable[[], Assessment] | None = None,
    ) -> Assessment:
        """Red where an entry is off, or not finite though every input is (`finite`); amber where NaN or Inf came in.

        `cancelled` gives the verdict where every entry is 0 though terms of it are not.
        """
        if not isinstance(value, np.ndarray) or value.shape != shape:
            return Assessment("red", f"Verification failed: {what} does not have the shape {by(shape)}.")
        found = self._look(inputs, value)
        check = Residual.of(found.ratio, 1.0, value.dtype)
        if not check.passes:
            return judge(value.dtype, 0.0, check, what=what)
        if not math.isfinite(found.size):
            return overflow(what) if finite else Assessment("amber", "NaN or Inf in the input pass through.")
        if not found.size and not found.level and self.underflows and self._vanishes(inputs, shape):
            return Assessment("amber", f"{what[0].upper()}{what[1:]} underflows to 0.")
        if not found.size and found.level and cancelled is not None:
            return cancelled()
        spacing = eps(value.dtype) * self._least(value.dtype) / found.size if found.size else 0.0
        return judge(
            value.dtype, self._bound(found, value.dtype), check, what=what, green=green, spacing=spacing
        )  # fmt: skip

    def _look(self, inputs: Sequence[Array], value: Array) -> Found:
        found = Found()
        value, *spread = aligned(value, *(np.broadcast_to(array, value.shape) for array in inputs))
        with np.errstate(all="ignore"):
            for index in slabs(value.shape):
                self._part(found, [array[index] for array in spread], value[index])
        return found

    def _part(self, found: Found, parts: list[Array], value: Array) -> None:
        expected, size = self.function(*parts), float(np.abs(value).max())
        found.size = size if math.isnan(size) else max(found.size, size)
        scale = None if self.scale is None else self.scale(*parts)
        found.level = max(found.level, size if scale is None else float(scale.max()))
        equal = value == expected
        if equal.all():
            return
        off = np.where(equal | (np.isnan(value) & np.isnan(expected)), 0.0, np.abs(value - expected))
        least = self._least(value.dtype)
        ratio = np.where(off == 0, 0.0, off / ((np.abs(expected) if scale is None else scale) + least))
        worst = float(ratio.max())
        found.ratio = math.inf if math.isnan(worst) else max(found.ratio, worst)

    def _bound(self, found: Found, dtype: np.dtype[Any]) -> float:
        least = self._least(dtype)
        return eps(dtype) * (found.level + least) / found.size if found.size else 0.0

    def _least(self, dtype: np.dtype[Any]) -> float:
        return grain(dtype) if self.underflows or self.divides else 0.0

    def _vanishes(self, inputs: Sequence[Array], shape: tuple[int, ...]) -> bool:
        spread = [np.broadcast_to(array, shape) for array in inputs]
        return any(np.logical_and.reduce([array[index] != 0 for array in spread]).any() for index in slabs(shape))
