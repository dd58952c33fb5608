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
"""Entries up to which fractions check it, and angles are right however small they are."""
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


def area_once(x: Array, y: Array) -> float:
    """|x||y| sin of the angle between two real vectors of a few entries, right to the last digits for any angle.

    It is the length of the vector of the minors xᵢyⱼ − xⱼyᵢ (Lagrange's identity), whose products are split likewise.
    """
    x, y = x.astype(np.float64), y.astype(np.float64)
    i, j = np.triu_indices(len(x), 1)
    left, right = x[i] * y[j], x[j] * y[i]
    minors = (left - right) + (_rest(x[i], y[j], left) - _rest(x[j], y[i], right))
    top = float(np.abs(minors).max(initial=0))
    return top * float(np.linalg.norm(minors / top)) if top else 0.0


def dot_exact(x: Array, y: Array) -> Fraction:
    """The dot product in exact arithmetic."""
    return sum((Fraction(float(s)) * Fraction(float(t)) for s, t in zip(x, y, strict=True)), Fraction(0))


def root(square: Fraction) -> float:
    """The root of a fraction, also where that is beyond the range of numbers."""
    if not square:
        return 0.0
    shift = (square.numerator.bit_length() - square.denominator.bit_length()) // 2
    return math.ldexp(math.sqrt(square / Fraction(4) ** shift), shift)


def rounding_of(x: Array, y: Array, dot: float) -> float:
    """What the error of the dot product is relative to."""
    return abs(dot) if len(x) <= FEW else float(np.linalg.norm(x) * np.linalg.norm(y))
