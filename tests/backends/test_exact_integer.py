"""Hermite and Smith normal forms of integer matrices."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import gcd
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends import exact
from workbench.backends.exact_integer import hermite, smith


@st.composite
def integers(draw: Any, side: int = 5) -> Any:
    """Small integer matrices of every shape and rank."""
    m, n = draw(st.integers(1, side)), draw(st.integers(1, side))
    r = draw(st.integers(0, min(m, n)))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    A = rng.integers(-9, 10, (m, n)) if r == min(m, n) else rng.integers(-4, 5, (m, r)) @ rng.integers(-4, 5, (r, n))
    return whole(A)


def whole(A: Any) -> Any:
    A = np.asarray(A, dtype=object)
    return exact.array((Fraction(int(x)) for x in A.flat), A.shape)


def det(A: Any) -> Fraction:
    return exact.fraction(exact.to_flint(A).det())


@given(integers())
def test_the_hermite_form_is_a_staircase_made_by_a_unimodular_matrix(A: Any) -> None:
    H, U = hermite(A)
    assert (U.dot(A) == H).all()
    assert abs(det(U)) == 1
    rows = [row for row in H if row.any()]
    assert not H[len(rows) :].any()
    pivots = [int(np.flatnonzero(row)[0]) for row in rows]
    assert all(a < b for a, b in pairwise(pivots))
    for i, j in enumerate(pivots):
        assert H[i, j] > 0
        assert all(0 <= x < H[i, j] for x in H[:i, j])


@given(integers(), st.integers(0, 10**6))
def test_one_lattice_has_one_hermite_form(A: Any, seed: int) -> None:
    """Row operations that integers undo do not change it."""
    rng, m = np.random.default_rng(seed), len(A)
    L, R = (np.eye(m, dtype=object) + np.tril(rng.integers(-3, 4, (m, m)), -1) for _ in range(2))
    other = whole(L.dot(R.T).dot(A))[rng.permutation(m)]
    assert (hermite(other).H == hermite(A).H).all()


@given(integers())
def test_the_smith_form_is_a_chain_of_divisors(A: Any) -> None:
    found = smith(A)
    S, U, V = found
    assert (U.dot(A).dot(V) == S).all()
    assert abs(det(U)) == abs(det(V)) == 1
    assert np.count_nonzero(S) == len(found.factors) == exact.rank(A)
    assert all(f > 0 for f in found.factors)
    assert all(b % a == 0 for a, b in pairwise(found.factors))
    assert gcd(*(int(x) for x in A.flat)) == (found.factors or [0])[0]


@given(integers())
def test_the_transpose_has_the_same_invariant_factors(A: Any) -> None:
    assert smith(A).factors == smith(A.T).factors
    if A.shape[0] == A.shape[1]:
        assert abs(det(A)) == np.prod([int(x) for x in np.diagonal(smith(A).S)], dtype=object)


@pytest.mark.parametrize(
    ("A", "factors"),
    [
        ([[2, 4, 4], [-6, 6, 12], [10, 4, 16]], [2, 2, 156]),
        ([[2, 0], [0, 3]], [1, 6]),
        ([[0, 0], [0, -5]], [5]),
        ([[4, 0, 0], [0, 6, 0], [0, 0, 10]], [2, 2, 60]),
        ([[0, 0, 0]], []),
        ([[2**70, 0], [0, 3**40]], [1, 2**70 * 3**40]),
    ],
)
def test_invariant_factors_that_are_known(A: Any, factors: list[int]) -> None:
    assert smith(whole(A)).factors == factors


def test_a_hermite_form_that_is_known() -> None:
    H, U = hermite(whole([[3, 3, 1, 4], [0, 1, 0, 0], [0, 0, 19, 16], [0, 0, 0, 3]]))
    assert H.tolist() == [[3, 0, 1, 1], [0, 1, 0, 0], [0, 0, 19, 1], [0, 0, 0, 3]]
    assert U.tolist() == [[1, -3, 0, -1], [0, 1, 0, 0], [0, 0, 1, -5], [0, 0, 0, 1]]


@pytest.mark.parametrize("shape", [(30, 30), (30, 11), (11, 30)])
def test_the_integers_stay_as_short_as_minors_are(shape: tuple[int, int]) -> None:
    A = whole(np.random.default_rng(2).integers(-9, 10, shape))
    bits = max(int(abs(x)).bit_length() for part in (*hermite(A), *smith(A)) for x in part.flat)
    assert bits < 4 * exact.height(A)
