"""Blocks along a diagonal: each in its place, nothing beside them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from workbench.model.errors import UserError

SHAPES = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3)) | st.tuples(st.integers(1, 3)), min_size=1, max_size=4
)


def filled(shapes):
    return [np.arange(1.0, 1 + np.prod(shape, dtype=int)).reshape(shape) for shape in shapes]


@given(SHAPES)
def test_it_is_as_scipy_has_it(run, shapes):
    blocks = filled(shapes)
    found = run("block_diag", *blocks)
    assert found.verdict == "green"
    np.testing.assert_array_equal(found.result, scipy.linalg.block_diag(*blocks))


@given(st.integers(1, 4), st.integers(1, 4))
def test_its_determinant_is_the_product_of_theirs(run, m, n):
    A, B = np.vander(np.arange(1.0, m + 1)), np.vander(np.arange(2.0, n + 2))
    found = np.linalg.det(run("block_diag", A, B).result)
    assert np.isclose(found, np.linalg.det(A) * np.linalg.det(B))


@pytest.mark.parametrize("dtype", [np.int8, np.uint64, np.float32, np.complex64, np.float64])
@pytest.mark.parametrize("size", [0, 1, 100])
def test_no_right_answer_is_red(run, dtype, size):
    found = run("block_diag", np.array([[size, 1], [2, 3]], dtype), np.array([size], dtype))
    assert found.verdict == "green"


@pytest.mark.parametrize("size", [1e-200, 1e200, 5e-324, np.inf, np.nan])
def test_any_number_keeps_its_place(run, size):
    assert run("block_diag", np.full((2, 1), size), np.array([[1.0, size]])).verdict == "green"


@pytest.mark.parametrize("place", [(0, 0), (0, 2), (2, 0), (2, 2)])
def test_another_entry_is_red(run, place):
    found = run("block_diag", np.eye(2), np.full((1, 1), 3.0))
    wrong = found.result.copy()
    wrong[place] += 1e-9
    assert found.tampered("result", wrong).verdict == "red"


def test_another_shape_is_red(run):
    found = run("block_diag", np.eye(2), np.eye(1))
    assert found.tampered("result", np.eye(2)).verdict == "red"


def test_fractions_stay_fractions(exactly):
    answer = exactly("block_diag", np.array([[Fraction(1, 3)]]), np.array([Fraction(2), Fraction(1, 7)]))
    assert answer["result"].tolist() == [[Fraction(1, 3), 0, 0], [0, 2, Fraction(1, 7)]]


def test_nothing_is_refused(run):
    with pytest.raises(UserError, match="nothing to put on the diagonal"):
        run("block_diag")
