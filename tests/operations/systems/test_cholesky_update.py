"""Cholesky factors after a change of rank one: they rebuild, go there and back, and every error is seen."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.backends.exact_text import value
from workbench.model.errors import UserError

seeds = st.integers(0, 2**32 - 1)
sides = st.integers(1, 20)
BOTH = pytest.mark.parametrize("downdate", [False, True])


def problem(n, seed, complex_=False, downdate=False, near=0.5):
    """A factor and a column; with `downdate` one that leaves 1 − near² of the determinant."""
    rng = np.random.default_rng(seed)
    G, x = rng.standard_normal((n, n)), rng.standard_normal(n)
    if complex_:
        G, x = G + 1j * rng.standard_normal((n, n)), x + 1j * rng.standard_normal(n)
    L = np.linalg.cholesky(G @ G.conj().T + np.eye(n))
    return (L, L @ (near * x / np.linalg.norm(x))) if downdate else (L, x)


@settings(max_examples=40)
@given(sides, seeds, st.booleans(), st.booleans())
def test_the_factor_rebuilds(run, n, seed, complex_, downdate):
    L, x = problem(n, seed, complex_, downdate)
    answer = run("cholesky_update", L, x, downdate=downdate)
    new, sign = answer.result, -1 if downdate else 1
    A = L @ L.conj().T + sign * np.outer(x, x.conj())
    np.testing.assert_allclose(new @ new.conj().T, A, atol=1e-13 * np.abs(A).max() * n)
    np.testing.assert_allclose(new, np.linalg.cholesky(A), atol=1e-9 * np.abs(L).max())
    assert answer.verdict != "red"


@settings(max_examples=20)
@given(sides, seeds)
def test_there_and_back(run, n, seed):
    L, x = problem(n, seed)
    there = run("cholesky_update", L, x).result
    back = run("cholesky_update", there, x, downdate=True)
    assert back.verdict != "red"
    np.testing.assert_allclose(back.result, L, atol=1e-9 * np.abs(L).max())


@BOTH
@pytest.mark.parametrize("n", [1, 2, 30, 300])
@pytest.mark.parametrize("size", [1.0, 1e200, 1e-200])
@pytest.mark.parametrize("complex_", [False, True])
def test_never_red_when_right_and_every_error_is_seen(run, unseen, n, size, complex_, downdate):
    L, x = problem(n, 3, complex_, downdate)
    answer = run("cholesky_update", L * size, x * size, downdate=downdate)
    assert answer.verdict == "green", answer.assessment
    assert not unseen(answer)


@BOTH
@pytest.mark.parametrize("dtype", [np.float32, np.complex64])
def test_single_precision(run, unseen, dtype, downdate):
    L, x = (item.astype(dtype) for item in problem(9, 3, np.dtype(dtype).kind == "c", downdate))
    answer = run("cholesky_update", L, x, downdate=downdate)
    assert answer.result.dtype == dtype
    assert answer.verdict == "green", answer.assessment
    assert not unseen(answer)


@pytest.mark.parametrize("near", [1 - 1e-4, 1 - 1e-8, 1 - 1e-12])
def test_nearly_nothing_is_left(run, unseen, near):
    answer = run("cholesky_update", *problem(12, 3, downdate=True, near=near), downdate=True)
    assert answer.verdict != "red", answer.assessment
    assert not unseen(answer)


def test_small_rows_keep_their_digits(run, unseen):
    L, x = problem(6, 4)
    scales = np.geomspace(1, 1e-9, 6)
    answer = run("cholesky_update", L * scales[:, None], x * scales)
    assert answer.verdict == "green", answer.assessment
    assert not unseen(answer)


def test_no_entries(run):
    assert run("cholesky_update", np.zeros((0, 0)), np.zeros(0)).verdict == "green"
    assert run("cholesky_update", np.zeros((0, 0)), np.zeros(0), downdate=True).verdict == "green"


@pytest.mark.parametrize(
    ("L", "x", "message"),
    [
        ([[1.0, 0.0], [0.0, 1.0]], [0.6, 0.8], "not below 1"),
        ([[1.0, 0.0], [0.0, 1.0]], [3.0, 0.0], "not below 1"),
        ([[1.0, 2.0], [0.0, 1.0]], [0.1, 0.0], "not lower triangular"),
        ([[1.0, 0.0], [0.0, -1.0]], [0.1, 0.0], "not positive"),
        ([[1.0, 0.0], [0.0, 0.0]], [0.1, 0.0], "not positive"),
        ([[1.0, 0.0]], [0.1], "no Cholesky factor"),
        ([[1.0, 0.0], [0.0, 1.0]], [0.1], "a vector of 2"),
    ],
)
def test_what_has_no_factor_is_refused(run, L, x, message):
    with pytest.raises(UserError, match=message):
        run("cholesky_update", np.array(L), np.array(x), downdate=True)


def test_roots_stand_where_they_belong(run, exactly):
    L, x = np.array([[2, 0], [1, 3]]), np.array([1, 2])
    found = exactly("cholesky_update", L, x)["result"]
    answer = run("cholesky_update", L.astype(float), x.astype(float))
    np.testing.assert_allclose([[value(str(item)) for item in row] for row in found], answer.result, atol=1e-14)
    assert found[0, 0] == "sqrt(5)"


def test_fractions_refuse_too(run):
    answer = run("cholesky_update", np.eye(2), np.array([0.25, 0.5]), exact=True, downdate=True)
    found = answer.operation.exact(answer.problem)["result"]
    assert value(str(found[0, 0])) == pytest.approx(answer.result[0, 0])
    answer.problem.exact["x"][:] = Fraction(1)
    with pytest.raises(UserError, match="is 2, not below 1"):
        answer.operation.exact(answer.problem)
