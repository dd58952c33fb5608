"""What a PCA claims of its components and variances is what can be known of them."""

from __future__ import annotations

import numpy as np
import pytest


def made(sigma: list[float], n: int = 30, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Centred rows with these singular values, and their axes as rows."""
    rng, p = np.random.default_rng(seed), len(sigma)
    U = np.linalg.qr(np.column_stack([np.ones(n), rng.standard_normal((n, p))]))[0][:, 1:]
    V = np.linalg.qr(rng.standard_normal((p, p)))[0]
    return (U * sigma) @ V.T, V.T


def off(found: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """How far each row is from the expected one, whose sign is free."""
    return np.minimum(np.abs(found - expected).max(axis=1), np.abs(found + expected).max(axis=1))


SPECTRA = ([1, 1e-8, 1e-9], [1, 1 - 1e-12, 0.5], [1, 0.5, 0.49999], [3, 2, 1], [1, 1e-3, 1e-12], [1, 1, 0])


@pytest.mark.parametrize("method", ["svd", "covariance"])
@pytest.mark.parametrize("sigma", SPECTRA)
def test_each_component_has_the_digits_that_are_claimed(run, sigma, method):
    X, V = made(sigma)
    found = run("pca", X, method=method)
    bound, details = found.assessment.error_bound, found.outcome.details
    for error, digits in zip(off(found["components"], V), details["digits_of_components"], strict=True):
        assert error <= 10.0 ** (1 - digits)
        assert bound is None or error <= 10 * bound
    variances = np.square(sigma) / (len(X) - 1)
    for value, expected, digits in zip(found["variances"], variances, details["digits_of_variances"], strict=True):
        assert abs(value - expected) <= 10.0 ** (1 - digits) * expected or digits == 0


def test_the_covariance_has_no_digit_of_small_variances(run):
    X, _ = made([1, 1e-8, 1e-9])
    found = run("pca", X, method="covariance")
    assert found.verdict == "amber"
    assert "Variances 2, 3 are determined to no digit" in " ".join(found.outcome.warnings)
    assert "Components 2, 3 are determined to no digit" in " ".join(found.outcome.warnings)
    first = run("pca", X, method="covariance", k=1)
    assert (first.verdict, first.outcome.warnings) == ("green", ())


def test_a_component_next_to_another_has_few_digits(run):
    X, _ = made([1, 1 - 1e-12, 0.5])
    found = run("pca", X, k=1)
    assert found.verdict == "amber"
    assert "Component 1 is determined to 2 digits only: the next variance is too close." in found.outcome.warnings


@pytest.mark.parametrize("center", [True, False])
def test_the_scale_is_the_deviation_from_the_mean(run, center):
    X = np.random.default_rng(1).standard_normal((20, 3)) * [1, 5, 0.1] + [10, 0, -3]
    X[:, 1] = 7
    found = run("pca", X, center=center, standardize=True)
    assert found["scale"] == pytest.approx(np.where([True, False, True], X.std(axis=0, ddof=1), 1), rel=1e-14)
    assert found.verdict != "red"
    assert found.tampered("scale", found["scale"] * (1 + 1e-11)).verdict == "red"


def test_a_component_without_a_digit_leaves_the_others_standing(run):
    X = np.zeros((9, 5))
    X[0, :2], X[1, 2], X[2, 3], X[8, 0] = (14, 1), 1, 1, 1.8451954e-05
    found = run("pca", X, method="covariance").assessment
    assert found.verdict == "amber"
    assert found.reason == "No digit of component 4 is determined by the data."
