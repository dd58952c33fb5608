"""Generalised least squares: whitened it is the plain one, every error is seen, and what is refused."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.model.errors import UserError

seeds = st.integers(0, 2**32 - 1)
sides = st.integers(1, 12)


def problem(m, n, seed, complex_=False, kappa=1e2):
    rng = np.random.default_rng(seed)
    A, b, G = (rng.standard_normal(shape) for shape in ((m, n), m, (m, m)))
    if complex_:
        A, b, G = (item + 1j * rng.standard_normal(item.shape) for item in (A, b, G))
    Q, _ = np.linalg.qr(G)
    V = (Q * np.geomspace(1, 1 / kappa, m)) @ Q.conj().T
    return A, b, (V + V.conj().T) / 2


@settings(max_examples=40)
@given(sides, sides, seeds, st.booleans())
def test_the_residual_is_orthogonal_in_the_sense_of_the_covariance(run, m, n, seed, complex_):
    A, b, V = problem(max(m, n), min(m, n), seed, complex_)
    answer = run("gls", A, b, V)
    gradient = A.conj().T @ np.linalg.solve(V, A @ answer.result - b)
    size = np.linalg.norm(A) * np.linalg.norm(np.linalg.inv(V)) * (np.linalg.norm(A @ answer.result) + 1)
    assert np.linalg.norm(gradient) <= 1e-12 * size
    assert answer.verdict != "red"


@settings(max_examples=20)
@given(sides, seeds)
def test_the_identity_gives_least_squares_and_a_diagonal_gives_weights(run, n, seed):
    A, b, _ = problem(n + 4, n, seed)
    w = np.random.default_rng(seed).integers(1, 9, n + 4).astype(float)
    plain, weighted = run("gls", A, b, np.eye(n + 4)), run("gls", A, b, np.diag(1 / w))
    np.testing.assert_allclose(plain.result, run("lstsq", A, b)["x"], rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(weighted.result, run("lstsq", A, b, w)["x"], rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("kappa", [1.0, 1e6, 1e11])
@pytest.mark.parametrize("shape", [(1, 1), (5, 5), (20, 4), (120, 30)])
@pytest.mark.parametrize("complex_", [False, True])
def test_never_red_when_right_and_every_error_is_seen(run, unseen, kappa, shape, complex_):
    answer = run("gls", *problem(*shape, 3, complex_, kappa))
    assert answer.verdict == "green", answer.assessment
    assert not unseen(answer)


@pytest.mark.parametrize("sizes", [(1e200, 1, 1), (1e-200, 1, 1), (1, 1e200, 1e-200), (1, 1e-200, 1e200), (1e200,) * 3])
def test_sizes_do_not_matter(run, unseen, sizes):
    A, b, V = (item * size for item, size in zip(problem(9, 3, 5), sizes, strict=True))
    answer = run("gls", A, b, V)
    assert answer.verdict == "green", answer.assessment
    assert not unseen(answer)


@pytest.mark.parametrize("dtype", [np.float32, np.complex64])
def test_single_precision(run, unseen, dtype):
    A, b, V = (item.astype(dtype) for item in problem(9, 3, 5, np.dtype(dtype).kind == "c"))
    answer = run("gls", A, b, V)
    assert answer.result.dtype == dtype
    assert answer.verdict == "green", answer.assessment
    assert not unseen(answer)


def test_columns_far_apart_and_many_right_sides(run, unseen):
    A, b, V = problem(12, 3, 8)
    answer = run("gls", A * [1e90, 1, 1e-90], np.stack([b, b[::-1]], axis=1), V)
    assert answer.result.shape == (3, 2)
    assert answer.verdict == "green", answer.assessment
    assert not unseen(answer)


def test_it_agrees_with_fractions(run, exactly):
    rng = np.random.default_rng(2)
    A, b, G = rng.integers(-5, 6, (6, 2)), rng.integers(-5, 6, 6), rng.integers(-3, 4, (6, 6))
    V = G @ G.T + np.eye(6, dtype=int)
    found = exactly("gls", A, b, V)["result"]
    answer = run("gls", *(item.astype(float) for item in (A, b, V)))
    error = np.abs(answer.result - found.astype(float)).max()
    assert error <= 100 * answer.assessment.error_bound * np.abs(answer.result).max()
    assert all(isinstance(x, Fraction) for x in found)


def test_nothing_to_fit_is_zero_and_not_red(run):
    V = np.array([[2.0, 1.0], [1.0, 2.0]])
    assert run("gls", np.ones((2, 1)), np.zeros(2), V).verdict == "green"
    answer = run("gls", np.ones((2, 1)), np.array([1.0, -1.0]), V)
    assert answer.verdict != "red"
    assert answer.tampered("result", answer.result + 1e-6).verdict == "red"


def test_a_zero_in_place_of_x_is_red(run):
    answer = run("gls", *problem(7, 2, 4))
    assert answer.tampered("result", np.zeros(2)).verdict == "red"


@pytest.mark.parametrize(
    ("A", "V", "kind"),
    [
        (np.ones((2, 1)), -np.eye(2), "domain"),
        (np.ones((2, 1)), np.ones((2, 2)), "domain"),
        (np.ones((2, 1)), np.array([[1.0, 0.5], [0.0, 1.0]]), "domain"),
        (np.ones((2, 2)), np.eye(2), "singular"),
        (np.ones((2, 3)), np.eye(2), "shape"),
        (np.ones((2, 1)), np.eye(3), "shape"),
        (np.ones((2, 0)), np.eye(2), "shape"),
    ],
)
def test_what_is_no_such_problem_is_refused(run, A, V, kind):
    with pytest.raises(UserError) as refusal:
        run("gls", A, np.array([1.0, 2.0]), V)
    assert refusal.value.kind == kind


def test_fractions_refuse_too(exactly):
    with pytest.raises(UserError, match="leading minor of order 2"):
        exactly("gls", np.ones((2, 1)), np.ones(2), np.ones((2, 2)))
    with pytest.raises(UserError, match="dependent"):
        exactly("gls", np.ones((2, 2)), np.ones(2), np.eye(2))


def test_nothing_to_fit_leaves_nothing(run):
    answer = run("gls", np.array([[-4.940656e-318]]), np.zeros(1), np.array([[3e8]]))
    assert (answer.verdict, answer.result.tolist()) == ("green", [0.0])
    assert answer.tampered("result", np.array([1.0])).verdict == "red"
