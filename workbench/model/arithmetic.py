"""Arithmetic on typed numbers: a value and, as long as it is rational, its exact twin beside it."""

from __future__ import annotations

import ast
import cmath
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

MAX_EXPONENT = 1000
MAX_BITS = 10_000
LARGEST = Fraction(float(np.finfo(np.float64).max))

Pair = tuple[int | float | complex, Fraction | None]


def literal(text: str) -> Pair:
    """An integer, a decimal or an imaginary number in Python's spelling."""
    if text.endswith("j"):
        return complex(0, float(text[:-1])), None
    exponent = text.lower().partition("e")[2]
    if exponent and abs(int(exponent)) > MAX_EXPONENT:
        raise OverflowError
    exact = Fraction(text)
    return (nearest(exact), exact) if text.isdigit() else (_decimal(exact), exact)


def _decimal(exact: Fraction) -> float:
    if abs(exact) > LARGEST:
        raise OverflowError
    return float(exact)


def nearest(exact: Fraction) -> int | float:
    """An integer stays one; any other fraction is rounded. Raises OverflowError beyond floating point."""
    value = _decimal(exact)
    return int(exact) if exact.denominator == 1 else value


def _arithmetic(function: Callable[[Any, Any], Any]) -> Callable[[Pair, Pair], Pair]:
    def apply(left: Pair, right: Pair) -> Pair:
        if left[1] is None or right[1] is None:
            return function(left[0], right[0]), None
        exact = function(left[1], right[1])
        whole = isinstance(left[0], int) and isinstance(right[0], int)
        return nearest(exact) if whole else _decimal(exact), exact

    return apply


def _power(base: Pair, exponent: Pair) -> Pair:
    """Exact for integer exponents, as long as the result has a sensible number of digits."""
    if base[1] is None or exponent[1] is None or exponent[1].denominator != 1:
        return base[0] ** exponent[0], None
    times = exponent[1].numerator
    bits = base[1].numerator.bit_length() + base[1].denominator.bit_length()
    if abs(times) > MAX_EXPONENT or bits * abs(times) > MAX_BITS:
        raise OverflowError
    exact = Fraction(base[1] ** times)
    return nearest(exact) if isinstance(base[0], int) else _decimal(exact), exact


def root(radicand: Pair) -> Pair:
    """The square root: exact for squares of fractions, imaginary for negative numbers."""
    value, exact = radicand
    if exact is not None and exact >= 0:
        candidate = Fraction(math.isqrt(exact.numerator), math.isqrt(exact.denominator))
        if candidate * candidate == exact:
            return nearest(candidate), candidate
    if isinstance(value, complex) or value < 0:
        return cmath.sqrt(value), None
    return math.sqrt(value), None


OPERATORS: dict[type[ast.operator], Callable[[Pair, Pair], Pair]] = {
    ast.Add: _arithmetic(lambda a, b: a + b),
    ast.Sub: _arithmetic(lambda a, b: a - b),
    ast.Mult: _arithmetic(lambda a, b: a * b),
    ast.Div: _arithmetic(lambda a, b: a / b),
    ast.Pow: _power,
}
