"""Vectors over the field of one square root, as two rational arrays: FLINT multiplies them by a rational matrix."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.backends.exact_blocks import Primary
from workbench.model.surd import Number, Surd, root

Array = np.ndarray[Any, np.dtype[Any]]


class Quadratic(NamedTuple):
    """The number p + q √d with a fixed integer d; q = 0 and d = 1 for rational numbers."""

    p: Fraction
    q: Fraction
    d: int

    @property
    def conjugate(self) -> Quadratic:
        return self._replace(q=-self.q)

    @property
    def inverse(self) -> Quadratic:
        norm = self.p**2 - self.d * self.q**2
        return Quadratic(self.p / norm, -self.q / norm, self.d)

    @property
    def number(self) -> Number:
        return root(self.d) * self.q + self.p if self.q else self.p


class Columns(NamedTuple):
    """The n x k array U + √d V."""

    U: Array
    V: Array
    d: int

    @classmethod
    def rational(cls, U: Array, d: int) -> Columns:
        return cls(U, exact.zeros(*U.shape), d)

    @property
    def entries(self) -> Array:
        """Fractions and sums of roots (Surd)."""
        numbers = (Quadratic(u, v, self.d).number for u, v in zip(self.U.flat, self.V.flat, strict=True))
        return exact.array(numbers, self.U.shape)

    def times(self, x: Quadratic) -> Columns:
        return Columns(self.U * x.p + self.V * (x.q * self.d), self.V * x.p + self.U * x.q, self.d)

    def moved(self, M: Any, x: Quadratic) -> Columns:
        """(M − x) times these columns, for an fmpq_mat M."""
        scaled = self.times(x)
        return Columns(_product(M, self.U) - scaled.U, _product(M, self.V) - scaled.V, self.d)

    def beside(self, other: Columns) -> Columns:
        return Columns(np.hstack([self.U, other.U]), np.hstack([self.V, other.V]), self.d)

    def monic(self) -> Columns:
        """Divided by the last entry of the first column that is not 0."""
        last = max(np.flatnonzero((self.U[:, 0] != 0) | (self.V[:, 0] != 0)))
        return self.times(Quadratic(self.U[last, 0], self.V[last, 0], self.d).inverse)

    @property
    def independent(self) -> bool:
        """Over the field: [U, d V; V, U] is of full rank over the rationals then, for a d that is no square."""
        if self.d == 1:
            return bool(exact.rank(self.U) == self.U.shape[1])
        both = np.block([[self.U, self.V * self.d], [self.V, self.U]])
        return bool(exact.rank(both) == both.shape[1])

    @property
    def zero(self) -> bool:
        return not self.U.any() and not self.V.any()


def values(primary: Primary) -> list[Quadratic]:
    """The root of a factor of degree 1; the two of t² + b t + c, the one with + √ first."""
    if primary.degree == 1:
        return [Quadratic(-primary.factor[1], Fraction(0), 1)]
    _, b, c = primary.factor
    spread = root(b * b / 4 - c)
    if not isinstance(spread, Surd):
        raise ArithmeticError("a factor of degree 2 is not irreducible")
    ((d, q),) = spread.terms
    plus = Quadratic(-b / 2, q, d)
    return [plus, plus.conjugate]


def _product(M: Any, U: Array) -> Array:
    return exact.from_flint(M * exact.to_flint(U))
