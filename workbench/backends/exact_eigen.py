"""Eigenvalues and eigenvectors of rational matrices that are rational, or made of one square root each."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.backends.exact_blocks import Primary, blocks, generators
from workbench.backends.exact_spectra import Radical
from workbench.backends.exact_subspaces import null_space
from workbench.model.surd import Number, Surd, inverse, root

Array = np.ndarray[Any, np.dtype[Any]]

SHOWN = 10**50  # moduli that agree to 50 decimals are ordered by what comes next


class Eigenspace(NamedTuple):
    """An eigenvalue, how often it is a root of the characteristic polynomial, its blocks, and its n x g eigenvectors.

    Values and entries are fractions, or sums of roots (Surd).
    """

    value: Number
    sizes: tuple[int, ...]
    vectors: Array

    @property
    def algebraic(self) -> int:
        return sum(self.sizes)

    @property
    def geometric(self) -> int:
        return len(self.sizes)

    @property
    def defective(self) -> bool:
        return self.geometric < self.algebraic


class Eigensystem(NamedTuple):
    """The eigenspaces in the order in which `eig` shows them, and factors of higher degree, whose roots are missing."""

    spaces: tuple[Eigenspace, ...]
    missing: tuple[Primary, ...]

    @property
    def diagonalizable(self) -> bool:
        """Over the complex numbers, the roots that are missing included."""
        return not any(space.defective for space in self.spaces) and not any(part.defective for part in self.missing)


def eigensystem(A: Array) -> Eigensystem:
    """All eigenvalues of degree 1 and 2 over the rationals, with bases of their eigenspaces.

    Rational eigenvectors are in smallest integers, the entry of largest modulus positive; others have a last entry of
    1. Checked by A x = λ x and by the ranks.
    """
    found = blocks(A)
    spaces = [space for primary in found if primary.degree <= 2 for space in _spaces(A, primary)]
    spaces.sort(key=lambda space: order(A)(space.value))
    return Eigensystem(tuple(spaces), tuple(primary for primary in found if primary.degree > 2))


def _spaces(A: Array, primary: Primary) -> list[Eigenspace]:
    if primary.degree == 1:
        value = -primary.factor[1]
        vectors = null_space(A - value * exact.eye(len(A)))
        exact.confirm(vectors.shape[1] == primary.geometric, "the dimension of an eigenspace differs")
        return [Eigenspace(value, primary.sizes, vectors)]
    starts = [w for w, _ in generators(A, primary._replace(sizes=(1,) * primary.geometric))]
    return [Eigenspace(value, primary.sizes, _over_field(A, value, other, starts)) for value, other in pairs(primary)]


def pairs(primary: Primary) -> list[tuple[Number, Number]]:
    """(λ, λ') and (λ', λ) for the roots of t² + b t + c, the one with + √ first."""
    _, b, c = primary.factor
    spread = root(b * b / 4 - c)
    plus, minus = spread + -b / 2, -spread + -b / 2
    return [(plus, minus), (minus, plus)]


def _over_field(A: Array, value: Number, other: Number, starts: list[Array]) -> Array:
    """(A − λ') w is an eigenvector for λ where (A − λ)(A − λ') w = 0."""
    columns = [monic(A.dot(w) - w * other) for w in starts]
    vectors = np.stack(columns, axis=1)
    exact.confirm(np.array_equal(A.dot(vectors), vectors * value), "A x is not λ x")
    exact.confirm(independent(vectors), "the eigenvectors are dependent")
    return vectors


def monic(x: Array) -> Array:
    """x with its last entry that is not 0 made 1."""
    last = next(value for value in x[::-1] if value != 0)
    return np.asarray(x * inverse(last))


def independent(X: Array) -> bool:
    """Whether the columns are independent over the field of one square root: [U, d V; V, U] for U + √d V is then."""
    d = next((d for x in X.flat if isinstance(x, Surd) for d, _ in x.terms if d != 1), None)
    if d is None:
        return bool(exact.rank(X) == X.shape[1])
    U, V = (exact.array((_part(x, key) for x in X.flat), X.shape) for key in (1, d))
    return bool(exact.rank(np.block([[U, d * V], [V, U]])) == 2 * X.shape[1])


def _part(x: Number, d: int) -> Fraction:
    terms = dict(x.terms) if isinstance(x, Surd) else {1: x}
    return terms.get(d, Fraction(0))


def order(A: Array) -> Callable[[Number], tuple[Fraction, ...]]:
    """The key that puts the eigenvalues of a symmetric A largest first, others by modulus, conjugates together."""
    return _by_size if np.array_equal(A, A.T) else _by_modulus


def _by_size(value: Number) -> tuple[Fraction, ...]:
    return (-_radical(value).real,)


def _by_modulus(value: Number) -> tuple[Fraction, ...]:
    x = _radical(value)
    square = Fraction(round((x.real**2 + x.imag**2) * SHOWN), SHOWN)
    return (-square, -x.real, -abs(x.imag), -x.imag)


def _radical(value: Number) -> Radical:
    return Radical(dict(value.terms) if isinstance(value, Surd) else {1: value})
