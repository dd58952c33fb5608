"""Definiteness, and Cholesky factors with roots."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends import exact
from workbench.backends.exact_definite import NotDefiniteError, cholesky, definiteness


@given(st.data())
def test_cholesky_rebuilds_grams_matrices(matrices: Any, data: Any) -> None:
    A = data.draw(matrices(4))
    G = A.T.dot(A)
    if exact.rank(A) < A.shape[1]:
        assert definiteness(G).kind in ("positive semidefinite", "zero")
        with pytest.raises(NotDefiniteError):
            cholesky(G)
        return
    L = cholesky(G)
    assert definiteness(G) == ("positive definite", (len(G), 0, 0), None)
    assert (L.dot(L.T) == G).all()
    assert not np.triu(L, 1).any()
    assert all(float(x) > 0 for x in np.diagonal(L))


@given(st.data())
def test_the_opposite_has_the_opposite_kind(matrices: Any, data: Any) -> None:
    A = data.draw(matrices(4, symmetric=True))
    kind = definiteness(A).kind
    swapped = kind.replace("positive", "NEGATIVE").replace("negative", "positive").lower()
    assert definiteness(-A).kind == swapped


def test_roots_only_where_pivots_are_no_squares(array: Any) -> None:
    texts = [[str(x) for x in row] for row in cholesky(array([[4, 2], [2, 3]]))]
    assert texts == [["2", "0"], ["1", "sqrt(2)"]]
    assert cholesky(array([["1/4", 1], [1, 5]])).tolist() == [[array(["1/2"])[0], 0], [2, 1]]


@pytest.mark.parametrize(
    ("rows", "kind", "minor"),
    [
        ([[1, 2], [2, 1]], "indefinite", (2, -3)),
        ([[-1, 0], [0, -1]], "negative definite", (1, -1)),
        ([[1, 1], [1, 1]], "positive semidefinite", (2, 0)),
        ([[0, 0], [0, -2]], "negative semidefinite", (1, 0)),
        ([[0]], "zero", (1, 0)),
        ([[0, 1], [1, 0]], "indefinite", (1, 0)),
    ],
)
def test_the_first_minor_that_fails(array: Any, rows: list[list[int]], kind: str, minor: tuple[int, int]) -> None:
    found = definiteness(array(rows))
    assert (found.kind, found.failing) == (kind, minor)
    with pytest.raises(NotDefiniteError, match=f"order {minor[0]} is {minor[1]}, not positive"):
        cholesky(array(rows))
