"""Elimination without fractions: the same answers, and whole numbers all the way."""

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
from workbench.operations.steps.inverse import inverse_steps
from workbench.operations.steps.reduced import rref_steps
from workbench.operations.steps.spaces import subspaces_steps
from workbench.operations.steps.system import solve_steps

BAREISS = Way(method="bareiss")
SMALL = st.one_of(st.integers(-4, 4).map(Fraction), st.fractions(-3, 3, max_denominator=3))
SIDE = st.integers(1, 4)


def drawn(rows, columns, entries=SMALL):
    return st.lists(st.lists(entries, min_size=columns, max_size=columns), min_size=rows, max_size=rows)


ANY = st.tuples(SIDE, SIDE).flatmap(lambda shape: drawn(*shape))
SQUARE = SIDE.flatmap(lambda n: drawn(n, n))
SYSTEM = SIDE.flatmap(lambda n: st.tuples(drawn(n, n), st.lists(SMALL, min_size=n, max_size=n)))


def whole_until_the_division(derivation) -> bool:
    """Whether every number is whole from the first combination of rows to the last."""
    steps = [step for step in derivation.steps if step.operation is not None and step.operation.kind == "combine"]
    return all(x.denominator == 1 for step in steps for x in step.matrix.flat)


@given(SQUARE)
def test_the_last_pivot_is_the_determinant(posed, apart, rows):
    problem = posed(A=rows)
    derivation = det_steps(problem, BAREISS)
    assert apart(derivation) == 0
    assert whole_until_the_division(derivation)
    assert derivation.way.method == "bareiss"
    assert derivation.result[0][-1] == exact.fraction(exact.to_flint(problem.exact["A"]).det())
    assert to_latex(derivation).isascii()
    assert to_text(derivation)


@given(ANY)
def test_reduction_ends_in_the_reduced_form(posed, apart, last, rows):
    problem = posed(A=rows)
    derivation = rref_steps(problem, BAREISS)
    assert apart(derivation) == 0
    assert whole_until_the_division(derivation)
    assert (last(derivation) == exact.from_flint(exact.to_flint(problem.exact["A"]).rref()[0])).all()
    assert to_latex(derivation).isascii()


@given(SQUARE)
def test_the_inverse_is_that_of_elimination(posed, apart, rows):
    problem = posed(A=rows)
    derivation, other = inverse_steps(problem, BAREISS), inverse_steps(problem, Way())
    assert apart(derivation) == 0
    assert derivation.conclusion == other.conclusion
    assert bool(derivation.result) == bool(other.result)
    if other.result:
        assert (derivation.result[0][-1].entries == other.result[0][-1].entries).all()


@given(SYSTEM)
def test_a_system_comes_to_the_same(posed, apart, system):
    rows, b = system
    problem = posed(A=rows, b=b)
    derivation, other = solve_steps(problem, BAREISS), solve_steps(problem, Way())
    assert apart(derivation) == 0
    assert whole_until_the_division(derivation)
    if exact.rank(problem.exact["A"]) == len(rows):
        assert (derivation.result[-1][-1].entries == other.result[-1][-1].entries).all()
    else:
        assert ("no solution" in derivation.conclusion) == ("no solution" in other.conclusion)


def test_a_known_example(posed):
    derivation = det_steps(posed(A=[[2, 1, 1], [4, -6, 0], [-2, 7, 2]]), BAREISS)
    assert "subtract 16 times row 2 and divide by the pivot before, 2" in derivation.steps[3].says
    assert to_text(derivation).endswith("The last pivot is the determinant.\n   det A = −16")


def test_rows_with_fractions_are_made_whole_first(posed):
    derivation = det_steps(posed(A=[[Fraction(1, 2), Fraction(1, 3)], [1, 1]]), BAREISS)
    assert derivation.steps[1].says == "Multiply row 1 by 6, so that its entries become whole."
    assert to_text(derivation).endswith("det A = 1 / 6 = 1/6")


def test_an_exchange_turns_the_sign(posed):
    assert to_text(det_steps(posed(A=[[0, 2], [3, 4]]), BAREISS)).endswith("turns the sign.\n   det A = −6")
    assert to_text(det_steps(posed(A=[[0, -2], [3, 4]]), BAREISS)).endswith("det A = − (−6) = 6")


def test_subspaces_have_it_too(posed):
    derivation = subspaces_steps(posed(A=[[1, 2], [2, 4]]), BAREISS)
    assert derivation.title == "Montante's method (Bareiss)"


def test_decimals_do_not(posed):
    problem = posed(exact=False, A=np.eye(2).tolist())
    with pytest.raises(UserError, match="decimals have no use for it"):
        det_steps(problem, BAREISS)
    assert "bareiss" not in det_steps(problem, Way()).choices["method"]
    assert det_steps(posed(A=[[1]]), BAREISS).choices["arithmetic"] == ("fractions",)
