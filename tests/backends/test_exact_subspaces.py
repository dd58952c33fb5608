"""Bases of the four subspaces."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends import exact
from workbench.backends.exact_subspaces import column_space, left_null_space, null_space, row_space, subspaces


@given(st.data())
def test_dimensions_and_orthogonality(matrices: Any, data: Any) -> None:
    A = data.draw(matrices())
    found, rank = subspaces(A), exact.rank(A)
    m, n = A.shape
    assert [basis.shape for basis in found] == [(m, rank), (n, rank), (n, n - rank), (m, m - rank)]
    for basis in found:
        assert not basis.size or exact.rank(basis) == basis.shape[1]
    if found.row.size and found.null.size:
        assert not found.row.T.dot(found.null).any()
    if found.column.size and found.left_null.size:
        assert not found.column.T.dot(found.left_null).any()


@given(st.data())
def test_one_at_a_time_they_are_the_same(matrices: Any, data: Any) -> None:
    A = data.draw(matrices())
    single = (column_space(A), row_space(A), null_space(A), left_null_space(A))
    for one, same in zip(single, subspaces(A), strict=True):
        assert np.array_equal(one, same)


@given(st.data())
def test_null_vectors_are_integers_with_the_largest_positive(matrices: Any, data: Any) -> None:
    for x in null_space(data.draw(matrices())).T:
        assert all(value.denominator == 1 for value in x)
        assert max(x, key=abs) > 0
        assert np.gcd.reduce(np.array([int(value) for value in x])) == 1


def test_4_5_null_space(array: Any) -> None:
    assert null_space(array([[1, 2, 3], [4, 5, 6], [7, 8, 9]])).T.tolist() == [[-1, 2, -1]]


def test_4_6_four_subspaces(array: Any) -> None:
    W = subspaces(array([[1, 2], [3, 6]]))
    assert [basis.T.tolist() for basis in W] == [[[1, 3]], [[1, 2]], [[2, -1]], [[3, -1]]]
    M = subspaces(array([[1, 2, 3], [2, 3, 5]]))
    assert M.null.T.tolist() == [[1, 1, -1]]
    assert M.left_null.shape == (2, 0)


def test_nothing_but_zeros(array: Any) -> None:
    found = subspaces(array([[0, 0]]))
    assert found.null.tolist() == [[1, 0], [0, 1]]
    assert found.left_null.tolist() == [[1]]
    assert found.column.shape == (1, 0)
