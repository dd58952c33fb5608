"""Cosine and sine of an angle in degrees or radians: 90 degrees give 0 and 1, and simple angles exact roots."""

from __future__ import annotations

import cmath
import math
from fractions import Fraction
from typing import Annotated, Any, Literal

Unit = Annotated[Literal["degrees", "radians"], "the unit of the angle"]
COSINES = {0: "1", 30: "sqrt(3)/2", 45: "sqrt(2)/2", 60: "1/2", 90: "0"}
"""Cosines of the angles that have simple exact ones, in degrees."""


def cosine_and_sine(angle: Any, unit: str) -> tuple[float, float]:
    """Of the angle, reduced to half a right angle in degrees, so that 90 degrees give 0 and 1."""
    if unit == "radians":
        return math.cos(angle), math.sin(angle)
    quarter, rest = divmod(Fraction(angle) + 45, 90)
    c, s = math.cos(math.radians(float(rest - 45))), math.sin(math.radians(float(rest - 45)))
    return ((c, s), (-s, c), (-c, -s), (s, -c))[int(quarter) % 4]


def exactly(angle: Any, unit: str) -> tuple[str, str] | None:
    """Cosine and sine of a multiple of 30 or 45 degrees as text, None of other angles."""
    if unit != "degrees" or not isinstance(angle, Fraction) or angle.denominator > 1:
        return None
    c, s = _cosine(int(angle)), _cosine(int(angle) - 90)
    return None if c is None or s is None else (c, s)


def _cosine(degrees: int) -> str | None:
    turned = abs((degrees + 180) % 360 - 180)
    found = COSINES.get(min(turned, 180 - turned))
    return None if found is None else (found if turned <= 90 else negative(found))


def negative(text: str) -> str:
    return text if text == "0" else (text[1:] if text.startswith("-") else f"-{text}")


def independently(angle: Any, unit: str) -> complex:
    """The point on the unit circle as a power of e, for a comparison."""
    radians = float(angle) if unit == "radians" else math.radians(float(Fraction(angle) % 360))
    return cmath.exp(1j * radians)


def in_code(angle: Any, unit: str) -> str:
    """Lines of NumPy that give c and s; of whole turns, which would cost digits, there are none left."""
    if unit == "degrees":
        angle = f"np.radians({angle if abs(angle) <= 360 else f'{angle} % 360'})"
    return f"t = {angle}\nc, s = np.cos(t), np.sin(t)"
