"""The exponent p of a norm: which are allowed, what they are called, and powers that are rational."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from workbench.model.errors import UserError

MOST = 64
"""Exact powers are tried for exponents with numerator and denominator up to this."""


def check_power(p: Any, of_matrix: bool = False) -> None:
    """Refuse a number that is no exponent of a norm. Raises `UserError` (`usage`, `domain`)."""
    if not isinstance(p, float) or p in (1.0, 2.0, math.inf):
        return
    if of_matrix:
        raise UserError("usage", f"The {p:g}-norm is for vectors.", "Matrix norms have names: choose one of them.")
    if not p >= 0:
        raise UserError("domain", f"There is no {minus(p)}-norm: p must be 0 or more.", "Usual are 1, 2 and infinity.")


def minus(p: float) -> str:
    """The number in words of a sentence, with a minus sign instead of a hyphen."""
    return f"{p:g}".replace("-", "−")


def is_least(p: Any) -> bool:
    """Whether the least entry counts most: below 0, where a single 0 among the entries makes the result 0."""
    return p == "-inf" or (isinstance(p, int | float) and p < 0)


def vector_kind(p: Any) -> Any:
    """What the norm of a vector is called by `numerics.sizes`."""
    usual = {None: "fro", 2: "fro", 1: "sum", 0: "zero", "inf": "max", math.inf: "max", "-inf": "min", -math.inf: "min"}
    return usual.get(p, float(p) if isinstance(p, int) else p)


def matrix_kind(p: Any) -> Any:
    """What the norm of a matrix is called by `numerics.sizes`."""
    usual: dict[Any, Any] = {
        1: 1,
        2: 2,
        -2: "least value",
        None: "fro",
        math.inf: "inf",
        -math.inf: "least row",
        "-inf": "least row",
        -1: "least column",
    }
    return usual.get(p, p)


def rational_power(x: Fraction, p: Fraction) -> Fraction | None:
    """xᵖ for x ≥ 0 where it is rational and the numbers are small, else None."""
    if not x:
        return Fraction(0) if p > 0 else None
    if max(abs(p.numerator), p.denominator) > MOST:
        return None
    top, bottom = _root(x.numerator, p.denominator), _root(x.denominator, p.denominator)
    return None if top is None or bottom is None else Fraction(top, bottom) ** p.numerator


def _root(n: int, k: int) -> int | None:
    """The whole k-th root of n, by bisection in integers."""
    low, high = 0, 1 << (n.bit_length() // k + 1)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if middle**k < n else (low, middle)
    return low if low**k == n else None
