"""The Jordan normal form of a rational matrix, with its chains, in fractions and square roots."""

from __future__ import annotations

from functools import reduce
from typing import Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.backends.exact_blocks import Primary, blocks, generators
from workbench.backends.exact_echelon import primitive
from workbench.backends.exact_eigen import order
from workbench.backends.exact_field import Columns, Quadratic, values
from workbench.model.surd import Number

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
    M, starts = exact.to_flint(A), generators(A, primary)
    chains = []
    for value in values(primary):
        found = [_chain(M, value, w, size) for w, size in starts]
        firsts = [Columns(X.U[:, :1], X.V[:, :1], X.d) for X in found]
        exact.confirm(reduce(Columns.beside, firsts).independent, "the chains are dependent")
        chains += [Chain(value.number, X.entries) for X in found]
    return chains


def _chain(M: Any, value: Quadratic, w: Array, size: int) -> Columns:
    """The images of its last vector under A − λ, the eigenvector first; that vector is w, or (A − λ')ˢ w in a field."""
    top = Columns.rational(w.reshape(-1, 1), value.d)
    for _ in range(size if value.q else 0):
        top = top.moved(M, value.conjugate)
    links = top
    for _ in range(size - 1):
        top = top.moved(M, value)
        links = top.beside(links)
    links = links.monic() if value.q else _smallest(links)
    _confirm(M, value, links)
    return links


def _smallest(links: Columns) -> Columns:
    scaled = primitive(links.U.reshape(-1)).reshape(links.U.shape)
    largest = max(scaled[:, 0], key=abs)
    return links._replace(U=-scaled if largest < 0 else scaled)


def _confirm(M: Any, value: Quadratic, X: Columns) -> None:
    """(A − λ) X is X one place to the right, with zeros first."""
    zero = exact.zeros(len(X.U), 1)
    moved = X.moved(M, value)
    right = (np.hstack([zero, part[:, :-1]]) for part in (X.U, X.V))
    exact.confirm(all(map(np.array_equal, (moved.U, moved.V), right)), "A P is not P J")
