"""The verdict on an estimate: that it is a lower bound, which a vector proves, and how near it is where known."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.bounds import Residual, digits, eps, half_digits, judge
from workbench.operations.spec import Array

COMPARED = 256
"""Up to this order an estimate is compared with the truth."""
SAME = 0.1
"""A truth that is known no better than to this part says nothing more."""
NEAR = 0.01
"""A truth larger by less than this part is not called so many times as large."""


def unit_failure(v: Array, n: int, length: float) -> str | None:
    """What is wrong with a vector that should have the length 1."""
    if v.shape != (n,) or not np.isfinite(v).all():
        return "Verification failed: v is no vector of finite numbers that fits A."
    if not abs(length - 1) <= 50 * max(1, n) ** 0.5 * eps(v.dtype):
        return "Verification failed: v does not have the length 1."
    return None


def verdict(
    dtype: Any, value: float, attained: float, level: float, truth: tuple[float, float] | None, name: str, by: str
) -> Assessment:
    """Judge an estimate of `name` against what v attains, to within `level` roundings, and against the truth.

    `truth` is the value with its relative error, as found `by` something costly, or None at large sizes.
    """
    check = Residual.of(value - attained, level * attained, dtype)
    bound, failed = None, None
    said = "; an estimate, of which no more is known at this size"
    if truth is not None and truth[1] < SAME and math.isfinite(truth[0]):
        right, error = truth
        bound = abs(right - value) / (right or 1.0) + error + level * eps(dtype)
        said = f"; {name} itself is {_compared(value, right, error)}, by {by}" if value else ""
        if value > right * (1 + 100 * error + 100 * level * eps(dtype)):
            failed = f"Verification failed: the estimate is larger than {name}."
    elif truth is not None and truth[1] < SAME:
        said = f"; {name} itself is beyond the largest number"
    elif truth is not None:
        said = f"; {name} itself is beyond what rounding lets be known"
    if bound is not None and digits(bound, dtype) >= half_digits(dtype):
        green = f"The estimate is {name} itself, by {by}"
        return judge(dtype, bound, check, what="the estimate", green=green, failed=failed)
    return judge(dtype, None, check, what="the estimate", green=f"A lower bound, attained by v{said}", failed=failed)


def _compared(value: float, right: float, error: float) -> str:
    """By how much the truth is larger; a factor that would be shown as 1 is told by what it adds."""
    more = max(right / value - 1, 0) + error
    return f"{1 + more:.3g} times as large" if more >= NEAR else f"larger by about {more:.1g} of it"
