"""Logarithms of rational numbers, to certain digits and correctly rounded."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

from workbench.model.enclosed import Enclosed, enclosed

ZERO = Fraction(0)
MOST_BITS = 1 << 20


def logarithm(x: Fraction, digits: int = 30) -> Fraction | Enclosed:
    """log |x| of an x other than 0: 0 for ±1, else so many correctly rounded digits, whose `value` is the next float.

    Arb encloses it with more and more bits until both ends round to the same (Ziv, "Fast evaluation of elementary
    mathematical functions with correctly rounded last bit", ACM TOMS 1991); no logarithm of another rational number is
    rational, so that this comes to an end.
    """
    import flint

    if abs(x) == 1:
        return ZERO
    number, bits = flint.fmpq(abs(x.numerator), x.denominator), 4 * digits + 64
    while bits <= MOST_BITS:
        with flint.ctx.workprec(bits):
            ball = flint.arb(number).log()
            low, high = _dyadic(ball.lower()), _dyadic(ball.upper())
        texts = {_text(end, digits) for end in (low, high)}
        if len(texts) == 1 and float(low) == float(high):
            return enclosed(list(texts), [((low, high), (ZERO, ZERO))], digits)[0]
        bits *= 2
    raise ArithmeticError(f"Arb cannot round the logarithm of a fraction with {MOST_BITS} bits.")


def nearest(x: Fraction) -> float:
    """log |x| as the nearest float."""
    found = logarithm(x)
    return 0.0 if isinstance(found, Fraction) else complex(found.value).real


def _dyadic(end: Any) -> Fraction:
    mantissa, exponent = end.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _text(end: Fraction, digits: int) -> str:
    return str(Context(prec=digits).divide(Decimal(end.numerator), Decimal(end.denominator)))
