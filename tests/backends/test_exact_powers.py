"""Integer powers in fractions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends import exact
from workbench.backends.exact_powers import TooManyDigitsError, matrix_power, power_bits


@given(st.data(), st.integers(0, 6))
def test_powers_are_repeated_products(matrices: Any, data: Any, k: int) -> None:
    A = data.draw(matrices(4, square=True))
    expected = exact.eye(len(A))
    for _ in range(k):
        expected = expected.dot(A)
    assert (matrix_power(A, k) == expected).all()
    bits = max(max(x.numerator.bit_length(), x.denominator.bit_length()) for x in expected.flat)
    assert bits <= power_bits(exact.to_flint(A), k) + 1


@given(st.data(), st.integers(1, 5))
def test_negative_powers_undo_them(matrices: Any, data: Any, k: int) -> None:
    A = data.draw(matrices(4, square=True))
    if exact.rank(A) < len(A):
        with pytest.raises(ZeroDivisionError):
            matrix_power(A, -k)
    else:
        assert (matrix_power(A, k).dot(matrix_power(A, -k)) == exact.eye(len(A))).all()


def test_7_6_fibonacci(array: Any) -> None:
    assert matrix_power(array([[1, 1], [1, 0]]), 10).tolist() == [[89, 55], [55, 34]]


def test_numbers_too_long_to_print_are_refused(array: Any) -> None:
    with pytest.raises(TooManyDigitsError, match="28000 bits") as caught:
        matrix_power(array([[3, 0], [0, 1]]), 14_000)
    assert caught.value.bits == 28_000
    assert matrix_power(array([[0, 1], [1, 0]]), 10**9).tolist() == [[1, 0], [0, 1]]
    assert matrix_power(array([["1/2"]]), -(10**3))[0, 0] == 2**1000
