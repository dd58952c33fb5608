"""Least squares and pseudoinverses by elimination: the numbers of the exact twins, for any shape and rank."""

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
from workbench.operations.steps.least_squares import lstsq_steps
from workbench.operations.steps.pseudoinverse import pinv_steps

SMALL = st.one_of(st.integers(-2, 2).map(Fraction), st.fractions(-2, 2, max_denominator=2))
SIDE = st.integers(1, 4)
METHODS = st.sampled_from(["auto", "bareiss"])


def drawn(rows, columns):
    return st.lists(st.lists(SMALL, min_size=columns, max_size=columns), min_size=rows, max_size=rows)


ANY = st.tuples(SIDE, SIDE).flatmap(lambda shape: drawn(*shape))
SYSTEM = st.tuples(SIDE, SIDE).flatmap(
    lambda shape: st.tuples(drawn(*shape), st.lists(SMALL, min_size=shape[0], max_size=shape[0]))
)


def decimals(**arrays):
    return Problem(arrays, {}, {}, dict.fromkeys(arrays), {key: key for key in arrays})


@given(ANY, METHODS)
def test_the_pseudoinverse_is_the_exact_one(posed, apart, rows, method):
    problem = posed(A=rows)
    derivation = pinv_steps(problem, Way(method=method))
    assert apart(derivation) == 0
    assert (derivation.result[-1][-1].entries == exact_lstsq.pinv(problem.exact["A"])).all()
    assert to_latex(derivation).isascii()


@given(SYSTEM, METHODS)
def test_the_fit_is_the_shortest_exact_one(posed, apart, system, method):
    rows, b = system
    problem = posed(A=rows, b=b)
    derivation = lstsq_steps(problem, Way(method=method))
    assert apart(derivation) == 0
    x = derivation.result[0][-1].entries
    assert (x.ravel() == exact_lstsq.lstsq(problem.exact["A"], problem.exact["b"]).x).all()
    residual = problem.exact["b"] - problem.exact["A"] @ x.ravel()
    length = derivation.result[2][-1]
    assert length * length == (residual**2).sum()
    assert to_latex(derivation).isascii()


@given(SYSTEM, st.integers(0, 3), st.booleans())
def test_weights_and_damping_are_in_the_equations(posed, system, lam, weighted):
    rows, b = system
    w = [Fraction(k % 3, 2) for k in range(len(b))]
    problem = posed(A=rows, b=b, **({"w": w} if weighted else {}))
    problem = replace(problem, params={"lam": Fraction(lam), "method": "ridge"} if lam else {})
    A, right = problem.exact["A"], problem.exact["b"]
    equations = exact_lstsq.normal_equations(A, right, problem.exact.get("w"), Fraction(lam))
    derivation = lstsq_steps(problem, Way())
    assert (derivation.result[0][-1].entries.ravel() == exact_lstsq.lstsq(*equations).x).all()
    assert ("λ‖x‖²" in derivation.conclusion) == bool(lam)
    assert ("weighted" in derivation.conclusion) == weighted


def test_a_known_line(posed):
    text = to_text(lstsq_steps(posed(A=[[1, 0], [1, 1], [1, 2]], b=[6, 0, 0]), Way()))
    assert "AᵀA = [1 1 1; 0 1 2] [1 0; 1 1; 1 2] = [3 3; 3 5]" in text
    assert text.endswith("x = [5; −3]\n   b − A x = [1; −2; 1]\n   ‖b − A x‖ = √6")


def test_the_ways_to_a_pseudoinverse(posed):
    says = {
        "has an inverse: A⁺ = (AᵀA)⁻¹Aᵀ": [[1, 2], [3, 4], [5, 6]],
        "has an inverse: A⁺ = Aᵀ(AAᵀ)⁻¹": [[1, 2, 0], [0, 1, 1]],
        "The rank of A is 1": [[1, 2], [2, 4]],
    }
    for words, rows in says.items():
        assert words in pinv_steps(posed(A=rows), Way()).steps[0].says
    assert "it is the pseudoinverse" in pinv_steps(posed(A=[[2, 1], [1, 1]]), Way()).conclusion


def test_complex_matrices_are_worked_with_conjugates():
    A = np.array([[1j, 0], [1, 1], [1, 2]])
    found = pinv_steps(decimals(A=A), Way()).result[0][-1].entries.astype(complex)
    assert np.allclose(found, np.linalg.pinv(A))
    wide = pinv_steps(decimals(A=A.T), Way()).result[0][-1].entries.astype(complex)
    assert np.allclose(wide, np.linalg.pinv(A.T))
    x = lstsq_steps(decimals(A=A, b=np.array([6, 0, 0])), Way()).result[0][-1].entries.astype(complex)
    assert np.allclose(x.ravel(), [-5j, 3j])


def test_several_right_hand_sides_and_other_numbers(posed):
    problem = posed(A=[[1, 0], [1, 1], [1, 2]], b=[[6, 1], [0, 1], [0, 1]])
    derivation = lstsq_steps(problem, Way())
    assert derivation.result[0][-1].entries.tolist() == [[5, 1], [-3, 0]]
    assert len(derivation.result) == 1
    damped = replace(posed(A=[[1], [2]], b=[1, 1]), params={"lam": 2**0.5})
    assert lstsq_steps(damped, Way()).way.arithmetic == "decimals"


def test_decimals_that_lose_a_column_in_squares_say_so():
    A = np.array([[1, 1], [1, 1 + 1e-9], [1, 1]])
    for steps in (lstsq_steps, pinv_steps):
        with pytest.raises(UserError, match="In decimals AᵀA has 1 pivot in place of 2"):
            steps(decimals(A=A, b=np.ones(3)), Way())
    assert "square the condition number" in pinv_steps(decimals(A=A * [1, 2] + [[0, 1], [0, 0], [0, 0]]), Way()).remark


@pytest.mark.parametrize("params", [{"rtol": 0.1}, {"method": "tsvd", "k": 1}])
def test_cutoffs_have_no_steps(posed, params):
    problem = replace(posed(A=[[1], [2]], b=[1, 1]), params=params)
    for steps in (lstsq_steps, pinv_steps) if "rtol" in params else (lstsq_steps,):
        with pytest.raises(UserError, match="no singular values"):
            steps(problem, Way())
