"""Tables of numbers so small that products of them, or the numbers themselves, leave the range of the type."""

from __future__ import annotations

import numpy as np
import pytest


def test_columns_of_subnormal_numbers_are_standardised(run):
    found = run("standardize", np.array([[1e-320, 1], [2e-320, 2], [0, 5]]))
    assert found.result[:, 0] == pytest.approx([0, 1, -1], abs=1e-13)
    assert found.result[:, 1] == pytest.approx([-0.8006407690254357, -0.3202563076101742, 1.1208970766356101])
    assert found["scale"] == pytest.approx([1e-320, 2.0816659994661326], rel=1e-3)
    assert found.verdict == "amber"
    assert "underflows" in found.assessment.reason
    assert found.tampered("scale", found["scale"] * [2, 1]).verdict == "red"
    assert found.tampered("result", found.result * [[1.001, 1]]).verdict == "red"


def test_columns_of_all_sizes_are_standardised(run):
    X = np.random.default_rng(0).standard_normal((9, 3))
    found = run("standardize", X * [1e-300, 1, 1e300])
    assert found.verdict == "green"
    assert found.result == pytest.approx((X - X.mean(axis=0)) / X.std(axis=0, ddof=1))


def test_variances_that_underflow_are_amber(run):
    found = run("noise_band", np.array([[1e-170, 1e-171], [2e-170, 0], [0, 3e-170]]))
    assert (found.verdict, found["eigenvalues"].tolist()) == ("amber", [0, 0])
    assert "underflow" in found.assessment.reason
    assert run("noise_band", np.array([[1e-100, 1e-101], [2e-100, 0], [0, 3e-100]])).verdict == "green"


def test_the_subspace_of_equal_rows_is_undetermined(run):
    found = run("bootstrap_subspace", np.array([[1.0, 2]] * 4), count=20)
    assert found.verdict == "amber"
    assert "In 20 draws" in found.assessment.reason


@pytest.mark.parametrize("operation", ["scatter", "covariance"])
@pytest.mark.parametrize("X", [[[1e170, 1.0], [1e170, 3.0]], [[1e308, 0.0], [1e308, 1e16]]])
def test_a_column_far_below_the_largest_entry_is_not_taken_for_constant(run, operation, X):
    found = run(operation, np.array(X))
    assert found.verdict == "green"
    spread = np.ptp(np.array(X)[:, 1])
    assert found.result.tolist() == [[0, 0], [0, spread**2 / 2]]


def test_a_constant_column_has_no_variance(run):
    found = run("covariance", np.array([[1e170, 1.0], [1e170, 1.0]]))
    assert found.assessment.verdict == "green"
