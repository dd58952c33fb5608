"""Enclosed roots with certain decimals."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends.exact_polynomials import factors, to_polynomial
from workbench.backends.exact_roots import Interval, roots

COEFFICIENTS = st.lists(st.integers(-9, 9), min_size=2, max_size=6)


def texts(coefficients: list[str | int], digits: int) -> list[str]:
    return [root.text for root in roots([Fraction(c) for c in coefficients], digits)]


def irreducible(coefficients: list[int]) -> list[list[Fraction]]:
    """The factors of a monic polynomial, the highest coefficient first."""
    found = factors(to_polynomial([Fraction(1), *map(Fraction, coefficients)]))
    return [[Fraction(int(c.p), int(c.q)) for c in factor.coeffs()[::-1]] for factor, _ in found]


def value(coefficients: list[Fraction], x: Fraction, y: Fraction) -> Fraction:
    """|p(x + iy)|² in fractions."""
    real, imag = Fraction(0), Fraction(0)
    for c in coefficients:
        real, imag = real * x - imag * y + c, real * y + imag * x
    return real**2 + imag**2


@given(COEFFICIENTS)
def test_one_step_of_newton_is_within_the_radius(coefficients: list[int]) -> None:
    for factor in irreducible(coefficients):
        slope = [c * k for c, k in zip(factor, range(len(factor) - 1, 0, -1), strict=False)]
        for root in roots(factor, 25):
            at = Fraction(root.real), Fraction(root.imag)
            assert value(factor, *at) <= 2 * Fraction(1001, 1000) * root.radius**2 * value(slope, *at)


@given(COEFFICIENTS, st.integers(1, 20))
def test_digits_are_those_of_longer_answers(coefficients: list[int], digits: int) -> None:
    for factor in irreducible(coefficients):
        for short, long in zip(roots(factor, digits), roots(factor, 50), strict=True):
            for one, two in ((short.real, long.real), (short.imag, long.imag)):
                assert Decimal(one) == Context(prec=max(len(Decimal(one).as_tuple().digits), digits)).plus(Decimal(two))


@given(COEFFICIENTS, st.integers(1, 40))
def test_radius_is_half_a_unit_in_the_last_place(coefficients: list[int], digits: int) -> None:
    for factor in irreducible(coefficients):
        for root in roots(factor, digits):
            units = [Fraction(10) ** int(Decimal(part).as_tuple().exponent) for part in (root.real, root.imag)]
            assert root.radius <= max(units) / 2


def test_cube_root_of_two() -> None:
    assert texts([1, 0, 0, -2], 20)[0] == "1.2599210498948731648"
    assert texts([1, 0, 0, -2], 5) == ["1.2599", "-0.62996 + 1.0911*I", "-0.62996 - 1.0911*I"]


def test_parts_that_are_exactly_zero() -> None:
    assert texts([1, 0, 4, 0, 1], 6) == ["0.517638*I", "-0.517638*I", "1.93185*I", "-1.93185*I"]
    mixed = roots([Fraction(c) for c in (1, 0, 1, 0, 3, 0, 1)], 6)
    assert [root.real == "0" for root in mixed].count(True) == 2
    assert all(root.real_part == Interval(Fraction(0), Fraction(0)) for root in mixed if root.real == "0")


def test_roots_that_agree_in_far_more_digits_than_are_asked_for() -> None:
    """Two of Mignotte's roots of t¹⁰ − 2 (10¹⁰ t − 1)² are 10⁻⁵⁹ apart."""
    found = roots([Fraction(c) for c in (1, *[0] * 7, -2 * 10**20, 4 * 10**10, -2)], 5)
    close = [root for root in found if root.real == "1.0000E-10"]
    assert len(close) == 2
    assert close[0].real_part.high < close[1].real_part.low


def test_rational_roots() -> None:
    assert texts([3, -1], 4) == ["0.3333"]
    assert texts([8, -1], 2) == ["0.12"]
    assert texts([1, 0], 3) == ["0"]
    assert roots([Fraction(1), Fraction(-5, 2)], 3)[0].radius == 0


def test_half_way_between_two_decimals() -> None:
    """√2 + i/8 to two digits: the imaginary part is 0.125 exactly."""
    square = to_polynomial([Fraction(1), Fraction(0), Fraction(-129, 64)]) ** 2
    polynomial = square + to_polynomial([Fraction(1, 16), Fraction(0), Fraction(0)])
    found = roots([Fraction(int(c.p), int(c.q)) for c in polynomial.coeffs()[::-1]], 2)
    assert {root.imag for root in found} == {"0.125", "-0.125"}
    assert {root.real for root in found} == {"1.4", "-1.4"}


@pytest.mark.parametrize("digits", [0, 1001])
def test_digits_out_of_range(digits: int) -> None:
    with pytest.raises(ValueError, match="1 to 1000"):
        roots([Fraction(1), Fraction(0), Fraction(-2)], digits)
