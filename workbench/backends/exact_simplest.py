"""The simple fraction that a floating-point number was probably meant to be."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

ULPS = 4.0  # what a short computation may have lost
LOOSE = 1e-8  # what somebody loses who types the first eight or nine digits
CHANCE = 1e-3  # an expected number of such fractions by accident above this is no evidence
DIGITS = 6  # as many significant decimals are a short number, however small


def simplest(x: float, tolerance: float = LOOSE) -> Fraction | None:
    """The fraction with the smallest denominator near x, if it is too simple to be there by accident, else None.

    It is looked for within 4 units in the last place of x, and then within the relative `tolerance`: 0.333333333 is
    1/3, and π is nothing. Within ±w of a number taken at random about w q² fractions with denominators up to q are to
    be expected, so q must be small beside 1/√w. A decimal with at most 6 digits stands for itself.
    """
    if not math.isfinite(x):
        return None
    if x == int(x):
        return Fraction(int(x))
    for width in map(Fraction, (ULPS * math.ulp(x), tolerance * abs(x))):
        found = _between(Fraction(x) - width, Fraction(x) + width)
        if found and width and found.denominator**2 * width < CHANCE:
            return found
    return _short_decimal(x)


def _between(low: Fraction, high: Fraction) -> Fraction:
    """The fraction of smallest denominator in [low, high], by the continued fractions of both (Stern and Brocot)."""
    whole = math.floor(low)
    if math.ceil(low) <= high:
        return Fraction(min(max(math.ceil(low), 0), math.floor(high)))  # of several integers the nearest to 0
    return whole + 1 / _between(1 / (high - whole), 1 / (low - whole))


def _short_decimal(x: float) -> Fraction | None:
    digits = repr(x).lower().partition("e")[0].replace(".", "").lstrip("-0").rstrip("0")
    return Fraction(repr(x)) if len(digits) <= DIGITS else None


def simplest_of(A: Array, tolerance: float = LOOSE) -> Array:
    """An object array with the simplest fraction, or None, for each entry of a floating-point array."""
    out = np.empty(A.shape, dtype=object)
    for place in np.ndindex(A.shape):
        out[place] = simplest(float(A[place]), tolerance)
    return out


def not_short(A: Array) -> list[tuple[int, ...]]:
    """The places of the entries that are not, up to 4 units in the last place, short fractions."""
    return [place for place in np.ndindex(A.shape) if simplest(float(A[place]), 0.0) is None]
