"""Logarithms of fractions: certain digits, and the next float."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends.exact_logarithms import logarithm, nearest
from workbench.model.enclosed import Enclosed


@given(st.fractions().filter(bool))
def test_the_nearest_float_is_next_to_that_of_math(x):
    assert nearest(x) == pytest.approx(math.log(abs(x)), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("k", [1, 40, 52, 300, 2000])
def test_next_to_one_the_series_tells_all_digits(k):
    h = Fraction(1, 2**k)
    low, high = h - h**2 / 2 + h**3 / 3 - h**4 / 4, h - h**2 / 2 + h**3 / 3
    found = logarithm(1 + h)
    assert isinstance(found, Enclosed)
    if k >= 40:
        assert float(low) == float(high) == found.value
    one, other = map(Fraction, found.real)
    assert low <= other
    assert one <= high


def test_of_one_it_is_zero():
    assert logarithm(Fraction(-1)) == 0
    assert nearest(Fraction(1)) == 0


def test_it_is_written_with_thirty_digits():
    assert str(logarithm(Fraction(2))) == "0.693147180559945309417232121458"
