"""Nonnegative least squares: against exact arithmetic, perturbed, degenerate, and at every scale."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.optimize
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.backends import exact, exact_nnls
from workbench.model.errors import UserError
from workbench.operations.systems.fitting import NO_DIGITS

seeds = st.integers(0, 2**32 - 1)
KINDS = ["any", "scaled columns", "on the border", "positive", "whole", "nearly dependent", "single"]


def problem(kind, rng, m, n):
    A, b = rng.standard_normal((m, n)), rng.standard_normal(m)
    if kind == "scaled columns":
        A = A * 10.0 ** rng.uniform(-9, 9, n)
    elif kind == "on the border":
        b = A @ np.maximum(rng.standard_normal(n), 0)
    elif kind == "positive":
        A = np.abs(A)
    elif kind == "whole":
        A, b = rng.integers(-3, 4, (m, n)).astype(float), rng.integers(-3, 4, m).astype(float)
    elif kind == "nearly dependent":
        A[:, -1] = A[:, 0] + 1e-8 * rng.standard_normal(m)
    return (A.astype(np.float32), b.astype(np.float32)) if kind == "single" else (A, b)


def is_unique(A, found):
    """Whether the columns that the residual is orthogonal to are independent."""
    level = [j for j, slope in enumerate(A.T.dot(found.residual)) if slope == 0]
    return not level or exact.rank(A[:, level]) == len(level)


@settings(max_examples=120)
@given(st.sampled_from(KINDS), st.integers(1, 9), st.integers(1, 9), seeds)
def test_it_is_what_exact_arithmetic_finds(run, unseen, kind, m, n, seed):
    A, b = problem(kind, np.random.default_rng(seed), m, n)
    answer = run("nnls", A, b)
    assert answer.verdict != "red"
    assert answer.result.dtype == A.dtype
    F = exact.fractions(A)
    found = exact_nnls.nnls(F, exact.fractions(b))
    size = max(found.x)
    if not is_unique(F, found):
        assert answer.assessment.error_bound is None or not answer.result.any()
    elif answer.assessment.error_bound is not None:
        off = max(abs(x - y) for x, y in zip(exact.fractions(answer.result), found.x, strict=True))
        assert off <= answer.assessment.error_bound * size
    assert not unseen(answer)


@pytest.mark.parametrize(("m", "n"), [(40, 12), (60, 60), (80, 30)])
def test_larger_ones(run, unseen, m, n):
    rng = np.random.default_rng(m)
    A, b = rng.standard_normal((m, n)), rng.standard_normal(m)
    answer = run("nnls", A, b)
    x, length = scipy.optimize.nnls(A, b)
    assert answer.result == pytest.approx(x, rel=1e-9, abs=1e-11)
    assert float(answer["residual"]) == pytest.approx(length, abs=1e-12)
    assert answer.outcome.details["passive"] == np.flatnonzero(x > 0).tolist()
    assert answer.verdict == "green"
    assert not unseen(answer)


def test_more_columns_than_rows(run):
    """Many x leave nothing, which is said."""
    rng = np.random.default_rng(20)
    A, b = rng.standard_normal((20, 50)), rng.standard_normal(20)
    answer = run("nnls", A, b)
    assert answer.verdict == "amber"
    assert "other x may fit" in answer.assessment.reason
    assert (answer.result >= 0).all()
    assert np.linalg.norm(A @ answer.result - b) <= 1e-12


@pytest.mark.parametrize("size", [1e200, 1e-200, 1e300, 1e-300, 1e-310])
@pytest.mark.parametrize("right", [1.0, 1e200, 1e-200])
def test_right_answers_are_not_red_at_any_scale(run, size, right):
    A, b = np.array([[2.0, 1.0], [1.0, -3.0], [1.0, 1.0]]), np.array([1.0, 2.0, 3.0])
    answer = run("nnls", A * size, b * right)
    if np.isfinite(answer.result).all():
        assert answer.verdict != "red"
    elif right / size < 1e300:
        pytest.fail("the solution is within range")


def test_a_small_unknown_beside_a_large_one(run):
    answer = run("nnls", np.array([[1e300, 0], [0, 1e-300]]), np.ones(2))
    assert answer.result == pytest.approx([1e-300, 1e300], rel=1e-14, abs=0)


@pytest.mark.parametrize(
    ("A", "b", "x", "reason"),
    [
        ([[1, 2]], [-1], [0, 0], "outward"),
        ([[1, 2]], [0], [0, 0], "x = 0 leaves nothing"),
        ([[0, 0], [0, 0]], [1, 1], [0, 0], "other x may fit"),
        ([[1, 1]], [1], None, "other x may fit"),
        ([[1], [1]], [1, -1], [0], "rounding cannot tell"),
    ],
)
def test_solutions_on_the_border(run, A, b, x, reason):
    answer = run("nnls", np.asarray(A, float), np.asarray(b, float))
    assert reason in answer.assessment.reason
    assert answer.verdict != "red"
    assert x is None or answer.result.tolist() == x


def test_wrong_answers_are_red(run):
    A, b = np.array([[1.0, 0], [1, 0], [0, 1]]), np.array([2.0, 1, -1])
    answer = run("nnls", A, b)
    assert answer.result.tolist() == [1.5, 0]
    assert answer.tampered("result", np.array([1.5, -1e-30])).verdict == "red"  # not even a little below 0
    assert answer.tampered("result", np.array([0.0, 0.0])).verdict == "red"  # the gradient points inward
    assert answer.tampered("result", np.array([1.5])).verdict == "red"
    assert answer.tampered("residual", np.asarray(1.0)).verdict == "red"


@pytest.mark.parametrize(
    ("shapes", "words"),
    [(((0, 2), (0,)), "no entries"), (((3, 2), (2,)), "A has 3 rows, b has 2")],
)
def test_wrong_shapes_are_refused(run, shapes, words):
    with pytest.raises(UserError, match=words) as caught:
        run("nnls", *map(np.ones, shapes))
    assert caught.value.kind == "shape"
    assert caught.value.hint


def test_the_exact_twin(exactly):
    found = exactly("nnls", np.array([[1, 0], [1, 0], [0, 1]]), np.array([2, 1, -1]))
    assert [str(x) for x in found["result"]] == ["3/2", "0"]
    assert found["residual"] == "sqrt(6)/2"


def test_a_residual_of_rounding_alone_is_told(run):
    A = np.array([[2e117, -1e118], [2e117, -2e119], [0, 0]])
    near = run("nnls", A, np.array([2e-290, -1, 1e-290]))
    assert near.result == pytest.approx(np.array([1 / 38, 1 / 190]) * 1e-117, rel=1e-13)
    assert near.outcome.warnings == (NO_DIGITS,)
    assert not run("nnls", A / 1e117, np.array([0.0, -1.0, 1e-3])).outcome.warnings
    assert not run("nnls", np.eye(2), np.ones(2)).outcome.warnings


@pytest.mark.parametrize(
    ("A", "b"),
    [
        ([[0.40367186833891197, -1.4498091323849618], [0, -0.3936148585908288], [0, 0]], [1.14e24, -3.47e-87, 2.75e94]),
        ([[2.3026384135120384], [0], [0]], [5.879e-86, 1.52e61, -1.5178e-111]),
        ([[-0.17, -0.66, 0.888], [0, 1.6071875, 0.452], [0, 0, -1.25]], [-5.77e10, -9.99e125, -1.4e47]),
    ],
)
def test_what_no_column_reaches_takes_no_digits(run, A, b):
    answer = run("nnls", np.array(A), np.array(b))
    assert answer.verdict == "green"
    assert answer.assessment.digits >= 12


def test_where_nothing_of_b_is_in_the_columns_but_rounding(run):
    A, e = np.array([[0.1], [0.3], [0.7]]), 3e-17
    answer = run("nnls", A, np.cross(A[:, 0], [0.3, 0.1, 0.4]) + e * A[:, 0])
    assert answer.verdict == "amber"


def test_single_precision_of_tiny_solutions(run):
    A, b = np.float32([[-3.3517680e-14], [-1.2921454e12], [0], [0]]), np.float32([5.6e-21, -1.4995851e-20, -1.69, 0])
    answer = run("nnls", A, b)
    truth = 1.4995851e-20 / 1.2921454e12
    assert abs(float(answer.result[0]) / truth - 1) <= answer.assessment.error_bound < 1e-4
