"""Chapter 15: the mini example of the seeds, done properly."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from printed import near, parallel, printed


def mini(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    stream = np.random.RandomState(seed)
    X = stream.randn(100, 10)
    return X, X @ np.arange(10) + 0.1 * stream.randn(100)


def three_factors() -> np.ndarray:
    stream = np.random.RandomState(7)
    return stream.randn(100, 3) @ stream.randn(3, 10) + 0.1 * stream.randn(100, 10) + 5


X, y = mini()
WEIGHTS = ".001811 .999233 1.996746 3.028964 3.985680 4.991407 6.011116 7.000395 8.008238 8.989795"


def leading(ask, matrix: np.ndarray, k: int) -> np.ndarray:
    return ask("eig", matrix).outputs["eigenvectors"][:, :k]


def share(answer, M: np.ndarray, V: np.ndarray) -> Fraction | float:
    """The part of the trace of M that the space of the orthonormal columns of V keeps."""
    kept = answer("trace", answer("multi_dot", answer("transpose", V), M, V))
    return kept / answer("trace", M)


def test_15_1_regression(ask, value):
    found = ask("regression", X, y, intercept=False)
    assert found.certificate.verdict == "green"
    w = found.outputs["coefficients"]
    assert w == printed(WEIGHTS)
    assert np.abs(value("subtract", w, np.arange(10))).max() == printed(".028964")
    assert found.outputs["rss"] == printed(".676322")
    assert found.outputs["noise"] == printed(".0867")
    assert found.outputs["r_squared"] == printed(".999975")
    assert value("cond", X) == printed("1.559965")
    assert ask("lstsq", X, y).outputs["x"] == near(w)
    assert (np.abs(w - np.arange(10)) < 4 * found.outputs["standard_errors"]).all()


def test_15_2_the_first_three_columns_need_not_be_the_top_three(ask, exact):
    M = np.diag(np.arange(1, 11))
    unsorted = exact("select_columns", np.eye(10, dtype=int), columns=[0, 1, 2])
    assert share(exact, M, unsorted) == Fraction(6, 55)
    assert float(share(exact, M, unsorted)) == printed(".109")
    found = ask("eig", M)
    assert found.outputs["eigenvalues"].tolist() == found.exact["eigenvalues"] == list(range(10, 0, -1))
    top = np.array(found.exact["eigenvectors"])[:, :3]
    assert [parallel(column, np.eye(10)[9 - k]) for k, column in enumerate(top.T)] == [True] * 3
    assert share(exact, M, top) == Fraction(27, 55)
    assert float(share(exact, M, top)) == printed(".491")


def test_15_2_seed_77(ask, value):
    """The seeds' first three columns are those of ranks 8 to 10 there, in the order LAPACK returns."""
    M = value("second_moment", mini(77)[0])
    found = ask("eig", M).outputs
    assert (np.diff(found["eigenvalues"]) < 0).all()
    assert share(value, M, found["eigenvectors"][:, 7:]) == printed(".185")
    assert share(value, M, found["eigenvectors"][:, :3]) == printed(".416")


def test_15_2_no_seed_is_unsorted_here(ask, value):
    for seed in range(20):
        M = value("second_moment", mini(seed)[0])
        w, V = (ask("eig", M).outputs[name] for name in ("eigenvalues", "eigenvectors"))
        assert (np.diff(w) < 0).all()
        assert share(value, M, V[:, :3]) == near(w[:3].sum() / w.sum())


def test_15_3_centring(ask, value):
    with_it = ask("eig", value("covariance", X)).outputs["eigenvalues"]
    assert with_it[:3] == printed("1.470119 1.306818 1.243564")
    assert with_it[:3].sum() / with_it.sum() == printed(".412863")
    without = value("second_moment", X)
    assert ask("eig", without).outputs["eigenvalues"][0] == printed("1.455739")
    spaces = leading(ask, value("covariance", X), 3), leading(ask, without, 3)
    assert value("subspace_angles", *spaces, unit="degrees")[0] == printed("11.856")


def test_15_3_a_shift_breaks_what_is_not_centred(ask, value):
    moved = value("add", X, 5)
    uncentred = ask("pca", moved, center=False).outputs
    ones = np.ones((10, 1))
    angle = value("subspace_angles", uncentred["components"][:1].T, ones, unit="degrees")[0]
    assert angle == printed("1.160")
    assert uncentred["ratio"][0] == printed(".9663")
    assert value("covariance", moved) == near(value("covariance", X))
    without = ask("regression", moved, y, intercept=False).outputs
    assert without["coefficients"][0] == printed("-4.385625")
    fitted = ask("regression", moved, y).outputs
    assert np.abs(fitted["coefficients"] - np.arange(10)).max() < 0.03
    assert fitted["intercept"] == printed("-225.071")


def test_15_4_the_data_have_no_axes(ask):
    found = ask("noise_band", X, variance=1)
    assert found.outputs["lower"] == printed(".467544")
    assert found.outputs["upper"] == printed("1.732456")
    assert (found.outputs["lower"], found.outputs["upper"]) == near(((1 - 0.1**0.5) ** 2, (1 + 0.1**0.5) ** 2))
    assert found.outputs["above"] == 0
    assert (found.details["below"], found.details["inside"]) == (0, 10)
    assert found.details["finding"] == "Nothing stands above the noise."
    drawn = ask("bootstrap_subspace", X, k=3, count=200, seed=1)
    assert drawn.certificate.verdict == "green"
    assert drawn.outputs["median"] == printed("59.4")


def test_15_5_data_that_have(ask, value):
    data = three_factors()
    found = ask("noise_band", data)
    assert found.outputs["eigenvalues"][:4] == printed("21.339392 5.990516 1.462330 .013110")
    assert found.outputs["above"] == 3
    assert ask("pca", data).outputs["ratio"][:3].sum() == printed(".997837")
    assert ask("bootstrap_subspace", data, k=3, count=200, seed=1).outputs["median"] == printed("1.17")
    moment = value("second_moment", data)
    assert ask("eig", moment).outputs["eigenvalues"][0] == printed("249.8")
    assert share(value, value("covariance", data), leading(ask, moment, 3)) == printed(".947900")


def test_15_6_use_the_symmetric_solver(ask):
    """The plain solver finds a complex pair, as far as rounding lets it; the symmetric one stays real."""
    A = [[1, 1e-17], [-1e-17, 1]]
    assert np.linalg.eigvals(A).dtype == np.complex128
    for name in ("eig", "eigh"):
        found = ask(name, A)
        assert found.outputs["eigenvalues"].dtype == np.float64
        assert found.outputs["eigenvalues"].tolist() == [1, 1]
        assert "symmetric" in found.warnings[0]
        assert found.certificate.verdict == "green"


def test_15_6_more_than_rounding(ask):
    A = [[1, 1e-3], [-1e-3, 1]]
    wide = ask("eigh", A)
    assert "more than rounding" in wide.warnings[0]
    assert wide.outputs["eigenvalues"].tolist() == [1, 1]
    found = ask("eig", A).outputs["eigenvalues"]
    assert found.dtype == np.complex128
    assert found == near([1 + 1e-3j, 1 - 1e-3j])


def test_15_7_pca_ignores_y(ask, value):
    scores = ask("pca", X, k=3).outputs["scores"]
    assert ask("regression", scores, y).outputs["r_squared"] == printed(".352232")
    assert ask("regression", X, y).outputs["r_squared"] > 0.9999
    best = value("select_columns", X, columns=[7, 8, 9])
    assert ask("regression", best, y).outputs["r_squared"] > 0.352232


def test_15_8_divisor_and_seed(ask):
    by_n = ask("covariance", X, divisor="n")
    by_one_less = ask("covariance", X)
    assert (by_n.details["divisor"], by_one_less.details["divisor"]) == (100, 99)
    assert by_n.outputs["result"] == pytest.approx(0.99 * by_one_less.outputs["result"], rel=1e-12)
    first = [ask("eig", item.outputs["result"]).outputs["eigenvalues"][0] for item in (by_n, by_one_less)]
    assert first == printed("1.455418 1.470119")
    assert np.array_equal(mini()[0], X)


def test_15_8_the_divisor_is_exact(exact):
    rows = np.random.RandomState(0).randint(-9, 10, (25, 3))
    assert exact("covariance", rows, divisor="n").tolist() == (exact("covariance", rows) * Fraction(24, 25)).tolist()
