"""What floating point shows of an exact answer."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from workbench.backends.exact_text import INFINITE, value
from workbench.model.certificate import Assessment
from workbench.model.enclosed import Enclosed

Array = np.ndarray[Any, np.dtype[Any]]

WHOLE = 2**63
CERTAIN = "Computed in exact arithmetic and checked by it"
BEYOND = "what is beyond the range of float64 is shown as infinite, the exact answer has it."


def rounded(answer: Any) -> Array:
    """An exact answer (numbers, texts with roots, nested as an array) as int64, float64 or complex128.

    What is too large for float64 becomes infinite.
    """
    exact = np.asarray(answer, dtype=object)
    numbers = [_number(item) for item in exact.flat]
    return np.array(numbers, dtype=None if numbers else np.float64).reshape(exact.shape)


def _number(item: Any) -> int | float | complex:
    if isinstance(item, Enclosed):
        return item.value
    if isinstance(item, str):
        return value(item)
    if isinstance(item, int):
        return int(item) if abs(item) < WHOLE else _nearest(Fraction(item))
    return _nearest(Fraction(item))


def _nearest(x: Fraction) -> float:
    try:
        return float(x)
    except OverflowError:
        return math.inf if x > 0 else -math.inf


def certain(outputs: dict[str, Array], answers: Mapping[str, Any]) -> Assessment:
    """The verdict on exact answers as floating point shows them: amber where one is beyond its range."""
    if all(_in_range(array, answers[name]) for name, array in outputs.items()):
        return Assessment("green", f"{CERTAIN}.", 0.0, 0.0, None, 0.0, 15)
    return Assessment("amber", f"{CERTAIN}; {BEYOND}", 0.0, 0.0)


def _in_range(array: Array, answer: Any) -> bool:
    """Whether all is finite but for what is infinite itself."""
    infinite = np.asarray(answer, dtype=object) == INFINITE
    return bool((np.isfinite(array) | infinite).all())
