"""Exact eigenvalues and eigenvectors as outputs: fractions, roots as text, and certain digits beyond degree 2."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Annotated, Any

from workbench.backends import exact
from workbench.backends.exact_echelon import primitive
from workbench.backends.exact_eigen import eigensystem
from workbench.backends.exact_enclosures import Enclosed, enclosures
from workbench.backends.exact_roots import MOST_DIGITS
from workbench.model.enclosed import enclosed
from workbench.model.errors import UserError
from workbench.operations.spec import Array

FEW = 16
"""Up to this order a characteristic polynomial is found for the sake of a diagnosis alone."""

Digits = Annotated[int, "certain digits of exact eigenvalues that are no fractions or square roots"]


def need_digits(digits: int) -> None:
    """Refuse a number of digits that is out of range."""
    if not 1 <= digits <= MOST_DIGITS:
        raise UserError("domain", f"digits is {digits}.", f"Choose 1 to {MOST_DIGITS}.", details={"digits": digits})


def values(A: Array | None, digits: int) -> list[Fraction | str] | None:
    """Every eigenvalue as often as it counts, in the order of `eig`; beyond degree 2 decimals with their interval."""
    if A is None or not exact.fits(A):
        return None
    found = enclosures(A, digits)
    certain = enclosed(
        [item.root.text for item in found], [(item.root.real_part, item.root.imag_part) for item in found], digits
    )
    shown = [
        decimals if item.exact is None else _plain(item.exact) for item, decimals in zip(found, certain, strict=True)
    ]
    counts = [sum(item.primary.sizes) for item in found]
    return [shown[k] for k, _ in _each([_place(item) for item in found], counts)]


def vectors(A: Array | None, digits: int, basis: Array | None = None) -> list[list[Any]] | None:
    """A basis of eigenvectors as columns, in the order of `values`; the columns of `basis` are what A is written in.

    None where there is none, or none in fractions and square roots.
    """
    if A is None or not exact.fits(A):
        return None
    system = eigensystem(A)
    if system.missing or not system.diagonalizable:
        return None
    spaces = {space.value: space.vectors for space in system.spaces}
    found = [(_place(item), spaces[item.exact]) for item in enclosures(A, digits) if item.exact is not None]
    shown = _each([place for place, _ in found], [space.shape[1] for _, space in found])
    columns = [_moved(found[k][1][:, j], basis) for k, j in shown]
    return [[_plain(column[i]) for column in columns] for i in range(len(columns[0]))]


def known_vectors(A: Array | None, basis: Array | None = None) -> list[dict[str, Any]]:
    """The eigenvalues that are fractions or square roots, as text, each with the eigenvectors that it has.

    They are there also where they are no basis, or where other eigenvalues have none of that kind.
    """
    if A is None or not exact.fits(A):
        return []
    return [
        {
            "value": str(space.value),
            "vectors": [list(map(str, _moved(v, basis))) for v in space.vectors.T],
        }
        for space in eigensystem(A).spaces
    ]


def _moved(vector: Array, basis: Array | None) -> Array:
    if basis is None:
        return vector
    moved = basis.dot(vector)
    return primitive(moved) if all(isinstance(x, Fraction) for x in moved) else moved


def _place(item: Enclosed) -> tuple[Fraction, Fraction]:
    return Fraction(item.root.real), Fraction(item.root.imag)


def distinct(A: Array | None) -> bool:
    """Whether the eigenvalues of a small exact matrix are known to differ: χ and χ' have no common factor."""
    if A is None or len(A) > FEW or not exact.fits(A):
        return False
    polynomial = exact.to_flint(A).charpoly()
    return bool(polynomial.gcd(polynomial.derivative()).degree() == 0)


def no_vectors(A: Array | None, name: str) -> UserError | None:
    """The refusal of exact eigenvectors: A is defective, or they have entries beyond square roots."""
    if A is None or not exact.fits(A):
        return None
    system = eigensystem(A)
    if system.missing:
        message = (
            f"Some eigenvalues of {name} are roots of polynomials of degree 3 or more without rational factors, so "
            "its eigenvectors have no entries in square roots."
        )
        hint = "Eigenvalues alone have certain digits; the CPU gives eigenvectors in floating point."
        return UserError("unsupported", message, hint, ("eigvals",))
    lacking = next((space for space in system.spaces if space.defective), None)
    if lacking is None:
        return None
    count, value = lacking.geometric, _plain(lacking.value)
    vectors = "1 independent eigenvector" if count == 1 else f"{count} independent eigenvectors"
    message = (
        f"{name} is defective: its eigenvalue {value} counts {lacking.algebraic} times and has {vectors}, so there is "
        "no basis of eigenvectors."
    )
    return UserError("unsupported", message, "The Jordan form completes them by chains.", ("jordan", "eigvals"))


def _each(places: Sequence[tuple[Any, Fraction]], counts: list[int]) -> Iterator[tuple[int, int]]:
    """Each of the eigenvalues (which, and which of its repetitions), conjugates by turns as in floating point.

    The second part of a place is the imaginary part, but for its sign; conjugates follow each other.
    """
    k = 0
    while k < len(places):
        rest, imaginary = places[k]
        pair = imaginary != 0 and k + 1 < len(places) and places[k + 1] == (rest, -imaginary)
        group = range(k, k + 2 if pair else k + 1)
        yield from ((which, j) for j in range(counts[k]) for which in group)
        k = group.stop


def _plain(value: Any) -> Any:
    return value if isinstance(value, (Fraction, str)) else str(value)
