"""Where an axis is marked: round steps on a linear axis, decades on a logarithmic one."""

from __future__ import annotations

import math

from workbench.plots.words import power_of_ten, short

Tick = tuple[float, str]


def nice_step(rough: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that is not below `rough`."""
    if not (rough > 0 and math.isfinite(rough)):
        return 1.0
    base = 10.0 ** math.floor(math.log10(rough))
    for factor in (1.0, 2.0, 5.0):
        if base * factor >= rough * (1 - 1e-9):
            return base * factor
    return base * 10.0


def linear_ticks(low: float, high: float, count: int, integer: bool = False) -> list[Tick]:
    """At most about `count` round numbers between `low` and `high`, with their words."""
    if not (math.isfinite(low) and math.isfinite(high) and high > low and count > 0):
        return []
    step = nice_step((high - low) / count)
    return ticks_at(low, high, max(1.0, step) if integer else step)


def ticks_at(low: float, high: float, step: float) -> list[Tick]:
    """The multiples of `step` between `low` and `high`, with their words."""
    if not (math.isfinite(low) and math.isfinite(high) and high > low and step > 0):
        return []
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    if last - first > 1000:
        return []
    digits = max(4, 1 + math.ceil(math.log10(max(abs(low), abs(high)) / step)))
    return [(k * step, short(k * step, digits)) for k in range(first, last + 1)]


def log_ticks(low: float, high: float, count: int) -> list[Tick]:
    """Decades between `low` and `high`, thinned to about `count`; 1-2-5 where there is less than two of them."""
    if not (0 < low < high and math.isfinite(high)):
        return []
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    if last - first < 1:
        return _mantissa_ticks(low, high) or linear_ticks(low, high, count)
    stride = max(1, math.ceil((last - first + 1) / max(count, 1)))
    start = -(-first // stride) * stride
    return [(10.0**k, power_of_ten(k)) for k in range(start, last + 1, stride) if -308 <= k <= 308]


def _mantissa_ticks(low: float, high: float) -> list[Tick]:
    first, last = math.floor(math.log10(low)), min(math.ceil(math.log10(high)), 308)
    values = [factor * 10.0**k for k in range(first, last + 1) for factor in (1, 2, 5)]
    return [(value, short(value)) for value in values if low <= value <= high]
