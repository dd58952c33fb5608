"""Least squares by every method: NIST's Filip polynomial, weights, damping, truncation, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import scipy.linalg
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.backends import exact, exact_lstsq
from workbench.model.errors import UserError

seeds = st.integers(0, 2**32 - 1)
FILIP = Path(__file__).parents[2] / "data" / "filip.csv"
CERTIFIED = [
    -1467.48961422980, -2772.17959193342, -2316.37108160893, -1127.97394098372, -354.478233703349, -75.1242017393757,
    -10.8753180355343, -1.06221498588947, -0.670191154593408e-01, -0.246781078275479e-02, -0.402962525080404e-04,
]  # fmt: skip


def filip() -> tuple[np.ndarray, np.ndarray]:
    """The design matrix of degree 10 and the right-hand side (NIST Statistical Reference Datasets, Filip)."""
    y, x = np.loadtxt(FILIP, delimiter=",", skiprows=1).T
    return np.vander(x, 11, increasing=True), y


def test_filip_is_right(run):
    A, b = filip()
    answer = run("lstsq", A, b)
    assert answer.method == "LAPACK geqrf"
    off = np.abs(answer["x"] / CERTIFIED - 1).max()
    assert off < 1e-6
    assert off / 100 < answer.assessment.error_bound < 1e-3
    assert answer["residual"] ** 2 == pytest.approx(0.795851382172941e-03, rel=1e-7)
    scope = {"np": np, "A": A, "b": b}
    exec(answer.operation.routes[0].code(answer.problem, ("A", "b")), scope)
    assert scope["x"] == pytest.approx(np.array(CERTIFIED), rel=1e-5)


def test_filip_by_other_methods(run):
    A, b = filip()
    assert run("lstsq", A, b, method="svd").outcome.warnings
    with pytest.raises(UserError, match="not positive definite"):
        run("lstsq", A, b, method="normal")


def truth(A: np.ndarray, b: np.ndarray) -> np.ndarray:
    M, right = (exact.to_flint(exact.fractions(item)) for item in (A, b))
    return np.asarray(exact.from_flint((M.transpose() * M).solve(M.transpose() * right), A.shape[1:]).astype(float))


@pytest.mark.parametrize("degree", range(2, 12))
def test_digits_of_polynomials_are_neither_too_many_nor_far_too_few(run, degree):
    x = np.linspace(1, 2, 24)
    A, b = np.vander(x, degree), np.sin(9 * x)
    answer = run("lstsq", A, b)
    expected = truth(A, b)
    off = float(np.abs(answer["x"] - expected).max() / np.abs(expected).max())
    assert off <= 10 * answer.assessment.error_bound
    assert answer.assessment.error_bound <= 1e4 * max(off, 1e-16)


@settings(max_examples=30)
@given(st.integers(2, 20), seeds, st.sampled_from(["auto", "qr", "svd", "normal"]))
def test_methods_agree(run, unseen, m, seed, method):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, m))
    A, b = rng.standard_normal((m, n)) + 3 * np.eye(m, n), rng.standard_normal(m)
    answer = run("lstsq", A, b, method=method)
    assert answer["x"] == pytest.approx(np.linalg.lstsq(A, b, rcond=None)[0], abs=1e-8)
    assert (answer.outcome.outputs["singular_values"] is None) == (method != "svd")
    assert not [word for word in unseen(answer) if word.startswith("x")]


@settings(max_examples=30)
@given(st.integers(2, 20), seeds, st.floats(1e-6, 1e3), st.integers(-300, 300))
def test_ridge_is_the_damped_normal_equations(run, m, seed, lam, p):
    rng = np.random.default_rng(seed)
    A, b = rng.standard_normal((m, 4)), rng.standard_normal((m, 2))
    answer = run("lstsq", A * 2.0**p, b, method="ridge", lam=lam * 4.0**p)
    assert answer.verdict == "green"
    expected = np.linalg.solve(A.T @ A + lam * np.eye(4), A.T @ b)
    assert answer["x"] * 2.0**p == pytest.approx(expected, abs=1e-7)
    assert answer["residual"] == pytest.approx(np.linalg.norm(A @ expected - b, axis=0), abs=1e-7)


@settings(max_examples=30)
@given(st.integers(2, 12), st.integers(1, 12), seeds)
def test_truncation_keeps_k_singular_values(run, m, k, seed):
    rng = np.random.default_rng(seed)
    A, b = rng.standard_normal((m, 6)), rng.standard_normal(m)
    k = min(k, m, 6)
    answer = run("lstsq", A, b, method="tsvd", k=k)
    U, S, Vh = np.linalg.svd(A, full_matrices=False)
    assert answer["x"] == pytest.approx(Vh[:k].T @ (U[:, :k].T @ b / S[:k]), abs=1e-8)
    assert answer["rank"] == k


@settings(max_examples=30)
@given(st.integers(5, 20), seeds, st.sampled_from([1, 1e5, 1e10]))
def test_weights_multiply_the_squares(run, m, seed, spread):
    rng = np.random.default_rng(seed)
    A, b, w = rng.standard_normal((m, 3)), rng.standard_normal(m), rng.uniform(1, 2, m)
    w[: m // 2] *= spread
    answer = run("lstsq", A, b, w)
    assert answer.verdict != "red"
    roots = np.sqrt(w)
    expected = scipy.linalg.lstsq(A * roots[:, None], b * roots)[0]
    assert answer["x"] == pytest.approx(expected, abs=1e-6)
    assert answer["residual"] == pytest.approx(np.linalg.norm(A @ answer["x"] - b), rel=1e-9)


def test_rows_of_very_different_weight_stay_right(run):
    """Powell and Reid's trouble: heavy rows that are not first."""
    A = np.array([[1.0, 1.0, 1.0], [1.0, -1.0, 0.5], [1e9, 2e9, -1e9], [2.0, 0.0, 1.0], [1e9, 0.0, 1e9]])
    b = np.array([1.0, 2.0, 3e9, -1.0, 2e9])
    answer = run("lstsq", A, b)
    assert "sorted" in answer.why
    assert answer["x"] == pytest.approx(truth(A, b), rel=1e-7)


def test_scales_of_columns_do_not_matter(run):
    rng = np.random.default_rng(4)
    A, b = rng.standard_normal((30, 5)), rng.standard_normal(30)
    d = 10.0 ** np.array([-60, 0, 30, -7, 50])
    answer = run("lstsq", A * d, b)
    assert answer.method == "LAPACK geqrf"
    assert answer["x"] * d == pytest.approx(run("lstsq", A, b)["x"], rel=1e-9)


@pytest.mark.parametrize(
    ("params", "kind", "words"),
    [
        ({"method": "ridge"}, "usage", "λ above 0"),
        ({"method": "ridge", "lam": -1.0}, "domain", "lam cannot be -1"),
        ({"method": "tsvd"}, "usage", "how many singular values"),
        ({"method": "tsvd", "k": 3}, "domain", "k cannot be 3"),
        ({"k": 1}, "usage", "k goes with method=tsvd"),
        ({"method": "qr", "rtol": 0.1}, "usage", "rtol goes with"),
        ({"rtol": 1.5}, "domain", "cutoff of 1.5"),
    ],
)
def test_parameters_out_of_range_or_place(run, params, kind, words):
    with pytest.raises(UserError, match=words) as caught:
        run("lstsq", np.ones((3, 2)), np.ones(3), **params)
    assert caught.value.kind == kind
    assert caught.value.hint


def test_weights_out_of_range(run):
    A, b = np.eye(3), np.ones(3)
    for w, words in (([1, -2, 1], "below 0"), ([0, 0, 0], "All weights"), ([1, 2], "2 weights")):
        with pytest.raises(UserError, match=words):
            run("lstsq", A, b, np.array(w, float))


def test_methods_for_independent_columns_refuse_others(run):
    A = np.array([[1.0, 2.0], [2.0, 4.0], [0.0, 0.0]])
    for method in ("normal",):
        with pytest.raises(UserError) as caught:
            run("lstsq", A, np.ones(3), method=method)
        assert caught.value.kind == "singular"
    with pytest.raises(UserError, match="2 rows") as caught:
        run("lstsq", np.ones((2, 3)), np.ones(2), method="qr")
    assert caught.value.kind == "shape"
    assert run("lstsq", A, np.ones(3))["rank"] == 1


def test_rank_is_a_decision_that_is_shown(run):
    A = np.array([[1.0, 1.0], [1.0, 1.0 + 1e-14], [0.0, 0.0]])
    answer = run("lstsq", A, np.ones(3), method="svd")
    assert answer.verdict != "green"
    assert 0 < answer.outcome.details["tolerance"] < 1e-14
    assert run("lstsq", A, np.ones(3), rtol=1e-6)["rank"] == 1


def test_small_columns_taken_for_zero_are_named(run):
    small = np.array([1.0, -2.0, 3.0, 1.0]) * 1e-20
    A = np.column_stack([np.ones(4), np.ones(4), small])
    answer = run("lstsq", A, np.arange(4.0))
    assert answer.verdict == "amber"
    assert "rank was taken as 1" in answer.assessment.reason


def test_exact_twin(exactly):
    found = exactly("lstsq", np.array([[1, 0], [1, 1], [1, 2], [1, 3], [1, 3], [1, 4]]), np.array([2, 4, 0, 2, 5, 3]))
    assert [str(x) for x in found["x"]] == ["11/5", "14/65"]
    assert found["residual"] == "2*sqrt(15665)/65"


FAR_APART = {
    "a tiny column": ([[1e-200, 1.0], [1e-200, 2.0], [2e-200, 1.0]], [1.0, 2.0, 4.0]),
    "a tiny and a huge one": ([[1e-200, 1e100], [1e-200, 2e100], [2e-200, 1e100]], [1.0, 2.0, 4.0]),
    "beyond any scale": (
        [[1e-300, 1e300, 1.0], [1e-300, 2e300, 1.0], [2e-300, 1e300, 1.0], [0.0, 1e300, 5.0]],
        [1.0, 2, 4, 4],
    ),
}


@pytest.mark.parametrize("method", ["auto", "qr", "normal"])
@pytest.mark.parametrize("name", FAR_APART)
def test_columns_out_of_each_others_range(run, unseen, name, method):
    A, b = (np.array(part) for part in FAR_APART[name])
    answer = run("lstsq", A, b, method=method)
    assert answer.verdict == "green"
    assert int(answer["rank"]) == A.shape[1]
    truth = exact_lstsq.lstsq(exact.fractions(A), exact.fractions(b)).x
    top = max(abs(x) for x in truth)
    off = max(abs(x - y) for x, y in zip(exact.fractions(answer["x"]), truth, strict=True)) / top
    assert off <= answer.assessment.error_bound
    assert not [word for word in unseen(answer) if word.startswith("x")]


@pytest.mark.parametrize(
    ("a", "b", "lam"), [(1e-300, 1e-300, 1e-300), (1e-300, 1e-300, 1e300), (1e200, 1.0, 1e-300), (1e-3, 1.0, 1e300)]
)
def test_damping_at_every_scale(run, a, b, lam):
    answer = run("lstsq", a * np.eye(2), np.array([b, b]), method="ridge", lam=lam)
    x, y, z = (Fraction(value) for value in (a, b, lam))
    truth = float(x * y / (x * x + z))
    assert answer["x"] == pytest.approx([truth, truth], rel=1e-12, abs=0)
    assert answer.verdict == "green"


def test_a_rank_that_a_cutoff_decides_is_doubted(run):
    A = np.array([[1e-200, 1.0], [1e-200, 2.0], [2e-200, 1.0]])
    answer = run("lstsq", A, np.ones(3), method="svd")
    assert answer.verdict == "amber"
    assert "rank was taken as 1" in answer.assessment.reason


def test_damping_makes_any_rank_full(run):
    A = np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]])
    answer = run("lstsq", A, np.ones(3), exact=True, method="ridge", lam=1e-3)
    assert (answer.verdict, int(answer["rank"])) == ("green", 2)


@pytest.mark.parametrize(
    ("A", "w", "params", "x"),
    [
        ([[1, 2], [3, 4], [5, 6]], [1, 2, 1], {}, ["3/4", "0"]),
        ([[1, 2], [2, 4], [5, 6]], [1, 2, 0], {}, ["1/5", "2/5"]),  # a weight of 0 leaves dependent columns
        ([[1, 2], [3, 4], [5, 6]], None, {"method": "ridge", "lam": Fraction(1, 2)}, ["118/279", "76/279"]),
        ([[1, 2], [3, 4], [5, 6]], [1, 2, 1], {"method": "ridge", "lam": Fraction(1)}, ["57/149", "42/149"]),
    ],
)
def test_weights_and_damping_have_exact_answers(run, A, w, params, x):
    arrays = [np.array(A, dtype=float), np.array([1.0, 2, 4]), *([np.array(w, dtype=float)] if w else [])]
    answer = run("lstsq", *arrays, exact=True, **params)
    found = answer.operation.exact(answer.problem)
    assert [str(entry) for entry in found["x"]] == x
    assert answer["x"] == pytest.approx(found["x"].astype(float), abs=1e-12)
    assert answer["rank"] == found["rank"]


@pytest.mark.parametrize("seed", range(4))
def test_fractions_that_are_too_long_to_print_are_left_out(run, seed):
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((4, 3)) * 10.0 ** rng.choice([-290, 0, 290], (4, 3))
    b = rng.standard_normal(4) * 10.0 ** rng.choice([-290, 0, 290], 4)
    for name in ("lstsq", "regression"):
        answer = run(name, A, b, exact=True)
        for value in (answer.operation.exact(answer.problem) or {}).values():
            assert value is None or all(map(str, np.asarray(value).flat))
