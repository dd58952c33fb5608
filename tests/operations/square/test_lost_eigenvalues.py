"""Tangents of large matrices, which are nearly signs: an eigenvalue lost to rounding is seen."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.backends import balls
from workbench.model.errors import UserError

TURNS = {"tanm": 1j, "tanhm": 1.0}
SINGULAR = np.array([[3.0, -3.0], [-1.0, 1.0]])


@pytest.mark.parametrize("size", [1e5, 1e20, 1e220])
@pytest.mark.parametrize("name", TURNS)
def test_a_singular_matrix_has_no_sign(compute, name, size):
    """Rounding gives its eigenvalue 0 a sign, often the same in every computation of one kind."""
    A = TURNS[name] * size * SINGULAR
    truth = TURNS[name] * SINGULAR / 4
    found = compute(name, A)
    bound = found.certificate.assessment.error_bound
    off = np.abs(found.outputs["result"] - truth).max() / np.abs(truth).max()
    assert found.certificate.verdict == "red" or off <= 100 * (bound or 1e-12)


@given(seed=st.integers(0, 10**6), size=st.floats(3, 100), order=st.integers(2, 4), name=st.sampled_from(list(TURNS)))
@settings(max_examples=20)
def test_what_is_green_is_right(compute, seed, size, order, name):
    """Of eigenvalues 0 to rounding among large ones, many computations choose one sign."""
    rng = np.random.default_rng(seed)
    V, w = rng.standard_normal((order, order)), rng.standard_normal(order) * 10.0**size
    w[0] = 0
    A = TURNS[name] * (V @ np.diag(w) @ np.linalg.inv(V))
    found, truth = compute(name, A), balls.tangent(A, 1 / TURNS[name])
    if found.certificate.verdict == "green" and truth is not None:
        truth = truth * TURNS[name]
        off = np.abs(found.outputs["result"] - truth).max()
        assert off <= 100 * found.certificate.assessment.error_bound * np.abs(truth).max()


@pytest.mark.parametrize("seed", range(6))
def test_signs_that_can_turn_have_no_bound(compute, seed):
    """Of an order at which no balls are computed."""
    rng = np.random.default_rng(seed)
    V, w = rng.standard_normal((30, 30)), rng.standard_normal(30) * 1e60
    w[0] = 0
    found = compute("tanhm", V @ np.diag(w) @ np.linalg.inv(V)).certificate
    assert found.verdict == "red" or found.assessment.error_bound is None


def test_signs_that_cannot_turn_keep_their_bound(compute):
    rng = np.random.default_rng(1)
    V, w = rng.standard_normal((30, 30)), rng.choice([-1e8, 3e8], 30)
    found = compute("tanhm", V @ np.diag(w) @ np.linalg.inv(V))
    assert found.certificate.verdict == "green", found.certificate.reason
    assert np.allclose(found.outputs["result"], V @ np.diag(np.sign(w)) @ np.linalg.inv(V), rtol=0, atol=1e-10)


def test_a_singular_matrix_on_the_way_is_no_crash(compute):
    """It is refused where the computation meets it, and no proof where the second one does."""
    for seed in range(40):
        rng = np.random.default_rng(seed)
        A = 1j * 10.0 ** rng.uniform(100, 300) * np.outer(rng.integers(-3, 4, 3), rng.integers(-3, 4, 3))
        if (A - np.diag(np.diagonal(A))).any():
            with contextlib.suppress(UserError):
                assert compute("tanm", A).certificate.reason


def test_balls_know_large_tangents():
    assert np.allclose(balls.tangent(1e220 * SINGULAR), SINGULAR / 4, rtol=1e-15, atol=0)
    assert balls.tangent(np.eye(24) * 1e300 + np.ones((24, 24))) is None
