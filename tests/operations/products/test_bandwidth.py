"""Bandwidths: by definition, for every shape, and every error seen."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import scipy.linalg
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.model.errors import UserError

sides = st.integers(1, 7)


@settings(max_examples=60)
@given(sides, sides, st.integers(-7, 7), st.integers(-7, 7), st.integers(0, 10**6))
def test_it_is_as_far_as_there_are_entries(run, exactly, m, n, low, high, seed):
    rng = np.random.default_rng(seed)
    A = np.tril(np.triu(rng.integers(-2, 3, (m, n)), -low), high).astype(float)
    found = run("bandwidth", A)
    lower, upper = int(found["lower"]), int(found["upper"])
    i, j = np.nonzero(A)
    assert (lower, upper) == (max([0, *(i - j)]), max([0, *(j - i)]))
    if m == n:  # of others SciPy overlooks what is beside the square part
        assert (lower, upper) == scipy.linalg.bandwidth(A)
    assert found.verdict == "green"
    assert exactly("bandwidth", A) == {"lower": lower, "upper": upper}
    other = run("bandwidth", A.T)
    assert (int(other["upper"]), int(other["lower"])) == (lower, upper)
    for name in ("lower", "upper"):
        for step in (-1, 1):
            assert found.tampered(name, found[name] + step).verdict == "red"


@settings(max_examples=30)
@given(st.integers(2, 7), st.integers(0, 3), st.integers(0, 3))
def test_bandwidths_of_a_product_add_up(run, n, p, q):
    A, B = np.tril(np.triu(np.ones((n, n)), -p), 1), np.tril(np.triu(np.ones((n, n)), -q), 2)
    found = run("bandwidth", A @ B)
    assert int(found["lower"]) == min(n - 1, p + q)
    assert int(found["upper"]) == min(n - 1, 3)


@pytest.mark.parametrize("dtype", [bool, np.int8, np.uint64, np.float32, complex])
def test_every_type(run, dtype):
    A = np.array([[1, 1, 0], [0, 0, 0], [0, 0, 1]], dtype)
    assert (int(run("bandwidth", A)["lower"]), int(run("bandwidth", A)["upper"])) == (0, 1)


def test_what_is_not_zero_counts_however_small_or_odd(run, exactly):
    A = np.array([[1.0, 5e-324], [np.nan, 1.0]])
    assert int(run("bandwidth", A)["lower"]) == int(run("bandwidth", A)["upper"]) == 1
    typed = np.array([[Fraction(1), Fraction(1, 10**400)], [Fraction(0), Fraction(1)]], dtype=object)
    assert exactly("bandwidth", typed) == {"lower": 0, "upper": 1}


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0)])
def test_no_entries_have_no_band(run, shape):
    with pytest.raises(UserError, match="no diagonals"):
        run("bandwidth", np.ones(shape))
