"""Exact eigenvalues and eigenvectors as outputs: fractions, roots as text, and certain digits beyond degree 2."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any

from workbench.backends import exact
from workbench.backends.exact_eigen import eigensystem
from workbench.backends.exact_enclosures import enclosures
from workbench.backends.exact_roots import MOST_DIGITS
from workbench.model.errors import UserError
from workbench.operations.spec import Array

Digits = Annotated[int, "certain digits of exact eigenvalues that are no fractions or square roots"]


def need_digits(digits: int) -> None:
    """Refuse a number of digits that is out of range."""
    if not 1 <= digits <= MOST_DIGITS:
        raise UserError("domain", f"digits is {digits}.", f"Choose 1 to {MOST_DIGITS}.", details={"digits": digits})


def values(A: Array | None, digits: int) -> list[Fraction | str] | None:
    """Every eigenvalue as often as it counts, in the order of `eig`; correctly rounded decimals beyond degree 2."""
    if A is None or not exact.fits(A):
        return None
    found = enclosures(A, digits)
    shown = ([_plain(item.root.text if item.exact is None else item.exact)] * sum(item.primary.sizes) for item in found)
    return [value for values in shown for value in values]


def vectors(A: Array | None) -> list[list[Any]] | None:
    """A basis of eigenvectors as columns, or None where there is none, or none in fractions and square roots."""
    if A is None or not exact.fits(A):
        return None
    system = eigensystem(A)
    if system.missing or not system.diagonalizable:
        return None
    columns = [column for space in system.spaces for column in space.vectors.T]
    return [[_plain(column[i]) for column in columns] for i in range(len(A))]


def _plain(value: Any) -> Any:
    return value if isinstance(value, (Fraction, str)) else str(value)
