"""Columns of very different sizes: what is constant or small beside a huge one keeps its digits."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

LEAST = 5e-324
HUGE_AND_PLAIN = np.array([[1e170, 1], [1e170, 3]])


@pytest.mark.parametrize("name", ["scatter", "covariance"])
def test_a_huge_constant_column_takes_nothing_from_another(run, name):
    found = run(name, HUGE_AND_PLAIN)
    assert found.verdict == "green"
    assert found.result.tolist() == [[0, 0], [0, 2]]
    assert found.tampered("result", np.array([[0, 0], [0, 2 + 1e-12]])).verdict == "red"
    assert found.tampered("result", np.array([[1e-12, 0], [0, 2]])).verdict == "red"


def test_three_rows_of_a_huge_constant(run):
    found = run("scatter", np.array([[1e170, 1], [1e170, 3], [1e170, 2]]))
    assert found.verdict == "green"
    assert found.result.tolist() == [[0, 0], [0, 2]]


def test_what_is_beyond_the_type_is_said(run):
    found = run("second_moment", HUGE_AND_PLAIN)
    assert "overflows" in found.assessment.reason


@pytest.mark.parametrize("size", [1e-162, 1e-160, 1e-158, 1e-150])
@pytest.mark.parametrize("name", ["scatter", "second_moment", "covariance"])
def test_products_next_to_the_least_number_claim_what_they_have(run, name, size):
    X = np.array([[1.0], [3.0], [4.0]]) * size
    found = run(name, X)
    numbers = [Fraction(x) for x in X[:, 0]]
    mean = 0 if name == "second_moment" else sum(numbers) / 3
    divisor = {"scatter": 1, "second_moment": 3, "covariance": 2}[name]
    truth = sum((x - mean) ** 2 for x in numbers) / divisor
    assert found.verdict != "red"
    if found.assessment.error_bound is not None:
        assert abs(Fraction(float(found.result[0, 0])) - truth) <= Fraction(found.assessment.error_bound) * truth * 2


def test_correlations_of_columns_of_all_sizes(run):
    X = np.random.default_rng(1).standard_normal((9, 3))
    found = run("correlation", X * [1e-300, 1, 1e300])
    assert found.verdict == "green"
    assert found.result == pytest.approx(np.corrcoef(X, rowvar=False), abs=1e-14)
    mixed = run("correlation", np.array([[LEAST, 1], [3 * LEAST, 3], [0, 7]]))
    assert mixed.verdict == "green"
    expected = np.corrcoef(np.array([[1, 1], [3, 3], [0, 7]]), rowvar=False)
    assert mixed.result == pytest.approx(expected, abs=1e-14)


def test_centring_is_right_column_by_column(run):
    found = run("center", np.array([[1e200, 1], [1e200, 3]]))
    assert found.verdict == "green"
    assert found.result.tolist() == [[0, -1], [0, 1]]
    assert found["mean"].tolist() == [1e200, 2]
    mixed = run("center", np.array([[1e300, 1e-300], [3e300, 3e-300]]))
    assert mixed.verdict == "green"
    assert mixed.result[:, 1] == pytest.approx([-1e-300, 1e-300], rel=1e-14)
    assert mixed.tampered("result", mixed.result * [1, 1 + 1e-12]).verdict == "red"


@pytest.mark.parametrize("factors", [[1, 3, 7], [1, -1], [2, 3]])
def test_centred_subnormal_numbers_are_amber(run, factors):
    found = run("center", np.array([[LEAST * k] for k in factors]))
    assert found.verdict == "amber"
    assert found.assessment.digits == 0


def test_a_mean_that_underflows_to_nothing_is_said(run):
    found = run("standardize", np.array([[1, LEAST], [0, 0]]))
    assert found.verdict == "amber"
    assert found["mean"][1] == 0
    assert found.result == pytest.approx(np.array([[1, 1], [-1, -1]]) * 0.5**0.5)


@pytest.mark.parametrize("size", [1e170, 1e300])
def test_the_components_of_a_column_beside_a_huge_constant(run, size):
    X = np.array([[size, 1, 2], [size, 3, 7], [size, 2, -1]])
    found, expected = run("pca", X), run("pca", X[:, 1:])
    assert found.verdict == "green"
    assert found["variances"][:2] == pytest.approx(expected["variances"], rel=1e-14)
    assert found["components"][:2, 1:] == pytest.approx(expected["components"], abs=1e-14)
    white = run("whiten", X, k=2)
    assert white.verdict == "green"
    assert white.result == pytest.approx(run("whiten", X[:, 1:]).result, abs=1e-14)


def test_standardised_components_do_not_depend_on_units(run):
    X = np.random.default_rng(1).standard_normal((9, 3)) + 1
    units = np.array([1e-250, 1, 1e250])
    found, expected = run("pca", X * units, standardize=True), run("pca", X, standardize=True)
    assert found.verdict == "green"
    assert found["variances"] == pytest.approx(expected["variances"], rel=1e-13)
    assert found["scale"] / units == pytest.approx(expected["scale"], rel=1e-13)
    assert found["rebuilt"] / units == pytest.approx(X, rel=1e-12)
    constant = run("pca", np.array([[1e300, 1], [1e300, 3]]), standardize=True)
    assert constant["scale"].tolist() == [1, pytest.approx(2**0.5)]


@pytest.mark.parametrize("size", [1e-310, LEAST, 1e-300])
def test_approximations_of_subnormal_numbers_are_not_red(run, size):
    found = run("low_rank", np.array([[8, 2], [3, 6]]) * size, k=1)
    assert found.verdict != "red"
    wrong = found.result * (1 + 101 * found.assessment.error_bound)
    assert found.tampered("result", wrong).verdict == "red"
