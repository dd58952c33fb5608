"""Sums, means, halves and running products next to the least and the largest numbers."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

LEAST = 5e-324
HUGE = 1.5e308


def off(value, truth):
    """The relative error."""
    return abs(float((Fraction(value) - truth) / Fraction(value)))


@pytest.mark.parametrize("factors", [(1, 2), (1, 1, 1, 1, 2), (3, 5, 5)])
def test_a_mean_of_subnormal_numbers_claims_no_digit_that_it_has_not(run, factors):
    found = run("mean", np.array([LEAST * k for k in factors]))
    assert found.verdict == "amber"
    assert (found.assessment.digits or 0) <= 1


def test_a_mean_of_small_numbers_has_the_digits_of_its_spacing(run):
    A = np.array([1e-310, 3e-310, 1e-310])
    found = run("mean", A)
    error = off(float(found.result), sum(map(Fraction, A)) / 3)
    assert found.verdict == "green"
    assert error <= (found.assessment.error_bound or 0.0) < 1e-12


@pytest.mark.parametrize(
    ("name", "A", "result"),
    [
        ("sum", [HUGE, HUGE, -HUGE], HUGE),
        ("sum", [HUGE + HUGE * 1j, 1], HUGE + HUGE * 1j),
        ("mean", [HUGE, HUGE], HUGE),
        ("cumsum", [HUGE + HUGE * 1j, 1], [HUGE + HUGE * 1j] * 2),
        ("cumprod", [HUGE + HUGE * 1j, 1], [HUGE + HUGE * 1j] * 2),
        ("cumprod", [1e-200, 1e-120, 1e300], [1e-200, 1e-320, 1e-20]),
    ],
)
def test_what_leaves_the_range_on_the_way_only_is_right(run, name, A, result):
    found = run(name, np.array(A))
    assert found.verdict == "green"
    np.testing.assert_allclose(found.result, result, rtol=1e-15)


@pytest.mark.parametrize("name", ["sum", "cumsum", "cumprod"])
def test_what_is_beyond_the_range_is_said(run, name):
    found = run(name, np.array([HUGE, HUGE]))
    assert found.verdict == "red"
    assert "overflows" in found.assessment.reason


def test_later_entries_bring_running_sums_and_products_back(run):
    assert run("cumsum", np.array([HUGE, HUGE, -HUGE])).result[2] == HUGE
    assert run("cumprod", np.array([1e200, 1e200, 1e-300])).result[2] == pytest.approx(1e100, rel=1e-15)


@given(st.lists(st.floats(-1e308, 1e308, allow_nan=False), min_size=1, max_size=12))
def test_running_products_are_those_of_fractions(run, numbers):
    found = run("cumprod", np.array(numbers))
    truth, expected = Fraction(1), []
    for x in numbers:
        truth *= Fraction(x)
        expected.append(truth)
    if not np.isfinite(found.result).all():
        assert found.verdict == "red"
        assert max(map(abs, expected)) > Fraction(1.7e308)
        return
    assert found.verdict != "red"
    size = max(abs(Fraction(float(x))) for x in found.result)
    worst = max(abs(Fraction(float(x)) - y) for x, y in zip(found.result, expected, strict=True))
    assert worst <= 100 * Fraction(found.assessment.error_bound or 0.0) * size or worst * 100 < Fraction(LEAST)


def test_running_products_wrap_round_in_integer_types(run):
    found = run("cumprod", np.array([100, 2, 2], np.int8))
    assert found.result.tolist() == [100, -56, -112]
    assert found.verdict == "amber"
    assert run("cumprod", np.array([[2, 3], [5, 7]]), axis=-1).result.tolist() == [[2, 6], [5, 35]]
    assert run("cumprod", np.array([3, 4])).tampered("result", np.array([3, 11])).verdict == "red"


def test_long_running_products_of_one_number_never_go_red(run):
    A = np.full(200_000, 1 + 2.0**-52)
    A[0] = 1.4
    assert run("cumprod", A).verdict == "green"
    for dtype in (np.float32, np.complex128, np.complex64):
        assert run("cumprod", np.full((1000, 3), 0.999, dtype), axis=0).verdict != "red"


def test_a_running_product_that_is_off_by_a_hundred_bounds_is_red(run):
    found = run("cumprod", np.random.default_rng(5).standard_normal((6, 4)), axis=0)
    size = float(np.abs(found.result).max())
    wrong = found.result.copy()
    wrong[0, 0] += 101 * (found.assessment.error_bound or 0.0) * size
    assert found.tampered("result", wrong).verdict == "red"


def test_running_products_of_fractions_are_exact(exactly):
    A = np.array([Fraction(1, 3), Fraction(3, 7), Fraction(14)], dtype=object)
    assert exactly("cumprod", A)["result"].tolist() == [Fraction(1, 3), Fraction(1, 7), Fraction(2)]


def test_halves_of_the_least_numbers_are_rounded_once(run):
    A = np.array([[LEAST, 2 * LEAST], [5 * LEAST, 7 * LEAST]])
    found = run("symmetric_skew", A)
    assert found["symmetric"][0, 0] == LEAST
    assert found["symmetric"][1, 1] == 7 * LEAST
    assert found.verdict == "amber"
    assert found.assessment.digits == 0
    assert run("symmetric_skew", np.array([[0, LEAST], [0, 0]])).verdict == "amber"
    assert run("symmetric_skew", np.array([[HUGE, HUGE], [HUGE, 1.0]])).verdict == "green"


@pytest.mark.parametrize(
    ("name", "arrays"),
    [
        ("multiply", ([1e-162, 1.0], [3e-162, 0.0])),
        ("divide", ([2 * LEAST], [3.0])),
        ("abs", ([LEAST + LEAST * 1j],)),
        ("exp", ([-744.0],)),
    ],
)
def test_entries_of_few_bits_are_amber(run, name, arrays):
    found = run(name, *map(np.array, arrays))
    assert found.verdict == "amber"
    assert found.assessment.digits == 0


@pytest.mark.parametrize("n", [-1, -2])
@pytest.mark.parametrize("size", [1e308, 1e150, 1e-150, 1e-300])
@pytest.mark.parametrize("factor", [1, 1j])
def test_powers_of_inverses_at_every_size(run, n, size, factor):
    A = np.array([[1, 1], [-1, 1.7]]) * factor
    found = run("matrix_power", A * size, n=n)
    expected = np.linalg.matrix_power(A, n)
    if abs(np.log10(size) * n) < 308.5:
        assert found.verdict == "green"
        off = np.abs(found.result * size / 2 * size ** (-n - 1) - expected / 2).max()
        assert off <= np.abs(expected).max() * found.assessment.error_bound
        assert found.tampered("result", found.result * (1 + 150 * found.assessment.error_bound)).verdict == "red"
    else:
        assert any(word in found.assessment.reason for word in ("overflow", "underflow"))


@pytest.mark.parametrize("name", ["dot", "matmul", "inner"])
@pytest.mark.parametrize("dtype", [np.float64, np.complex128])
def test_products_of_few_bits_are_amber(run, name, dtype):
    A = np.array([[1, 3], [2, 1]], dtype) * 1e-162
    found = run(name, A, A)
    assert found.verdict == "amber"
    assert found.assessment.digits == 0
    stack = run("matmul", np.stack([A, A]), np.stack([A, A]))
    assert stack.verdict == "amber"


@pytest.mark.parametrize("operation", ["matmul", "dot"])
@pytest.mark.parametrize("kind", [np.float32, np.complex64])
def test_entries_that_scaling_loses_are_not_taken_for_zeros(run, operation, kind):
    A, B = np.array([[1e30, 0], [0, 1e-38]], kind), np.array([[0, 0], [1e-20, 0]], kind)
    found = run(operation, A, B)
    assert (found.verdict, found.result.any()) == ("amber", False)
    zero = run(operation, np.array([[1, 0], [2, 0]], kind), np.array([[0, 0], [3, 4]], kind))
    assert zero.verdict == "green"
    assert "every term is 0" in zero.assessment.reason


@pytest.mark.parametrize("size", [-1e200, 1e200, 1e-200])
def test_an_angle_does_not_need_a_dot_product_in_range(run, size):
    found = run("angle", np.array([1e200, 1e200]), np.array([size, 0]))
    assert found["degrees"] == pytest.approx(45 if size > 0 else 135, rel=1e-15)
    far = abs(size) > 1
    assert found.verdict == ("amber" if far else "green")
    assert ("beyond the range of float64: the dot product" in found.assessment.reason) == far
    assert found.tampered("degrees", found["degrees"] * (1 + 1e-12)).verdict == "red"
    assert found.tampered("dot", np.float64(-np.inf if size > 0 else np.inf)).verdict == "red"
