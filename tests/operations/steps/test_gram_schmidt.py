"""Gram and Schmidt: perpendicular, of length 1, and the product is the matrix."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends import exact
from workbench.formats.plain import line_text
from workbench.model.errors import UserError
from workbench.model.steps import Grid, Way
from workbench.model.surd import root
from workbench.operations.spec import Problem
from workbench.operations.steps.gram_schmidt import qr_steps

SMALL = st.integers(-3, 3).map(Fraction)
SIDE = st.integers(1, 4)
ANY = st.tuples(SIDE, SIDE).flatmap(
    lambda shape: st.lists(st.lists(SMALL, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0])
)


@given(ANY)
def test_the_factors_rebuild_the_matrix_exactly(posed, rows):
    problem = posed(A=rows)
    derivation = qr_steps(problem, Way())
    A = problem.exact["A"]
    rank = exact.rank(A)
    if not rank:
        assert not derivation.result
        return
    Q, R = (piece.entries for piece in derivation.result[0] if isinstance(piece, Grid))
    assert Q.shape == (A.shape[0], rank)
    assert (Q @ R == A).all()
    assert (np.eye(rank, dtype=int) == Q.T @ Q).all()
    assert all(not R[i, j] for i in range(rank) for j in range(i))
    assert ("dependent" in derivation.conclusion) == (rank < A.shape[1])


@given(ANY)
def test_decimals_rebuild_it_to_rounding(posed, rows):
    problem = posed(exact=False, A=rows)
    derivation = qr_steps(problem, Way())
    if derivation.result:
        Q, R = (np.array(piece.entries, dtype=float) for piece in derivation.result[0] if isinstance(piece, Grid))
        assert np.abs(Q @ R - problem["A"]).max() <= 1e-12


def test_the_textbook_example(posed):
    derivation = qr_steps(posed(A=[[1, 1], [1, 0], [0, 1]]), Way())
    Q, R = (piece.entries for piece in derivation.result[0] if isinstance(piece, Grid))
    assert Q[:, 0].tolist() == [root(Fraction(1, 2)), root(Fraction(1, 2)), 0]
    assert R[1, 1] == root(Fraction(3, 2))
    assert "projection on u₁" in derivation.steps[2].says


def test_6_6_lengths_on_the_diagonal(posed):
    derivation = qr_steps(posed(A=[[1, 1, 0], [1, 0, 1], [0, 1, 1]]), Way())
    _, R = (piece.entries for piece in derivation.result[0] if isinstance(piece, Grid))
    assert [R[k, k] * R[k, k] for k in range(3)] == [2, Fraction(3, 2), Fraction(4, 3)]
    assert R[0, 0] * R[1, 1] * R[2, 2] == 2


def test_complex_columns_are_projected_with_conjugates():
    A = np.array([[1j, 1], [1, 2]])
    problem = Problem({"A": A}, {}, {}, {"A": None}, {"A": "A"})
    derivation = qr_steps(problem, Way())
    Q, R = (np.array(piece.entries, dtype=complex) for piece in derivation.result[0] if isinstance(piece, Grid))
    assert np.allclose(Q.conj().T @ Q, np.eye(2))
    assert np.allclose(Q @ R, A)
    assert "u₁ᴴa₂ / u₁ᴴu₁ = (2 − i) / 2 = 1 − 0.5i" in map(line_text, derivation.steps[2].lines)


def test_a_zero_column_is_said_to_be_zero(posed):
    steps = qr_steps(posed(A=[[Fraction(0), Fraction(1)], [Fraction(0), Fraction(2)]]), Way()).steps
    assert steps[1].says == "a₁ is 0: it adds no direction."


def test_pivoting_has_no_steps(posed):
    problem = posed(A=[[Fraction(1)]])
    with pytest.raises(UserError, match="in their order"):
        qr_steps(replace(problem, params={"method": "pivoted"}), Way())
