"""Roots of polynomials of any degree, enclosed by intervals and boxes, in as many certain decimals as are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from itertools import count
from typing import Any, NamedTuple

from workbench.backends import exact
from workbench.backends.exact_polynomials import to_polynomial

MOST_DIGITS = 1000
ROUNDS = 3  # of more precision, before a part is taken for a number half way between two decimals


class Interval(NamedTuple):
    low: Fraction
    high: Fraction


class Root(NamedTuple):
    """Decimals, correctly rounded (half to even), and the box that holds this root of the polynomial and no other.

    `imag` is "0" of real roots, `real` of purely imaginary ones. A part half way between two decimals has one digit
    more than asked for. Both parts are at most `radius` away from the truth.
    """

    real: str
    imag: str
    radius: Fraction
    real_part: Interval
    imag_part: Interval

    @property
    def text(self) -> str:
        """In SymPy's spelling, such as `0.5 - 1.25*I`."""
        if self.imag == "0":
            return self.real
        sign, size = ("-", self.imag[1:]) if self.imag.startswith("-") else ("+", self.imag)
        if self.real == "0":
            return f"{sign.replace('+', '')}{size}*I"
        return f"{self.real} {sign} {size}*I"


def roots(coefficients: Sequence[Fraction], digits: int = 30) -> list[Root]:
    """All roots of an irreducible polynomial over the rationals, the highest coefficient first.

    Enclosed by FLINT's arb_fmpz_poly_complex_roots at a precision that is raised until the boxes are apart and the
    digits certain. They are checked: as many as the degree, a change of sign in each real one, and the product of the
    t − λ encloses the polynomial. Raises ValueError for digits outside 1 to 1000.
    """
    if not 1 <= digits <= MOST_DIGITS:
        raise ValueError(f"digits must be 1 to {MOST_DIGITS}, not {digits}")
    polynomial = to_polynomial(coefficients)
    if polynomial.degree() == 1:
        return [_rational(-Fraction(coefficients[1]) / coefficients[0], digits)]
    tries = (_at_precision(polynomial, digits, (4 * digits + 64) << 2 * k, int(k >= ROUNDS)) for k in count())
    return next(found for found in tries if found is not None)


def _rational(value: Fraction, digits: int) -> Root:
    point, zero = Interval(value, value), Interval(Fraction(0), Fraction(0))
    text = _rounded(point, digits)
    return Root(text or "0", "0", abs(Fraction(text or 0) - value), point, zero)


def _at_precision(polynomial: Any, digits: int, bits: int, more: int) -> list[Root] | None:
    """The roots with their digits, None if these bits leave one uncertain; `more` digits where that settles it."""
    import flint

    with flint.ctx.workprec(bits):
        balls = [ball for ball, _ in polynomial.numer().complex_roots()]
        boxes = [(_interval(ball.real), _interval(ball.imag)) for ball in balls]
        if not _apart(boxes):
            return None
        _confirm(polynomial, balls, boxes)
    even = not any(polynomial.coeffs()[1::2])
    found = []
    for box in boxes:
        real = _point(0) if even and _alone(_mirrored(box), boxes) else box[0]
        root = _root(Interval(*real), box[1], digits, more)
        if root is None:
            return None
        found.append(root)
    return found


def _root(real: Interval, imag: Interval, digits: int, more: int) -> Root | None:
    parts = [_rounded(part, digits) or (_rounded(part, digits + 1) if more else None) for part in (real, imag)]
    if parts[0] is None or parts[1] is None:
        return None
    radius = max(_distance(parts[0], real), _distance(parts[1], imag))
    return Root(parts[0], parts[1], radius, real, imag)


def _distance(text: str, part: Interval) -> Fraction:
    return max(abs(Fraction(text) - end) for end in part)


def _interval(ball: Any) -> Interval:
    """The exact ends of an arb: numbers with a power of two in the denominator."""
    return Interval(_dyadic(ball.lower()), _dyadic(ball.upper()))


def _dyadic(end: Any) -> Fraction:
    mantissa, exponent = end.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _point(value: int) -> Interval:
    return Interval(Fraction(value), Fraction(value))


def _mirrored(box: tuple[Interval, Interval]) -> tuple[Interval, Interval]:
    """At the imaginary axis: a root λ of a polynomial with t² alone comes with the root −conj λ."""
    (low, high), imag = box
    return Interval(-high, -low), imag


def _alone(box: tuple[Interval, Interval], boxes: list[tuple[Interval, Interval]]) -> bool:
    """Whether the mirrored box meets its own alone: then the root is its own mirror image, on the axis."""
    own = _mirrored(box)
    return _overlap(box, own) and not any(_overlap(box, other) for other in boxes if other != own)


def _overlap(one: tuple[Interval, Interval], two: tuple[Interval, Interval]) -> bool:
    return all(a.low <= b.high and b.low <= a.high for a, b in zip(one, two, strict=True))


def _rounded(part: Interval, digits: int) -> str | None:
    """The decimal to which both ends round, with all its digits; None if they differ."""
    context = Context(prec=digits, rounding=ROUND_HALF_EVEN)
    low, high = (context.divide(Decimal(end.numerator), Decimal(end.denominator)) for end in part)
    if low != high:
        return None
    if not low:
        return "0" if part.low == part.high else None
    return str(low.quantize(Decimal(1).scaleb(low.adjusted() - digits + 1), context=Context(prec=digits + 1)))


def _apart(boxes: list[tuple[Interval, Interval]]) -> bool:
    return not any(_overlap(one, two) for k, one in enumerate(boxes) for two in boxes[:k])


def _confirm(polynomial: Any, balls: list[Any], boxes: list[tuple[Interval, Interval]]) -> None:
    import flint

    exact.confirm(len(balls) == polynomial.degree(), "there are not as many roots as the degree")
    product = flint.acb_poly.from_roots(balls)
    monic = polynomial / polynomial.leading_coefficient()
    inside = (ball.overlaps(flint.acb(c)) for ball, c in zip(product.coeffs(), monic.coeffs(), strict=True))
    exact.confirm(all(inside), "the roots do not multiply to the polynomial")
    signs = (polynomial(_q(real.low)) * polynomial(_q(real.high)) < 0 for real, imag in boxes if imag == _point(0))
    exact.confirm(all(signs), "the polynomial has one sign at both ends of an interval")


def _q(x: Fraction) -> Any:
    import flint

    return flint.fmpq(x.numerator, x.denominator)
