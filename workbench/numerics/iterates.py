"""What iterations for A x = b share: the system, the rule by which they stop, and the way that they went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

import numpy as np

from workbench.numerics.bounds import eps, growth
from workbench.numerics.descent import length, lengths

Array = np.ndarray[Any, np.dtype[Any]]
Ending = Literal["tolerance", "rounding", "stagnated", "steps", "diverged", "breakdown", "spoiled", "indefinite"]

CONVERGED: tuple[Ending, ...] = ("tolerance", "rounding")
RUNAWAY = -0.75
"""To what power of eps times the first residual an iteration may grow before it is given up."""


class Walk(NamedTuple):
    """The iterates as rows, the start first, the 2-norm of b − A x of each, and how it ended.

    `witness` is what an iteration leaves behind for whoever checks its steps.
    """

    path: Array
    residuals: Array
    ending: Ending
    witness: Mapping[str, Array]


@dataclass(frozen=True, eq=False)
class System:
    """A x = b at a scale at which squares fit, a start x, and when to stop."""

    A: Array
    b: Array
    x: Array
    tolerance: float
    steps: int

    @cached_property
    def norm(self) -> float:
        """The longest column of A, which is at most ‖A‖₂ and at least ‖A‖₂ / √n."""
        return float(lengths(self.A.T).max(initial=0))

    @cached_property
    def moduli(self) -> Array:
        return np.abs(self.A)

    @cached_property
    def size(self) -> float:
        """‖b‖, or the first residual where b = 0: what residuals are small against."""
        return length(self.b) or length(self.residual(self.x))

    @cached_property
    def limit(self) -> float:
        """The residual from which on an iteration is given up."""
        return float(eps(self.A.dtype) ** RUNAWAY * max(self.size, length(self.residual(self.x))))

    def residual(self, x: Array) -> Array:
        return np.asarray(self.b - self.A @ x)

    def rounding(self, x: Array) -> float:
        """The residual that rounding x and the products alone leaves."""
        return 4 * growth(len(x)) * eps(self.A.dtype) * length(self.moduli @ np.abs(x) + np.abs(self.b))

    def near_rounding(self, x: Array, residual: float) -> bool:
        """Whether it is worth the product to ask for `rounding`."""
        most = self.norm * length(x) + length(self.b)
        return residual <= 4 * growth(len(x)) * eps(self.A.dtype) * len(x) * most

    def ended(self, x: Array, residual: float, count: int) -> Ending | None:
        """Whether `count` steps are enough, and why; None to go on."""
        if residual <= self.tolerance * self.size:
            return "tolerance"
        if self.near_rounding(x, residual) and residual <= self.rounding(x):
            return "rounding" if residual <= eps(self.A.dtype) ** 0.5 * self.size else "stagnated"
        if not residual <= self.limit:
            return "diverged"
        return "steps" if count >= self.steps else None


class Track:
    """Collects iterates until the rule of the system ends it; one that leaves the range of numbers is left out."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.path = [system.x]
        self.lengths = [length(system.residual(system.x))]
        self.ending = system.ended(system.x, self.lengths[0], 0)

    @property
    def x(self) -> Array:
        return self.path[-1]

    def add(self, x: Array) -> None:
        """The next iterate."""
        away = length(self.system.residual(x))
        if not (np.isfinite(away) and np.isfinite(x).all()):
            self.ending = "diverged"
            return
        self.path.append(x)
        self.lengths.append(away)
        self.ending = self.system.ended(x, away, len(self.path) - 1)

    def back_to_best(self) -> None:
        """Forget the steps after the one with the least residual, but for the first step."""
        back = int(np.argmin(self.lengths[:0:-1])) if len(self.lengths) > 1 else 0
        count = len(self.lengths) - back
        del self.path[count:], self.lengths[count:]

    def walk(self, **witness: Array) -> Walk:
        real = self.system.A.real.dtype
        return Walk(np.array(self.path), np.array(self.lengths, dtype=real), self.ending or "breakdown", witness)
