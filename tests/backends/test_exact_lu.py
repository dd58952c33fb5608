"""LU in fractions with every pivoting."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends import exact
from workbench.backends.exact_lu import ZeroPivotError, lu


@given(st.data())
def test_factors_rebuild_the_matrix(matrices: Any, data: Any) -> None:
    A = data.draw(matrices())
    k = min(A.shape)
    for pivoting in ("partial", "complete"):
        found = lu(A, pivoting)
        assert (found.P.dot(found.L).dot(found.U).dot(found.Q) == A).all()
        assert (np.triu(found.L) == exact.eye(max(A.shape))[: len(A), :k]).all()
        assert not np.tril(found.U, -1).any()
        assert (abs(found.L) <= 1).all()
    assert pivoting == "complete"
    pivots = np.diagonal(found.U)
    assert sum(map(bool, pivots)) == exact.rank(A)
    assert sorted(abs(pivots) > 0, reverse=True) == list(abs(pivots) > 0)


@given(st.data())
def test_without_pivoting_the_first_minors_decide(matrices: Any, data: Any) -> None:
    A = data.draw(matrices(square=True))
    order = _first_stop(A)
    if order is None:
        found = lu(A, "none")
        assert (found.L.dot(found.U) == A).all()
        assert found.rows == tuple(range(len(A)))
    else:
        with pytest.raises(ZeroPivotError) as caught:
            lu(A, "none")
        assert caught.value.order == order
        assert not exact.to_flint(A[:order, :order]).det()


def _first_stop(A: Any) -> int | None:
    """Eliminate column by column, skipping those without anything below the diagonal."""
    work = A.copy()
    for k in range(len(A)):
        if not work[k, k] and work[k + 1 :, k].any():
            return k + 1
        for i in range(k + 1, len(A)):
            if work[k, k]:
                work[i] = work[i] - work[k] * (work[i, k] / work[k, k])
    return None


def test_14_8_pivot(array: Any) -> None:
    A = array([["1e-20", 1], [1, 1]])
    plain, pivoted = lu(A, "none"), lu(A)
    assert plain.L.tolist() == [[1, 0], [10**20, 1]]
    assert plain.U[1, 1] == 1 - 10**20
    assert pivoted.rows == (1, 0)
    assert pivoted.U.tolist() == [[1, 1], [0, 1 - A[0, 0]]]


def test_11_8_pivots(array: Any) -> None:
    found = lu(array([[3, 0, 2], [2, 0, -2], [0, 1, 1]]))
    assert [abs(x) for x in np.diagonal(found.U)] == [3, 1, array(["10/3"])[0]]


def test_a_zero_in_the_corner(array: Any) -> None:
    with pytest.raises(ZeroPivotError, match="order 1 is 0") as caught:
        lu(array([[0, 1], [1, 0]]), "none")
    assert caught.value.order == 1
    assert lu(array([[0, 1], [0, 2]]), "none").U.tolist() == [[0, 1], [0, 2]]


def test_one_row_and_one_column(array: Any) -> None:
    assert lu(array([[3, 4]])).U.tolist() == [[3, 4]]
    column = lu(array([[2], [4]]))
    assert column.L[1, 0] * 2 == 1
    assert column.P.tolist() == [[0, 1], [1, 0]]
