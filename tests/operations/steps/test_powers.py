"""Powers by repeated squaring: FLINT's numbers, in as few products as there are."""

from __future__ import annotations

from dataclasses import replace
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
from workbench.operations.products import squarings
from workbench.operations.steps.powers import power_steps

SMALL = st.integers(-3, 3).map(Fraction)
SQUARE = st.integers(1, 3).flatmap(lambda n: st.lists(st.lists(SMALL, min_size=n, max_size=n), min_size=n, max_size=n))


def raised(problem, n, way=None):
    return power_steps(replace(problem, params={"n": n}), way or Way())


@given(SQUARE, st.integers(-5, 14))
def test_the_power_is_that_of_flint(posed, rows, n):
    problem = posed(A=rows)
    derivation = raised(problem, n)
    A = exact.to_flint(problem.exact["A"])
    assert to_latex(derivation).isascii()
    if n < 0 and not A.det():
        assert "no inverse" in derivation.conclusion
        return
    assert (derivation.result[0][-1].entries == exact.from_flint(A**n)).all()
    products = [step for step in derivation.steps if step.lines and len(step.lines[0]) == 9]
    assert len(products) == squarings.count(n)


def test_an_exponent_is_a_sum_of_powers_of_two(posed):
    text = to_text(raised(posed(A=[[1, 1], [1, 0]]), 11))
    assert "11 = 8 + 2 + 1: square A again and again" in text
    assert "A¹¹ = A³ A⁸ = [3 2; 2 1] [34 21; 21 13] = [144 89; 89 55]" in text
    assert "Multiply A⁻¹ by itself." in to_text(raised(posed(A=[[2, 1], [1, 1]]), -2))
    assert to_text(raised(posed(A=[[2, 1], [1, 1]]), 0)).endswith("A⁰ = [1 0; 0 1]")


def test_decimals(posed):
    derivation = raised(posed(A=[[0.5, 1], [0, 2]], exact=False), 5)
    assert np.allclose(derivation.result[0][-1].entries.astype(float), np.linalg.matrix_power([[0.5, 1], [0, 2]], 5))
    assert derivation.remark


def test_numbers_that_nobody_would_read_are_refused(posed):
    with pytest.raises(UserError, match="A³² has numbers of 33 digits"):
        raised(posed(A=[[10]]), 40)
    with pytest.raises(UserError, match="largest entry of A¹²⁸ is"):
        raised(posed(A=[[10]], exact=False), 300)
