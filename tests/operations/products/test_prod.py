"""Products of entries: over one axis or all, whatever the numbers on the way."""

from __future__ import annotations

from fractions import Fraction
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.model.errors import UserError

SIZES = st.sampled_from([0.0, 1e-320, 1e-200, 1e-100, 0.3, 1.0, 7.0, 1e100, 1e200, 1.7e308])
FLOATS = st.builds(lambda size, factor: min(size * factor, 1.7e308), SIZES, st.floats(0.5, 2)).flatmap(
    lambda x: st.sampled_from([x, -x])
)


@given(st.lists(FLOATS, min_size=1, max_size=12))
def test_the_verdict_is_true_of_the_product_in_fractions(run, factors):
    found = run("prod", np.array(factors))
    truth, value = prod(map(Fraction, factors)), float(found.result)
    if not np.isfinite(value):
        assert found.verdict == "red"
        assert abs(truth) > Fraction(1.79e308)
    elif not truth:
        assert value == 0
        assert found.verdict == "green"
    elif not value:
        assert found.verdict == "amber"
        assert abs(truth) < Fraction(5e-324)
    else:
        assert abs(Fraction(value) - truth) <= abs(truth) * Fraction(1e-14) + Fraction(5e-324)
        assert abs(Fraction(value) - truth) <= 100 * Fraction(found.assessment.error_bound) * abs(Fraction(value))
        assert found.verdict != "red"


@pytest.mark.parametrize("axis", [None, 0, 1, -1])
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex64, np.complex128, np.int8, np.uint64])
def test_it_is_numpys(run, axis, dtype):
    A = np.arange(1, 25).reshape(2, 3, 4).astype(dtype)
    found = run("prod", A, axis=axis)
    np.testing.assert_allclose(found.result, np.prod(A, axis=axis, dtype=dtype), rtol=1e-5)
    assert found.result.dtype == dtype
    assert found.verdict == ("green" if np.dtype(dtype).kind in "fc" else found.verdict) != "red"


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0)])
def test_of_nothing_it_is_one(run, shape):
    found = run("prod", np.ones(shape))
    assert found.result == 1
    assert found.verdict == "green"


@pytest.mark.parametrize("count", [1000, 20_000])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_many_equal_factors_are_never_red(run, count, dtype):
    A = np.full(count, 1 + 40 * np.finfo(dtype).eps, dtype)
    assert run("prod", A).verdict == "green"


@pytest.mark.parametrize("size", [1.0, 1e200, 1e-200])
@pytest.mark.parametrize("kind", [float, complex])
def test_an_error_of_a_hundred_bounds_is_red(run, size, kind):
    found = run("prod", np.array([[2.0, 3.0], [5.0, 7.0]]).astype(kind) * np.array([[size], [1.0]]), axis=0)
    wrong = found.result.copy()
    wrong[1] += 101 * found.assessment.error_bound * np.abs(found.result).max()
    assert found.tampered("result", wrong).verdict == "red"


def test_another_integer_is_red(run):
    found = run("prod", np.array([100, 3], np.int8))
    assert found.verdict == "amber"
    assert "wraps round" in found.assessment.reason
    assert found.tampered("result", np.array(45, np.int8)).verdict == "red"


def test_fractions_stay_fractions(exactly):
    A = np.array([[Fraction(1, 3), Fraction(2)], [Fraction(3, 5), Fraction(-1, 7)]])
    assert exactly("prod", A)["result"] == Fraction(-2, 35)


def test_an_axis_that_is_not_there_is_refused(run):
    with pytest.raises(UserError, match="no axis 2"):
        run("prod", np.eye(2), axis=2)
