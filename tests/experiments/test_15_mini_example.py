"""Chapter 15: the mini example of the seeds, done properly."""

from __future__ import annotations

import numpy as np
import pytest


def mini() -> tuple[np.ndarray, np.ndarray]:
    stream = np.random.RandomState(0)
    X = stream.randn(100, 10)
    return X, X @ np.arange(10) + 0.1 * stream.randn(100)


def three_factors() -> np.ndarray:
    stream = np.random.RandomState(7)
    return stream.randn(100, 3) @ stream.randn(3, 10) + 0.1 * stream.randn(100, 10) + 5


X, y = mini()
WEIGHTS = [0.001811, 0.999233, 1.996746, 3.028964, 3.985680, 4.991407, 6.011116, 7.000395, 8.008238, 8.989795]


def leading(ask, matrix: np.ndarray, k: int) -> np.ndarray:
    return ask("eig", matrix).outputs["eigenvectors"][:, :k]


def test_15_1_regression(ask, value):
    found = ask("regression", X, y, intercept=False)
    assert found.certificate.verdict == "green"
    w = found.outputs["coefficients"]
    assert w == pytest.approx(WEIGHTS, abs=1e-6)
    assert np.abs(w - np.arange(10)).max() == pytest.approx(0.028964, abs=1e-6)
    assert found.outputs["rss"] == pytest.approx(0.676322, abs=1e-6)
    assert found.outputs["noise"] == pytest.approx(0.0867, abs=5e-5)
    assert found.outputs["r_squared"] == pytest.approx(0.999975, abs=5e-7)
    assert value("cond", X) == pytest.approx(1.559965, abs=1e-6)
    assert ask("lstsq", X, y).outputs["x"] == pytest.approx(w)
    assert (np.abs(w - np.arange(10)) < 4 * found.outputs["standard_errors"]).all()


def test_15_3_centring(ask, value):
    with_it = ask("eig", value("covariance", X)).outputs["eigenvalues"]
    assert with_it[:3] == pytest.approx([1.470119, 1.306818, 1.243564], abs=1e-6)
    assert with_it[:3].sum() / with_it.sum() == pytest.approx(0.412863, abs=5e-7)
    without = value("second_moment", X)
    assert ask("eig", without).outputs["eigenvalues"][0] == pytest.approx(1.455739, abs=1e-6)
    spaces = leading(ask, value("covariance", X), 3), leading(ask, without, 3)
    assert value("subspace_angles", *spaces, unit="degrees")[0] == pytest.approx(11.856, abs=5e-4)


def test_15_3_a_shift_breaks_what_is_not_centred(ask, value):
    moved = X + 5
    uncentred = ask("pca", moved, center=False).outputs
    ones = np.ones((10, 1))
    angle = value("subspace_angles", uncentred["components"][:1].T, ones, unit="degrees")[0]
    assert angle == pytest.approx(1.160, abs=5e-4)
    assert uncentred["ratio"][0] == pytest.approx(0.9663, abs=5e-5)
    assert value("covariance", moved) == pytest.approx(value("covariance", X))
    without = ask("regression", moved, y, intercept=False).outputs
    assert without["coefficients"][0] == pytest.approx(-4.385625, abs=1e-6)
    fitted = ask("regression", moved, y).outputs
    assert np.abs(fitted["coefficients"] - np.arange(10)).max() <= 0.03
    assert fitted["intercept"] == pytest.approx(-225.071, abs=5e-4)


def test_15_4_the_data_have_no_axes(ask):
    found = ask("noise_band", X, variance=1)
    assert found.outputs["lower"] == pytest.approx(0.467544, abs=1e-6)
    assert found.outputs["upper"] == pytest.approx(1.732456, abs=1e-6)
    assert found.outputs["above"] == 0
    assert (found.details["below"], found.details["inside"]) == (0, 10)
    assert found.details["finding"] == "Nothing stands above the noise."
    drawn = ask("bootstrap_subspace", X, k=3, count=200, seed=1)
    assert drawn.certificate.verdict == "green"
    assert drawn.outputs["median"] == pytest.approx(59.4, abs=0.05)


def test_15_5_data_that_have(ask, value):
    data = three_factors()
    found = ask("noise_band", data)
    assert found.outputs["eigenvalues"][:4] == pytest.approx([21.339392, 5.990516, 1.462330, 0.013110], abs=1e-6)
    assert found.outputs["above"] == 3
    assert ask("pca", data).outputs["ratio"][:3].sum() == pytest.approx(0.997837, abs=5e-7)
    assert ask("bootstrap_subspace", data, k=3, seed=1).outputs["median"] == pytest.approx(1.17, abs=0.01)
    moment = value("second_moment", data)
    assert ask("eig", moment).outputs["eigenvalues"][0] == pytest.approx(249.8, abs=0.05)
    V, C = leading(ask, moment, 3), value("covariance", data)
    assert np.trace(V.T @ C @ V) / np.trace(C) == pytest.approx(0.947900, abs=5e-7)


def test_15_7_pca_ignores_y(ask, value):
    scores = ask("pca", X, k=3).outputs["scores"]
    assert ask("regression", scores, y).outputs["r_squared"] == pytest.approx(0.352232, abs=1e-6)
    assert ask("regression", X, y).outputs["r_squared"] > 0.9999
    best = value("select_columns", X, columns=[7, 8, 9])
    assert ask("regression", best, y).outputs["r_squared"] > 0.352232


def test_15_8_divisor_and_seed(ask, value):
    by_n = ask("covariance", X, divisor="n")
    by_one_less = ask("covariance", X)
    assert (by_n.details["divisor"], by_one_less.details["divisor"]) == (100, 99)
    assert by_n.outputs["result"] == pytest.approx(0.99 * by_one_less.outputs["result"])
    first = [ask("eig", item.outputs["result"]).outputs["eigenvalues"][0] for item in (by_n, by_one_less)]
    assert first == pytest.approx([1.455418, 1.470119], abs=1e-6)
    again = mini()[0]
    assert np.array_equal(again, X)
