"""Orthogonal columns in fractions, unit columns with roots."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends import exact
from workbench.backends.exact_gram_schmidt import gram_schmidt


@given(st.data())
def test_orthogonal_columns_with_the_same_span(matrices: Any, data: Any) -> None:
    A = data.draw(matrices())
    found = gram_schmidt(A)
    assert (found.V.dot(found.R) == A).all()
    assert np.array_equal(found.V.T.dot(found.V), np.diag(found.squares))
    assert np.array_equal(np.tril(found.R), exact.eye(A.shape[1]))
    assert len(found.independent) == exact.rank(A)


@given(st.data())
def test_unit_columns_and_lengths_rebuild_the_matrix(matrices: Any, data: Any) -> None:
    A = data.draw(matrices(4))
    found = gram_schmidt(A)
    Q, R = found.Q, found.lengths
    if Q.size:
        assert np.array_equal(Q.T.dot(Q), exact.eye(Q.shape[1]))
        assert (Q.dot(R) == A).all()
    else:
        assert not A.any()


def test_roots_in_sympys_spelling(array: Any) -> None:
    found = gram_schmidt(array([[1, 1], [1, 0], [0, 1]]))
    assert found.V.T.tolist() == array([[1, 1, 0], ["1/2", "-1/2", 1]]).tolist()
    texts = [[str(x) for x in row] for row in found.Q]
    assert texts == [["sqrt(2)/2", "sqrt(6)/6"], ["sqrt(2)/2", "-sqrt(6)/6"], ["0", "sqrt(6)/3"]]


def test_a_dependent_column_leaves_zero(array: Any) -> None:
    found = gram_schmidt(array([[1, 2, 0], [2, 4, 1]]))
    assert found.independent == (0, 2)
    assert not found.V[:, 1].any()
    assert found.R[0, 1] == 2
