"""Values of formulas agree with NumPy, and stay exact where their operands are."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from workbench.expressions import evaluate, parse_formula
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix

whole = arrays(np.int64, (2, 2), elements=st.integers(-50, 50))
floats = arrays(np.float64, (2, 2), elements=st.floats(-1e3, 1e3))


@given(whole, whole)
def test_integers_agree_with_numpy_and_are_exact(left: np.ndarray, right: np.ndarray) -> None:
    value = evaluate(parse_formula("A.T @ B - 3*A"), {"A": Matrix.of("A", left), "B": Matrix.of("B", right)})
    np.testing.assert_array_equal(value.array, left.T @ right - 3 * left)
    assert value.array.dtype == np.int64
    assert value.exact is not None


@given(floats, floats)
def test_floats_agree_with_numpy(left: np.ndarray, right: np.ndarray) -> None:
    value = evaluate(parse_formula("A @ B + A*2"), {"A": Matrix.of("A", left), "B": Matrix.of("B", right)})
    np.testing.assert_array_equal(value.array, left @ right + left * 2)
    assert value.exact is None


def test_a_third_stays_a_third() -> None:
    value = evaluate(parse_formula("A / 3"), {"A": Matrix.of("A", np.array([1, 2]))})
    assert value.exact is not None
    assert value.exact.tolist() == [Fraction(1, 3), Fraction(2, 3)]


def test_a_decimal_is_the_fraction_that_its_digits_say() -> None:
    value = evaluate(parse_formula("0.1 * A"), {"A": Matrix.of("A", np.array([[1, 2]]))})
    assert value.exact is not None
    assert value.exact.tolist() == [[Fraction(1, 10), Fraction(1, 5)]]


def test_small_integer_types_do_not_wrap() -> None:
    A = Matrix.of("A", np.full((200, 200), 200, dtype=np.uint8))
    assert evaluate(parse_formula("A + A"), {"A": A}).array.max() == 400


def test_an_inner_product_has_no_axis() -> None:
    b = Matrix.of("b", np.array([1, 2, 2]))
    assert evaluate(parse_formula("b @ b"), {"b": b}).array.tolist() == 9


@pytest.mark.parametrize("text", ["A / 0", "A ** -1 * 0 + 1 / (A - A)"])
def test_division_by_zero_is_a_sentence(text: str) -> None:
    with pytest.raises(UserError) as caught:
        evaluate(parse_formula(text), {"A": Matrix.of("A", np.array([[1, 2]]))})
    assert caught.value.kind == "domain"


def test_a_power_too_large_for_floats_is_a_sentence() -> None:
    with pytest.raises(UserError) as caught:
        evaluate(parse_formula("A ** 100"), {"A": Matrix.of("A", np.array([10**9]))})
    assert caught.value.kind == "domain"
