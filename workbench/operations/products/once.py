"""A sum of products rounded once, however much of it cancels."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

FEW = 100_000
"""Entries up to which the sum is rounded once; beyond it NumPy's is good enough and much quicker."""
EXACT = 64
"""Entries up to which fractions check it."""
SPLIT = 2.0**27 + 1


def dot_once(x: Array, y: Array) -> float:
    """The dot product of two real vectors of moderate size, rounded once where they have few entries.

    Each product is split into two numbers without error (Dekker 1971, Veltkamp's splitting), whose sum Shewchuk's
    algorithm rounds once.
    """
    x, y = x.astype(np.float64, copy=False), y.astype(np.float64, copy=False)
    if len(x) > FEW:
        return float(np.dot(x, y))
    product = x * y
    return math.fsum(np.concatenate([product, _rest(x, y, product)]))


def _rest(x: Array, y: Array, product: Array) -> Array:
    """What rounding has cut off each product."""
    (a, b), (c, d) = _halves(x), _halves(y)
    return np.asarray(((a * c - product) + a * d + b * c) + b * d)


def _halves(x: Array) -> tuple[Array, Array]:
    """The upper 26 bits of each number, and the rest."""
    wide = SPLIT * x
    high = wide - (wide - x)
    return high, x - high


def dot_checked(x: Array, y: Array) -> float:
    """The same in exact arithmetic for a few entries, to check the other."""
    if len(x) > EXACT:
        return dot_once(x, y)
    return float(sum((Fraction(float(s)) * Fraction(float(t)) for s, t in zip(x, y, strict=True)), Fraction(0)))


def rounding_of(x: Array, y: Array, dot: float) -> float:
    """What the error of the dot product is relative to."""
    return abs(dot) if len(x) <= FEW else float(np.linalg.norm(x) * np.linalg.norm(y))
