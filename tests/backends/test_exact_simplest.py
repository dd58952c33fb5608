"""The simple fraction that a float was meant to be."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends.exact_simplest import not_short, simplest, simplest_of


@pytest.mark.parametrize(
    ("x", "fraction"),
    [
        (0.333333333, "1/3"),
        (1 / 3, "1/3"),
        (0.1 + 0.2, "3/10"),
        (-22 / 7, "-22/7"),
        (0.142857, "142857/1000000"),
        (1e-20, "1e-20"),
        (-0.75, "-3/4"),
        (17 + 1 / 7, "120/7"),
        (123456.789, "123456789/1000"),
        (5e-324, "5e-324"),
        (1e22, "1e22"),
        (0.0, "0"),
    ],
)
def test_simple_fractions_are_seen(x: float, fraction: str) -> None:
    assert simplest(x) == Fraction(fraction)


@pytest.mark.parametrize("x", [math.pi, math.e, 2**0.5, 0.5**0.5, math.log(2), math.nan, math.inf, 0.3333333])
def test_others_are_not(x: float) -> None:
    assert simplest(x) is None


def test_a_wider_tolerance_sees_more() -> None:
    assert simplest(0.3333333, 1e-6) == Fraction(1, 3)
    assert simplest(0.333333333, 1e-12) is None
    assert simplest(0.333333333, 0.0) is None


@given(st.fractions(-1000, 1000, max_denominator=1000))
def test_quotients_of_small_integers_come_back(x: Fraction) -> None:
    assert simplest(float(x)) == x


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_is_found_is_near(x: float) -> None:
    found = simplest(x)
    assert found is None or abs(found - Fraction(x)) <= Fraction(1e-8) * abs(Fraction(x)) + 4 * Fraction(math.ulp(x))


def test_accidents_are_rare() -> None:
    A = np.random.default_rng(3).standard_normal(4000)
    assert sum(x is not None for x in simplest_of(A)) < 40


def test_the_entries_that_are_no_short_fractions() -> None:
    A = np.array([[0.5, math.pi], [1 / 7, 0.333333333]])
    assert not_short(A) == [(0, 1), (1, 1)]
    assert simplest_of(A).tolist() == [[Fraction(1, 2), None], [Fraction(1, 7), Fraction(1, 3)]]
