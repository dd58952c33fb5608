"""What holds for every table: centred columns, symmetric covariances, orthonormal components, exact twins."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from workbench.jobs import engine
from workbench.jobs.request import Compute, Result
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.operations import by_name

WHOLE = st.integers(-9, 9)
TABLES = st.tuples(st.integers(3, 8), st.integers(1, 4)).flatmap(lambda shape: arrays(np.int64, shape, elements=WHOLE))
FLOATS = st.tuples(st.integers(3, 12), st.integers(1, 5)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.floats(-100, 100, width=32))
)


def compute(name: str, *values: np.ndarray, backend: str = "auto", **params) -> Result:
    keys = by_name(name).keys(len(values))
    matrices = tuple(Matrix.of(key, np.asarray(value)) for key, value in zip(keys, values, strict=True))
    return engine.run(Compute(name, keys, params, backend), matrices)


def rounded(value) -> np.ndarray:
    return np.vectorize(float, otypes=[float])(np.asarray(value, dtype=object))


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_floats_agree_with_fractions(X):
    for name in ("center", "covariance", "scatter", "second_moment"):
        found = compute(name, X)
        assert found.certificate.verdict != "red", (name, found.certificate.reason)
        bound = found.certificate.assessment.error_bound or 0.0
        exact = rounded(found.exact["result"])
        size = max(1.0, float(np.abs(exact).max()))
        assert np.abs(found.outputs["result"] - exact).max() <= max(10 * bound, 4e-16) * size


@settings(max_examples=60, deadline=None)
@given(FLOATS)
def test_centred_columns_add_up_to_nothing(X):
    found = compute("center", X)
    assert found.certificate.verdict != "red"
    rows = found.outputs["result"]
    assert np.abs(rows.sum(axis=0)).max() <= 1e-12 * max(1.0, np.abs(rows).max())
    assert rows + found.outputs["mean"] == pytest.approx(X, abs=1e-10)


@settings(max_examples=60, deadline=None)
@given(FLOATS, st.sampled_from(["covariance", "svd"]), st.booleans())
def test_components_are_orthonormal_and_rebuild(X, method, standardize):
    found = compute("pca", X, method=method, standardize=standardize)
    assert found.certificate.verdict != "red", found.certificate.reason
    V = found.outputs["components"]
    assert pytest.approx(np.eye(len(V)), abs=1e-12) == V @ V.T
    assert (np.diff(found.outputs["variances"]) <= 1e-12 * (1 + found.outputs["variances"][0])).all()
    assert found.outputs["rebuilt"] == pytest.approx(X, abs=1e-9)
    if not standardize:
        total = np.trace(compute("covariance", X).outputs["result"])
        assert found.outputs["variances"].sum() == pytest.approx(total, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(FLOATS, st.integers(1, 3))
def test_low_rank_misses_the_tail(X, k):
    k = min(k, *X.shape)
    found = compute("low_rank", X, k=k)
    assert found.certificate.verdict != "red", found.certificate.reason
    missed = np.linalg.norm(X - found.outputs["result"])
    size = float(np.linalg.norm(X))
    assert missed == pytest.approx(float(found.outputs["frobenius_error"]), abs=1e-12 * (1 + size))
    assert np.linalg.matrix_rank(found.outputs["result"], tol=1e-9 * (1 + size)) <= k


@settings(max_examples=60, deadline=None)
@given(TABLES, st.booleans(), st.randoms(use_true_random=False))
def test_regression_agrees_with_fractions(X, intercept, random):
    y = np.array([random.randint(-9, 9) for _ in X])
    found = compute("regression", X, y, intercept=intercept)
    assert found.certificate.verdict != "red", found.certificate.reason
    exact = found.exact
    assert found.outputs["coefficients"] == pytest.approx(rounded(exact["coefficients"]), abs=1e-9)
    assert float(found.outputs["rss"]) == pytest.approx(float(exact["rss"]), abs=1e-9)
    residual = y - found.outputs["fitted"]
    assert X.T @ residual == pytest.approx(np.zeros(X.shape[1]), abs=1e-9)


def test_regression_of_dependent_columns_is_the_shortest():
    x = np.array([[0], [1], [2], [3], [3], [4]])
    found = compute("regression", np.hstack([x, 2 * x]), [2, 4, 0, 2, 5, 3])
    assert found.exact["coefficients"].tolist() == [Fraction(14, 325), Fraction(28, 325)]
    assert found.outputs["standard_errors"] is None
    assert "rank is 1 of 2" in found.warnings[0]


def test_far_from_the_origin_nothing_is_lost():
    X = np.random.default_rng(0).integers(-1000, 1000, (40, 3)) / 1024.0
    near, far = (compute("covariance", table).outputs["result"] for table in (X, X + 2.0**30))
    assert far == pytest.approx(near, rel=1e-13)
    assert compute("standardize", X + 2.0**30).certificate.verdict == "green"


def test_scores_of_new_rows_are_those_of_the_fit():
    X = np.random.default_rng(0).standard_normal((30, 5)) * [1, 2, 3, 4, 5]
    fit = compute("pca", X, k=3, standardize=True).outputs
    again = compute("pca_apply", X, fit["mean"], fit["components"], fit["scale"])
    assert again.outputs["scores"] == pytest.approx(fit["scores"])
    assert again.outputs["rebuilt"] == pytest.approx(fit["rebuilt"])


def test_angles_agree_with_scipy():
    import scipy.linalg

    rng = np.random.default_rng(3)
    for m, a, b in ((6, 2, 3), (40, 5, 4), (3, 1, 1), (8, 4, 2)):
        A, B = rng.standard_normal((m, a)), rng.standard_normal((m, b))
        found = compute("subspace_angles", A, B).outputs["result"]
        assert found == pytest.approx(scipy.linalg.subspace_angles(A, B), abs=1e-13)


def test_equal_spaces_have_no_digits_and_are_not_red():
    A = np.random.default_rng(0).standard_normal((9, 3))
    found = compute("subspace_angles", A, A @ np.array([[1.0, 2, 0], [0, 1, 1], [1, 0, 3]]))
    assert found.certificate.verdict == "amber"
    assert found.outputs["result"].max() < 1e-14


def test_same_seed_same_draws():
    X = np.random.default_rng(0).standard_normal((20, 3))
    first, again, other = (compute("bootstrap_subspace", X, count=5, seed=seed).outputs["angles"] for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_median_of_the_noise_law():
    X = np.random.default_rng(0).standard_normal((2000, 500))
    found = compute("noise_band", X)
    assert float(found.outputs["variance"]) == pytest.approx(1, abs=0.02)
    assert found.outputs["above"] <= 2


X = np.arange(12.0).reshape(4, 3)
REFUSED = [
    ("center", (np.ones((0, 3)),), {}, "shape", "no entries"),
    ("covariance", (np.ones((1, 3)),), {}, "shape", "with 1 row,"),
    ("bootstrap_subspace", (np.ones((2, 3)),), {}, "shape", "with 2 rows,"),
    ("correlation", (np.array([[1.0, 2], [1, 3], [1, 5]]),), {}, "domain", "Column 0 of X is constant"),
    ("pca", (X,), {"k": 4}, "domain", "k cannot be 4"),
    ("pca", (X,), {"k": 0}, "domain", "k cannot be 0"),
    ("pca", (X,), {"method": "magic"}, "usage", "method cannot be"),
    ("pca_apply", (X, np.ones(2), np.ones((1, 3))), {}, "shape", "have not the same columns"),
    ("pca_apply", (X, np.ones(3), np.ones((3, 1))), {}, "shape", "have not the same columns"),
    ("pca_apply", (X, np.zeros(3), np.eye(3), np.array([1, 0, 1])), {}, "domain", "Entry 1 of scale is 0"),
    ("whiten", (X,), {}, "domain", "only 1 of 3 directions"),
    ("low_rank", (X,), {"k": 5}, "domain", "k cannot be 5"),
    ("low_rank", (X,), {"energy": 1.5}, "domain", "energy cannot be 1.5"),
    ("regression", (X, np.ones(3)), {}, "shape", "X has 4 rows, y has 3"),
    ("regression", (np.ones((1, 2)), np.ones(1)), {}, "shape", "with 1 row"),
    ("noise_band", (X,), {"variance": -1}, "domain", "variance cannot be -1"),
    ("bootstrap_subspace", (X,), {"count": 0}, "domain", "count cannot be 0"),
    ("bootstrap_subspace", (X,), {"seed": -1}, "domain", "seed cannot be -1"),
    ("select_columns", (X,), {"columns": [3]}, "domain", "it has no column 3"),
    ("select_columns", (X,), {"columns": []}, "usage", "No column is named"),
    ("subspace_angles", (X, np.ones((3, 1))), {}, "shape", "do not lie in the same space"),
    ("covariance", (np.array([[1.0, np.nan], [2, 3]]),), {}, "domain", "is NaN"),
]


@pytest.mark.parametrize(("name", "values", "params", "kind", "words"), REFUSED)
def test_what_makes_no_sense_is_refused_in_a_sentence(name, values, params, kind, words):
    with pytest.raises(UserError) as caught:
        compute(name, *values, **params)
    assert caught.value.kind == kind
    assert words in caught.value.message
    assert caught.value.message.endswith(".")
    assert caught.value.hint


def test_many_rows_of_few_columns_take_the_refined_normal_equations(run):
    rng = np.random.default_rng(1)
    X = rng.standard_normal((11_000, 100)) * np.geomspace(1, 1e3, 100) + 1
    answer = run("regression", X, X @ rng.standard_normal(100) + rng.standard_normal(11_000))
    assert "refined" in answer.method
    assert answer.verdict == "green"
    y = answer.problem["y"]
    expected = np.linalg.lstsq(np.column_stack([X, np.ones(len(X))]), y, rcond=None)[0]
    assert answer["coefficients"] == pytest.approx(expected[:-1], abs=1e-11)
    w, bound = answer["coefficients"], answer.assessment.error_bound
    for k in (0, 50, 99):
        other = w.copy()
        other[k] += 121 * bound * np.abs(w).max()
        assert answer.tampered("coefficients", other).verdict == "red"


def test_a_constant_response_has_no_variance_to_explain():
    found = compute("regression", [[1], [2], [4]], [2, 2, 2])
    assert found.outputs["r_squared"] is None
    assert "r_squared" not in found.exact
    assert found.certificate.verdict == "green"
    assert "y is constant" in found.warnings[0]
    two = compute("regression", [[1], [2], [4]], [[2, 1], [2, 2], [2, 3]])
    assert np.isnan(two.outputs["r_squared"]).tolist() == [True, False]
    assert two.certificate.verdict == "green"


def test_regression_is_exact_with_its_noise():
    found = compute("regression", [[0], [1], [2]], [1, 3, 5], backend="exact")
    assert found.exact["coefficients"].tolist() == [2]
    assert found.exact["standard_errors"].tolist() == [0]
    found = compute("regression", [[0], [1], [2], [4]], [1, 3, 5, 6], backend="exact")
    assert found.exact["noise"] == "3*sqrt(105)/35"
    assert found.exact["standard_errors"].tolist() == ["6*sqrt(3)/35"]
    rough = compute("regression", [[0], [1], [2], [4]], [1, 3, 5, 6]).outputs
    assert found.outputs["standard_errors"] == pytest.approx(rough["standard_errors"], rel=1e-13)
    assert "noise" not in compute("regression", [[0], [1]], [1, 3], backend="exact").exact
    dependent = compute("regression", [[0, 0], [1, 1], [2, 2], [4, 4]], [1, 3, 5, 6], backend="exact").exact
    assert ("noise" in dependent, "standard_errors" in dependent) == (True, False)


def test_standardised_rows_are_projected_exactly():
    given = [[1, 2], [3, 4]], [0, 1], [[1, 0]], [2, 3]
    found = compute("pca_apply", *given, backend="exact").exact
    rough = compute("pca_apply", *given).outputs
    assert found["scores"].tolist() == [[Fraction(1, 2)], [Fraction(3, 2)]]
    assert found["distance"].tolist() == [1, 3]
    assert rough["rebuilt"] == pytest.approx(rounded(found["rebuilt"]))
