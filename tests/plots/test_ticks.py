"""Axes are marked at round numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.plots.ticks import linear_ticks, log_ticks, nice_step, ticks_at
from workbench.plots.words import short


@pytest.mark.parametrize(("rough", "step"), [(0.7, 1), (1, 1), (1.1, 2), (3, 5), (6, 10), (0.012, 0.02), (0, 1)])
def test_steps_are_one_two_or_five(rough, step):
    assert nice_step(rough) == pytest.approx(step)


def test_linear_ticks_have_words():
    assert linear_ticks(-1.2, 1.2, 5) == [(-1.0, "−1"), (-0.5, "−0.5"), (0.0, "0"), (0.5, "0.5"), (1.0, "1")]


def test_integers_stay_integers():
    assert [text for _, text in linear_ticks(0, 3, 30, integer=True)] == ["0", "1", "2", "3"]


def test_decades():
    assert [text for _, text in log_ticks(0.06, 4000, 9)] == ["10⁻¹", "10⁰", "10¹", "10²", "10³"]
    assert [text for _, text in log_ticks(1e-12, 1e12, 5)] == ["10⁻¹⁰", "10⁻⁵", "10⁰", "10⁵", "10¹⁰"]


def test_less_than_a_decade_gets_one_two_five():
    assert [text for _, text in log_ticks(1.5, 6, 4)] == ["2", "5"]


@given(st.floats(-1e300, 1e300), st.floats(-1e300, 1e300), st.integers(1, 20))
def test_ticks_never_raise_and_never_crowd(low, high, count):
    assert len(linear_ticks(low, high, count)) <= count + 2
    log_ticks(low, high, count)


def test_a_bad_range_has_no_ticks():
    assert ticks_at(0, float("inf"), 1) == []
    assert ticks_at(1, 0, 1) == []


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (3.6180339, "3.618"),
        (-1, "−1"),
        (0.0, "0"),
        (-0.0, "0"),
        (1.2e6, "1.2e6"),
        (1e-7, "1e−7"),
        (float("-inf"), "−∞"),
    ],
)
def test_short_numbers(x, text):
    assert short(x) == text
