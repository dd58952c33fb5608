"""L D Lᵀ of symmetric matrices, and their inertia."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends import exact
from workbench.backends.exact_ldl import bunch_kaufman, ldl


@given(st.data())
def test_factors_rebuild_the_matrix(matrices: Any, data: Any) -> None:
    A = data.draw(matrices(symmetric=True))
    found = ldl(A)
    n = len(A)
    assert (found.P.dot(found.L).dot(found.D).dot(found.L.T).dot(found.P.T) == A).all()
    assert np.array_equal(np.triu(found.L), exact.eye(n))
    assert not np.tril(found.D, -2).any()
    assert np.array_equal(found.D, found.D.T)
    for k in np.flatnonzero(np.diagonal(found.D, 1)):
        assert found.D[k, k] == found.D[k + 1, k + 1] == 0


@given(st.data())
def test_pivots_of_bunch_and_kaufman_are_those_of_lapack(matrices: Any, data: Any) -> None:
    A = data.draw(matrices(symmetric=True))
    found = bunch_kaufman(A)
    assert (found.P.dot(found.L).dot(found.D).dot(found.L.T).dot(found.P.T) == A).all()
    assert found.inertia == ldl(A).inertia
    if exact.rank(A) < len(A):  # what cancels exactly leaves a remainder in floating point
        return
    outer, D, order = scipy.linalg.ldl(A.astype(float))
    assert found.rows == tuple(order)
    assert found.L.astype(float) == pytest.approx(outer[order], abs=1e-9)
    assert found.D.astype(float) == pytest.approx(D, rel=1e-9, abs=1e-9 * abs(D).max())


@given(st.data())
def test_inertia_counts_eigenvalues(matrices: Any, data: Any) -> None:
    A = data.draw(matrices(symmetric=True))
    inertia = ldl(A).inertia
    assert inertia.zero == len(A) - exact.rank(A)
    values = np.linalg.eigvalsh(A.astype(float))
    near = 1e-9 * max(1.0, abs(values).max())
    assert sum(values > near) <= inertia.positive <= sum(values > -near)
    assert sum(values < -near) <= inertia.negative <= sum(values < near)


def test_an_exchange_only_where_a_pivot_is_zero(array: Any) -> None:
    assert not ldl(array([[4, 2], [2, 3]])).pivoted
    assert ldl(array([[4, 2], [2, 3]])).D.tolist() == [[4, 0], [0, 2]]
    assert ldl(array([[0, 1], [1, 1]])).rows == (1, 0)
    assert not ldl(array([[0, 0], [0, 5]])).pivoted


def test_two_rows_at_once_where_the_diagonal_is_zero(array: Any) -> None:
    found = ldl(array([[0, 0, 2], [0, 0, 0], [2, 0, 0]]))
    assert found.rows == (0, 2, 1)
    assert found.D.tolist() == [[0, 2, 0], [2, 0, 0], [0, 0, 0]]
    assert found.inertia == (1, 1, 1)


def test_only_symmetric_matrices(array: Any) -> None:
    for rows in ([[1, 2], [3, 4]], [[1, 2]]):
        with pytest.raises(ValueError, match="symmetric"):
            ldl(array(rows))
