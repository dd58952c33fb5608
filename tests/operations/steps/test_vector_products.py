"""Cross, outer and Kronecker products by hand, against NumPy on fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.formats.latex import to_latex
from workbench.formats.plain import to_text
from workbench.model.errors import UserError
from workbench.model.steps import Way
from workbench.operations.steps.vector_products import cross_steps, kron_steps, outer_steps

SMALL = st.one_of(st.integers(-4, 4).map(Fraction), st.fractions(-3, 3, max_denominator=3))
SHAPE = st.one_of(st.tuples(st.integers(1, 3)), st.tuples(st.integers(1, 3), st.integers(1, 3)))


def array(shape):
    size = int(np.prod(shape))
    return st.lists(SMALL, min_size=size, max_size=size).map(
        lambda values: np.array([*values, None], dtype=object)[:-1].reshape(shape)
    )


@given(array((3,)), array((3,)))
def test_the_cross_product_and_its_proof(posed, x, y):
    derivation = cross_steps(posed(x=x, y=y), Way())
    found = derivation.result[0][-1].entries.ravel()
    assert (found == np.cross(x, y)).all()
    assert [line[-1] for line in derivation.steps[-1].lines] == [0, 0]
    assert to_latex(derivation).isascii()


@given(SHAPE.flatmap(array), SHAPE.flatmap(array))
def test_the_kronecker_product(posed, A, B):
    derivation = kron_steps(posed(A=A, B=B), Way())
    found, expected = derivation.result[0][-1].entries, np.kron(A, B)
    assert (found == expected.reshape(found.shape)).all()
    assert r"\otimes" in to_latex(derivation)


@given(st.integers(1, 5).flatmap(lambda n: array((n,))), st.integers(1, 5).flatmap(lambda n: array((n,))))
def test_the_outer_product(posed, x, y):
    derivation = outer_steps(posed(x=x, y=y), Way())
    assert (derivation.result[0][-1].entries == np.outer(x, y)).all()
    assert to_latex(derivation).isascii()


def test_known_lines(posed):
    assert "c₂ = |3 −6; 1 4| = 3 · 4 − 1 · (−6) = 18" in to_text(cross_steps(posed(x=[1, 2, 3], y=[4, 5, -6]), Way()))
    assert "a₂₁ B = 3 [5 6] = [15 18]" in to_text(kron_steps(posed(A=[[1], [3]], B=[[5, 6]]), Way()))
    assert "row 2 = 2 [3 4] = [6 8]" in to_text(outer_steps(posed(x=[1, 2], y=[3, 4]), Way()))


def test_decimals_show_no_proof_that_rounding_would_spoil(posed):
    derivation = cross_steps(posed(x=[0.1, 0.2, 0.3], y=[0.7, 0.5, 0.3], exact=False), Way())
    assert len(derivation.steps) == 2


def test_what_is_too_large_or_too_many(posed):
    with pytest.raises(UserError, match="one pair of vectors"):
        cross_steps(posed(x=[[1, 2, 3], [4, 5, 6]], y=[1, 2, 3]), Way())
    with pytest.raises(UserError, match="A ⊗ B is 16 x 16"):
        kron_steps(posed(A=np.eye(4, dtype=int).tolist(), B=np.eye(4, dtype=int).tolist()), Way())
    with pytest.raises(UserError, match="x yᵀ is 9 x 1: steps are shown up to 8 x 8"):
        outer_steps(posed(x=np.eye(3, dtype=int).tolist(), y=[1]), Way())
