"""Minors, cofactors and adjugates by hand: the numbers of the exact twin, and a product that proves them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends import exact_adjugate
from workbench.formats.latex import to_latex
from workbench.formats.plain import to_text
from workbench.model.errors import UserError
from workbench.model.steps import Way
from workbench.operations.steps.inverse import inverse_steps
from workbench.operations.steps.minor_tables import adjugate_steps, cofactors_steps, minors_steps

SQUARE = st.integers(1, 4).flatmap(
    lambda n: st.lists(st.lists(st.integers(-4, 4), min_size=n, max_size=n), min_size=n, max_size=n)
)


@given(SQUARE)
def test_they_are_those_of_the_exact_twin(posed, rows):
    problem = posed(A=rows)
    adjugate = exact_adjugate.adjugate(problem.exact["A"])
    board = np.where(np.add.outer(*2 * [np.arange(len(rows))]) % 2, -1, 1)
    expected = {adjugate_steps: adjugate, cofactors_steps: adjugate.T, minors_steps: adjugate.T * board}
    for steps, value in expected.items():
        found = steps(problem, Way())
        assert (found.result[0][-1].entries == value).all()
        assert to_text(found)
        assert to_latex(found)


@given(SQUARE)
def test_the_last_line_is_the_proof(posed, rows):
    *_, product, _, _, _, _, determinant = adjugate_steps(posed(A=rows), Way()).result[1]
    assert (product.entries == determinant * np.eye(len(rows), dtype=int)).all()


@given(SQUARE)
def test_the_inverse_is_the_adjugate_over_the_determinant(posed, rows):
    problem = posed(A=rows)
    found, other = inverse_steps(problem, Way(method="cofactors")), inverse_steps(problem, Way())
    assert found.choices["method"] == ("elimination", "bareiss", "cofactors")
    assert to_latex(found).isascii()
    assert bool(found.result) == bool(other.result)
    if other.result:
        assert (found.result[0][-1].entries == other.result[0][-1].entries).all()
    else:
        assert found.conclusion.endswith("there is no inverse.")


def test_decimals_are_worked_too(posed):
    found = cofactors_steps(posed(A=[[1, 2], [3, 4]], exact=False), Way())
    assert found.result[0][-1].entries.tolist() == [[4.0, -3.0], [-2.0, 1.0]]
    assert found.remark


def test_what_nobody_would_read_is_refused(posed):
    with pytest.raises(UserError, match="25 determinants"):
        minors_steps(posed(A=[[Fraction(int(i == j)) for i in range(5)] for j in range(5)]), Way())
