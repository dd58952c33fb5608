"""The words and figures on a card."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from workbench.gui.panels import card_cells
from workbench.gui.panels import card_text as words
from workbench.gui.panels.card_names import proposed, symbol
from workbench.gui.widgets.minimatrix import MORE, MORE_ROWS
from workbench.jobs.difference import difference
from workbench.model.enclosed import Enclosed


def test_small_arrays_are_shown_whole():
    cells = card_cells.cells(np.array([[1.5, -2.0], [0.25, 3.0]]), 15)
    assert [[cell.text for cell in row] for row in cells] == [["1.50", "−2"], ["0.25", "3"]]
    assert all(cell.doubtful_from is None for row in cells for cell in row)


def test_a_column_has_one_count_of_decimals():
    texts = [
        [cell.text for cell in row] for row in card_cells.cells(np.array([[5.1, 0, 7], [4.9 + 1e-9, 2 / 3, 8]]), 15)
    ]
    assert texts == [["5.1000", "0", "7"], ["4.9000", "0.6667", "8"]]
    texts = [row[0].text for row in card_cells.cells(np.array([30 + 1e-9, 4, -18.0, 1e-8]), 15)]
    assert texts == ["30.000", "4.000", "−18.000", "1e−8"]


def test_exact_entries_end_at_the_right():
    cells = card_cells.exact_cells([[Fraction(-1, 3)], [Fraction(12)], ["5/2 + sqrt(5)/2"]])
    assert all(row[0].point == len(row[0].text) for row in cells)


def test_large_arrays_end_in_dots():
    cells = card_cells.cells(np.arange(100.0).reshape(10, 10), 15)
    assert (len(cells), len(cells[0])) == (6, 6)
    assert all(cell == MORE_ROWS for cell in cells[-1])
    assert all(row[-1] == MORE for row in cells[:-1])


def test_a_vector_is_a_column():
    assert len(card_cells.cells(np.arange(3.0), 15)) == 3


@pytest.mark.parametrize(("digits", "sure"), [(3, "1.00"), (1, "1."), (0, "")])
def test_digits_beyond_the_trusted_ones_are_marked(digits, sure):
    cell = card_cells.cells(np.array([[1.00000217]]), digits)[0][0]
    assert cell.text[: cell.doubtful_from] in (sure, sure.rstrip("."))


def test_small_entries_lose_more_digits_than_large_ones():
    large, small = (row[0] for row in card_cells.cells(np.array([[100.0001], [0.0123]]), 4))
    assert large.text[: large.doubtful_from] == "100.0"
    assert small.doubtful_from == 0


def test_rounding_error_is_marked_whole():
    cells = card_cells.cells(np.array([[1.0, 3e-17]]), 15)
    assert cells[0][0].doubtful_from is None
    assert cells[0][1].doubtful_from == 0


def test_a_minus_is_never_the_only_trusted_letter():
    cell = card_cells.cells(np.array([[-4949.6, 1e9, 2e9]]), 3)[0][0]
    assert cell.doubtful_from == 0


def test_complex_numbers_without_imaginary_parts_look_real():
    assert card_cells.cells(np.array([1 + 0j, 2 + 0j]), 15)[0][0].text == "1"


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ([1, Fraction(-1, 3)], "(1, −1/3)"),
        (Fraction(5), "5"),
        ("sqrt(15)", "√15"),
        (["5/2 + sqrt(5)/2", "5/2 - sqrt(5)/2"], "(5/2 + √5/2, 5/2 − √5/2)"),
        ([[1, 2], [3, 4]], ""),
        ([Fraction(10**9 + at, 7) for at in range(6)], ""),
        (list(range(7)), ""),
    ],
    ids=str,
)
def test_short_exact_answers_stand_in_one_line(value, line):
    assert card_cells.exact_line(value) == line


def test_long_exact_answers_are_left_out():
    assert card_cells.exact_cells([Fraction(10**30, 7)]) is None
    assert card_cells.exact_cells(np.zeros((7, 7), dtype=object)) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.4e-16, "2.4e−16"),
        (0.0, "0"),
        (2.618034, "2.62"),
        (1.6e13, "1.6e13"),
        (np.inf, "∞"),
        (np.nan, "NaN"),
        (None, "–"),
    ],
)
def test_figures_are_short(value, text):
    assert words.scientific(value) == text


@pytest.mark.parametrize(("norm", "label"), [("2", "κ₂ of A"), ("infinity", "κ∞ of A"), ("?", "Condition")])
def test_a_condition_number_names_its_norm(norm, label):
    assert words.condition_label(norm, "A") == label


@pytest.mark.parametrize(("seconds", "text"), [(9e-5, "0.09 ms"), (0.012, "12 ms"), (3.42, "3.4 s"), (600, "10 min")])
def test_durations(seconds, text):
    assert words.duration(seconds) == text


def test_names_come_from_the_code(ask):
    assert proposed(ask("inv", "A").result) == ["X"]
    assert proposed(ask("svd", "A").result) == ["U", "S", "Vh"]
    assert proposed(ask("eig", "A").result) == ["w", "V"]
    assert symbol(ask("det", "A").result, "result") == "det"


def test_the_exact_answer_is_compared(ask):
    assert difference(ask("matmul", "A", "A").result) == "float64 agrees in every digit"
    assert "differs by" in difference(ask("inv", "A").result)


def test_copied_numbers_are_whole(ask):
    text = words.numbers(ask("eigvals", "A").result)
    assert [float(line) for line in text.splitlines()] == pytest.approx(
        [3.618033988749895, 1.381966011250105], abs=1e-14
    )


def test_matrices_of_a_stack_stand_apart(ask, workspace):
    rows = card_cells.cells(np.arange(8.0).reshape(2, 2, 2), 15)
    assert [[cell.text for cell in row] for row in rows] == [["0", "1"], ["2", "3"], ["", ""], ["4", "5"], ["6", "7"]]
    exact = card_cells.exact_cells(np.arange(8).reshape(2, 2, 2).tolist())
    assert [[cell.text for cell in row] for row in exact] == [[cell.text for cell in row] for row in rows]
    assert card_cells.cells(np.zeros((3, 4, 5)), 15)[-1][0] == MORE_ROWS


def test_what_was_not_rounded_is_exact(ask):
    assert words.chip(ask("matmul", "A", "A").result).text == "exact"
    assert words.chip(ask("transpose", "H").result).text == "exact"
    assert words.chip(ask("inv", "A").result).text == "15 digits"


@pytest.mark.parametrize(
    ("names", "text"),
    [((), ""), (("A",), "of A"), (("A", "b"), "of A and b"), (("A", "B", "c"), "of A, B and c")],
)
def test_inputs_are_listed(names, text):
    assert words.of(names) == text


def test_names_are_free_and_different(ask):
    taken = {"X", "V"}
    fresh = lambda stem: f"{stem}2" if stem in taken else stem  # noqa: E731
    assert proposed(ask("inv", "A").result, fresh) == ["X2"]
    assert proposed(ask("eig", "A").result, fresh) == ["w", "V2"]
    low = ask("low_rank", "H").result
    assert proposed(low)[0] == symbol(low, "result") not in ("result", "frobenius_error")
    assert len(set(proposed(low))) == len(proposed(low))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Enclosed("5.33", 5.33, ("5.329", "5.331")), "5.33…"),
        (Enclosed("-0.6 + 1*I", -0.6 + 1j, ("-0.61", "-0.59"), ("0.9", "1.1")), "−0.6… + 1…i"),
        ("3*I", "3i"),
        ("1/2 + sqrt(5)/2", "1/2 + √5/2"),
    ],
)
def test_exact_entries_are_written_as_a_reader_would(value, text):
    assert card_cells.exact_entry(value) == text
