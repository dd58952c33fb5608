"""Short text on screen, full text for editing: no digit is ever lost."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.gui.table.format import NumberStyle, full_text, largest_modulus, short_text
from workbench.gui.table.tiles import doubtful_entries, heat_values
from workbench.model.numbers import parse_number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.0, "2"),
        (0.5, "0.5"),
        (1 / 3, "0.3333"),
        (-1 / 3, "−0.3333"),
        (2.00000000001, "2.0000"),
        (0.0, "0"),
        (-0.0, "0"),
        (1e300, "1e300"),
        (-1.23456789e-9, "−1.2346e−9"),
        (float("nan"), "NaN"),
        (float("inf"), "∞"),
        (float("-inf"), "−∞"),
        (7, "7"),
        (123456789012345678, "1.2346e17"),
        (True, "1"),
        (1 + 2j, "1 + 2i"),
        (-1j, "−i"),
        (0.5 - 1 / 3 * 1j, "0.5 − 0.3333i"),
    ],
)
def test_short_text(value, text):
    assert short_text(value, NumberStyle(3.0, 4)) == text


@given(st.floats(allow_nan=False))
def test_the_text_to_edit_reads_back_to_the_same_bits(value):
    again = float(parse_number(full_text(np.float64(value))).value)
    assert struct.pack("d", again) == struct.pack("d", value) or value == again == 0


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_single_precision_reads_back_too(value):
    assert np.float32(parse_number(full_text(np.float32(value))).value) == np.float32(value)


@given(st.complex_numbers(allow_nan=False, allow_infinity=False))
def test_complex_numbers_read_back(value):
    assert complex(parse_number(full_text(np.complex128(value))).value) == value


@given(st.integers(-(2**63), 2**64 - 1))
def test_integers_read_back(value):
    array = np.array(value, dtype=np.uint64 if value >= 2**63 else np.int64)
    assert parse_number(full_text(array[()])).value == value


@pytest.mark.parametrize(("scale", "decimals"), [(3, 4), (50, 3), (1234, 1), (99999, 0), (0.02, 5), (1e-5, 7)])
def test_decimals_follow_the_scale(scale, decimals):
    assert NumberStyle.of_sample(np.array([[scale, 0]])).decimals == decimals


def test_the_scale_leaves_out_what_is_not_finite():
    assert largest_modulus(np.array([1, -3, np.inf, np.nan])) == 3
    assert largest_modulus(np.array([], float)) == 0
    assert largest_modulus(np.array([-(2**63)], np.int64)) == 2.0**63


def test_rounding_error_is_told_from_small_numbers():
    assert doubtful_entries(np.array([1.0, 1e-16, 0.0, 1e-13]), 1.0).tolist() == [False, True, False, False]
    assert not doubtful_entries(np.array([1, 0]), 1e20).any()


def test_heat_is_centred_at_zero():
    heat = heat_values(np.array([-3.0, 0, 1.5, np.inf, np.nan]), 3.0)
    assert heat[:4].tolist() == [-1, 0, 0.5, 1]
    assert np.isnan(heat[4])
