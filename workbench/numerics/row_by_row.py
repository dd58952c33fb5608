"""Solutions of A x = b whose residual is small in each row, also in those that see only the small entries of x."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from workbench.numerics.bounds import eps, growth
from workbench.numerics.probes import abs_times, largest
from workbench.numerics.residual import residual

Array = np.ndarray[Any, np.dtype[Any]]

STEPS = 12
ROUNDINGS = 8.0
"""The residual that is small: so many roundings of its terms."""


def settled(A: Array, b: Array, x: Array, solve: Callable[[Array], Array]) -> Array | None:
    """x itself if its residual is small in each row; else x found again as a sum of two numbers for each entry.

    Refinement in one precision leaves an error next to eps² max |x| in every entry (Skeel 1980 asks that |A||x| be of
    one size): too much where a row sees nothing but entries that are smaller still. With x in twice the precision
    (Demmel, Hida, Kahan, Li, Mukherjee and Riedy 2006) each entry becomes right. None where that fails.
    """
    if not x.size or _holds(A, b, x):
        return x
    found = _refined(A, b.reshape(len(A), -1), x.reshape(len(A), -1), solve)
    return None if found is None else found.reshape(x.shape)


def _refined(A: Array, b: Array, high: Array, solve: Callable[[Array], Array]) -> Array | None:
    """x = high + low, which is the solution of A x = b where [A A] [high; low] = b."""
    twice, low, before = np.hstack([A, A]), np.zeros_like(high), np.inf
    with np.errstate(all="ignore"):
        for _ in range(STEPS):
            step = solve(residual(twice, np.vstack([high, low]), b))
            off = largest(step)
            if not off <= 2 * before:  # it grows: A is too near to a singular matrix
                return None
            high, low, before = *_sum(high, low + step), off
            for candidate in (high, _without_specks(high)):
                if _holds(A, b, candidate):
                    return candidate
    return None


def _sum(x: Array, y: Array) -> tuple[Array, Array]:
    """x + y rounded, and what rounding took from it (Knuth's TwoSum)."""
    total = x + y
    part = total - x
    return total, (x - (total - part)) + (y - part)


def _without_specks(x: Array) -> Array:
    """x with 0 for entries that even a residual in twice the precision cannot tell from it."""
    sizes = np.abs(x)
    return np.where(sizes <= eps(x.dtype) ** 2 * sizes.max(axis=0), 0, x)


def _holds(A: Array, b: Array, x: Array) -> bool:
    """Whether |b − A x| is at most some roundings of |A||x| + |b| (Oettli and Prager 1964), row by row."""
    with np.errstate(all="ignore"):
        x, b = x.reshape(len(A), -1), b.reshape(len(A), -1)
        scale = abs_times(A, np.abs(x)) + np.abs(b)
        return bool((np.abs(b - A @ x) <= ROUNDINGS * growth(len(A)) * eps(x.dtype) * scale).all())
