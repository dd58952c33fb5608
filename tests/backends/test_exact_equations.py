"""Equations for matrices in fractions, and the eigenvalues that leave them without a single solution."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.backends import exact, exact_equations


def whole(rng, *shape):
    return exact.array((Fraction(int(x)) for x in rng.integers(-4, 5, shape).flat), shape)


@settings(max_examples=60)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_solved_unless_an_eigenvalue_is_shared(m, n, seed):
    rng = np.random.default_rng(seed)
    A, B, Q = whole(rng, m, m), whole(rng, n, n), whole(rng, m, n)
    if exact_equations.shared(A, B) is None:
        X = exact_equations.sylvester(A, B, Q)
        assert (A.dot(X) + X.dot(B) == Q).all()
    else:
        with pytest.raises(ZeroDivisionError):
            exact_equations.sylvester(A, B, Q)
    S = whole(rng, m, m)
    if exact_equations.reciprocal(A) is None:
        X = exact_equations.stein(A, S)
        assert (X - A.dot(X).dot(A.T) == S).all()
    else:
        with pytest.raises(ZeroDivisionError):
            exact_equations.stein(A, S)


def test_the_eigenvalue_that_is_shared():
    A = exact.array(map(Fraction, [1, 5, 0, 3]), (2, 2))
    B = exact.array([Fraction(-3)], (1, 1))
    assert exact_equations.rational_root(exact_equations.shared(A, B)) == 3
    R = exact.array(map(Fraction, [0, 1, 2, 0]), (2, 2))
    assert exact_equations.rational_root(exact_equations.shared(R, -R)) is None
    H = exact.array([Fraction(2), Fraction(7), Fraction(0), Fraction(1, 2)], (2, 2))
    assert exact_equations.rational_root(exact_equations.reciprocal(H)) in (2, Fraction(1, 2))
