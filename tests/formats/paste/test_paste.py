from __future__ import annotations

import contextlib
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from workbench.formats.paste import parse_text
from workbench.model.errors import UserError
from workbench.model.numbers import format_fraction

DATA = Path(__file__).parent.parent.parent / "data"
TEN = [[1, 2, 3], [4, 5, 6], [7, 8, 10]]


def sample(name: str) -> str:
    return (DATA / name).read_bytes().decode()


@pytest.mark.parametrize(
    ("name", "syntax"),
    [
        ("excel", "tab"),
        ("latex", "latex"),
        ("mathematica", "mathematica"),
        ("matlab", "matlab"),
        ("numpy", "numpy"),
        ("plain", "plain"),
    ],
)
def test_one_matrix_in_every_syntax(name: str, syntax: str) -> None:
    parsed = parse_text(sample(f"paste/{name}.txt"))
    assert parsed.array.tolist() == TEN
    assert parsed.array.dtype == np.int64
    assert parsed.syntax == syntax
    assert parsed.exact.tolist() == TEN


@pytest.mark.parametrize(
    ("name", "entries"),
    [
        ("fractions", "1/2 1/3 -1/4 5"),
        ("hilbert_4_fractions", "1 1/2 1/3 1/4 1/2 1/3 1/4 1/5 1/3 1/4 1/5 1/6 1/4 1/5 1/6 1/7"),
        ("ill_2x2_fractions", "1 1 1 10001/10000"),
        ("magic_3_fractions", "8 1 6 3 5 7 4 9 2"),
        ("markov_3_fractions", "1/2 1/4 1/4 1/3 1/3 1/3 0 1/2 1/2"),
        ("projection_fractions", "1/2 1/2 1/2 1/2"),
        ("rank_2_of_4_fractions", "1 2 3 4 2 4 6 8 0 1 0 1 1 3 3 5"),
        ("rotation_90_fractions", "0 -1 1 0"),
        ("shear_fractions", "1 1 0 1"),
        ("spd_3_fractions", "4 2 0 2 5 3 0 3 6"),
    ],
)
def test_fractions_are_exact(name: str, entries: str) -> None:
    parsed = parse_text(sample(f"paste/{name}.txt"))
    assert " ".join(map(format_fraction, parsed.exact.flat)) == entries
    np.testing.assert_array_equal(parsed.array, parsed.exact.astype(float))


def test_complex_numbers() -> None:
    parsed = parse_text(sample("paste/complex.txt"))
    assert parsed.array.tolist() == [[1 + 2j, 3], [-1j, 4 - 0.5j]]
    assert parsed.exact.tolist() == [[None, 3], [None, None]], "only real numbers have one"


def test_the_true_minus_sign() -> None:
    assert parse_text(sample("odd/unicode_minus.txt")).array.tolist() == [[-1, 2], [3, -4]]


@pytest.mark.parametrize("text", ["5", " 5 ", "5;", "x = 5"])
def test_a_lone_number_has_no_axis(text: str) -> None:
    assert parse_text(text).array.shape == ()


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("[1, 2]", (2,)),
        ("[5]", (1,)),
        ("{1, 2}", (2,)),
        ("1 2", (1, 2)),
        ("1, 2", (1, 2)),
        ("[1 2]", (1, 2)),
        ("1\n2", (2, 1)),
        ("[1; 2]", (2, 1)),
        ("[]", (0,)),
        ("[[], []]", (2, 0)),
        ("[[[1, 2]], [[3, 4]]]", (2, 1, 2)),
    ],
)
def test_axes(text: str, shape: tuple[int, ...]) -> None:
    assert parse_text(text).array.shape == shape


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A = [1 2; 3 4];", [[1, 2], [3, 4]]),
        ("A =\n\n   1   2\n   3   4\n", [[1, 2], [3, 4]]),
        ("[1, 2; 3, 4]", [[1, 2], [3, 4]]),
        ("[1 2 % first\n 3 4]", [[1, 2], [3, 4]]),
        ("[1 ...\n 2; 3 4]", [[1, 2], [3, 4]]),
        ("[1 -2; 3 - 1 4]", [[1, -2], [2, 4]]),
        ("1 2; 3 4", [[1, 2], [3, 4]]),
        ("1,2;3,4", [[1, 2], [3, 4]]),
        ("1;2", [[1], [2]]),
        ("1 2;\n", [[1, 2]]),
        ("0,5;1,5\n2;3", [[0.5, 1.5], [2, 3]]),
        ("1,5\t2,5\r\n3\t4\r\n", [[1.5, 2.5], [3, 4]]),
        ("[[1 2]\n [3 4]]", [[1, 2], [3, 4]]),
        ("np.array([[1, 2],\n          [3, 4]])", [[1, 2], [3, 4]]),
        ("[[1. +2.j 3.5+0.j]\n [0. +1.j 0. -2.j]]", [[1 + 2j, 3.5], [1j, -2j]]),
        ("1 + 2i  3\n4  5 - i", [[1 + 2j, 3], [4, 5 - 1j]]),
        ("{{1/2, Sqrt[4]}, {2 + 3 I, 1.5*^-3}}", [[0.5, 2], [2 + 3j, 0.0015]]),
        (r"$A = \begin{pmatrix} \frac{1}{2} & -\sqrt{4} \\ 2\sqrt{9} & 0{,}5 \end{pmatrix}$", [[0.5, -2], [6, 0.5]]),
        (r"\begin{array}{c|c} 1 & 2 \\ \hline 3 & 4 \\ \end{array}", [[1, 2], [3, 4]]),
    ],
)
def test_dialects(text: str, expected: list[list[complex]]) -> None:
    assert parse_text(text).array.tolist() == expected


def test_dtype_is_followed_where_nothing_is_lost() -> None:
    assert parse_text("array([1, 2], dtype=uint8)").array.dtype == np.uint8
    assert parse_text("array([1, 2], dtype=np.float32)").array.dtype == np.float32
    assert parse_text("array([1.5], dtype=int8)").array.dtype == np.float64
    assert parse_text("array([300], dtype=uint8)").array.dtype == np.int64


def test_labels_and_empty_cells_of_a_spreadsheet() -> None:
    parsed = parse_text("\ta\tb\nr1\t1\t2\nr2\t3\t\n")
    assert (parsed.row_labels, parsed.column_labels) == (("r1", "r2"), ("a", "b"))
    assert parsed.warnings == ("1 empty or missing entry became NaN.",)
    np.testing.assert_array_equal(parsed.array, [[1, 2], [3, np.nan]])


def test_integers_beyond_64_bits_stay_exact() -> None:
    parsed = parse_text("[[9223372036854775808, 1]]")
    assert parsed.array.dtype == np.float64
    assert parsed.exact[0, 0] == Fraction(2**63)


@pytest.mark.parametrize(
    ("text", "line", "column", "sentence"),
    [
        ("", 1, 1, "nothing to read"),
        ("A = ;;", 1, 1, "no numbers here"),
        ("[[1,2],[3,4]", 1, 1, "never closed"),
        ("[[1, 2],\n [3]]", 2, 2, "shape 1, the first one beside it 2"),
        ("[[1, 2],\n [3, x]]", 2, 6, "“x” is not a number"),
        ("[1,,2]", 1, 4, "no number here"),
        ("[1, [2]]", 1, 5, "side by side"),
        ("[[1], 2]", 1, 7, "should stand here"),
        ("[1, 2] 3", 1, 8, "behind the closing bracket"),
        ("array([1, 2]", 1, 6, "never closed"),
        ("array([0, 1, ..., 9])", 1, 14, "shortened"),
        ("[1 2; 3]", 1, 7, "has 1 entry, the first one has 2"),
        ("[1 2", 1, 1, "never closed"),
        ("1 2 3\n4 5", 2, 1, "Line 2 of the text has 2 entries, but line 1 has 3"),
        ("\n\n1 2\n3 oops", 4, 3, "“oops” is not a number"),
        ("1/0 2", 1, 1, "divides by zero"),
        ("a b", 1, 1, "only words"),
        ("1\t2020-11-25", 1, 3, "looks like a date"),
        (r"\begin{bmatrix} 1 & 2 \\ 3 & ? \end{bmatrix}", 1, 30, "“?” is not a number"),
        (r"\begin{bmatrix} 1 & 2", 1, 1, r"There is no \\end{bmatrix}"),
        (r"\begin{align} 1 \end{align}", 1, 1, "Only matrix environments"),
        ("{{1, 2}, {3, 4}", 1, 1, "never closed"),
        ("[" * 100, 1, 33, "nested more than 32 deep"),
    ],
)
def test_errors_name_line_and_column(text: str, line: int, column: int, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence) as caught:
        parse_text(text)
    assert caught.value.kind == "parse"
    assert caught.value.details == {"line": line, "column": column}


@pytest.mark.parametrize("name", ["code", "division_by_zero", "unbalanced"])
def test_odd_samples_are_refused(name: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_text(sample(f"odd/{name}.txt"))
    assert caught.value.kind == "parse"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("1 2.5 1/4 -3e2", [1, 2.5, 0.25, -300]),
        ("1 2.5 -3e2 4", [1, 2.5, -300, 4]),
        ("1,5\t2\t3\t4", [1.5, 2, 3, 4]),
        ("1;2;3;-4", [1, 2, 3, -4]),
        ("1\t\t3\t4", [1, np.nan, 3, 4]),
    ],
)
def test_a_large_table_is_read_without_its_twin(row: str, expected: list[float]) -> None:
    parsed = parse_text("a\tb\tc\td\n" * ("\t" in row) + "\n".join([row] * 5000))
    assert parsed.array.shape == (5000, 4)
    assert parsed.exact is None
    assert parsed.column_labels == (("a", "b", "c", "d") if "\t" in row else None)
    np.testing.assert_array_equal(parsed.array[-1], expected)
    assert parsed.array.dtype == (np.int64 if row == "1;2;3;-4" else np.float64)


def test_a_mistake_in_a_large_table_has_its_place() -> None:
    with pytest.raises(UserError, match="“x” is not a number") as caught:
        parse_text("1 2 3\n" * 5000 + "4 x 6")
    assert caught.value.details == {"line": 5001, "column": 3}


@settings(deadline=None)
@given(st.text(alphabet="0123456789[]{}(),; \n\t.-+*/eijAarx=\"'%&\\…", max_size=30) | st.text(max_size=20))
def test_any_text_is_an_array_or_a_parse_error(text: str) -> None:
    with contextlib.suppress(UserError):
        parsed = parse_text(text)
        assert parsed.exact is None or parsed.exact.shape == parsed.array.shape


@settings(deadline=None)
@given(arrays(st.sampled_from(["i8", "f8"]), array_shapes(max_dims=3, max_side=4), elements={"allow_nan": False}))
def test_what_numpy_writes_is_read_back(array: np.ndarray) -> None:
    for text in (repr(array.tolist()), repr(array)):
        if array.dtype.kind == "f" and text.startswith("array"):
            continue
        np.testing.assert_array_equal(parse_text(text).array, array)
