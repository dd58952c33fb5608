"""Eigenvalues and eigenvectors of rational matrices that are rational, or made of one square root each."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from typing import Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.backends.exact_blocks import Primary, blocks, eigenspace_generators
from workbench.backends.exact_echelon import primitive
from workbench.backends.exact_field import Columns, Quadratic, values
from workbench.backends.exact_gram_schmidt import gram_schmidt
from workbench.backends.exact_spectra import Radical, by_modulus, by_size
from workbench.backends.exact_subspaces import null_space
from workbench.model.surd import Number, Surd

Array = np.ndarray[Any, np.dtype[Any]]


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

    Rational eigenvectors are in smallest integers, the entry of largest modulus positive, and orthogonal if A is
    symmetric; others have a last entry of 1. Checked by A x = λ x and by the ranks.
    """
    found = blocks(A)
    spaces = [space for primary in found if primary.degree <= 2 for space in _spaces(A, primary)]
    spaces.sort(key=lambda space: order(A)(space.value))
    return Eigensystem(tuple(spaces), tuple(primary for primary in found if primary.degree > 2))


def _spaces(A: Array, primary: Primary) -> list[Eigenspace]:
    return [Eigenspace(value.number, primary.sizes, _vectors(A, primary, value)) for value in values(primary)]


def _vectors(A: Array, primary: Primary, value: Quadratic) -> Array:
    if primary.degree == 1:
        vectors = null_space(A - value.p * exact.eye(len(A)))
        exact.confirm(vectors.shape[1] == primary.geometric, "the dimension of an eigenspace differs")
        return _orthogonal(vectors) if np.array_equal(A, A.T) else vectors
    return _over_field(exact.to_flint(A), value, eigenspace_generators(A, primary)).entries


def _orthogonal(vectors: Array) -> Array:
    return np.stack([primitive(v) for v in gram_schmidt(vectors).V.T], axis=1)


def _over_field(M: Any, value: Quadratic, starts: list[Array]) -> Columns:
    """(A − λ') w is an eigenvector for λ where (A − λ)(A − λ') w = 0, λ' being the conjugate."""
    rational = [Columns.rational(w.reshape(-1, 1), value.d) for w in starts]
    vectors = reduce(Columns.beside, [w.moved(M, value.conjugate).monic() for w in rational])
    exact.confirm(vectors.moved(M, value).zero, "A x is not λ x")
    exact.confirm(vectors.independent, "the eigenvectors are dependent")
    return vectors


def order(A: Array) -> Callable[[Number], tuple[Fraction, ...]]:
    """The key that puts the eigenvalues of a symmetric A largest first, others by modulus, conjugates together."""
    key = by_size if np.array_equal(A, A.T) else by_modulus
    return lambda value: key(Radical(dict(value.terms) if isinstance(value, Surd) else {1: value}))
