"""All eigenvalues of a rational matrix: exact where they are made of square roots, and enclosed with certain digits."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from workbench.backends.exact_blocks import Primary, blocks
from workbench.backends.exact_field import values
from workbench.backends.exact_roots import Root, roots
from workbench.model.surd import Number

Array = np.ndarray[Any, np.dtype[Any]]


class Enclosed(NamedTuple):
    """An eigenvalue: its exact value or None, its decimals and box, and the factor and Jordan blocks it comes with."""

    exact: Number | None
    root: Root
    primary: Primary


def enclosures(A: Array, digits: int = 30) -> list[Enclosed]:
    """Each distinct eigenvalue once, in the order in which `eig` shows them.

    They are the roots of the irreducible factors of the characteristic polynomial, so different factors share none.
    """
    found = [value for primary in blocks(A) for value in _of_factor(primary, digits)]
    symmetric = np.array_equal(A, A.T)
    return sorted(found, key=lambda value: _place(value.root, symmetric, digits))


def _of_factor(primary: Primary, digits: int) -> list[Enclosed]:
    found = roots(primary.factor, digits)
    if primary.degree > 2:
        return [Enclosed(None, root, primary) for root in found]
    found.sort(key=lambda root: (root.real_part.low, root.imag_part.low), reverse=True)
    known = [value.number for value in values(primary)]
    return [Enclosed(value, root, primary) for value, root in zip(known, found, strict=True)]


def _place(root: Root, symmetric: bool, digits: int) -> tuple[Fraction, ...]:
    """Largest first, or by modulus, real part and conjugates; moduli are the same if all but the last digits are."""
    real, imag = (sum(part, Fraction(0)) / 2 for part in (root.real_part, root.imag_part))
    if symmetric:
        return (-real,)
    square = real**2 + imag**2
    short = Context(prec=max(digits - 4, 6)).divide(Decimal(square.numerator), Decimal(square.denominator))
    return (-Fraction(short), -real, -abs(imag), -imag)
