"""Numbers and vectors over the field of one square root."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from workbench.backends import exact
from workbench.backends.exact_blocks import Primary
from workbench.backends.exact_field import Columns, Quadratic, values

PARTS = st.fractions(-5, 5, max_denominator=4)
ROOTS = st.sampled_from([-3, -1, 2, 5])


@given(PARTS, PARTS, ROOTS)
def test_inverse_and_conjugate(p: Fraction, q: Fraction, d: int) -> None:
    assume(p or q)
    x = Quadratic(p, q, d)
    assert x.number * x.inverse.number == 1
    assert x.number + x.conjugate.number == 2 * p


@given(st.data(), PARTS, PARTS, ROOTS)
def test_columns_move_as_their_entries_do(matrices: Any, data: Any, p: Fraction, q: Fraction, d: int) -> None:
    A = data.draw(matrices(3, square=True))
    x, U = Quadratic(p, q, d), data.draw(matrices(3))[:, :1]
    U = np.resize(U, (len(A), 1))
    X = Columns(U, U[::-1].copy(), d)
    expected = A.dot(X.entries) - X.entries * x.number
    assert (X.moved(exact.to_flint(A), x).entries == expected).all()
    if not X.zero:
        assert X.monic().entries[np.flatnonzero(X.entries[:, 0] != 0)[-1], 0] == 1


def test_dependence_over_the_field(array: Any) -> None:
    one, none = array([[1], [0]]), array([[0], [0]])
    times_root = Columns(none, one, 2)  # √2 times the other
    assert not Columns.rational(one, 2).beside(times_root).independent
    assert Columns.rational(one, 2).beside(Columns.rational(array([[0], [1]]), 2)).independent
    assert not Columns.rational(none, 1).independent


def test_roots_of_factors() -> None:
    golden = Primary((Fraction(1), Fraction(-1), Fraction(-1)), (1,))
    assert [str(x.number) for x in values(golden)] == ["1/2 + sqrt(5)/2", "1/2 - sqrt(5)/2"]
    assert values(Primary((Fraction(1), Fraction(3)), (1,))) == [(-3, 0, 1)]
