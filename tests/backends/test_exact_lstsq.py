"""Least squares, pseudoinverses and projectors in fractions."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends import exact
from workbench.backends.exact_lstsq import lstsq, pinv, projectors


@given(st.data())
def test_the_pseudoinverse_gives_the_solution_of_least_squares(matrices: Any, data: Any) -> None:
    A = data.draw(matrices())
    B = exact.array(data.draw(st.lists(st.integers(-5, 5).map(Fraction), min_size=len(A), max_size=len(A))), (len(A),))
    found, X = lstsq(A, B), pinv(A)
    assert X.shape == A.T.shape
    assert (X.dot(B) == found.x).all()
    assert (B - A.dot(found.x) == found.residual).all()
    assert found.squares == found.residual.dot(found.residual)


@given(st.data())
def test_pseudoinverse_as_numpy_has_it(matrices: Any, data: Any) -> None:
    A = data.draw(matrices(4))
    X = pinv(A)
    assert (pinv(X) == A).all()
    assert (pinv(A.T) == X.T).all()
    if exact.rank(A) == len(A) == A.shape[1]:
        assert (X.dot(A) == exact.eye(len(A))).all()


@given(st.data())
def test_projectors_split_the_space(matrices: Any, data: Any) -> None:
    A = data.draw(matrices(4))
    P = projectors(A)
    assert (P.column.dot(A) == A).all()
    assert (A.dot(P.row) == A).all()
    assert not A.dot(P.null).any()
    assert not P.left_null.dot(A).any()


def test_9_2_three_lines(array: Any) -> None:
    found = lstsq(array([[-2, -1], [4, -1], [-1, -1]]), array([-2, -8, -2]))
    assert found.x.tolist() == [Fraction(-33, 31), Fraction(113, 31)]
    assert found.squares == Fraction(18, 31)


def test_9_3_fit_a_line(array: Any) -> None:
    x, y = [0, 1, 2, 3, 3, 4], array([2, 4, 0, 2, 5, 3])
    found = lstsq(array([[value, 1] for value in x]), y)
    assert found.x.tolist() == [Fraction(14, 65), Fraction(11, 5)]
    assert found.squares == Fraction(964, 65)


def test_several_right_sides_and_nothing_but_zeros(array: Any) -> None:
    A, B = array([[1, 1], [1, 1]]), array([[2, 0], [4, 1]])
    found = lstsq(A, B)
    assert found.x.tolist() == [[Fraction(3, 2), Fraction(1, 4)]] * 2
    assert found.squares.tolist() == [2, Fraction(1, 2)]
    zero = exact.zeros(2, 3)
    assert lstsq(zero, B).x.shape == (3, 2)
    assert np.array_equal(lstsq(zero, B).residual, B)
    assert pinv(zero).shape == (3, 2)
    assert (projectors(zero).null == exact.eye(3)).all()
