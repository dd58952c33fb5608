"""A number of a derivation as a reader would write it."""

from __future__ import annotations

from fractions import Fraction

from workbench.model.steps import Number
from workbench.model.surd import Surd

DIGITS = 5
"""Significant digits of a decimal in a derivation."""


def number_text(value: Number, digits: int = DIGITS) -> str:
    """`−1/2`, `5/2 + √5/2`, `0.33333`."""
    if isinstance(value, Surd):
        return value.readable.replace("-", "−")
    if isinstance(value, Fraction):
        return str(value).replace("-", "−")
    if isinstance(value, complex):
        return _complex_text(value, digits)
    text = f"{value + 0.0:.{digits}g}"
    mantissa, _, power = text.partition("e")
    return (f"{mantissa}e{int(power)}" if power else mantissa).replace("-", "−")


def _complex_text(value: complex, digits: int) -> str:
    """`1 − 0.5i`, `2i`, `−i`; the real part alone where that is all."""
    if not value.imag:
        return number_text(value.real, digits)
    size = "" if abs(value.imag) == 1 else number_text(abs(value.imag), digits)
    if not value.real:
        return f"{'−' if value.imag < 0 else ''}{size}i"
    return f"{number_text(value.real, digits)} {'−' if value.imag < 0 else '+'} {size}i"
