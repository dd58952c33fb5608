"""Subspaces read off the reduced form: right in their dimensions, sent to zero where they should be."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends import exact
from workbench.model.steps import Grid, Way
from workbench.operations.steps.spaces import (
    column_space_steps,
    null_space_steps,
    rank_factorization_steps,
    subspaces_steps,
)

SMALL = st.integers(-2, 2).map(Fraction)
SIDE = st.integers(1, 4)
ANY = st.tuples(SIDE, SIDE).flatmap(
    lambda shape: st.lists(st.lists(SMALL, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0])
)


def basis(line):
    return [piece.entries for piece in line if isinstance(piece, Grid)]


def rank(vectors):
    return exact.rank(np.concatenate(vectors, axis=1)) if vectors else 0


@given(ANY, st.sampled_from(["textbook", "partial", "none"]))
def test_the_four_subspaces(posed, apart, rows, rule):
    problem = posed(A=rows)
    A = problem.exact["A"]
    r, (m, n) = exact.rank(A), A.shape
    derivation = subspaces_steps(problem, Way(pivoting=rule))
    assert apart(derivation) == 0
    columns, row, null, left = map(basis, derivation.result)
    assert [len(found) for found in (columns, row, null, left)] == [r, r, n - r, m - r]
    assert [rank(found) for found in (columns, row, null, left)] == [r, r, n - r, m - r]
    assert all((A @ x == 0).all() for x in null)
    assert all((A.T @ y == 0).all() for y in left)
    assert not columns or exact.rank(np.concatenate([A, *columns], axis=1)) == r
    assert not row or exact.rank(np.concatenate([A.T, *row], axis=1)) == r


@given(ANY)
def test_null_and_column_space_alone(posed, rows):
    problem = posed(A=rows)
    A = problem.exact["A"]
    null, columns = null_space_steps(problem, Way()), column_space_steps(problem, Way())
    found = basis(null.result[0]) if null.result else []
    assert len(found) == A.shape[1] - exact.rank(A)
    assert all((A @ x == 0).all() for x in found)
    assert len(basis(columns.result[0]) if columns.result else []) == exact.rank(A)


def test_a_free_unknown_in_words(posed):
    derivation = null_space_steps(posed(A=[[1, 2], [2, 4]]), Way())
    assert derivation.conclusion.startswith("Column 2 has no pivot: its unknown is free and gives one direction")
    assert basis(derivation.result[0])[0].ravel().tolist() == [-2, 1]


@given(ANY)
def test_the_factors_of_full_rank(posed, rows):
    problem = posed(A=rows)
    derivation = rank_factorization_steps(problem, Way())
    A = problem.exact["A"]
    if not A.any():
        assert "C has no column" in derivation.conclusion
        return
    C, R = basis(derivation.result[0])
    assert (C @ R == A).all()
    assert C.shape[1] == len(R) == exact.rank(A)
