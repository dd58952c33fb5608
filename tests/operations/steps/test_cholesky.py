"""Cholesky by hand: L times its transpose is the matrix, roots and all, or it is said where that ends."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends import exact_definite
from workbench.formats.latex import to_latex
from workbench.formats.plain import to_text
from workbench.model.errors import UserError
from workbench.model.steps import Grid, Way
from workbench.operations.steps.cholesky import cholesky_steps

SMALL = st.one_of(st.integers(-3, 3).map(Fraction), st.fractions(-2, 2, max_denominator=2))
SYMMETRIC = st.integers(1, 4).flatmap(
    lambda n: st.tuples(
        st.lists(st.lists(SMALL, min_size=n, max_size=n), min_size=n, max_size=n), st.integers(0, 20), st.booleans()
    )
)


def factors(derivation):
    return [piece.entries for piece in derivation.result[0] if isinstance(piece, Grid)]


@given(SYMMETRIC)
def test_the_factor_multiplies_back(posed, drawn):
    rows, shift, gram = drawn
    B = np.array(rows, dtype=object)
    A = B @ B.T + shift * np.eye(len(B), dtype=int) if gram else B + B.T + shift * np.eye(len(B), dtype=int)
    problem = posed(A=A)
    derivation = cholesky_steps(problem, Way())
    assert to_latex(derivation).isascii()
    try:
        exact_definite.cholesky(problem.exact["A"])
    except exact_definite.NotDefiniteError:
        assert "not positive definite" in derivation.conclusion
        assert not derivation.result
        return
    L, transpose = factors(derivation)
    assert (L @ transpose == problem.exact["A"]).all()
    assert (transpose == L.T).all()
    assert not np.triu(L, 1).any()


def test_a_known_example(posed):
    text = to_text(cholesky_steps(posed(A=[[4, 12, -16], [12, 37, -43], [-16, -43, 98]]), Way()))
    assert "l₂₂ = √(37 − 6 · 6) = 1" in text
    assert "l₃₂ = −43 + 8 · 6 = 5" in text
    assert "l₁₁ = √2\n" in to_text(cholesky_steps(posed(A=[[2, 1], [1, 2]]), Way()))


def test_hermitian_matrices_in_decimals(posed):
    problem = posed(exact=False, A=[[1]])
    A = np.array([[2, 1j, 0], [-1j, 3, 1 - 1j], [0, 1 + 1j, 4]])
    L, adjoint = (
        entries.astype(complex) for entries in factors(cholesky_steps(replace(problem, arrays={"A": A}), Way()))
    )
    assert np.allclose(L @ adjoint, A)
    assert np.allclose(L, np.linalg.cholesky(A))


def test_what_is_under_a_root_is_shown_where_it_ends(posed):
    derivation = cholesky_steps(posed(A=[[1, 2], [2, 1]]), Way())
    assert to_text(derivation).endswith("−3 is not positive, so A is not positive definite and has no such L.")
    assert "l₂₂ = √(1 − 2 · 2) = √(−3)" in to_text(derivation)
    assert "under the root is 0" in to_text(cholesky_steps(posed(A=[[0]]), Way()))


def test_a_matrix_that_is_not_symmetric_is_refused(posed):
    with pytest.raises(UserError, match="A is not symmetric: row 1, column 2 and row 2, column 1 differ"):
        cholesky_steps(posed(A=[[1, 2], [3, 1]]), Way())
    A = np.array([[2 - 1j, 3 + 1j], [3 - 1j, 1e50]])
    problem = replace(posed(exact=False, A=[[1]]), arrays={"A": A})
    with pytest.raises(UserError, match="A is not Hermitian: row 1, column 1"):
        cholesky_steps(problem, Way())
