"""Cofactors and the adjugate."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends import exact
from workbench.backends.exact_adjugate import adjugate, cofactors, minor


@given(st.data())
def test_every_cofactor_is_a_signed_minor(matrices: Any, data: Any) -> None:
    A = data.draw(matrices(4, square=True))
    C = cofactors(A)
    assert np.array_equal(adjugate(A), C.T)
    assert all(C[i, j] == (-1) ** (i + j) * minor(A, i, j) for i, j in np.ndindex(A.shape))


def test_known_ones(array: Any) -> None:
    assert adjugate(array([[1, 2], [3, 4]])).tolist() == [[4, -2], [-3, 1]]
    assert adjugate(array([[7]])).tolist() == [[1]]
    assert adjugate(array([[0]])).tolist() == [[1]]
    assert not adjugate(exact.zeros(3, 3)).any()


def test_3_2_friendly_fractions(array: Any) -> None:
    assert adjugate(array([[3, 0, 2], [2, 0, -2], [0, 1, 1]])).tolist() == [[2, 2, 0], [-2, 3, 10], [2, -3, 0]]


def test_a_singular_matrix_of_rank_two(array: Any) -> None:
    expected = [[-3, 6, -3], [6, -12, 6], [-3, 6, -3]]
    assert adjugate(array([[1, 2, 3], [4, 5, 6], [7, 8, 9]])).tolist() == expected
