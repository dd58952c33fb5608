"""What a regression claims of each of its outputs where sizes differ, ranks are doubtful or numbers leave the range."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.backends.exact import fractions
from workbench.jobs.engine import run
from workbench.jobs.request import Compute
from workbench.model.matrix import Matrix


def fitted(X, y):
    given = tuple(Matrix.of(name, np.array(a), exact=fractions(np.array(a))) for name, a in (("X", X), ("y", y)))
    return run(Compute("regression", ("X", "y"), {}), given)


ROWS = [[0, 0, -3.5e19], [-0.42, 0, 0.98], [1.2e-20, -1.3e-20, 0.63]]


def test_a_rank_that_centring_rounds_away_is_not_claimed():
    found = fitted(ROWS, [[1.0, 2], [3, 5], [4, -1]])
    assert found.certificate.verdict == "amber"
    assert "in exact arithmetic it is 2" in found.certificate.reason
    assert found.certificate.assessment.error_bound is None


def test_it_is_not_claimed_of_rounded_entries_either(run):
    found = run("regression", np.array(ROWS), np.array([1.0, 3, 4]))
    assert found.verdict == "amber"
    assert "brought to one size" in found.assessment.reason


def test_an_intercept_small_beside_its_terms_has_fewer_digits():
    X = [[-4.0, 3, 3], [4, -3, -3], [-6, 6, 6]]
    y = [0.03135310929232118, -0.031132744349831612, -0.01043257850572712]
    found, truth = fitted(X, y), fitted(X, y).exact["intercept"]
    error = abs(float(found.outputs["intercept"]) - float(truth)) / abs(float(truth))
    assert error <= found.certificate.assessment.error_bound
    assert found.certificate.verdict == "green"


def test_the_share_explained_keeps_its_digits_where_y_is_nearly_constant():
    rng = np.random.default_rng(3)
    X, y = rng.standard_normal((9, 2)), 1 + 1e-11 * rng.standard_normal(9)
    found = fitted(X, y)
    assert found.certificate.verdict == "green"
    assert float(found.outputs["r_squared"]) == pytest.approx(float(found.exact["r_squared"]), rel=1e-12)


def test_squares_beyond_the_range_do_not_spoil_the_fit():
    found = fitted([[1.0], [2], [4]], [1e300, 3e300, -2e300])
    assert (found.certificate.verdict, float(found.outputs["rss"])) == ("amber", np.inf)
    assert "beyond the range of float64: the rss" in found.certificate.reason
    assert found.outputs["coefficients"] == pytest.approx([-1.2142857142857143e300])


@pytest.mark.parametrize("size", [1e-250, 1e250])
def test_columns_of_any_size_are_fitted_each_at_its_own(size):
    rng = np.random.default_rng(0)
    X, Y = rng.standard_normal((12, 2)), rng.standard_normal((12, 2))
    near, far = (fitted(X * [1, s], Y * [1, s]) for s in (1.0, size))
    assert far.certificate.verdict in ("green", "amber")
    assert far.outputs["r_squared"] == pytest.approx(near.outputs["r_squared"], rel=1e-12)
    assert far.outputs["coefficients"][0] == pytest.approx(near.outputs["coefficients"][0] * [1, size], rel=1e-11)


def test_residuals_that_are_rounding_are_said_to_be():
    found = fitted([[0.1], [0.2], [0.7]], [0.3, 0.5, 1.5])
    assert found.certificate.verdict == "green"
    assert "what is left of y is rounding" in found.certificate.reason


def test_columns_that_are_subnormal_beside_others_are_not_red(run):
    X = np.zeros((2, 4), np.float32)
    X[1] = [4.8e14, -3e-19, -1.7e19, 1.6e25]
    found = run("regression", X, np.array([-6e15, 0], np.float32))
    assert found.verdict == "green"
    assert found["fitted"] == pytest.approx([-6e15, 0], abs=1e9)
