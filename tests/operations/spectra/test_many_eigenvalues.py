"""Eigenvalues of large matrices without vectors: a few are proved, and bound the others by what they are like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from workbench.numerics.eigen_sample import sample

Run = Callable[..., Any]
N = 140


def sensitive() -> tuple[Any, Any]:
    """A matrix with known, sensitive eigenvalues that is neither triangular nor symmetric."""
    rng = np.random.default_rng(4)
    Q = np.linalg.qr(rng.standard_normal((N, N)))[0]
    w = rng.standard_normal(N)
    return Q @ (np.diag(w) + 0.05 * np.triu(rng.standard_normal((N, N)), 1)) @ Q.T, w


def distance(a: Any, b: Any) -> float:
    apart = np.abs(np.asarray(a)[:, None] - b)
    return float(apart[linear_sum_assignment(apart)].max())


def test_the_bound_holds_for_all(run: Run) -> None:
    A, w = sensitive()
    found = run("eigvals", A)
    assert found.verdict == "amber"
    assert found.assessment.error_bound is not None
    assert found.assessment.condition.value > 1e3
    assert distance(found.result, w) / np.abs(w).max() <= 100 * found.assessment.error_bound


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.complex128])
def test_an_error_beyond_the_bound_is_red(run: Run, dtype: type) -> None:
    A = np.random.default_rng(1).standard_normal((N, N)).astype(dtype)
    found = run("eigvals", A)
    assert found.verdict == "amber"
    assert "inverse iteration proves 2 of 140" in found.assessment.reason or dtype is np.float32
    w, bound = found.result, found.assessment.error_bound
    for i in (0, 3, N // 2, N - 1):
        wrong = w.copy()
        wrong[i] += 110 * bound * np.abs(w).max()
        assert found.tampered("result", wrong).verdict == "red", i
    assert found.tampered("result", w + 1e-3 * np.exp(1j * np.arange(N))).verdict == "red"


def test_nothing_is_promised_where_values_are_too_sensitive(run: Run) -> None:
    grcar = np.diag(-np.ones(N - 1), -1) + sum(np.diag(np.ones(N - k), k) for k in range(4))
    found = run("eigvals", grcar)
    assert found.verdict == "amber"
    assert found.assessment.error_bound is None
    assert "no digit" in found.assessment.reason


@pytest.mark.parametrize("size", [1e-300, 1e-200, 1e200, 1e300])
def test_scale_changes_nothing(run: Run, size: float) -> None:
    A = np.random.default_rng(2).standard_normal((N, N))
    found = run("eigvals", A * size)
    assert found.verdict == "amber"
    assert found.assessment.digits >= 10


def test_nilpotent_matrices_have_no_relative_bound() -> None:
    assert sample(np.diag(np.ones(N - 1), 1), np.zeros(N, complex)).bound is None
