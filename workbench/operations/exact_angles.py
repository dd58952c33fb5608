"""Angles that are a simple part of a turn, in degrees and in SymPy's spelling of radians."""

from __future__ import annotations

from fractions import Fraction

ACUTE = {Fraction(0): (90, "pi/2"), Fraction(1, 4): (60, "pi/3"), Fraction(1, 2): (45, "pi/4")}
ACUTE |= {Fraction(3, 4): (30, "pi/6"), Fraction(1): (0, "0")}
OBTUSE = {90: "pi/2", 120: "2*pi/3", 135: "3*pi/4", 150: "5*pi/6", 180: "pi"}


def well_known(squared_cosine: Fraction, obtuse: bool = False) -> tuple[int, str] | tuple[None, None]:
    """Degrees and radians of the angle whose cosine, negative if it is `obtuse`, has this square.

    >>> well_known(Fraction(1, 4), obtuse=True)
    (120, '2*pi/3')
    """
    found = ACUTE.get(squared_cosine)
    if found is None:
        return None, None
    return (180 - found[0], OBTUSE[180 - found[0]]) if obtuse else found
