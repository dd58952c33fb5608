"""How numbers are written in the table: short on screen, in full for editing and the clipboard."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

MINUS = "\u2212"
SIGNIFICANT = 5  # digits on screen for a value near the matrix's scale
MOST_DECIMALS = 7
LARGEST_PLAIN = 1e7  # from here on a float is written with an exponent
LONGEST_INTEGER = 12  # characters; longer integers get an exponent
LONGEST_FRACTION = 13  # characters; a longer fraction is shown as a decimal
ROUNDING = 1e-14  # of the scale: below it an entry is rounding error


@dataclass(frozen=True)
class NumberStyle:
    """What all cells of one matrix share, so that a column lines up and does not jump while scrolling."""

    scale: float = 0.0  # largest finite modulus, sampled in a huge matrix
    decimals: int = 4
    fractional: bool = False  # whether entries with digits after the point were seen

    @classmethod
    def of_sample(cls, sample: np.ndarray) -> NumberStyle:
        """The style for a matrix of which `sample` shows the entries (all of them if it is small)."""
        scale = largest_modulus(sample)
        fractional = _fractional(sample)
        if not 0 < scale < LARGEST_PLAIN:
            return cls(scale, fractional=fractional)
        leading = math.floor(math.log10(scale)) + 1
        decimals = SIGNIFICANT - leading if leading > 0 else SIGNIFICANT - 1 - leading
        return cls(scale, min(max(decimals, 0), MOST_DECIMALS), fractional)


def _fractional(sample: np.ndarray) -> bool:
    if sample.dtype.kind != "f":
        return False
    finite = sample[np.isfinite(sample)]
    return bool((finite != np.trunc(finite)).any())


def largest_modulus(values: np.ndarray) -> float:
    """The largest finite |x|, or 0: `largest_modulus(np.array([1, -3, np.inf])) == 3`."""
    if values.size == 0:
        return 0.0
    if values.dtype.kind == "b":
        return float(values.any())
    if values.dtype.kind in "iu":
        return max(abs(float(values.max())), abs(float(values.min())))
    moduli = np.abs(values)
    largest = float(moduli.max())
    if math.isfinite(largest):
        return largest
    finite = moduli[np.isfinite(moduli)]
    return float(finite.max()) if finite.size else 0.0


def short_text(value: Any, style: NumberStyle) -> str:
    """One entry as the screen shows it, with a true minus sign: `-0.33333` is "−0.3333"."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, complex):
        return _complex(value, style)
    return _real(float(value), style.decimals)


def _integer(value: int) -> str:
    text = str(value)
    return _exponent(float(value), SIGNIFICANT) if len(text) > LONGEST_INTEGER else text.replace("-", MINUS)


def _real(value: float, decimals: int) -> str:
    if value == 0:
        return "0"
    if not math.isfinite(value):
        return "NaN" if value != value else ("∞" if value > 0 else MINUS + "∞")
    size = abs(value)
    if size >= LARGEST_PLAIN or size < 10.0**-decimals:
        return _exponent(value, SIGNIFICANT)
    text = f"{value:.{decimals}f}"
    if float(text) == value and "." in text:  # zeros stay where they say "rounded here"
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", MINUS)


def _exponent(value: float, digits: int) -> str:
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    if float(f"{mantissa}e{power}") == value and "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}e{int(power)}".replace("-", MINUS)


def _complex(value: complex, style: NumberStyle) -> str:
    real, imaginary = value.real, value.imag
    sign = MINUS if math.copysign(1, imaginary) < 0 and imaginary == imaginary else "+"
    size = _real(abs(imaginary), style.decimals)
    if imaginary == 0:
        return _real(real, style.decimals)
    unit = "i" if size == "1" else f"{size}i"
    if real == 0:
        return unit if sign == "+" else MINUS + unit
    return f"{_real(real, style.decimals)} {sign} {unit}"


def exact_text(value: Fraction) -> str:
    """A fraction as the screen shows it: "−1/3", or "" when it is too long for a cell."""
    text = str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
    return text.replace("-", MINUS) if len(text) <= LONGEST_FRACTION else ""


def says(text: str, value: Fraction) -> bool:
    """Whether a number as it is written on the screen is this very fraction."""
    try:
        return Fraction(text.replace(MINUS, "-")) == value
    except ValueError:
        return False


def near_text(text: str, value: Fraction) -> str:
    """The rounded `text` of an exact entry that is too long for a cell: "0.333…" unless it says it all."""
    if says(text, value):
        return text
    decimals = len(text.partition(".")[2])
    if not decimals or "e" in text:
        return f"≈{text}"
    places = max(decimals - 1, 1)  # the dots take the room of the last digit
    whole, rest = divmod(abs(value.numerator) * 10**places // value.denominator, 10**places)
    return f"{MINUS if value < 0 else ''}{whole}.{rest:0{places}}…"


def full_text(value: Any) -> str:
    """One entry so that reading it back gives the same bits: the text that is edited and copied."""
    scalar = value.item() if isinstance(value, np.generic) and value.dtype.itemsize >= 8 else value
    if isinstance(scalar, bool | np.bool_):
        return "1" if scalar else "0"
    if isinstance(scalar, complex | np.complexfloating):
        imaginary = _decimal(scalar.imag)
        return f"{_decimal(scalar.real)}{'' if imaginary[0] == '-' else '+'}{imaginary}j"
    return str(scalar) if isinstance(scalar, int | np.integer) else _decimal(scalar)


def _decimal(value: Any) -> str:
    """The shortest decimal that rounds to `value` in its own precision (float32 0.1 is "0.1")."""
    text = str(value)
    return text[:-2] if text.endswith(".0") and text != "-0.0" else text


def full_exact_text(value: Fraction, decimal: str, prefer_fraction: bool) -> str:
    """The text to edit for an exact entry: the fraction, or the decimal where it says precisely the same."""
    if not prefer_fraction and _says_exactly(decimal, value):
        return decimal
    return str(value)


def _says_exactly(decimal: str, value: Fraction) -> bool:
    try:
        return Fraction(decimal) == value
    except ValueError:
        return False
