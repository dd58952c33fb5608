"""Chapter 12: principal component analysis."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
OFF_THE_ORIGIN = [[8, 12], [9, 11], [10, 10], [11, 9], [12, 8], [10.5, 10.5], [9.5, 9.5]]


def hundred_points() -> np.ndarray:
    stream = np.random.RandomState(123)
    x = 5 * stream.rand(100)
    return np.column_stack([x, 2 * x + 1 + stream.randn(100)])


DATA = hundred_points()


def test_12_1_whole_pipeline_step_by_step(ask, value):
    centered = ask("center", DATA)
    assert centered.outputs["mean"] == pytest.approx([2.507144, 6.049329], abs=1e-6)
    assert ask("eig", value("scatter", DATA)).outputs["eigenvalues"] == pytest.approx([798.352428, 18.047304], abs=1e-6)
    found = ask("eig", value("covariance", DATA)).outputs
    assert found["eigenvalues"] == pytest.approx([8.064166, 0.182296], abs=1e-6)
    first = found["eigenvectors"][:, 0]
    assert first == pytest.approx([0.412047, 0.911163], abs=1e-6)
    assert first[1] / first[0] == pytest.approx(2.211309, abs=1e-6)
    scores = value("matmul", centered.outputs["result"], found["eigenvectors"])
    assert np.diag(value("covariance", scores)) == pytest.approx(found["eigenvalues"])


@pytest.mark.parametrize("method", ["covariance", "svd", "auto"])
def test_12_1_whole_pipeline_at_once(ask, value, method):
    found = ask("pca", DATA, method=method)
    assert found.certificate.verdict == "green"
    assert found.outputs["mean"] == pytest.approx([2.507144, 6.049329], abs=1e-6)
    assert found.outputs["variances"] == pytest.approx([8.064166, 0.182296], abs=1e-6)
    assert found.outputs["components"][0] == pytest.approx([0.412047, 0.911163], abs=1e-6)
    assert found.outputs["ratio"][0] == pytest.approx(0.977894, abs=1e-6)
    assert found.outputs["rebuilt"] == pytest.approx(DATA)
    assert found.details["centered"]
    assert found.details["divisor"] == 99


def test_12_1_keep_one_and_apply_to_new_rows(ask, value):
    fitted = ask("pca", DATA, k=1)
    again = ask("pca_apply", DATA, fitted.outputs["mean"], fitted.outputs["components"])
    assert again.outputs["scores"] == pytest.approx(fitted.outputs["scores"])
    assert again.outputs["rebuilt"] == pytest.approx(fitted.outputs["rebuilt"])
    assert (again.outputs["distance"] ** 2).sum() / 99 == pytest.approx(0.182296, abs=1e-6)
    at_mean = ask("pca_apply", [[2.507144, 6.049329]], fitted.outputs["mean"], fitted.outputs["components"])
    assert at_mean.outputs["scores"] == pytest.approx(np.zeros((1, 1)), abs=1e-6)


@pytest.mark.parametrize(
    ("degrees", "variance", "error"),
    [
        (0, 1.520499, 6.725963),
        (45, 7.082413, 1.164049),
        (65.667, 8.064166, 0.182296),
        (90, 6.725963, 1.520499),
    ],
)
def test_12_2_rotate_the_line(ask, value, degrees, variance, error):
    B = value("center", DATA)
    u = np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
    along = value("matmul", B, u)
    missed = value("norm", value("subtract", B, value("outer", along, u)))
    spread = value("covariance", along[:, None])[0, 0]
    assert (spread, missed**2 / 99) == pytest.approx((variance, error), abs=1e-6)
    assert spread + missed**2 / 99 == pytest.approx(8.246462, abs=1e-6)


def test_12_3_forget_to_centre(ask):
    right = ask("pca", OFF_THE_ORIGIN).outputs
    assert right["variances"] == pytest.approx([10 / 3, 1 / 6])
    assert np.abs(right["components"][0]) == pytest.approx([0.5**0.5, 0.5**0.5])
    assert right["components"][0].sum() == pytest.approx(0)
    wrong = ask("pca", OFF_THE_ORIGIN, center=False)
    assert wrong.outputs["variances"] * 6 == pytest.approx([1401, 20])
    assert wrong.outputs["components"][0] == pytest.approx([0.5**0.5, 0.5**0.5])
    assert "not centred" in wrong.warnings[0]
    angle = ask("subspace_angles", right["components"][:1].T, wrong.outputs["components"][:1].T, unit="degrees")
    assert angle.outputs["result"] == pytest.approx([90])


def test_12_4_units_decide(ask, value):
    rescaled = ask("pca", DATA * [1000, 1]).outputs["components"][0]
    assert rescaled / rescaled[0] == pytest.approx([1, 0.001946], abs=1e-6)
    found = ask("pca", DATA, standardize=True).outputs
    assert found["components"][0] == pytest.approx([0.5**0.5, 0.5**0.5])
    assert found["variances"] == pytest.approx([1.925340, 0.074660], abs=1e-6)
    assert value("correlation", DATA)[0, 1] == pytest.approx(0.925340, abs=1e-6)
    scores = ask("standardize", DATA).outputs["result"]
    assert ask("pca", scores).outputs["variances"] == pytest.approx(found["variances"])


def test_12_5_pca_by_svd(ask, value):
    factors = ask("svd", value("center", DATA)).outputs
    assert factors["S"] == pytest.approx([28.255131, 4.248212], abs=1e-6)
    found = ask("pca", DATA, method="covariance").outputs
    assert factors["S"] ** 2 / 99 == pytest.approx(found["variances"])
    assert np.abs(factors["U"] * factors["S"]) == pytest.approx(np.abs(found["scores"]))


@pytest.mark.parametrize("method", ["pca", "zca"])
def test_12_6_whitening(ask, value, method):
    found = ask("whiten", DATA, method=method)
    assert found.certificate.verdict == "green"
    assert value("covariance", found.outputs["result"]) == pytest.approx(np.eye(2), abs=1e-12)
    scores = ask("pca", DATA).outputs
    if method == "pca":
        assert found.outputs["result"] == pytest.approx(scores["scores"] / np.sqrt(scores["variances"]))


def test_12_7_three_lines(ask):
    x, y = np.array([[0], [1], [2], [3], [3], [4]]), np.array([2, 4, 0, 2, 5, 3])
    assert ask("regression", x, y).outputs["coefficients"] == pytest.approx([0.215385], abs=1e-6)
    other = ask("regression", y[:, None], x[:, 0]).outputs["coefficients"][0]
    assert 1 / other == pytest.approx(6.571429, abs=1e-6)
    first = ask("pca", np.column_stack([x, y])).outputs["components"][0]
    assert first[1] / first[0] == pytest.approx(2.353475, abs=1e-6)


def test_12_8_iris(ask):
    iris = np.loadtxt(SAMPLES / "iris.csv", delimiter=",", skiprows=1)
    assert iris.shape == (150, 4)
    ratio = ask("pca", iris).outputs["ratio"]
    assert ratio == pytest.approx([0.924619, 0.053066, 0.017103, 0.005212], abs=1e-6)
    assert ask("pca", iris, center=False).outputs["ratio"][0] == pytest.approx(0.965303, abs=1e-6)


def test_12_8_digits(ask):
    digits = np.load(SAMPLES / "digits.npy").reshape(1797, 64)
    found = ask("pca", digits, k=41)
    assert found.certificate.verdict == "green"
    share = np.cumsum(found.outputs["ratio"])
    assert [int(np.argmax(share >= part)) + 1 for part in (0.5, 0.9, 0.95, 0.99)] == [5, 21, 29, 41]
    assert share[[0, 1, 9]] == pytest.approx([0.1489, 0.2851, 0.7382], abs=5e-5)
