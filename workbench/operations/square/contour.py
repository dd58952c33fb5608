"""Circles around the eigenvalues of a matrix, on which Cauchy's integral gives its functions."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from workbench.operations.spec import Array

DISTANCES = (0.0, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 2.0)
"""Eigenvalues as near as that, relative to the largest modulus, go into one circle: each is tried."""
DIGITS = 37.0
"""The natural logarithm of the part of the integral that a sum of few points may miss."""
ROOM = 1.15
"""How much larger than the circle of its eigenvalues the one without a singularity has to be."""
TINY = 1e-280
LEAST = 1 / 16
"""The radius of the eigenvalues counts as so much of the other: a circle too small magnifies rounding."""


class Circle(NamedTuple):
    centre: complex
    radius: float
    points: int


def circles(w: Array, room: Callable[[Array], Array]) -> list[Circle] | None:
    """Circles that keep clear of each other and of singularities, with few points; None where there are none.

    `room` is the distance of numbers from singularities. The trapezoidal rule on a circle converges geometrically
    (Trefethen and Weideman, "The exponentially convergent trapezoidal rule", SIAM Review 2014).
    """
    size = float(np.abs(w).max(initial=0)) or 1.0
    found = [_around(w, _groups(w, part * size), room) for part in DISTANCES]
    return min((each for each in found if each), key=lambda each: sum(c.points for c in each), default=None)


def _groups(w: Array, distance: float) -> list[Array]:
    owner = np.arange(len(w))
    for i in range(len(w)):
        met = np.unique(owner[np.abs(w - w[i]) <= distance])
        owner[np.isin(owner, met)] = met[0]
    return [owner == k for k in np.unique(owner)]


def _around(w: Array, groups: list[Array], room: Callable[[Array], Array]) -> list[Circle] | None:
    made = [_circle(w[group], w[~group], room) for group in groups]
    return [circle for circle in made if circle] if all(made) else None


def _circle(inside: Array, outside: Array, room: Callable[[Array], Array]) -> Circle | None:
    """The geometric mean of the largest and the least circle, both rounded to a few digits."""
    centre = complex((inside.real.max() + inside.real.min()) / 2, (inside.imag.max() + inside.imag.min()) / 2)
    centre = complex(_short(centre.real), _short(centre.imag))
    least = float(np.abs(inside - centre).max())
    most = min(float(room(np.array([centre]))[0]), float(np.abs(outside - centre).min(initial=math.inf)))
    most = min(most, max(2.0, 8 * least))
    if not most > max(ROOM * least, TINY):
        return None
    least = max(least, LEAST * most)
    radius = _short(math.sqrt(least) * math.sqrt(most))
    return Circle(centre, radius, math.ceil(DIGITS / math.log(min(radius / least, most / radius))))


def _short(x: float) -> float:
    return float(f"{x:.5g}")
