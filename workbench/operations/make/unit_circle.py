"""Points of the unit circle at multiples of 30° and 45°, divided by whole numbers or their roots, as text."""

from __future__ import annotations

from fractions import Fraction

HALVES = {0: (Fraction(1), 1), 30: (Fraction(1, 2), 3), 45: (Fraction(1, 2), 2), 60: (Fraction(1, 2), 1)}
"""Cosines as a rational number times a square root."""
COSINES: dict[int, tuple[Fraction, int]] = HALVES | {90: (Fraction(0), 1)}
COSINES |= {180 - angle: (-q, b) for angle, (q, b) in HALVES.items()}
COSINES |= {360 - angle: value for angle, value in COSINES.items()}


def spelled(degrees: int, over: int = 1, root: int = 1) -> Fraction | str | None:
    """exp(i·degrees) / (over · √root) in SymPy's spelling, a Fraction where it is real and rational.

    None where the angle is no multiple of 30° or 45°.

    >>> spelled(120, root=3)
    '-sqrt(3)/6 + I/2'
    """
    if degrees % 360 not in COSINES:
        return None
    parts = COSINES[degrees % 360], COSINES[(degrees - 90) % 360]
    (x, a), (y, b) = (_plain(q / (over * root), c * root) for q, c in parts)
    if not y:
        return x if a == 1 else _term(x, a, "")
    if not x:
        return _term(y, b, "I")
    return f"{_term(x, a, '')} {'-' if y < 0 else '+'} {_term(abs(y), b, 'I')}"


def _plain(q: Fraction, b: int) -> tuple[Fraction, int]:
    """q √b with no square left under the root."""
    for k in range(2, b + 1):
        while b % (k * k) == 0:
            q, b = q * k, b // (k * k)
    return q, b


def _term(q: Fraction, b: int, unit: str) -> str:
    """q √b times the unit, which is "I" or nothing."""
    size = abs(q.numerator)
    factors = [str(size)] * (size != 1) + [f"sqrt({b})"] * (b != 1) + [unit] * bool(unit)
    over = "" if q.denominator == 1 else f"/{q.denominator}"
    return ("-" if q < 0 else "") + ("*".join(factors) or "1") + over
