"""Characteristic polynomials by hand: FLINT's coefficients, by the determinant and by traces."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends import exact
from workbench.formats.latex import to_latex
from workbench.formats.plain import line_text, to_text
from workbench.model.errors import UserError
from workbench.model.steps import Way
from workbench.operations.steps.characteristic import polynomial
from workbench.operations.steps.polynomial import charpoly_steps
from workbench.operations.steps.traces import traced

SMALL = st.integers(-3, 3).map(Fraction)
SQUARE = st.integers(1, 5).flatmap(lambda n: st.lists(st.lists(SMALL, min_size=n, max_size=n), min_size=n, max_size=n))
TRACES = Way(method="traces")


def flint(A):
    """The coefficients from the highest power down."""
    return [exact.fraction(c) for c in reversed(exact.to_flint(A).charpoly().coeffs())]


@given(SQUARE)
def test_traces_find_the_coefficients(posed, rows):
    problem = posed(A=rows)
    expected = flint(problem.exact["A"])
    values, _ = traced(problem.exact["A"], "A", True)
    assert values == expected
    derivation = charpoly_steps(problem, TRACES)
    assert derivation.result[0][2:] == polynomial(expected)
    assert derivation.steps[-1].lines[0][-1] == "0"
    assert to_latex(derivation).isascii()


def test_a_complex_number_behind_a_sum_is_in_brackets():
    assert line_text(polynomial([1.0, -2 - 1j, -1 + 2j])) == "λ² + (−2 − i) λ + (−1 + 2i)"
    assert line_text(polynomial([1.0, 0.0, 2j])) == "λ² + 2i"
    assert line_text(polynomial([-1 + 2j])) == "−1 + 2i"


@given(SQUARE)
def test_the_other_way_comes_to_the_same(posed, rows):
    derivation, other = charpoly_steps(posed(A=rows), Way()), charpoly_steps(posed(A=rows), TRACES)
    assert line_text(derivation.result[0]) == line_text(other.result[0])
    assert derivation.way.method == ("expansion" if len(rows) < 4 else "traces")
    assert derivation.choices["method"] == (("expansion", "traces") if len(rows) < 4 else ("traces",))


def test_a_known_example(posed):
    text = to_text(charpoly_steps(posed(A=[[2, 1], [1, 1]]), TRACES))
    assert "M₂ = A − 3 I = [−1 1; 1 −2]" in text
    assert "c₂ = −trace(A M₂) / 2 = 2 / 2 = 1" in text
    assert "A M₂ + I = 0" in text
    assert "c₁ stands before the lower ones" in to_text(charpoly_steps(posed(A=[[5]]), TRACES))


def test_decimals_and_the_size_of_an_expansion(posed):
    A = np.array([[0.5, 1, 0, 2], [0, 2, 1, 1], [1, 0, 1, 0], [0, 0, 0.25, 1]])
    values, _ = traced(A.astype(object), "A", False)
    assert np.allclose(np.array(values, dtype=float), np.poly(A))
    with pytest.raises(UserError, match="up to 3 x 3"):
        charpoly_steps(posed(A=A.tolist()), Way(method="expansion"))
