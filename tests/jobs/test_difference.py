"""What is said of the distance between floating point and the exact answer."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from workbench.formats.source import read_source
from workbench.jobs.answer import result_object
from workbench.jobs.difference import OTHER_BASIS, OTHER_PIVOTS, difference, reason
from workbench.jobs.engine import run
from workbench.jobs.request import Compute
from workbench.model.matrix import Matrix


def answer(operation: str, *arrays, **params):
    keys = [f"M{k}" for k in range(len(arrays))]
    matrices = tuple(Matrix.of(key, np.array(array)) for key, array in zip(keys, arrays, strict=True))
    return run(Compute(operation, tuple(keys), params), matrices)


def test_nothing_is_said_where_they_agree():
    result = answer("matmul", [[1, 2], [3, 4]], [[1, 0], [2, 1]])
    assert difference(result) == "float64 agrees in every digit"
    assert reason(result) == ""


def test_nothing_is_said_without_a_rational_twin():
    result = answer("svd", [[1.5, 2.5], [3.5, np.pi]])
    assert difference(result) == reason(result) == ""


def test_numbers_without_a_binary_form_are_named():
    result = answer("hilbert")
    assert "differs by" in difference(result)
    assert reason(result) == "Each entry is the nearest float64: numbers such as 1/3 have no finite binary form."


def test_an_exact_zero_is_explained():
    result = answer("det", [[16, 2, 3, 13], [5, 11, 10, 8], [9, 7, 6, 12], [4, 14, 15, 1]])
    if not result.outputs["result"]:  # another processor may round it to nothing
        pytest.skip("this processor's determinant is exactly 0")
    assert reason(result).startswith("Exactly 0; float64 gives")
    assert "cancel" in reason(result)


def test_a_large_condition_number_is_the_reason():
    hilbert = answer("hilbert", n=8).exact["result"]
    matrix = Matrix.of("H", np.array(hilbert, dtype=float), exact=hilbert)
    assert "condition number" in reason(run(Compute("inv", ("H",)), (matrix,)))


@pytest.mark.parametrize("operation", ["null_space", "orth"])
def test_another_basis_of_the_same_space_is_not_called_an_error(operation):
    result = answer(operation, [[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    assert difference(result) == OTHER_BASIS
    assert reason(result) == ""


@pytest.mark.parametrize("power", [-320, -200, 200])
def test_of_huge_and_tiny_entries_it_is_a_part(power):
    matrix = read_source(f"[[1e{power}, 0], [0, 1e{power}]]", "A")
    words = difference(run(Compute("transpose", ("A",)), (matrix,)))
    assert words.endswith(" of the largest entry")
    assert "by 0 of" not in words


def test_integers_that_wrapped_round_are_not_called_the_nearest():
    A = Matrix.of("A", np.array([[100]]))
    result = run(Compute("add", ("A", "A"), dtype="int8"), (A, A))
    assert difference(result) == "int8 differs by 256"
    assert reason(result) == ""


def test_only_bases_are_other_bases():
    A = read_source("[[1e170, 1], [1e170, 3]]", "A")
    assert difference(run(Compute("scatter", ("A",)), (A,))) != OTHER_BASIS


def test_what_is_beyond_floating_point_is_no_rounding_of_it():
    rows = [[-(10**308), 0, 1], [-(10**308), 10**16, -1], [-(10**16), -(10**308), -1]]
    exact = np.array([[Fraction(x) for x in row] for row in rows], dtype=object)
    result = run(Compute("charpoly", ("A",)), (Matrix.of("A", np.array(rows, dtype=float), exact=exact),))
    assert isinstance(reason(result), str)


def test_the_command_line_tells_it_too():
    found = result_object(answer("inv", [[3, 1], [1, 2]]), ["A"], [((2, 2), "int64")])["details"]
    assert found["exact_difference"].startswith("float64 differs by")
    assert found["exact_difference_reason"].endswith(".")
    assert "exact_difference" not in result_object(answer("svd", [[0.5]]), ["A"], [((1, 1), "float64")])["details"]


def test_nothing_is_said_of_an_exact_answer():
    matrix = read_source("[[1, 2], [3, 4]]", "A")
    result = run(Compute("inv", ("A",), backend="exact"), (matrix,))
    assert difference(result) == reason(result) == ""


def exactly(operation: str, *texts: str, **params):
    """Of typed numbers, which are decimal fractions."""
    keys = [f"M{k}" for k in range(len(texts))]
    matrices = tuple(read_source(text, key) for key, text in zip(keys, texts, strict=True))
    return run(Compute(operation, tuple(keys), params), matrices)


@pytest.mark.parametrize(
    ("operation", "texts", "size"),
    [("solve", ("[[1e-320,0],[0,1]]", "[1,1]"), "1.0e320"), ("power", ("[10,2]", "[400,2]"), "1.0e400")],
)
def test_what_leaves_the_range_does_not_agree(operation, texts, size):
    result = exactly(operation, *texts)
    assert difference(result) == "the answer leaves the range of float64"
    assert reason(result) == f"The exact entry {size} is beyond the largest float64, 1.8e308."


@pytest.mark.parametrize(
    ("operation", "texts", "said"),
    [
        ("det", ("[[1e-200,0],[0,1e-200]]",), "float64 differs by 1 of the largest entry"),
        ("multiply", ("[1e-200,1]", "[1e-200,1]"), "float64 differs by 1.0e−400"),
    ],
)
def test_underflow_is_the_reason(operation, texts, said):
    result = exactly(operation, *texts)
    assert difference(result) == said
    assert reason(result) == "The exact entry 1.0e−400 is below the least float64, 4.9e−324: underflow."


def test_factors_of_other_pivots_are_not_compared():
    result = exactly("lu", "[[0.8,0.8,0.9],[-0.5,-0.7,0.5],[0.6,0.4,0.7]]")  # a tie, which rounding decides
    assert difference(result) == OTHER_PIVOTS
    assert reason(result) == ""


def test_blocks_of_bunch_and_kaufman_are_those_of_the_exact_factors():
    assert difference(answer("ldl", [[1, 2], [2, 1]])) == "float64 agrees in every digit"
    assert difference(answer("lu", [[1, 2], [3, 4]])).startswith("float64 differs by 7.4e−17")


def test_a_difference_larger_than_every_entry_is_no_part_of_them():
    result = exactly("nnls", "[[2e117,-1e118],[2e117,-2e119],[0,0]]", "[2e-290,-1,1e-290]")
    assert difference(result).startswith("float64 differs by 1.")
    assert difference(result).endswith("e−16")


@pytest.mark.parametrize(
    ("operation", "text"), [("matrix_rank", "[[1,0],[0,1e-17]]"), ("rref", "[[0.1,0.2],[0.3,0.6000000000000001]]")]
)
def test_a_rank_that_rounding_decides_is_the_reason(operation, text):
    assert reason(exactly(operation, text)) == "What counts as 0 among rounded numbers is not 0 exactly."


def test_what_is_large_is_no_remainder():
    result = exactly("lstsq", "[[1,1],[1,1.00000001],[1,1]]", "[1,2,3]")
    assert "leaves a remainder" not in reason(result)
