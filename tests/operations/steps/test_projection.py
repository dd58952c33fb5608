"""Projections by elimination: those of the exact twin, for any rank, and perpendicular in what is left."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends import exact_lstsq
from workbench.formats.latex import to_latex
from workbench.formats.plain import to_text
from workbench.model.errors import UserError
from workbench.model.steps import Way
from workbench.operations.spec import Problem
from workbench.operations.steps.projection import project_steps, projector_steps

SMALL = st.one_of(st.integers(-2, 2).map(Fraction), st.fractions(-2, 2, max_denominator=2))
SIDE = st.integers(1, 4)
METHODS = st.sampled_from(["auto", "bareiss"])
SYSTEM = st.tuples(SIDE, SIDE).flatmap(
    lambda shape: st.tuples(
        st.lists(st.lists(SMALL, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]),
        st.lists(SMALL, min_size=shape[0], max_size=shape[0]),
    )
)


@given(SYSTEM, METHODS)
def test_the_projection_is_the_exact_one(posed, apart, system, method):
    rows, b = system
    problem = posed(A=rows, b=b)
    derivation = project_steps(problem, Way(method=method))
    assert apart(derivation) == 0
    A, right = problem.exact["A"], problem.exact["b"]
    p = derivation.result[0][-1].entries.ravel()
    assert (p == right - exact_lstsq.lstsq(A, right).residual).all()
    assert (A.T @ (right - p) == 0).all()
    assert to_latex(derivation).isascii()


@given(SYSTEM, METHODS)
def test_the_projector_is_the_exact_one(posed, apart, system, method):
    problem = posed(A=system[0])
    derivation = projector_steps(problem, Way(method=method))
    assert apart(derivation) == 0
    P, A = derivation.result[0][-1].entries, problem.exact["A"]
    assert (A @ exact_lstsq.pinv(A) == P).all()
    assert to_latex(derivation).isascii()


def test_dependent_columns_are_left_out(posed):
    text = to_text(projector_steps(posed(A=[[1, 2, 0], [1, 2, 1], [0, 0, 1]]), Way()))
    assert "pivots in columns 1 and 3: keep those, as C." in text
    assert "P = C(CᵀC)⁻¹Cᵀ" in text
    assert "The column space of A holds only 0" in to_text(projector_steps(posed(A=[[0], [0]]), Way()))


def test_a_vector_gives_a_line(posed):
    problem = posed(A=[1, 1], b=[3, 1])
    assert project_steps(problem, Way()).result[0][-1].entries.ravel().tolist() == [2, 2]


def test_complex_columns_in_decimals():
    A, b = np.array([[1j, 1], [1, 0], [0, 2]]), np.array([1, 2j, 3])
    problem = Problem({"A": A, "b": b}, {}, {}, dict.fromkeys("Ab"), {"A": "A", "b": "b"})
    P = projector_steps(problem, Way()).result[0][-1].entries.astype(complex)
    assert np.allclose(P, A @ np.linalg.pinv(A))
    assert np.allclose(project_steps(problem, Way()).result[0][-1].entries.astype(complex).ravel(), P @ b)


def test_a_cutoff_has_no_steps(posed):
    with pytest.raises(UserError, match="cuts off no singular values"):
        projector_steps(replace(posed(A=[[1], [2]]), params={"rtol": 0.1}), Way())
