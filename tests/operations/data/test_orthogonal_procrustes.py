"""The turn from one set of points to another: found where there is one, the best where there is none, and checked."""

from __future__ import annotations

import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.model.errors import UserError

seeds = st.integers(0, 2**32 - 1)


def points(seed: int, m: int, n: int, complex_: bool = False) -> tuple[np.random.Generator, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng, rng.standard_normal((m, n)) + (1j * rng.standard_normal((m, n)) if complex_ else 0)


@settings(max_examples=40)
@given(st.integers(1, 8), st.integers(0, 10), seeds, st.booleans())
def test_a_turn_is_found_again(run, n, more, seed, complex_):
    rng, A = points(seed, n + more, n, complex_)
    turn = np.linalg.qr(rng.standard_normal((n, n)) + (1j * rng.standard_normal((n, n)) if complex_ else 0))[0]
    found = run("orthogonal_procrustes", A, A @ turn)
    assert found.verdict != "red"
    if found.verdict == "green":
        error = np.abs(found["R"] - turn).max() / np.abs(turn).max()
        assert error <= 100 * found.assessment.error_bound
        assert error <= 10 * 10.0**-found.assessment.digits


@settings(max_examples=40)
@given(st.integers(1, 8), st.integers(1, 12), seeds, st.booleans())
def test_it_is_scipys(run, n, m, seed, complex_):
    A = points(seed, m, n, complex_)[1]
    B = points(seed + 1, m, n, complex_)[1]
    found, (R, scale) = run("orthogonal_procrustes", A, B), scipy.linalg.orthogonal_procrustes(A, B)
    assert found.verdict != "red"
    np.testing.assert_allclose(found["scale"], scale, rtol=1e-12)
    np.testing.assert_allclose(np.linalg.norm(A @ found["R"] - B), np.linalg.norm(A @ R - B), rtol=1e-9, atol=1e-12)
    if found.assessment.digits and found.assessment.digits > 8:
        np.testing.assert_allclose(found["R"], R, atol=1e-7)


@settings(max_examples=30)
@given(st.integers(2, 6), seeds)
def test_no_other_turn_is_nearer(run, n, seed):
    rng, A = points(seed, n + 2, n)
    B, other = rng.standard_normal((n + 2, n)), np.linalg.qr(rng.standard_normal((n, n)))[0]
    R = run("orthogonal_procrustes", A, B)["R"]
    assert np.linalg.norm(A @ R - B) <= np.linalg.norm(A @ other - B) * (1 + 1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex64, np.complex128])
@pytest.mark.parametrize("size", [1e-30, 1.0, 1e30])
@pytest.mark.parametrize("shape", [(1, 1), (4, 2), (2, 4), (30, 5), (90, 80)])
def test_never_red_when_right(run, dtype, size, shape):
    rng = np.random.default_rng(3)
    A, B = ((size * rng.standard_normal(shape)).astype(dtype) for _ in range(2))
    found = run("orthogonal_procrustes", A / 10, B)
    beyond = not np.isfinite(found["scale"])
    assert (found.verdict == "red") == beyond
    assert not beyond or size == 1e30


@pytest.mark.parametrize("size", [1e-300, 1e-200, 1e150, 1e-320])
def test_entries_at_the_ends_of_the_range(run, size):
    _, A = points(4, 6, 3)
    found = run("orthogonal_procrustes", size * A, A)
    assert found.verdict != "red"
    assert size == 1e-320 or np.abs(found["R"] - np.eye(3)).max() < 1e-13


@pytest.mark.parametrize("A", [np.zeros((3, 2)), np.ones((3, 2)), np.array([[1.0, 0.0], [0.0, 1e-20]])])
def test_a_turn_that_is_not_unique_is_amber(run, A):
    found = run("orthogonal_procrustes", A, A)
    assert found.verdict == "amber"
    assert "not unique" in found.assessment.reason


@pytest.mark.parametrize("complex_", [False, True])
@pytest.mark.parametrize("shape", [(5, 3), (12, 6), (200, 90)])
@pytest.mark.parametrize("size", [1.0, 1e-200, 1e140])
def test_errors_of_a_hundred_bounds_are_red(run, shape, complex_, size):
    rng, A = points(6, *shape, complex_)
    found = run("orthogonal_procrustes", size * A, A + 0.1 * rng.standard_normal(shape))
    R, off = found["R"], 120 * found.assessment.error_bound
    assert found.verdict == "green"
    assert off < 0.1
    for at in ((0, 0), (1, 2), (-1, -1)):
        wrong = R.copy()
        wrong[at] += off * np.abs(R).max()
        assert found.tampered("R", wrong).verdict == "red", at
    assert found.tampered("R", -R).verdict == "red"
    assert found.tampered("R", np.roll(R, 1, axis=1)).verdict == "red"
    assert found.tampered("R", R[:-1]).verdict == "red"
    turn = np.eye(len(R), dtype=R.dtype)
    turn[:2, :2] = [[np.cos(off), -np.sin(off)], [np.sin(off), np.cos(off)]]
    far = np.abs(R @ turn - R).max() > 100 * found.assessment.error_bound * np.abs(R).max()
    assert found.tampered("R", R @ turn).verdict == "red" or not far
    assert found.tampered("scale", found["scale"] * (1 + off)).verdict == "red"


@pytest.mark.parametrize(("A", "B", "words"), [((2, 3), (3, 2), "needs its partner"), ((0, 2), (0, 2), "no entries")])
def test_what_has_no_turn_is_refused(run, A, B, words):
    with pytest.raises(UserError, match=words):
        run("orthogonal_procrustes", np.ones(A), np.ones(B))
