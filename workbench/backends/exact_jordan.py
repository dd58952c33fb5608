"""The Jordan normal form of a rational matrix, with its chains, in fractions and square roots."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.backends.exact_blocks import Primary, blocks, generators
from workbench.backends.exact_echelon import primitive
from workbench.backends.exact_eigen import independent, order, pairs
from workbench.model.surd import Number, inverse

Array = np.ndarray[Any, np.dtype[Any]]


class IrreducibleError(ArithmeticError):
    """Some eigenvalues are no fractions and square roots: `factors` are the factors whose roots they are."""

    def __init__(self, factors: tuple[Primary, ...]) -> None:
        super().__init__("A factor of the characteristic polynomial of degree 3 or more is irreducible.")
        self.factors = factors


class Chain(NamedTuple):
    """An eigenvalue λ and the n x s columns x₁, x₂, ... of its block with A x₁ = λ x₁ and A xⱼ = λ xⱼ + xⱼ₋₁."""

    value: Number
    vectors: Array

    @property
    def size(self) -> int:
        return int(self.vectors.shape[1])


class Jordan(NamedTuple):
    """A = P J P⁻¹: the chains side by side in P, and J with ones above the diagonal inside of blocks."""

    chains: tuple[Chain, ...]

    @property
    def P(self) -> Array:
        return np.hstack([chain.vectors for chain in self.chains])

    @property
    def J(self) -> Array:
        values = [chain.value for chain in self.chains for _ in range(chain.size)]
        J = exact.zeros(len(values), len(values))
        J[np.diag_indices(len(values))] = values
        ends = np.cumsum([chain.size for chain in self.chains])
        for k in set(range(1, len(values))) - set(ends.tolist()):
            J[k - 1, k] = exact.ONE
        return J


def jordan(A: Array) -> Jordan:
    """The chains in the order in which `eig` shows the eigenvalues, the longest first for each.

    Rational chains are in smallest integers, others have a last entry of 1 in their eigenvector. Checked by A P = P J;
    P is regular, because chains are independent if their eigenvectors are (Horn and Johnson, Matrix Analysis, 3.2).
    Raises IrreducibleError where eigenvalues are roots of irreducible polynomials of higher degree.
    """
    found = blocks(A)
    if missing := tuple(primary for primary in found if primary.degree > 2):
        raise IrreducibleError(missing)
    chains = [chain for primary in found for chain in _chains(A, primary)]
    key = order(A)
    chains.sort(key=lambda chain: (*key(chain.value), -chain.size))
    exact.confirm(sum(chain.size for chain in chains) == len(A), "the chains do not fill the matrix")
    return Jordan(tuple(chains))


def _chains(A: Array, primary: Primary) -> list[Chain]:
    starts = generators(A, primary)
    if primary.degree == 1:
        root = -primary.factor[1]
        return _confirmed(A, [Chain(root, _smallest(_links(A, root, w, size))) for w, size in starts])
    chains = []
    for value, other in pairs(primary):
        tops = [(_times(A, other, w, size), size) for w, size in starts]
        chains += _confirmed(A, [Chain(value, _monic(_links(A, value, top, size))) for top, size in tops])
    return chains


def _times(A: Array, value: Number, x: Array, count: int) -> Array:
    """(A − λ)ᶜ x."""
    for _ in range(count):
        x = A.dot(x) - x * value
    return x


def _links(A: Array, value: Number, top: Array, size: int) -> Array:
    """The chain that ends in `top`: its images under A − λ, the last of which is the eigenvector, first."""
    links = [top]
    for _ in range(size - 1):
        links.append(_times(A, value, links[-1], 1))
    return np.stack(links[::-1], axis=1)


def _smallest(links: Array) -> Array:
    scaled = primitive(links.reshape(-1)).reshape(links.shape)
    largest = max(scaled[:, 0], key=abs)
    return -scaled if largest < 0 else scaled


def _monic(links: Array) -> Array:
    last = next(value for value in links[::-1, 0] if value != 0)
    return np.asarray(links * inverse(last))


def _confirmed(A: Array, chains: list[Chain]) -> list[Chain]:
    """The chains of one eigenvalue, after a look at A X = X J and at the independence of their eigenvectors."""
    for value, X in chains:
        shifted = np.hstack([exact.zeros(len(A), 1), X[:, :-1]])
        exact.confirm(np.array_equal(A.dot(X), X * value + shifted), "A P is not P J")
    exact.confirm(independent(np.stack([X[:, 0] for _, X in chains], axis=1)), "the chains are dependent")
    return chains
