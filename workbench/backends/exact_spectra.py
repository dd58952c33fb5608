"""Exact eigenvalues and singular values where they are rational or made of square roots.

The characteristic polynomial is factored over the rationals; linear and quadratic factors give sums of rational
multiples of square roots, anything of higher degree gives no answer.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from workbench.backends import exact
from workbench.model.surd import Surd, root

Array = np.ndarray[Any, np.dtype[Any]]

GUARD = 10**60  # square roots are compared with some 60 decimals
SHOWN = Context(prec=50)  # moduli whose squares agree to 50 digits are the same


@dataclass(frozen=True)
class Radical:
    """The sum of c · √d over `terms` {d: c}, with d = 1 for the rational part and d < 0 for an imaginary root."""

    terms: Mapping[int, Fraction]

    @classmethod
    def root(cls, square: Fraction) -> Radical:
        """√square, with square factors drawn out: √(45/4) is 3/2 · √5."""
        value = root(square)
        return cls(dict(value.terms) if isinstance(value, Surd) else {1: value} if value else {})

    def plus(self, other: Radical, factor: Fraction | int = 1) -> Radical:
        keys = (*self.terms, *(d for d in other.terms if d not in self.terms))
        total = {d: self.terms.get(d, Fraction(0)) + factor * other.terms.get(d, Fraction(0)) for d in keys}
        return Radical({d: c for d, c in total.items() if c})

    @property
    def real(self) -> Fraction:
        """The real part to some 60 decimals, exact if it is rational."""
        return sum((c * _root(d) for d, c in self.terms.items() if d > 0), Fraction(0))

    @property
    def imag(self) -> Fraction:
        return sum((c * _root(-d) for d, c in self.terms.items() if d < 0), Fraction(0))

    @property
    def value(self) -> Fraction | str:
        """A Fraction if it is rational, else the sum in SymPy's spelling, rational part first."""
        if not set(self.terms) - {1}:
            return self.terms.get(1, Fraction(0))
        return str(Surd(tuple(sorted(self.terms.items(), key=lambda item: (item[0] < 0, abs(item[0]))))))


def _root(d: int) -> Fraction:
    whole = math.isqrt(d)
    return Fraction(whole) if whole * whole == d else Fraction(math.isqrt(d * GUARD * GUARD), GUARD)


def eigenvalues(entries: Array | None) -> list[Fraction | str] | None:
    """All eigenvalues in the order in which `eig` shows them, or None if some are not made of square roots."""
    if entries is None or not exact.fits(entries):
        return None
    values = _roots(exact.to_flint(entries))
    if values is None:
        return None
    symmetric = bool((entries == entries.T).all())
    return [x.value for x in sorted(values, key=by_size if symmetric else by_modulus)]


def singular_values(entries: Array | None) -> list[Radical] | None:
    """All singular values, largest first, or None: square roots of the eigenvalues of the smaller Gram matrix."""
    if entries is None or not exact.fits(entries):
        return None
    wide = entries.shape[0] < entries.shape[1]
    A = exact.to_flint(entries)
    squares = _roots(A * A.transpose() if wide else A.transpose() * A)
    if squares is None:
        return None
    found = [_square_root(x) for x in squares]
    known = [x for x in found if x is not None]
    return sorted(known, key=lambda x: -x.real) if len(known) == len(found) else None


def by_size(x: Radical) -> tuple[Fraction, ...]:
    """The order of the eigenvalues of symmetric matrices: largest first."""
    return (-x.real,)


def by_modulus(x: Radical) -> tuple[Fraction, ...]:
    """The order of other eigenvalues: by modulus, as far as the digits of the roots tell, then by real part."""
    square = x.real**2 + x.imag**2
    short = Fraction(SHOWN.divide(Decimal(square.numerator), Decimal(square.denominator)))
    return (-short, -x.real, -abs(x.imag), -x.imag)


def _roots(A: Any) -> list[Radical] | None:
    """The roots of the characteristic polynomial with multiplicities."""
    import flint

    polynomial = A.charpoly()
    integral = flint.fmpz_poly([int(c * polynomial.denom()) for c in polynomial.coeffs()])
    found: list[Radical] = []
    for factor, multiplicity in integral.factor()[1]:
        roots = _solve([int(c) for c in factor.coeffs()])
        if roots is None:
            return None
        found += list(roots) * multiplicity
    return found


def _solve(coefficients: list[int]) -> Iterable[Radical] | None:
    """The roots of a linear or quadratic integer polynomial, constant term first."""
    if len(coefficients) == 2:
        return (_plain(Fraction(-coefficients[0], coefficients[1])),)
    if len(coefficients) != 3:
        return None
    c, b, a = coefficients
    middle = _plain(Fraction(-b, 2 * a))
    spread = Radical.root(Fraction(b * b - 4 * a * c, 4 * a * a))
    return middle.plus(spread), middle.plus(spread, -1)


def _plain(value: Fraction) -> Radical:
    return Radical({1: value} if value else {})


def _square_root(x: Radical) -> Radical | None:
    """√(p + q √d) where it is a sum of two square roots: p² − q² d must be the square of a rational."""
    p = x.terms.get(1, Fraction(0))
    others = [(d, q) for d, q in x.terms.items() if d != 1]
    if not others:
        return Radical.root(p)
    d, q = others[0]
    norm = p * p - q * q * d
    s = Fraction(math.isqrt(norm.numerator), math.isqrt(norm.denominator)) if norm >= 0 else None
    if s is None or s * s != norm:
        return None
    return Radical.root((p + s) / 2).plus(Radical.root((p - s) / 2), 1 if q > 0 else -1)
