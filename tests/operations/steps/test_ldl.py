"""L D Lᵀ by hand: the factors multiply back, the signs of D are those of the eigenvalues, or a 0 ends it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends import exact_ldl
from workbench.formats.latex import to_latex
from workbench.formats.plain import to_text
from workbench.model.errors import UserError
from workbench.model.steps import Grid, Way
from workbench.operations.steps.ldl import ldl_steps

SMALL = st.one_of(st.integers(-3, 3).map(Fraction), st.fractions(-2, 2, max_denominator=2))
SQUARE = st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(SMALL, min_size=n, max_size=n), min_size=n, max_size=n))


def factors(derivation):
    return [piece.entries for piece in derivation.result[0] if isinstance(piece, Grid)]


@given(SQUARE)
def test_the_factors_multiply_back(posed, rows):
    B = np.array(rows, dtype=object)
    problem = posed(A=B + B.T)
    derivation = ldl_steps(problem, Way())
    assert to_latex(derivation).isascii()
    if not derivation.result:
        assert "without exchanges there is no such L and D" in derivation.conclusion
        assert "Bunch and Kaufman" in derivation.remark
        return
    L, D, transpose = factors(derivation)
    assert (L @ D @ transpose == problem.exact["A"]).all()
    assert (transpose == L.T).all()
    inertia = exact_ldl.ldl(problem.exact["A"]).inertia
    assert f"{inertia.positive} positive" in derivation.conclusion or not inertia.positive
    assert f"{inertia.negative} negative" in derivation.conclusion or not inertia.negative
    answer = exact_ldl.bunch_kaufman(problem.exact["A"])
    same = not answer.pivoted and np.array_equal(answer.D, D)
    assert bool(derivation.remark) != same


def test_a_known_example(posed):
    text = to_text(ldl_steps(posed(A=[[4, 12, -16], [12, 37, -43], [-16, -43, 98]]), Way()))
    assert "d₃ = 98 + 4 · 4 · (−4) − 5 · 1 · 5 = 9" in text
    assert "Signs in D: 3 positive. A has as many eigenvalues of each" in text


def test_hermitian_matrices_and_decimals(posed):
    problem = posed(exact=False, A=[[0.1, 0.3], [0.3, 0.2]])
    assert "Bunch and Kaufman" in ldl_steps(problem, Way()).remark
    A = np.array([[2, 1j, 0], [-1j, 3, 1 - 1j], [0, 1 + 1j, -4]])
    derivation = ldl_steps(replace(problem, arrays={"A": A}), Way())
    L, D, adjoint = (entries.astype(complex) for entries in factors(derivation))
    assert np.allclose(L @ D @ adjoint, A)
    assert derivation.title == "L D Lᴴ, column by column"


def test_what_ends_it(posed):
    text = to_text(ldl_steps(posed(A=[[0, 1], [1, 0]]), Way()))
    assert "l₂₁ = 1 / 0" in text
    assert "d₁ is 0 and not all below it" in text
    with pytest.raises(UserError, match="A is not symmetric"):
        ldl_steps(posed(A=[[1, 2], [3, 1]]), Way())
