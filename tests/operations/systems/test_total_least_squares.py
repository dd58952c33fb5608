"""Total least squares: the nearest consistent system is solved, and what has no solution is refused."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.model.errors import UserError

seeds = st.integers(0, 2**32 - 1)
sides = st.integers(1, 10)


def problem(m, n, seed, complex_=False, noise=0.1):
    rng = np.random.default_rng(seed)

    def draw(*shape):
        return rng.standard_normal(shape) + (1j * rng.standard_normal(shape) if complex_ else 0)

    A, x = draw(m, n), draw(n)
    return A + noise * draw(m, n), A @ x + noise * draw(m)


@settings(max_examples=40)
@given(sides, sides, seeds, st.booleans())
def test_the_changed_system_is_consistent_and_no_nearer_one_is(run, m, n, seed, complex_):
    A, b = problem(max(m, n) + 2, min(m, n), seed, complex_)
    answer = run("total_least_squares", A, b)
    x, M = answer.result, np.column_stack([A, b])
    r = A @ x - b
    correction = np.outer(r, np.append(x.conj(), -1)) / (1 + np.linalg.norm(x) ** 2)
    E, f = -correction[:, :-1], -correction[:, -1]
    scale = 1 + np.linalg.norm(x) ** 2
    np.testing.assert_allclose((A + E) @ x, b + f, atol=1e-11 * scale * np.linalg.norm(M))
    np.testing.assert_allclose(np.linalg.norm(correction), np.linalg.svd(M)[1][-1], rtol=1e-6)
    np.testing.assert_allclose(answer.outcome.details["correction"], np.linalg.norm(correction), rtol=1e-6)
    assert answer.verdict != "red"


@settings(max_examples=20)
@given(sides, seeds)
def test_consistent_equations_are_solved(run, n, seed):
    A, b = problem(n, n, seed, noise=0)
    answer = run("total_least_squares", A, b)
    assert answer.verdict != "red"
    if answer.assessment.error_bound is not None:
        x = np.linalg.solve(A, b)
        limit = 100 * answer.assessment.error_bound + 1e3 * np.linalg.cond(A) * 2e-16
        assert np.abs(answer.result - x).max() <= limit * np.abs(x).max()


@pytest.mark.parametrize("shape", [(1, 1), (2, 1), (5, 5), (20, 4), (300, 40)])
@pytest.mark.parametrize("size", [1.0, 1e200, 1e-200])
@pytest.mark.parametrize("complex_", [False, True])
def test_never_red_when_right_and_every_error_is_seen(run, unseen, shape, size, complex_):
    A, b = problem(*shape, 3, complex_)
    answer = run("total_least_squares", A * size, b * size)
    assert answer.verdict == "green", answer.assessment
    assert not unseen(answer)


@pytest.mark.parametrize("dtype", [np.float32, np.complex64])
def test_single_precision(run, unseen, dtype):
    A, b = (item.astype(dtype) for item in problem(9, 3, 5, np.dtype(dtype).kind == "c"))
    answer = run("total_least_squares", A, b)
    assert answer.result.dtype == dtype
    assert answer.verdict == "green", answer.assessment
    assert not unseen(answer)


@pytest.mark.parametrize("powers", [(1e100, 1.0), (1e-100, 1.0), (1.0, 1e8)])
def test_sizes_far_apart_are_not_red(run, powers):
    A, b = problem(9, 3, 5)
    with suppress(UserError):  # where one of A and b is lost beside the other there may be none
        assert run("total_least_squares", A * powers[0], b * powers[1]).verdict != "red"


def test_a_right_side_of_zeros_is_not_red(run):
    answer = run("total_least_squares", problem(4, 2, 1)[0], np.zeros(4))
    assert answer.verdict != "red"
    np.testing.assert_allclose(answer.result, 0, atol=1e-15)


def test_where_there_is_none_or_more_than_one(run):
    with pytest.raises(UserError, match="is none"):
        run("total_least_squares", np.array([[1.0, 0], [0, 0], [0, 0]]), np.array([1.0, 1.0, 0.0]))
    with pytest.raises(UserError, match="more than one"):
        run("total_least_squares", np.array([[1.0], [0.0]]), np.array([0.0, 1.0]))
    with pytest.raises(UserError, match="more than one"):
        run("total_least_squares", np.zeros((3, 2)), np.zeros(3))


@pytest.mark.parametrize("shapes", [((2, 3), 2), ((3, 2), 2), ((3, 0), 3), ((0, 0), 0)])
def test_shapes_that_do_not_fit_are_refused(run, shapes):
    with pytest.raises(UserError) as refusal:
        run("total_least_squares", np.ones(shapes[0]), np.ones(shapes[1]))
    assert refusal.value.kind == "shape"
