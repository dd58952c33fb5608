"""RQ: a triangle in front of orthonormal rows, for every shape, and every error seen."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.backends.exact_text import value

seeds = st.integers(0, 2**32 - 1)
sides = st.integers(1, 20)


@settings(max_examples=40)
@given(sides, sides, seeds, st.booleans(), st.booleans())
def test_rq_rebuilds(run, m, n, seed, full, complex_):
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((m, n)) + (1j * rng.standard_normal((m, n)) if complex_ else 0)
    answer = run("rq", A, full=full)
    R, Q, k = answer["R"], answer["Q"], n if full else min(m, n)
    assert R.shape == (m, k)
    assert Q.shape == (k, n)
    np.testing.assert_allclose(R @ Q, A, atol=1e-12)
    np.testing.assert_allclose(Q @ Q.conj().T, np.eye(k), atol=1e-13)
    assert not np.tril(R, k - m - 1).any()
    assert (np.diagonal(R, k - m).real >= 0).all() or m > k
    assert answer.verdict != "red"


@settings(max_examples=20)
@given(sides, seeds)
def test_it_is_scipys_but_for_signs(run, n, seed):
    A = np.random.default_rng(seed).standard_normal((n, n))
    answer, (R, Q) = run("rq", A), scipy.linalg.rq(A)
    np.testing.assert_allclose(np.abs(answer["R"]), np.abs(R), atol=1e-12)
    np.testing.assert_allclose(np.abs(answer["Q"]), np.abs(Q), atol=1e-12)


@pytest.mark.parametrize("full", [False, True])
def test_never_red_when_right_and_every_error_is_seen(run, unseen, case, full):
    _, A = case
    answer = run("rq", A, full=full)
    assert answer.verdict != "red", answer.assessment
    assert not unseen(answer)


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0), (1, 1), (1, 4), (4, 1)])
@pytest.mark.parametrize("dtype", [np.float32, np.complex64, np.float64])
def test_small_shapes(run, shape, dtype):
    assert run("rq", np.ones(shape, dtype)).verdict == "green"
    assert run("rq", np.ones(shape, dtype), full=True).verdict != "red"


def test_large_factors_are_checked_by_probes(run, unseen):
    answer = run("rq", np.random.default_rng(5).standard_normal((260, 300)))
    assert answer.verdict == "green"
    assert not unseen(answer)


def test_a_triangle_that_is_none_is_red(run):
    answer = run("rq", np.array([[4.0, 3.0], [0.0, 5.0]]))
    R = answer["R"].copy()
    R[1, 0] = 1e-17
    assert answer.tampered("R", R).verdict == "red"
    assert answer.tampered("R", -answer["R"]).verdict == "red"


@pytest.mark.parametrize("A", [[[0, 3, 1], [4, 5, 3]], [[1, 2], [3, 4]], [[1, 2], [3, 4], [5, 6]], [[2, 1, 2]]])
def test_square_roots_stand_where_they_belong(run, exactly, A):
    found = exactly("rq", np.array([[Fraction(x) for x in row] for row in A]))
    for name, answer in ((name, run("rq", np.array(A, float))[name]) for name in "RQ"):
        exact = [[value(str(x)) for x in row] for row in found[name]]
        np.testing.assert_allclose(exact, answer, atol=1e-14)


def test_dependent_rows_have_no_exact_factors(exactly):
    assert exactly("rq", np.array([[Fraction(1), Fraction(2)], [Fraction(2), Fraction(4)]])) is None
