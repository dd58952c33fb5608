"""Products entry by entry: the numbers of the exact twin, with the sums that make them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.formats.latex import to_latex
from workbench.formats.plain import line_text, to_text
from workbench.model.errors import UserError
from workbench.model.steps import Grid, Way
from workbench.operations.spec import Problem
from workbench.operations.steps.products import inner_steps, product_steps, vdot_steps

SMALL = st.one_of(st.integers(-4, 4).map(Fraction), st.fractions(-3, 3, max_denominator=3))
SIDE = st.integers(1, 4)


def array(*shape):
    size = int(np.prod(shape))
    return st.lists(SMALL, min_size=size, max_size=size).map(
        lambda values: np.array([*values, None], dtype=object)[:-1].reshape(shape)
    )


PAIRS = st.tuples(SIDE, SIDE, SIDE, st.booleans(), st.booleans()).flatmap(
    lambda drawn: st.tuples(
        array(*((drawn[0], drawn[1]) if drawn[3] else (drawn[1],))),
        array(*((drawn[1], drawn[2]) if drawn[4] else (drawn[1],))),
    )
)


def answer(derivation):
    """The entries of the result, or its one number."""
    found = derivation.result[0][-1]
    return found.entries.ravel().tolist() if isinstance(found, Grid) else [found]


def posed_decimals(**arrays):
    return Problem(arrays, {}, {}, dict.fromkeys(arrays), {key: key for key in arrays})


@given(PAIRS)
def test_the_product_is_that_of_numpy(posed, pair):
    A, B = pair
    derivation = product_steps(posed(A=A, B=B), Way())
    assert answer(derivation) == np.ravel(A @ B).tolist()
    assert sum(len(step.lines) for step in derivation.steps[1:]) == (np.size(A @ B) if np.size(A @ B) > 1 else 0)
    assert to_latex(derivation).isascii()


@given(PAIRS)
def test_rows_times_rows(posed, pair):
    A, B = pair
    right = B.T if B.ndim == 2 else B
    assert answer(inner_steps(posed(A=A, B=right), Way())) == np.ravel(np.inner(A, right)).tolist()


@given(st.tuples(SIDE, SIDE).flatmap(lambda shape: st.tuples(array(*shape), array(*shape))))
def test_all_entries_times_all_entries(posed, pair):
    A, B = pair
    derivation = vdot_steps(posed(A=A, B=B), Way())
    assert answer(derivation) == [np.sum(A * B)]
    assert to_latex(derivation).isascii()


def test_the_sum_behind_an_entry(posed):
    text = to_text(product_steps(posed(A=[[2, 1], [4, -6]], B=[[1, 2], [3, -4]]), Way()))
    assert "c₂₂ = 4 · 2 − 6 · (−4) = 32" in text
    assert "2. Row 2 of A times each column of B." in text
    assert "Entry i of the product is row i of A times B" in to_text(product_steps(posed(A=[[1, 2]], B=[3, 4]), Way()))
    assert to_text(product_steps(posed(A=[1, 2], B=[3, 4]), Way())).endswith(
        "The sum is 11.\n   A B = 1 · 3 + 2 · 4 = 11"
    )


def test_a_square_names_its_matrix_once(posed):
    problem = replace(posed(A=[[1, 2], [3, 4]], B=[[1, 2], [3, 4]]), names={"A": "M", "B": "M"})
    assert line_text(product_steps(problem, Way()).steps[0].lines[0]) == "M = [1 2; 3 4]"


def test_complex_entries_are_conjugated_in_the_inner_product_of_all():
    z = np.array([1 + 2j, 3])
    problem = posed_decimals(A=z, B=z)
    assert answer(vdot_steps(problem, Way())) == [14]
    assert answer(product_steps(problem, Way())) == [6 + 4j]
    assert "of A conjugated" in vdot_steps(problem, Way()).steps[0].says


def test_what_is_no_number_has_no_steps():
    with pytest.raises(UserError, match="A has entries that are no numbers"):
        product_steps(posed_decimals(A=np.array([np.nan, 1]), B=np.ones(2)), Way())
