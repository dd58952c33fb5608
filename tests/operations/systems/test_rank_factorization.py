"""A full-rank factorisation: it rebuilds, both factors have the rank, and every error is seen."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

seeds = st.integers(0, 2**32 - 1)
sides = st.integers(1, 9)


@settings(max_examples=40)
@given(sides, sides, sides, seeds, st.booleans())
def test_the_factors_rebuild_and_are_of_full_rank(run, m, n, rank, seed, complex_):
    rng = np.random.default_rng(seed)
    r = min(m, n, rank)
    A = rng.integers(-3, 4, (m, r)) @ rng.integers(-3, 4, (r, n)) * (1 + 1j if complex_ else 1.0)
    answer = run("rank_factorization", A)
    C, R, found = answer["C"], answer["R"], np.linalg.matrix_rank(A)
    assert C.shape == (m, found)
    assert R.shape == (found, n)
    np.testing.assert_allclose(C @ R, A, atol=1e-9)
    assert answer.verdict != "red"


@settings(max_examples=20)
@given(sides, sides, seeds)
def test_the_rows_are_those_of_rref(run, m, n, seed):
    A = np.random.default_rng(seed).integers(-2, 3, (m, n)).astype(float)
    answer, reduced = run("rank_factorization", A), run("rref", A)
    np.testing.assert_array_equal(answer["C"], A[:, reduced["pivots"]])
    np.testing.assert_array_equal(answer["R"], reduced["R"][: len(reduced["pivots"])])


def test_never_red_when_right_and_every_error_is_seen(run, unseen, case):
    answer = run("rank_factorization", case[1])
    assert answer.verdict != "red", answer.assessment
    assert not unseen(answer)


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0), (1, 1), (1, 4), (4, 1)])
@pytest.mark.parametrize("dtype", [np.float32, np.complex64, np.float64])
def test_small_shapes(run, shape, dtype):
    answer = run("rank_factorization", np.ones(shape, dtype))
    assert answer.verdict == "green"
    assert answer["C"].shape[1] == answer["R"].shape[0] == min(1, *shape)


def test_zero_has_no_columns_and_no_rows(run, exactly):
    answer = run("rank_factorization", np.zeros((2, 3)))
    assert (answer["C"].shape, answer["R"].shape, answer.verdict) == ((2, 0), (0, 3), "green")
    found = exactly("rank_factorization", np.zeros((2, 3)))
    assert found is not None
    assert (found["C"].shape, found["R"].shape) == ((2, 0), (0, 3))


def test_the_exact_twin_is_the_textbooks(exactly):
    A = np.array([[Fraction(x) for x in row] for row in ([1, 4, 5], [3, 2, 5], [2, 1, 3])], dtype=object)
    found = exactly("rank_factorization", A)
    assert found["C"].tolist() == [[1, 4], [3, 2], [2, 1]]
    assert found["R"].tolist() == [[1, 0, 1], [0, 1, 1]]
