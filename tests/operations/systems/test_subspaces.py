"""Bases, projectors and echelon forms: right dimensions, orthogonal to each other, every error seen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.model.errors import UserError

seeds = st.integers(0, 2**32 - 1)
sides = st.integers(1, 12)


def of_rank(m: int, n: int, r: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    r = min(m, n, r)
    return np.asarray(rng.integers(-3, 4, (m, r)) @ rng.integers(-3, 4, (r, n)), dtype=float)


@settings(max_examples=30)
@given(sides, sides, sides, seeds)
def test_four_subspaces_fill_both_spaces(run, exactly, m, n, r, seed):
    A = of_rank(m, n, r, seed)
    answer = run("subspaces", A)
    column, row, null, left = (answer[name] for name in ("column_space", "row_space", "null_space", "left_null_space"))
    rank = int(answer["rank"])
    assert [part.shape for part in (column, row, null, left)] == [(m, rank), (n, rank), (n, n - rank), (m, m - rank)]
    for Q in (np.hstack([column, left]), np.hstack([row, null])):
        assert np.abs(Q.T @ Q - np.eye(len(Q))).max(initial=0) < 1e-12
    scale = max(1.0, float(np.abs(A).max()))
    assert np.abs(A @ null).max(initial=0) < 1e-12 * scale
    assert np.abs(A.T @ left).max(initial=0) < 1e-12 * scale
    exact = exactly("subspaces", A.astype(int))
    assert exact["rank"] == rank
    assert np.abs(A @ exact["null_space"].astype(float)).max(initial=0) == 0


@settings(max_examples=30)
@given(sides, sides, sides, seeds)
def test_echelon_form_agrees_with_the_exact_one(run, exactly, m, n, r, seed):
    A = of_rank(m, n, r, seed)
    answer, exact = run("rref", A), exactly("rref", A.astype(int))
    assert answer["pivots"].tolist() == exact["pivots"]
    assert answer["R"] == pytest.approx(exact["R"].astype(float), abs=1e-9)
    assert answer.verdict == "green", answer.assessment


@settings(max_examples=30)
@given(sides, sides, sides, seeds)
def test_projection_is_orthogonal(run, m, n, r, seed):
    A, b = of_rank(m, n, r, seed), np.random.default_rng(seed).standard_normal(m)
    P = run("projector", A).result
    assert np.abs(P @ P - P).max() < 1e-12
    assert (P == P.T).all()
    assert np.trace(P) == pytest.approx(np.linalg.matrix_rank(A))
    answer = run("project", A, b)
    assert answer["projection"] == pytest.approx(P @ b, abs=1e-12)
    assert answer["residual"] == pytest.approx(b - P @ b, abs=1e-12)
    assert np.cos(answer["angle"]) == pytest.approx(np.linalg.norm(P @ b) / np.linalg.norm(b), abs=1e-9)


ANY = ("subspaces", "null_space", "orth", "projector", "rref")


@pytest.mark.parametrize("name", ANY)
def test_never_red_when_right_and_every_error_is_seen(run, unseen, case, name):
    label, A = case
    answer = run(name, A)
    assert answer.verdict == "green", (label, answer.assessment)
    swaps = ("columns swapped", "negated") if name in ("subspaces", "null_space", "orth") else ()
    assert not unseen(answer, swaps), label


def test_projection_sees_every_error(run, unseen, case):
    label, A = case
    if not A.size:
        return
    answer = run("project", A, np.ones(len(A), A.dtype))
    assert answer.verdict == "green", (label, answer.assessment)
    wrong = answer["projection"] * (1 + 1000 * answer.assessment.error_bound)
    assert answer.tampered("projection", wrong).verdict == "red" or label in ("zero", "orthogonal")


def test_angles(run):
    assert run("project", np.array([1.0, 0.0]), np.array([1.0, 1.0])).outcome.details["degrees"] == pytest.approx(45)
    assert run("project", np.array([1.0, 2.0]), np.array([2.0, -1.0]))["angle"] == pytest.approx(np.pi / 2)
    nothing = run("project", np.array([1.0, 2.0]), np.zeros(2))
    assert np.isnan(nothing["angle"])
    assert "not defined" in nothing.outcome.warnings[0]


def test_rank_is_a_decision(run):
    """4.8: the tolerance is in the details, and a value near it makes the verdict amber."""
    A = np.array([[1.0, 1.0], [1.0, 1.0 + 1e-14]])
    for name in ("subspaces", "null_space", "orth", "projector", "rref"):
        answer = run(name, A)
        assert answer.verdict == "amber", name
        assert 0 < answer.outcome.details["tolerance"] < 1e-14
        assert run(name, A, rtol=1e-10).outcome.details["rank"] == 1


def test_exact_pivots_are_compared(run):
    A = np.array([[1.0, 1.0], [1.0, 1.0 + 2e-16]])
    answer = run("rref", A, exact=True)
    assert answer.verdict == "amber"
    assert "exact arithmetic" in answer.assessment.reason


@pytest.mark.parametrize("name", ANY)
def test_a_tolerance_out_of_range_is_refused(run, name):
    with pytest.raises(UserError, match="everything counts as zero"):
        run(name, np.eye(2), rtol=2.0)


def test_exact_projector(exactly):
    assert [[str(x) for x in row] for row in exactly("projector", np.array([1, 2]))["result"]] == [
        ["1/5", "2/5"], ["2/5", "4/5"]
    ]  # fmt: skip


def test_a_projection_that_is_rounding_has_no_digits(run):
    answer = run("project", np.array([1.0000000000000373, 0.9999999999999989]), np.array([1e8, -1e8]))
    assert answer.verdict == "green"
    assert answer.assessment.digits is None
    assert "the projection is 0 within 1.3e-07" in answer.assessment.reason
    assert run("project", np.array([1.0, 0.0]), np.array([0.0, 2.0])).assessment.digits == 15


def test_columns_of_b_far_apart(run):
    b = np.array([[-9e-135, 1.25e120], [1e-183, -3e-31], [2e-108, -1e102], [-1e-124, 2e24]])
    answer = run("project", np.array([3.0, 3, -1, -2]), b)
    assert answer.verdict == "green"
    assert not answer.outcome.warnings  # no column is zero
    assert answer["angle"] == pytest.approx(np.arccos(np.abs([-1 / 23**0.5, 3 / 23**0.5])), rel=1e-12)


def test_few_digits_of_a_doubtful_rank_are_not_spoken_of(run):
    A = np.float32([[-185.8, -1.8e-07, 0.447], [-10753220, -0.0731, -63908.3], [-3438.03, -6.26e-05, -240.6]])
    answer = run("project", A, np.float32([0, -1e8, 2e8]), exact=True)
    assert answer.verdict == "amber"
    assert answer.assessment.digits is None
    assert "in exact arithmetic it is 3" in answer.assessment.reason
