"""The characteristic and the minimal polynomial."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends import exact
from workbench.backends.exact_polynomials import charpoly, evaluate, factors, minpoly, to_polynomial


@given(st.data())
def test_the_minimal_polynomial_divides_and_has_the_same_roots(matrices: Any, data: Any) -> None:
    A = data.draw(matrices(square=True))
    p, m = to_polynomial(charpoly(A)), to_polynomial(minpoly(A))
    assert p.degree() == len(A)
    assert not p % m
    assert {str(f) for f, _ in factors(p)} == {str(f) for f, _ in factors(m)}


@given(st.data(), st.integers(-5, 5))
def test_values_are_determinants(matrices: Any, data: Any, t: int) -> None:
    A = data.draw(matrices(square=True))
    value = np.polyval(np.array(charpoly(A), dtype=object), t)
    assert value == exact.fraction(exact.to_flint(t * exact.eye(len(A)) - A).det())


def test_known_ones(array: Any) -> None:
    assert charpoly(array([[1, 1], [1, 0]])) == [1, -1, -1]
    assert charpoly(array([[2]])) == [1, -2]
    assert minpoly(array([[0, 0], [0, 0]])) == [1, 0]
    assert minpoly(array([[2, 0], [0, 2]])) == [1, -2]


def test_7_5_not_enough_eigenvectors(array: Any) -> None:
    assert minpoly(array([[1, 1], [0, 1]])) == [1, -2, 1]
    assert charpoly(array([[0, -1], [1, 0]])) == [1, 0, 1]


def test_a_polynomial_at_a_matrix(array: Any) -> None:
    A = exact.to_flint(array([[1, 2], [3, 4]]))
    assert evaluate([1, 0, 1], A) == A * A + exact.to_flint(exact.eye(2))


@pytest.mark.parametrize("size", [2**64 + 5, 10**30, 10**300])
def test_minimal_polynomials_of_large_diagonals(size: int) -> None:
    """FLINT 3's own is reduced modulo a prime where entries pass 2^63."""
    twice = np.diag([size, size, 1]).astype(object)
    assert minpoly(np.vectorize(Fraction, otypes=[object])(twice)) == [1, -size - 1, size]
