from __future__ import annotations

import contextlib
import math
import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.model.errors import UserError
from workbench.model.numbers import exact_number, format_fraction, format_value, parse_number


@pytest.mark.parametrize(
    ("text", "value", "exact"),
    [
        ("12", 12, 12),
        ("−2", -2, -2),
        ("007", 7, 7),
        ("1/3", 1 / 3, Fraction(1, 3)),
        ("6/3", 2, 2),
        (".5", 0.5, Fraction(1, 2)),
        ("2.", 2.0, 2),
        ("0.1", 0.1, Fraction(1, 10)),
        ("1e-3", 0.001, Fraction(1, 1000)),
        ("-2^2", -4, -4),
        ("2**-2", 0.25, Fraction(1, 4)),
        ("(1 + 2) / 4 × 2", 1.5, Fraction(3, 2)),
        ("sqrt(4/9)", 2 / 3, Fraction(2, 3)),
        ("123456789012345678901", 123456789012345678901, 123456789012345678901),
    ],
)
def test_exact_numbers(text: str, value: float, exact: Fraction) -> None:
    number = parse_number(text)
    assert (number.value, type(number.value), number.exact) == (value, type(value), exact)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("sqrt(2)", math.sqrt(2)),
        ("2*sqrt(3)", 2 * math.sqrt(3)),
        ("sqrt(-4)", 2j),
        ("2**0.5", 2**0.5),
        ("pi", math.pi),
        ("π/2", math.pi / 2),
        ("e", math.e),
        ("3+4j", 3 + 4j),
        ("3+4i", 3 + 4j),
        ("1/2-2j", 0.5 - 2j),
        ("-i", -1j),
        ("-inf", -math.inf),
        ("∞", math.inf),
    ],
)
def test_numbers_without_a_rational_twin(text: str, value: complex) -> None:
    number = parse_number(text)
    assert number.value == pytest.approx(value, rel=1e-15)
    assert number.exact is None


def test_nan_is_a_number_one_can_type() -> None:
    assert math.isnan(float(parse_number("NaN").value.real))


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("", 1),
        ("1,5", 2),
        ("2 + x", 5),
        ("1/0", 1),
        ("1+", 1),
        ("1 2", 3),
        ("2 * 1/0", 1),
        ("3 + 1e309", 5),
        ("π+?", 3),
    ],
)
def test_what_is_no_number_is_refused_with_its_column(text: str, column: int) -> None:
    with pytest.raises(UserError) as caught:
        parse_number(text)
    assert caught.value.kind == "parse"
    assert caught.value.details == {"line": 1, "column": column}


@pytest.mark.parametrize(
    "text",
    [
        "9**9**9",
        "2**100000",
        "1e99999999",
        "(" * 300 + "1" + ")" * 300,
        "1" * 500,
        "10**400",
        "1e300*pi*1e300",
        "__import__('os')",
        "().__class__",
        "sqrt(2, 3)",
        "sqrt",
        "lambda: 1",
        "0x10",
        "1_000",
        "'a'",
        "1if 2",
        "\x00",
    ],
)
def test_hostile_text_is_refused_quickly(text: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_number(text)
    assert caught.value.kind == "parse"


@settings(deadline=None)
@given(st.text(alphabet="0123456789.eij+-−*/^() sqrtpi∞", max_size=12))
def test_any_text_is_a_number_or_a_user_error(text: str) -> None:
    with contextlib.suppress(UserError):
        parse_number(text)


@settings(deadline=None)
@given(st.fractions(max_denominator=10**6))
def test_fractions_survive_a_round_trip(value: Fraction) -> None:
    assert parse_number(format_fraction(value)).exact == value
    assert exact_number(value).exact == value


@settings(deadline=None)
@given(st.floats(allow_nan=False))
def test_shown_digits_are_full_precision(value: float) -> None:
    assert parse_number(format_value(value)).value == value


def test_formatting() -> None:
    assert format_value(-1.5) == "−1.5"
    assert format_value(-1.5, ascii=True) == "-1.5"
    assert format_value(2.0) == "2"
    assert format_value(np.float32(0.1)) == "0.1"
    assert format_value(np.uint8(7)) == "7"
    assert format_value(np.True_) == "1"
    assert format_value(math.pi, digits=3) == "3.14"
    assert format_value(3 - 4j, ascii=True) == "3-4j"
    assert format_value(0.5 + 1j) == "0.5+1j"


def test_random_sums_agree_with_python() -> None:
    generator = random.Random(1)
    for _ in range(200):
        a, b, c = (generator.randint(-9, 9) for _ in range(3))
        assert parse_number(f"({a}) + {b}*({c})").value == a + b * c
