"""When a rank is said to be sure: what is cut must be rounding, and what counts must be clear of the cutoff."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.model.errors import UserError

ALL = ("matrix_rank", "projector", "null_space", "pinv", "orth", "subspaces")


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("exact", [False, True])
def test_what_is_cut_may_be_a_small_column(run, name, exact):
    """The cutoff says 1, the matrix as it is has rank 2."""
    for A in (np.diag([1.0, 1e-20]), np.array([[1.0, 1e-20], [1.0, 2e-20]]), np.array([[1.0, 1.0], [1e-20, 2e-20]])):
        answer = run(name, A, exact=exact)
        assert answer.verdict == "amber"
        assert "rank was taken as 1" in answer.assessment.reason


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("exact", [False, True])
def test_what_is_cut_and_is_rounding(run, name, exact):
    for A in (
        np.outer([1.0, 2.0, 4.0], [1.0, 3.0, 5.0]),
        np.outer([1.0, 0.0, 2.0], [1e-9, 1e9, 0.0]),
        np.zeros((2, 3)),
        np.zeros((0, 2)),
    ):
        assert run(name, A, exact=exact).verdict == "green"


def test_rounding_that_looks_like_rank(run):
    A = np.array([[0.1, 0.3], [0.3, 0.9]])
    A[1, 1] = A[0, 1] * 3 + 4e-16
    assert run("matrix_rank", A, exact=True).verdict != "red"


@pytest.mark.parametrize("name", ALL)
def test_a_value_far_from_the_cutoff_is_clear(run, name):
    A = np.diag([1.0, 1e-3, 1e-6])
    answer = run(name, A, rtol=1e-4)
    assert answer.verdict == "green"
    assert run(name, A, rtol=1e-3).verdict == "amber"
    assert run(name, A, rtol=1e-6).verdict == "amber"
    with pytest.raises(UserError, match="everything counts as zero") as caught:
        run(name, A, rtol=1.5)
    assert caught.value.kind == "domain"


def test_counts_in_words(run):
    assert "the other one lies below it" in run("matrix_rank", np.diag([1.0, 1e-3, 1e-6]), rtol=1e-4).assessment.reason
    assert "the other 2 lie at 0 but for rounding" in run("matrix_rank", np.diag([1.0, 0, 0])).assessment.reason


@pytest.mark.parametrize("name", ALL)
def test_entries_that_no_scaling_brings_together(run, name):
    """The rows and columns of each have one size, and its determinant is that of its diagonal."""
    A = np.array([[1, 1e60, 0], [0, 1, 1e60], [1e-90, 0, 1.0]])
    assert run(name, A).verdict == "amber"
    rng = np.random.default_rng(7)
    for _ in range(20):
        B = rng.standard_normal((3, 3)) * 10.0 ** rng.integers(-40, 41, (3, 3))
        answer = run(name, B)
        if answer.verdict == "green" and name == "matrix_rank":
            assert answer.result == 3


def test_a_sure_rank_is_no_more_than_the_rank():
    from workbench.numerics.sure_rank import sure_rank

    rng = np.random.default_rng(0)
    for rank in range(5):
        B = rng.standard_normal((7, rank)) @ rng.standard_normal((rank, 5))
        scales = 10.0 ** rng.integers(-90, 91, 7)
        assert sure_rank(B * scales[:, None]) == rank
        assert sure_rank((B * (1 + 1j) * scales[:, None]).T) == rank
    assert sure_rank(np.diag([1e300, 1, 1e-300])) == 3
    hilbert = 1 / (np.arange(20)[:, None] + np.arange(20) + 1.0)
    assert 5 <= sure_rank(hilbert) <= 13
    assert sure_rank(hilbert.astype(np.float32)) <= 7


@pytest.mark.parametrize("exact", [True, False])
def test_weights_far_apart_do_not_hide_the_rank(run, exact):
    A, b, w = np.array([[-4.0, -3.0], [0.0, -2.0]]), np.array([2.0, 5.0]), np.array([1e-79, 3e-38])
    said = run("lstsq", A, b, w, method="svd", exact=exact).assessment
    assert said.verdict == "amber"
    assert "The rank was taken as 1" in said.reason
