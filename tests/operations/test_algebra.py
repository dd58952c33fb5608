"""Identities that the answers must satisfy, for matrices of many shapes and scales."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
seeds = st.integers(0, 2**32 - 1)
orders = st.integers(1, 24)
kinds = st.sampled_from(["real", "complex", "definite", "upper", "lower", "orthogonal", "diagonal", "integer"])
scales = st.integers(-250, 250)


def matrix(kind: str, n: int, seed: int) -> np.ndarray:
    """A well-conditioned matrix of the kind."""
    rng = np.random.default_rng(seed)
    G = rng.standard_normal((n, n))
    Q = np.linalg.qr(G)[0]
    made = {
        "real": lambda: Q @ np.diag(rng.uniform(1, 10, n)) @ np.linalg.qr(rng.standard_normal((n, n)))[0],
        "complex": lambda: Q + 0.5j * np.eye(n),
        "definite": lambda: (lambda S: (S + S.T) / 2)(Q @ np.diag(rng.uniform(1, 10, n)) @ Q.T),
        "upper": lambda: np.triu(G) / n + 2 * np.eye(n),
        "lower": lambda: np.tril(G) / n + 2 * np.eye(n),
        "orthogonal": lambda: Q,
        "diagonal": lambda: np.diag(rng.uniform(1, 10, n)),
        "integer": lambda: np.diag(np.full(n, 2.0 * n)) + rng.integers(-1, 2, (n, n)),
    }
    return made[kind]()


@QUICK
@given(kinds, orders, seeds, scales)
def test_inverse(run, kind, n, seed, p):
    A = matrix(kind, n, seed) * 2.0**p
    before = A.copy()
    answer = run("inv", A)
    assert (before == A).all()
    assert answer.verdict == "green", answer.assessment
    assert np.abs((A * 2.0**-p) @ (answer.result * 2.0**p) - np.eye(n)).max() < 1e-11


@QUICK
@given(kinds, orders, seeds, scales, scales, st.sampled_from([None, 1, 3, 20]))
def test_solution(run, kind, n, seed, p, q, columns):
    A = matrix(kind, n, seed)
    b = np.random.default_rng(seed).standard_normal(n if columns is None else (n, columns))
    answer = run("solve", A * 2.0**p, b * 2.0**q)
    assert answer.verdict == "green", answer.assessment
    assert answer.result.shape == b.shape
    assert np.abs(A @ (answer.result * 2.0 ** (p - q)) - b).max() < 1e-11


@QUICK
@given(kinds, kinds, orders, seeds)
def test_determinant_of_a_product(run, kind, other, n, seed):
    A, B = matrix(kind, n, seed), matrix(other, n, seed + 1)
    product = run("det", A @ B)
    assert product.verdict == "green", product.assessment
    assert product.result == pytest.approx(complex(run("det", A).result) * complex(run("det", B).result), rel=1e-10)
    sign_and_log = run("slogdet", A @ B)
    assert sign_and_log.verdict == "green"
    assert sign_and_log["sign"] * np.exp(sign_and_log["logabsdet"]) == pytest.approx(product.result, rel=1e-10)


@QUICK
@given(st.integers(1, 20), st.integers(1, 20), st.integers(1, 20), seeds, scales)
def test_penrose(run, m, n, rank, seed, p):
    rng = np.random.default_rng(seed)
    rank = min(m, n, rank)
    A = np.linalg.qr(rng.standard_normal((m, rank)))[0] @ np.diag(rng.uniform(1, 5, rank))
    A = A @ np.linalg.qr(rng.standard_normal((n, rank)))[0].T
    answer = run("pinv", A * 2.0**p)
    assert answer.verdict == "green", answer.assessment
    X = answer.result * 2.0**p
    for left, right in ((A @ X @ A, A), (X @ A @ X, X), ((A @ X).T, A @ X), ((X @ A).T, X @ A)):
        assert np.abs(left - right).max() < 1e-11


@QUICK
@given(st.integers(1, 20), st.integers(1, 20), seeds, scales, st.sampled_from([None, 2]))
def test_least_squares(run, m, n, seed, p, columns):
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((m, n)) + 4 * np.eye(m, n)
    b = rng.standard_normal(m if columns is None else (m, columns))
    answer = run("lstsq", A * 2.0**p, b)
    x = answer["x"] * 2.0**p
    assert answer.verdict in ("green", "amber"), answer.assessment
    assert np.abs(A.T @ (A @ x - b)).max() < 1e-8
    assert answer["residual"] == pytest.approx(np.linalg.norm(A @ x - b, axis=0), abs=1e-9)
    assert answer["residual"].shape == b.shape[1:]
    assert (answer.outcome.outputs["singular_values"] is None) == (answer.method == "LAPACK geqrf")


@QUICK
@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 30), seeds, scales)
def test_product(run, m, n, k, seed, p):
    rng = np.random.default_rng(seed)
    A, B = rng.standard_normal((m, n)), rng.standard_normal((n, k)) * 2.0**p
    answer = run("matmul", A, B)
    assert answer.verdict == "green", answer.assessment
    assert answer.result == pytest.approx(A @ B)
    assert run("matmul", A[0], B[:, 0]).result == pytest.approx(A[0] @ B[:, 0])


@QUICK
@given(st.lists(st.floats(-1e308, 1e308), min_size=1, max_size=30))
def test_trace_is_rounded_once(run, entries):
    answer = run("trace", np.diag(entries))
    try:
        assert answer.result == float(sum(map(Fraction, entries)))
        assert answer.verdict == "green"
    except OverflowError:
        assert np.isinf(answer.result)
        assert answer.verdict == "amber"


@pytest.mark.parametrize("dtype", [np.float32, np.complex64, np.complex128])
@pytest.mark.parametrize("name", ["inv", "det", "slogdet", "trace", "transpose", "pinv"])
def test_types_are_kept(run, name, dtype):
    rng = np.random.default_rng(3)
    A = (rng.standard_normal((9, 9)) + 4 * np.eye(9)).astype(dtype)
    if np.dtype(dtype).kind == "c":
        A += (1j * rng.standard_normal((9, 9))).astype(dtype)
    answer = run(name, A)
    assert answer.verdict == "green", answer.assessment
    assert next(iter(answer.outcome.outputs.values())).dtype == dtype


def test_extreme_entries_do_not_overflow_on_the_way(run):
    for scale in (1e308, 1e-300):
        A = scale * np.array([[0.5, 0.25, 0.125], [0.25, -0.5, 0.5], [0.125, 0.3, 0.7]])
        assert run("slogdet", A).verdict == "green"
        assert run("inv", A).verdict == "green"
        assert run("solve", A, A[:, 0]).result == pytest.approx([1, 0, 0], abs=1e-15)
        assert run("pinv", A).verdict == "green"
        out_of_range = run("det", A)
        assert out_of_range.verdict == "amber"
        assert out_of_range.outcome.warnings
        assert np.isfinite(out_of_range.outcome.details["logabsdet"])


@pytest.mark.parametrize("position", [(0, 0), (299, 199), (150, 7)])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e308, 3.0])
def test_one_wrong_entry_of_a_large_product_is_seen(run, position, value):
    rng = np.random.default_rng(5)
    answer = run("matmul", rng.standard_normal((300, 250)), rng.standard_normal((250, 200)))
    assert answer.verdict == "green"
    assert answer.assessment.error_bound < 1e-12
    wrong = answer.result.copy()
    wrong[position] = value
    said = answer.tampered("result", wrong)
    assert said.verdict == "red"
    assert ("overflows" in said.reason) == (not np.isfinite(value))


def test_a_large_product_that_is_zero(run):
    A, B = np.zeros((200, 200)), np.zeros((200, 300))
    A[:, 0], B[1] = 1, 1
    answer = run("matmul", A, B)
    assert answer.verdict == "green"
    assert "zero" in answer.assessment.reason
