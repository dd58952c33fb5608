"""What a text prints, compared with what was computed: decimals to their last digit, fractions exactly."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest


def near(expected: Any) -> Any:
    """Equal to 9 digits of the largest entry: class T1 where what is expected is not printed as a decimal."""
    size = float(np.abs(np.asarray(expected)).max(initial=0)) or 1.0
    return pytest.approx(np.asarray(expected) if np.ndim(expected) else expected, rel=1e-9, abs=1e-9 * size)


def fractions(text: str) -> list[Any]:
    """The fractions of a vector, or of a matrix where semicolons part its rows: `1/6 -7/66; -1/6 19/66`."""
    rows = [[Fraction(token) for token in row.split()] for row in text.split(";")]
    return rows if len(rows) > 1 else rows[0]


class printed:  # noqa: N801 - reads as a function, like pytest.approx
    """Equal to every number that has these digits: each is within half a unit of the last digit of the text.

    `printed("5.372281 -0.372281")`: one number is compared with one, several with a vector, and with semicolons
    between rows with a matrix. `3.5+4.974937j` is complex; its two parts are compared one by one.
    """

    __array_ufunc__ = None  # NumPy leaves the comparison of an array with this to this
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, text: str) -> None:
        self.text = text
        rows = [[_number(token) for token in row.split()] for row in text.split(";")]
        table = np.array(rows)  # rows, columns, real and imaginary part, value and half a unit
        shaped = table if len(rows) > 1 else table[0] if len(rows[0]) > 1 else table[0, 0]
        self.parts, self.halves = shaped[..., 0], shaped[..., 1]

    def __eq__(self, other: object) -> bool:
        found = np.asarray(other).astype(complex)
        if found.shape != self.parts.shape[:-1]:
            return False
        return bool((np.abs(np.stack([found.real, found.imag], axis=-1) - self.parts) <= self.halves).all())

    def __repr__(self) -> str:
        return f"printed({self.text!r})"


def _number(token: str) -> list[tuple[float, float]]:
    """Real and imaginary part, each with half a unit of its last digit; what is not written is 0 up to rounding."""
    nothing = (0.0, 1e-12)
    if not token.endswith("j"):
        return [_digits(token), nothing]
    cut = max(token[1:].rfind("+"), token[1:].rfind("-")) + 1
    return [_digits(token[:cut]) if cut else nothing, _digits(token[cut:-1])]


def _digits(token: str) -> tuple[float, float]:
    number = Decimal(token)
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int), token
    return float(number), 0.5 * 10.0**exponent


def parallel(v: Any, w: Any) -> bool:
    """Whether two vectors lie on one line: exactly where both are exact, else to 9 digits of the angle."""
    v, w = np.ravel(np.asarray(v)), np.ravel(np.asarray(w))
    at = int(np.argmax(np.abs(w)))
    if v.dtype == object:
        return bool(v.any()) and all(x * int(w[at]) == v[at] * int(y) for x, y in zip(v, w, strict=True))
    unit = w / np.linalg.norm(w)
    return bool(np.linalg.norm(v - unit * np.vdot(unit, v)) < 1e-9 * np.linalg.norm(v))
