"""Sums of square roots with rational factors, such as 5/2 + √5/2: a number type for exact roots and lengths."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

SQUARES = 1000
"""Squares of factors below this are drawn out of a root."""


@dataclass(frozen=True)
class Surd:
    """The sum of c √d over `terms` (d, c); d = 1 is the rational part, and √−2 means i √2.

    What an operation returns is a `Fraction` wherever the roots cancel, so that a `Surd` is never rational.
    """

    terms: tuple[tuple[int, Fraction], ...]

    def __add__(self, other: Number) -> Number:
        return _sum([*self.terms, *_terms(other)])

    def __neg__(self) -> Number:
        return _sum((d, -c) for d, c in self.terms)

    def __sub__(self, other: Number) -> Number:
        return _sum([*self.terms, *((d, -c) for d, c in _terms(other))])

    def __rsub__(self, other: Number) -> Number:
        return _sum([*_terms(other), *((d, -c) for d, c in self.terms)])

    def __mul__(self, other: Number) -> Number:
        return _sum(_product(one, two) for one in self.terms for two in _terms(other))

    def __truediv__(self, other: Number) -> Number:
        return self * inverse(other)

    def __rtruediv__(self, other: Number) -> Number:
        return inverse(self) * other

    __radd__, __rmul__ = __add__, __mul__

    @property
    def real(self) -> float:
        return math.fsum(_rounded(d, c) for d, c in self.terms if d > 0)

    @property
    def imag(self) -> float:
        return math.fsum(_rounded(-d, c) for d, c in self.terms if d < 0)

    def __complex__(self) -> complex:
        return complex(self.real, self.imag)

    def __float__(self) -> float:
        """The value rounded. Raises `TypeError` where it is not real."""
        if any(d < 0 for d, _ in self.terms):
            raise TypeError(f"{self} is not real")
        return self.real

    def __abs__(self) -> float:
        return abs(complex(self))

    def conjugate(self) -> Number:
        """The complex conjugate: the roots of negative numbers change their sign."""
        return _sum((d, c if d > 0 else -c) for d, c in self.terms)

    def __str__(self) -> str:
        """The sum in SymPy's spelling, rational part first: `1/2 + sqrt(5)/2`."""
        return " + ".join(_term(d, c) for d, c in self.terms).replace("+ -", "- ")

    @property
    def readable(self) -> str:
        """The same as a reader would write it: `1/2 + √5/2`, `2i`."""
        plain = str(self).replace("*sqrt(", "√").replace("sqrt(", "√").replace(")", "")
        return plain.replace("*I", "i").replace("I", "i")


Number = Fraction | Surd


def root(square: Fraction | int) -> Number:
    """√square with square factors drawn out: √(45/4) is 3/2 √5, √−4 is 2 √−1."""
    value = Fraction(square)
    outside, inside = _draw_out(value.numerator * value.denominator)
    return _sum([(inside, Fraction(outside, value.denominator))]) if value else Fraction(0)


def root_of(value: Number) -> Number | None:
    """√value where that is a sum of square roots again, else None: √(3 + 2√2) is 1 + √2.

    √(p + q√d) is √((p + s)/2) ± √((p − s)/2) if p² − q² d is the square of a rational s.
    """
    if isinstance(value, Fraction):
        return root(value)
    terms = dict(value.terms)
    p = terms.pop(1, Fraction(0))
    if len(terms) != 1:
        return None
    ((d, q),) = terms.items()
    s = root(p * p - q * q * d)
    if not isinstance(s, Fraction) or d < 0:
        return None
    one, two = root((p + s) / 2), root((p - s) / 2)
    return one + two if q > 0 else one - two


def inverse(value: Number | int) -> Number:
    """1 / value. Raises `ZeroDivisionError` for 0, `ArithmeticError` for a sum of more than two roots."""
    if not isinstance(value, Surd):
        return 1 / Fraction(value)
    if len(value.terms) > 2:
        raise ArithmeticError(f"{value} has more than two terms")
    first, *rest = value.terms
    other = _sum([first, *((d, -c) for d, c in rest)])
    norm = value * other  # the square of the one less the square of the other: rational
    return other * (1 / norm) if isinstance(norm, Fraction) else inverse(norm) * other


def _rounded(d: int, c: Fraction) -> float:
    """c √d as a float, also where d alone is beyond the range of floats."""
    try:
        return float(c) * math.sqrt(d)
    except OverflowError:
        return math.copysign(math.sqrt(c * c * d), c)


def _terms(value: Number | int) -> Iterable[tuple[int, Fraction]]:
    return value.terms if isinstance(value, Surd) else ((1, Fraction(value)),)


def _sum(terms: Iterable[tuple[int, Fraction]]) -> Number:
    total: dict[int, Fraction] = {}
    for d, c in terms:
        total[d] = total.get(d, Fraction(0)) + c
    return _made({d: c for d, c in total.items() if c})


def _made(total: Mapping[int, Fraction]) -> Number:
    if not set(total) - {1}:
        return total.get(1, Fraction(0))
    return Surd(tuple(sorted(total.items(), key=lambda item: (item[0] < 0, abs(item[0]), item[0]))))


def _product(one: tuple[int, Fraction], two: tuple[int, Fraction]) -> tuple[int, Fraction]:
    """c √a · e √b: the common factor of a and b comes out of the root, and i · i is −1."""
    (a, c), (b, e) = one, two
    common = math.gcd(a, b)
    inside = abs(a) * abs(b) // common**2
    if a < 0 and b < 0:
        return inside, -c * e * common
    return (-inside if a < 0 or b < 0 else inside), c * e * common


def _draw_out(number: int) -> tuple[int, int]:
    """(a, b) with number = a² b and b free of small squares."""
    sign, rest, outside = (-1 if number < 0 else 1), abs(number), 1
    for p in range(2, SQUARES):
        if p * p > rest:
            break
        while rest % (p * p) == 0:
            rest, outside = rest // (p * p), outside * p
    whole = math.isqrt(rest)
    return (outside * whole, sign) if whole * whole == rest else (outside, sign * rest)


def _term(d: int, c: Fraction) -> str:
    symbols = ([] if abs(d) == 1 else [f"sqrt({abs(d)})"]) + (["I"] if d < 0 else [])
    if not symbols:
        return str(c)
    sign, size = ("-" if c < 0 else ""), abs(c)
    head = [] if size.numerator == 1 else [str(size.numerator)]
    return sign + "*".join(head + symbols) + ("" if size.denominator == 1 else f"/{size.denominator}")
