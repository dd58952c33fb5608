"""Exact numbers as text are rounded once, however much cancels and however large they are."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends.exact_text import value
from workbench.model.surd import Surd, root


@given(st.fractions(), st.fractions(), st.integers(-1000, 1000))
def test_a_sum_with_a_root_is_its_float(p, q, d):
    number = p + q * root(d)
    expected = complex(number) if isinstance(number, Surd) else complex(float(number))
    assert value(str(number)) == pytest.approx(expected, rel=1e-9, abs=1e-9 * abs(float(p)))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3*I", 3j),
        ("-2 - I/2", -2 - 0.5j),
        ("2**100", 2.0**100),
        ("-sqrt(2)", -math.sqrt(2)),
        ("4*pi/3", 4.188790204786391),
        (f"1/2*{10**400 + 1} - sqrt({10**800})/2", 0.5),
        (f"-{10**400}", -math.inf),
    ],
)
def test_a_text_is_read(text, number):
    assert value(text) == number


@pytest.mark.parametrize("text", ["", "x", "cos(1)", "1 +", "__import__('os')", "sqrt(1, 2)"])
def test_another_text_is_no_number(text):
    with pytest.raises(ValueError, match="exact number"):
        value(text)
