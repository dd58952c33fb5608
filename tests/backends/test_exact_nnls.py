"""Nonnegative least squares in fractions: the conditions of optimality, and a search of all sets of columns."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.backends import exact, exact_lstsq
from workbench.backends.exact_nnls import nnls


def whole(rng, *shape):
    return exact.array((Fraction(int(x)) for x in rng.integers(-4, 5, shape).flat), shape)


@settings(max_examples=60)
@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_no_set_of_columns_does_better(m, n, seed):
    rng = np.random.default_rng(seed)
    A, b = whole(rng, m, n), whole(rng, m)
    found = nnls(A, b)
    assert (found.x >= 0).all()
    assert (found.residual == b - A.dot(found.x)).all()
    least = sum(found.residual**2)
    assert least <= sum(b**2)
    for count in range(1, n + 1):
        for columns in itertools.combinations(range(n), count):
            other = exact_lstsq.lstsq(A[:, list(columns)], b)
            if (other.x >= 0).all():
                assert least <= other.squares


def test_columns_that_enter_may_leave():
    A = exact.array(map(Fraction, [4, 1, 3, 1, 0, 2, 3, 3, 1]), (3, 3))
    b = exact.array(map(Fraction, [1, 3, 5]), (3,))
    found = nnls(A, b)
    assert (A.T.dot(found.residual) <= 0).all()
