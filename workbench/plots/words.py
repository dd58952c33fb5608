"""Numbers and shapes as they are written in pictures: few digits, a true minus sign, no trailing zeros."""

from __future__ import annotations

import math

from workbench.plots.spec import Words

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def short(x: float, digits: int = 4) -> str:
    """A number with at most `digits` significant digits: 3.618, −1, 0.25, 1.2e6."""
    if not math.isfinite(x):
        return "NaN" if math.isnan(x) else ("∞" if x > 0 else "−∞")
    text = f"{x:.{digits}g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{mantissa}e{int(exponent)}"
    if text in ("-0", "0"):
        return "0"
    return text.replace("-", "−")


def power_of_ten(exponent: int) -> str:
    """10³ for 3."""
    return "10" + str(exponent).translate(SUPERSCRIPTS)


def subscript(number: int) -> str:
    """₁ for 1."""
    return str(number).translate(SUBSCRIPTS)


def shape_text(shape: tuple[int, ...]) -> str:
    """2 × 3 for (2, 3), "3 entries" for (3,), "a single number" for ()."""
    if not shape:
        return "a single number"
    if len(shape) == 1:
        return f"a vector of {shape[0]}"
    return " × ".join(str(side) for side in shape)


def counted(count: int, one: str, many: str | None = None) -> str:
    """1 zero, 3 zeros."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def sentence(*parts: str | Words) -> tuple[Words, ...]:
    """Pieces of a sentence; plain strings stay plain."""
    return tuple(part if isinstance(part, Words) else Words(part) for part in parts)


def bold(text: str) -> Words:
    """A number that matters."""
    return Words(text, bold=True)
