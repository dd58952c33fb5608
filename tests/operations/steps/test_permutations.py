"""Sarrus' rule and Leibniz' formula: the determinant of FLINT, and the products one would write."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends import exact
from workbench.formats.latex import to_latex
from workbench.formats.plain import to_text
from workbench.model.errors import UserError
from workbench.model.steps import Way
from workbench.operations.steps.determinant import det_steps

SARRUS, LEIBNIZ = Way(method="sarrus"), Way(method="leibniz")
SMALL = st.one_of(st.integers(-3, 3).map(Fraction), st.fractions(-3, 3, max_denominator=3))


def drawn(n):
    return st.lists(st.lists(SMALL, min_size=n, max_size=n), min_size=n, max_size=n)


def determinant(problem):
    return exact.fraction(exact.to_flint(problem.exact["A"]).det())


@given(st.integers(1, 4).flatmap(drawn))
def test_permutations_give_the_determinant(posed, rows):
    problem = posed(A=rows)
    derivation = det_steps(problem, LEIBNIZ)
    assert derivation.result[0][-1] == determinant(problem)
    values = [[line[-1] for line in step.lines] for step in derivation.steps[1:]]
    plus, minus = (*map(sum, values), 0)[:2]
    assert plus - minus == determinant(problem)
    assert to_latex(derivation).isascii()


@given(drawn(3))
def test_sarrus_gives_the_determinant(posed, rows):
    problem = posed(A=rows)
    derivation = det_steps(problem, SARRUS)
    assert derivation.result[0][-1] == determinant(problem)
    assert [len(step.lines) for step in derivation.steps] == [0, 3, 3]
    assert to_latex(derivation).isascii()


def test_all_ways_of_a_3_x_3_are_offered(posed):
    methods = ("elimination", "bareiss", "cofactors", "sarrus", "leibniz")
    assert det_steps(posed(A=np.eye(3, dtype=int).tolist()), Way()).choices["method"] == methods
    assert "sarrus" not in det_steps(posed(A=[[1, 2], [3, 4]]), LEIBNIZ).choices["method"]
    assert det_steps(posed(A=np.eye(5, dtype=int).tolist()), Way()).choices["method"] == methods[:2]


def test_a_known_example(posed):
    problem = posed(A=[[2, 1, 1], [4, -6, 0], [-2, 7, 2]])
    assert "2 · (−6) · 2 = −24" in to_text(det_steps(problem, SARRUS))
    text = to_text(det_steps(problem, LEIBNIZ))
    assert "a₁₁ a₂₂ a₃₃ = 2 · (−6) · 2 = −24" in text
    assert "a₁₂ a₂₃ a₃₁" not in text
    assert "1 product with a 0 left out" in text
    assert text.endswith("det A = 4 − 20 = −16")


def test_decimals_and_complex_entries_are_worked(posed):
    problem = posed(exact=False, A=np.eye(3).tolist())
    problem.arrays["A"] = np.array([[1 + 2j, 1, 1], [4, -6, 0], [-2j, 7, 0.25]])
    for way in (SARRUS, LEIBNIZ):
        assert np.isclose(det_steps(problem, way).result[0][-1], np.linalg.det(problem["A"]))


@pytest.mark.parametrize(("way", "n", "words"), [(SARRUS, 2, "for 3 x 3 alone"), (LEIBNIZ, 5, "A has 5! of them")])
def test_other_sizes_are_refused(posed, way, n, words):
    with pytest.raises(UserError, match=words):
        det_steps(posed(A=np.eye(n, dtype=int).tolist()), way)
