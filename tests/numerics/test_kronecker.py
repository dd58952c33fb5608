"""Linear maps of small matrices as matrices: what is said of the inverse is an upper bound, and a near one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.numerics.kronecker import inverse_reach, solver


@given(seed=st.integers(0, 500), spread=st.floats(0, 8), n=st.integers(1, 3))
def test_the_inverse_is_bounded_and_not_by_much(seed: int, spread: float, n: int) -> None:
    rng = np.random.default_rng(seed)
    d = 10.0 ** rng.uniform(-spread, spread, n)
    A, B = d[:, None] * rng.standard_normal((n, n)) / d, rng.standard_normal((2, 2))
    w = rng.uniform(0, 1, (n, 2))
    K = np.kron(A, np.eye(2)) + np.kron(np.eye(n), B.T)
    truth = (np.abs(np.linalg.inv(K)) @ w.ravel()).max()
    found = inverse_reach(lambda X: A @ X + X @ B, lambda X: abs(A) @ X + X @ abs(B), w, np.float64)
    if found is not None and np.linalg.cond(K) < 1e6:
        assert truth * (1 - 1e-6) <= found <= truth * (1 + 1e-3)


def test_nothing_is_said_of_a_singular_map() -> None:
    def times(X: np.ndarray) -> np.ndarray:
        return X[:, :1] + X[:, 1:] + 0 * X

    assert inverse_reach(times, times, np.ones((2, 2)), np.float64) == np.inf
    assert solver(times, (2, 2), np.float64) is None


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.complex128])
def test_it_solves(kind: type) -> None:
    A = np.array([[0.5, 2], [0, 1e9]]).astype(kind)
    solve = solver(lambda X: A @ X, (2, 3), kind)
    assert solve is not None
    F = np.arange(6.0).reshape(2, 3).astype(kind)
    assert np.allclose(solve(A @ F), F, rtol=1e-4, atol=1e-5)
    assert solve(F).dtype == kind
