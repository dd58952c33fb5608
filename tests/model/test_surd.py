"""Sums of square roots: a field as far as it is used, and its two spellings."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from workbench.model.surd import Surd, inverse, root, root_of

RATIONAL = st.fractions(-9, 9, max_denominator=6)
FIELD = st.sampled_from([2, 3, 5, -1, -3])


def number(a, b, d):
    return a + b * root(Fraction(d))


@given(RATIONAL, RATIONAL, RATIONAL, RATIONAL, FIELD)
def test_arithmetic_is_that_of_the_values(a, b, c, e, d):
    x, y = number(a, b, d), number(c, e, d)
    for exact, plain in (
        (x + y, complex(x) + complex(y)), (x - y, complex(x) - complex(y)), (x * y, complex(x) * complex(y)),
        (-x, -complex(x)), (2 - x, 2 - complex(x)), (x.conjugate(), complex(x).conjugate()),
    ):  # fmt: skip
        assert complex(exact) == pytest.approx(plain, abs=1e-9)


@given(RATIONAL, RATIONAL, FIELD)
def test_an_inverse_multiplies_back_to_one(a, b, d):
    x = number(a, b, d)
    assume(x)
    assert x * inverse(x) == 1
    assert 1 / x == inverse(x)
    assert x / x == 1


@given(st.fractions(0, 50, max_denominator=30))
def test_a_root_squares_to_its_number(square):
    assert root(square) * root(square) == square
    assert root(-square) * root(-square) == -square


@given(st.integers(0, 6), st.integers(0, 6), st.sampled_from([2, 3, 5]))
def test_the_root_of_a_square_is_found(a, b, d):
    x = number(Fraction(a), Fraction(b), d)
    found = root_of(x * x)
    assert found is not None
    assert found * found == x * x


def test_rational_results_are_fractions():
    assert root(9) == 3
    assert isinstance(root(Fraction(9, 4)), Fraction)
    assert isinstance(root(2) * root(2), Fraction)
    assert root(2) - root(2) == 0
    assert root_of(root(2) + 1) is None


@pytest.mark.parametrize(
    ("value", "spelled", "readable"),
    [
        (Fraction(5, 2) - root(5) / 2, "5/2 - sqrt(5)/2", "5/2 - √5/2"),
        (root(Fraction(45, 4)), "3*sqrt(5)/2", "3√5/2"),
        (Fraction(1, 2) + root(-4), "1/2 + 2*I", "1/2 + 2i"),
        (-root(-3), "-sqrt(3)*I", "-√3i"),
    ],
)
def test_both_spellings(value, spelled, readable):
    assert str(value) == spelled
    assert value.readable == readable


def test_what_is_not_real_has_no_float():
    with pytest.raises(TypeError, match="not real"):
        float(root(-2))
    with pytest.raises(ArithmeticError, match="more than two"):
        inverse(Surd(((1, Fraction(1)), (2, Fraction(1)), (3, Fraction(1)))))


def test_a_root_of_a_number_beyond_floats_is_rounded_as_a_whole():
    value = root(Fraction(10**700 + 1, 10**700))
    assert float(value) == 1.0
    assert float(-value) == -1.0
