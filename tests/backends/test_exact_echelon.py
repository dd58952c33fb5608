"""The reduced row echelon form, and A = C R."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends import exact
from workbench.backends.exact_echelon import column_row, primitive, rref


@given(st.data())
def test_columns_times_rows_rebuild_the_matrix(matrices: Any, data: Any) -> None:
    A = data.draw(matrices())
    C, R = column_row(A)
    found = rref(A)
    assert C.shape == (len(A), found.rank)
    assert R.shape == (found.rank, A.shape[1])
    assert found.rank == exact.rank(A)
    assert sorted(found.pivots + found.free) == list(range(A.shape[1]))
    if found.rank:
        assert (C.dot(R) == A).all()


@given(st.data())
def test_the_form_is_its_own_form_and_blind_to_row_operations(matrices: Any, data: Any) -> None:
    A = data.draw(matrices())
    form = rref(A).form
    assert (rref(form).form == form).all()
    assert (rref(A[::-1] * Fraction(-3, 2)).form == form).all()


def test_4_5_span_in_3d(array: Any) -> None:
    A = array([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    assert rref(A).form.tolist() == [[1, 0, -1], [0, 1, 2], [0, 0, 0]]
    assert rref(A).pivots == (0, 1)
    A[2, 2] = Fraction(10)
    assert rref(A).rank == 3


def test_4_6_column_row_factors(array: Any) -> None:
    C, R = column_row(array([[1, 2, 3], [2, 3, 5]]))
    assert C.tolist() == [[1, 2], [2, 3]]
    assert R.tolist() == [[1, 0, 1], [0, 1, 1]]


def test_nothing_but_zeros(array: Any) -> None:
    found = rref(array([[0, 0]]))
    assert (found.pivots, found.free) == ((), (0, 1))
    assert [part.shape for part in column_row(array([[0, 0]]))] == [(1, 0), (0, 2)]


@pytest.mark.parametrize(
    ("vector", "smallest"),
    [
        (["1/2", "-1/3"], [3, -2]),
        (["-4", "2"], [2, -1]),
        (["-1", "1"], [1, -1]),
        (["1", "-1"], [1, -1]),
        (["0", "0"], [0, 0]),
    ],
)
def test_smallest_integers_with_the_largest_positive(array: Any, vector: list[str], smallest: list[int]) -> None:
    assert primitive(array(vector)).tolist() == smallest


def test_an_answer_that_contradicts_itself_is_a_defect() -> None:
    with pytest.raises(ArithmeticError, match="contradicts itself: 1 is 2"):
        exact.confirm(False, "1 is 2")
