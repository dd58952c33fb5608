"""A number known by an interval that holds it and no other of its kind, written with certain decimals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from typing import Any

MORE = 2
"""Digits that the ends of an interval have beyond those of the number, at least."""


class Enclosed(str):
    """Correctly rounded decimals, and decimals between which the real and the imaginary part lie.

    As text it is the decimals, such as `0.5 - 1.25*I`. `value` is the number in floating point, whatever the digits.
    """

    value: float | complex
    real: tuple[str, str]
    imag: tuple[str, str]

    def __new__(
        cls, text: str, value: float | complex, real: tuple[str, str], imag: tuple[str, str] = ("0", "0")
    ) -> Enclosed:
        made = super().__new__(cls, text)
        made.value, made.real, made.imag = value, real, imag
        return made

    def __getnewargs__(self) -> tuple[Any, ...]:
        return str(self), self.value, self.real, self.imag

    @property
    def box(self) -> dict[str, list[str]]:
        """The ends, for JSON."""
        return {"real": list(self.real), "imag": list(self.imag)}


Part = tuple[Fraction, Fraction]


def enclosed(texts: Sequence[str], parts: Sequence[tuple[Part, Part]], digits: int) -> list[Enclosed]:
    """Numbers by their decimals and boxes (real part, imaginary part), which hold no common point.

    The boxes are rounded outwards to the fewest decimals with which they still hold none.
    """
    precision = digits + MORE
    while True:
        boxes = [(_ends(real, precision), _ends(imag, precision)) for real, imag in parts]
        if not any(_meet(boxes[i], boxes[j]) for i in range(len(boxes)) for j in range(i)):
            break
        precision *= 2
    return [
        Enclosed(text, _middle(real, imag), *box) for text, (real, imag), box in zip(texts, parts, boxes, strict=True)
    ]


def _ends(part: Part, precision: int) -> tuple[str, str]:
    if not any(part):
        return "0", "0"
    ways = (ROUND_FLOOR, ROUND_CEILING)
    low, high = (_decimal(end, precision, way) for end, way in zip(part, ways, strict=True))
    return low, high


def _decimal(end: Fraction, precision: int, way: str) -> str:
    return str(Context(prec=precision, rounding=way).divide(Decimal(end.numerator), Decimal(end.denominator)))


def _meet(one: tuple[tuple[str, str], ...], other: tuple[tuple[str, str], ...]) -> bool:
    return all(
        Fraction(a[0]) <= Fraction(b[1]) and Fraction(b[0]) <= Fraction(a[1]) for a, b in zip(one, other, strict=True)
    )


def _middle(real: Part, imag: Part) -> float | complex:
    x, y = (_float((low + high) / 2) for low, high in (real, imag))
    return complex(x, y) if any(imag) else x


def _float(x: Fraction) -> float:
    """Infinite beyond the range of floats."""
    try:
        return float(x)
    except OverflowError:
        return math.inf if x > 0 else -math.inf


def boxes(values: Any) -> Any:
    """The boxes of nested exact values, None for what needs none; None if none of them does."""
    found = _boxes(values)
    return found if _any(found) else None


def _boxes(values: Any) -> Any:
    if isinstance(values, Enclosed):
        return values.box
    return [_boxes(item) for item in values] if isinstance(values, (list, tuple)) else None


def _any(found: Any) -> bool:
    return any(_any(item) for item in found) if isinstance(found, list) else found is not None
