"""Chapter 12: principal component analysis."""

from __future__ import annotations

from math import sqrt
from pathlib import Path

import numpy as np
import pytest

from printed import near, parallel, printed

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
OFF_THE_ORIGIN = [[8, 12], [9, 11], [10, 10], [11, 9], [12, 8], [10.5, 10.5], [9.5, 9.5]]
MEANS, VARIANCES = printed("2.507144 6.049329"), printed("8.064166 .182296")


def hundred_points() -> np.ndarray:
    stream = np.random.RandomState(123)
    x = 5 * stream.rand(100)
    return np.column_stack([x, 2 * x + 1 + stream.randn(100)])


DATA = hundred_points()


def test_12_1_whole_pipeline_step_by_step(ask, value):
    centered = ask("center", DATA)
    assert centered.outputs["mean"] == MEANS
    assert ask("eig", value("scatter", DATA)).outputs["eigenvalues"] == printed("798.352428 18.047304")
    found = ask("eig", value("covariance", DATA)).outputs
    assert found["eigenvalues"] == VARIANCES
    first = found["eigenvectors"][:, 0]
    assert first == printed(".412047 .911163")
    assert first[1] / first[0] == printed("2.211309")
    scores = value("matmul", centered.outputs["result"], found["eigenvectors"])
    assert value("covariance", scores) == near(np.diag(found["eigenvalues"]))
    rebuilt = value("add", value("matmul", scores, value("transpose", found["eigenvectors"])), centered.outputs["mean"])
    assert rebuilt == near(DATA)


def test_12_1_the_check_vector_of_uncentred_data(value, ask):
    check = [12, 26]
    assert ask("quadratic_form", value("scatter", DATA), check).outputs["result"] == printed("654611")
    raw = value("scale", value("second_moment", DATA), factor=100)
    assert ask("quadratic_form", raw, check).outputs["result"] == printed("4165298")


@pytest.mark.parametrize("method", ["covariance", "svd", "auto"])
def test_12_1_whole_pipeline_at_once(ask, method):
    found = ask("pca", DATA, method=method)
    assert found.certificate.verdict == "green"
    assert found.outputs["mean"] == MEANS
    assert found.outputs["variances"] == VARIANCES
    assert found.outputs["components"][0] == printed(".412047 .911163")
    assert found.outputs["ratio"][0] == printed(".977894")
    assert found.outputs["rebuilt"] == near(DATA)
    assert found.details["centered"]
    assert found.details["divisor"] == 99


def test_12_1_keep_one_and_apply_to_new_rows(ask, value):
    fitted = ask("pca", DATA, k=1)
    again = ask("pca_apply", DATA, fitted.outputs["mean"], fitted.outputs["components"])
    assert again.outputs["scores"] == near(fitted.outputs["scores"])
    assert again.outputs["rebuilt"] == near(fitted.outputs["rebuilt"])
    assert value("norm", again.outputs["distance"]) ** 2 / 99 == printed(".182296")
    at_mean = ask("pca_apply", [fitted.outputs["mean"]], fitted.outputs["mean"], fitted.outputs["components"])
    assert at_mean.outputs["scores"] == near([[0]])


@pytest.mark.parametrize(
    ("degrees", "variance", "error"),
    [
        (0, "1.520499", "6.725963"),
        (45, "7.082413", "1.164049"),
        (65.667, "8.064166", ".182296"),
        (90, "6.725963", "1.520499"),
    ],
)
def test_12_2_rotate_the_line(value, degrees, variance, error):
    B = value("center", DATA)
    u = value("rotation", angle=degrees)[:, 0]
    along = value("matmul", B, u)
    missed = value("norm", value("subtract", B, value("outer", along, u))) ** 2 / 99
    spread = value("covariance", along[:, None])[0, 0]
    assert spread == printed(variance)
    assert missed == printed(error)
    assert spread + missed == printed("8.246462")


def test_12_3_forget_to_centre(ask, value):
    right = ask("pca", OFF_THE_ORIGIN).outputs
    assert right["variances"] == near([10 / 3, 1 / 6])
    assert parallel(right["components"][0], [1, -1])
    wrong = ask("pca", OFF_THE_ORIGIN, center=False)
    moment = value("scale", value("second_moment", OFF_THE_ORIGIN), factor=7)
    assert value("eigvals", moment) == near([1401, 20])
    assert wrong.outputs["variances"] * 6 == near([1401, 20])
    assert parallel(wrong.outputs["components"][0], [1, 1])
    assert "not centred" in wrong.warnings[0]
    angle = ask("subspace_angles", right["components"][:1].T, wrong.outputs["components"][:1].T, unit="degrees")
    assert angle.outputs["result"] == near([90])


def test_12_4_units_decide(ask, value):
    rescaled = ask("pca", DATA * [1000, 1]).outputs["components"][0]
    assert rescaled / rescaled[0] == printed("1.000000 .001946")
    found = ask("pca", DATA, standardize=True).outputs
    assert found["components"][0] == near([sqrt(0.5), sqrt(0.5)])
    assert found["variances"] == printed("1.925340 .074660")
    r = value("correlation", DATA)[0, 1]
    assert r == printed(".925340")
    assert found["variances"] == near([1 + r, 1 - r])
    scores = ask("standardize", DATA).outputs["result"]
    assert ask("pca", scores).outputs["variances"] == near(found["variances"])


def test_12_5_pca_by_svd(ask, value):
    factors = ask("svd", value("center", DATA)).outputs
    assert factors["S"] == printed("28.255131 4.248212")
    found = ask("pca", DATA, method="covariance").outputs
    assert factors["S"] ** 2 / 99 == near(found["variances"])
    assert np.abs(value("multiply", factors["U"], factors["S"])) == near(np.abs(found["scores"]))


@pytest.mark.parametrize("method", ["pca", "zca"])
def test_12_6_whitening(ask, value, method):
    found = ask("whiten", DATA, method=method)
    assert found.certificate.verdict == "green"
    assert value("covariance", found.outputs["result"]) == near(np.eye(2))
    scores = ask("pca", DATA).outputs
    if method == "pca":
        assert found.outputs["result"] == near(value("divide", scores["scores"], np.sqrt(scores["variances"])))


def test_12_7_three_lines(ask, exact):
    x, y = np.array([[0], [1], [2], [3], [3], [4]]), np.array([2, 4, 0, 2, 5, 3])
    assert ask("regression", x, y).outputs["coefficients"][0] == printed(".215385")
    other = ask("regression", y[:, None], x[:, 0])
    assert 1 / other.outputs["coefficients"][0] == printed("6.571429")
    assert 1 / other.exact["coefficients"][0] == exact("divide", 46, 7)
    first = ask("pca", np.column_stack([x, y])).outputs["components"][0]
    assert first[1] / first[0] == printed("2.353475")


def test_12_8_iris(ask):
    iris = np.loadtxt(SAMPLES / "iris.csv", delimiter=",", skiprows=1)
    assert iris.shape == (150, 4)
    assert ask("pca", iris).outputs["ratio"] == printed(".924619 .053066 .017103 .005212")
    assert ask("pca", iris, center=False).outputs["ratio"][0] == printed(".965303")


def test_12_8_digits(ask):
    digits = np.load(SAMPLES / "digits.npy").reshape(1797, 64)
    found = ask("pca", digits, k=41)
    assert found.certificate.verdict == "green"
    share = np.cumsum(found.outputs["ratio"])
    assert [int(np.argmax(share >= part)) + 1 for part in (0.5, 0.9, 0.95, 0.99)] == [5, 21, 29, 41]
    assert share[[0, 1, 9]] == printed(".1489 .2851 .7382")
