"""Exact mode on floating-point numbers: which entries are in the way, and the fractions that could stand for them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.formats.source import read_source
from workbench.jobs.engine import run
from workbench.jobs.rational import ACTION, LISTED, inexact_places, nearest, need_exact, with_fractions
from workbench.jobs.request import Compute
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix


def refusal(*matrices, operation="inv"):
    task = Compute(operation, tuple(item.name for item in matrices), backend="exact")
    with pytest.raises(UserError) as caught:
        run(task, matrices)
    return caught.value


def test_it_says_which_entries_and_offers_fractions():
    error = refusal(Matrix.of("A", np.array([[1.0, 1 / 3], [0.5, np.pi]])))
    assert error.kind == "unsupported"
    assert error.message == (
        "A is not exact: A[0, 1] = 0.3333333333333333 (near 1/3), A[1, 0] = 0.5 (near 1/2) and "
        "A[1, 1] = 3.141592653589793 are floating-point numbers."
    )
    assert error.fixes == (ACTION,)
    assert error.details["count"] == 3  # the whole number is not to blame
    decimal = "3141592653589793/1000000000000000"
    assert [row["fraction"] for row in error.details["entries"]] == ["1/3", "1/2", decimal]
    assert [row["simple"] for row in error.details["entries"]] == [True, True, False]
    assert error.details["entries"][0] == {
        "position": [0, 1], "value": 1 / 3, "fraction": "1/3", "simple": True,
    }  # fmt: skip


def test_only_what_is_not_exact_is_named():
    exact = np.array([[Fraction(1, 10), None], [Fraction(2), Fraction(3)]], dtype=object)
    A = Matrix.of("A", np.array([[0.1, np.sqrt(2)], [2, 3]]), exact=exact)
    assert inexact_places(A) == [(0, 1)]
    error = refusal(A)
    assert error.message.startswith("A is not exact: A[0, 1] = 1.4142")
    assert "more" not in error.message
    assert with_fractions(A).exact[0, 0] == Fraction(1, 10)


def test_what_was_typed_exactly_beside_a_root_is_not_named():
    error = refusal(read_source("[[0.1, 1/3], [pi, 2]]", "A"))
    assert error.message.startswith("A is not exact: A[1, 0] = 3.14159")
    assert error.details["count"] == 1


def test_where_there_is_no_cpu_it_is_not_offered():
    error = refusal(read_source("[[sqrt(2), 1], [0, 1]]", "A"), operation="jordan")
    assert "CPU" not in error.hint


def test_an_answer_beyond_floating_point_is_infinite_with_a_word():
    result = run(Compute("matrix_power", ("A",), {"n": 400}, backend="exact"), (Matrix.of("A", np.array([[10]])),))
    assert result.outputs["result"] == np.inf
    assert result.exact["result"] == [[10**400]]
    assert "beyond the range" in result.certificate.reason


def test_a_long_list_is_cut():
    error = refusal(Matrix.of("A", np.random.default_rng(0).standard_normal((6, 6))))
    assert error.details["count"] == 36
    assert len(error.details["entries"]) == LISTED


def test_the_second_input_may_be_the_one():
    error = refusal(Matrix.of("A", np.eye(2, dtype=int)), Matrix.of("b", np.array([1.0, 2.5])), operation="solve")
    assert error.message.startswith("b is not exact: b[1] = 2.5 ")


def test_with_fractions_the_answer_is_exact():
    A = with_fractions(Matrix.of("A", np.array([[1 / 3, 0.5], [0.1, 2.0]])))
    assert A.exact.tolist() == [[Fraction(1, 3), Fraction(1, 2)], [Fraction(1, 10), Fraction(2)]]
    assert A.to_array()[0, 0] == 1 / 3
    result = run(Compute("det", ("A",), backend="exact"), (A,))
    assert result.exact["result"] == Fraction(1, 3) * 2 - Fraction(1, 20)


@pytest.mark.parametrize(
    ("entries", "kind", "words"),
    [([[1j, 0], [0, 1]], "unsupported", "complex"), ([[np.nan, 0], [0, 1.5]], "domain", "NaN")],
)
def test_what_no_fraction_stands_for_is_refused(entries, kind, words):
    A = Matrix.of("A", np.array(entries))
    for act in (with_fractions, lambda matrix: need_exact([matrix])):
        with pytest.raises(UserError, match=words) as caught:
            act(A)
        assert caught.value.kind == kind


def test_numbers_and_vectors_too():
    assert inexact_places(Matrix.of("s", np.array(0.5))) == [()]
    with pytest.raises(UserError, match=r"s is not exact: s = 0.5 \(near 1/2\) is"):
        need_exact([Matrix.of("s", np.array(0.5))])
    assert with_fractions(Matrix.of("s", np.array(0.5))).exact[()] == Fraction(1, 2)
    need_exact([Matrix.of("k", np.arange(3))])


@given(st.fractions(min_value=-100, max_value=100, max_denominator=99))
def test_short_fractions_are_found_again(x):
    assert nearest(float(x)) == x


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_fraction_is_near(x):
    assert abs(float(nearest(x)) - x) <= 1e-8 * abs(x)


def test_few_certain_digits_do_not_round_the_floating_point_answer():
    A = Matrix.of("A", np.array([[0, 0, 2], [1, 0, 0], [0, 1, 0]]))
    result = run(Compute("eigvals", ("A",), {"digits": 1}, backend="exact"), (A,))
    assert result.outputs["result"][0] == 2 ** (1 / 3)
    assert result.exact["result"][0] == "1"
    low, high = map(Fraction, result.details["enclosures"]["result"][0]["real"])
    assert low**3 <= 2 <= high**3
