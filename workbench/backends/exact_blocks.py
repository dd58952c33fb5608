"""The sizes of the Jordan blocks of a rational matrix, which need no eigenvalues, only factors over the rationals."""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.backends.exact_echelon import rref
from workbench.backends.exact_polynomials import charpoly, evaluate, factors, minpoly, to_polynomial
from workbench.backends.exact_subspaces import null_space

Array = np.ndarray[Any, np.dtype[Any]]


class Primary(NamedTuple):
    """An irreducible factor q of the characteristic polynomial (monic, highest coefficient first).

    Each of its roots is an eigenvalue with Jordan blocks of these sizes, largest first.
    """

    factor: tuple[Fraction, ...]
    sizes: tuple[int, ...]

    @property
    def degree(self) -> int:
        return len(self.factor) - 1

    @property
    def algebraic(self) -> int:
        """The multiplicity of each root in the characteristic polynomial."""
        return sum(self.sizes)

    @property
    def geometric(self) -> int:
        """The dimension of the eigenspace of each root."""
        return len(self.sizes)

    @property
    def defective(self) -> bool:
        return self.geometric < self.algebraic


def blocks(A: Array) -> list[Primary]:
    """One entry for each irreducible factor q, from the ranks of q(A), q(A)², ... (Gantmacher, Theory of Matrices, 7).

    A block of size s adds the degree of q to the null spaces of the first s powers. Checked: the sizes fill the order,
    and the largest are the exponents in the minimal polynomial.
    """
    M = exact.to_flint(A)
    found = []
    for q, multiplicity in factors(to_polynomial(charpoly(A))):
        coefficients = tuple(exact.fraction(c) for c in q.coeffs()[::-1])
        sizes = (1,) if multiplicity == 1 else _sizes(evaluate(coefficients, M), multiplicity, q.degree())
        found.append(Primary(coefficients, sizes))
    exact.confirm(sum(p.degree * p.algebraic for p in found) == len(A), "the blocks do not fill the matrix")
    expected = prod((to_polynomial(p.factor) ** p.sizes[0] for p in found), start=to_polynomial([exact.ONE]))
    exact.confirm(to_polynomial(minpoly(A)) == expected, "the minimal polynomial has other exponents")
    return found


def _sizes(Q: Any, multiplicity: int, degree: int) -> tuple[int, ...]:
    """The number of blocks of size at least k is what the null space of the k-th power of q(A) gains, over degree."""
    sizes: list[int] = []
    nullity, power, k = 0, Q, 1
    while nullity < multiplicity * degree:
        gained = power.ncols() - exact.rank(exact.from_flint(power)) - nullity
        exact.confirm(gained > 0, "the null spaces of the powers stopped growing")
        blocks_now = gained // degree
        sizes = [*sizes, *[0] * (blocks_now - len(sizes))]
        sizes[:blocks_now] = [k] * blocks_now
        nullity, power, k = nullity + gained, power * Q, k + 1
    return tuple(sizes)


def generators(A: Array, primary: Primary) -> list[tuple[Array, int]]:
    """Rational vectors w, each with the size s of its blocks: q(A)ˢ w = 0, and together they generate all chains.

    From the largest size downwards, those vectors of the null space of q(A)ˢ are new that do not depend on the one of
    q(A)ˢ⁻¹ and the images of those found, with w, A w, ... up to the degree taken together (a basis over the field of
    the eigenvalue).
    """
    M = exact.to_flint(A)
    Q = evaluate(primary.factor, M)
    found: list[tuple[Array, int]] = []
    for size in sorted(set(primary.sizes), reverse=True):
        images = [exact.from_flint(Q ** (k - size) * exact.to_flint(w), w.shape) for w, k in found]
        found += [(w, size) for w in _new(M, Q, size, images, primary.degree)]
    exact.confirm(tuple(size for _, size in found) == primary.sizes, "other sizes of chains than of blocks")
    return found


def eigenspace_generators(A: Array, primary: Primary) -> list[Array]:
    """Rational vectors w with q(A) w = 0, as many as an eigenspace has dimensions, that generate this null space."""
    M = exact.to_flint(A)
    found = _new(M, evaluate(primary.factor, M), 1, [], primary.degree)
    exact.confirm(len(found) == primary.geometric, "the dimension of an eigenspace differs")
    return found


def _new(M: Any, Q: Any, size: int, images: list[Array], degree: int) -> list[Array]:
    """The vectors of the null space of the power that generate it together with the lower one and the images."""
    below, space = (null_space(exact.from_flint(Q**k)) for k in (size - 1, size))
    known = np.hstack([below, *(_orbit(M, w, degree) for w in images)])
    candidates = np.hstack([_orbit(M, w, degree) for w in space.T])
    start = known.shape[1]
    pivots = [j - start for j in rref(np.hstack([known, candidates])).pivots if j >= start]
    return [candidates[:, j] for j in pivots if j % degree == 0]


def _orbit(M: Any, w: Array, degree: int) -> Array:
    """The columns w, A w, ..., as many as the degree."""
    columns = [exact.to_flint(w)]
    for _ in range(degree - 1):
        columns.append(M * columns[-1])
    return np.hstack([exact.from_flint(column) for column in columns])
