"""The rank of a low-rank approximation: the least for an error, the largest within a budget."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.model.errors import UserError

A = np.random.default_rng(0).standard_normal((12, 9)) @ np.diag(np.geomspace(1, 1e-4, 9))


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 0.999))
def test_the_rank_is_the_least_for_the_error(run, error):
    found = run("low_rank", A, error=error)
    k, size = int(found["rank"]), np.linalg.norm(A)
    assert found.verdict != "red"
    assert np.linalg.norm(A - found.result) <= error * size * (1 + 1e-9) + 1e-13
    assert k == 1 or np.linalg.norm(np.linalg.svd(A)[1][k - 1 :]) > error * size * (1 - 1e-9)
    low = np.outer(A[:, 0], A[0]) + np.outer(A[:, 1], A[1])
    assert run("low_rank", low, error=0.0)["rank"] == 2


@settings(max_examples=40, deadline=None)
@given(st.floats(22, 300) | st.floats(0.21, 1))
def test_the_rank_is_the_largest_within_the_budget(run, budget):
    found = run("low_rank", A, budget=budget)
    numbers = budget * A.size if budget <= 1 else budget
    assert found["stored"] <= numbers
    assert found["rank"] == 9 or found["stored"] + 22 > numbers
    assert found["break_even"] == 4


def test_error_and_budget_together(run):
    found = run("low_rank", A, error=0.2, budget=0.99)
    assert found["rank"] == run("low_rank", A, error=0.2)["rank"]
    with pytest.raises(UserError, match=r"An error of 1e-05 takes rank 9, and a budget of 50 numbers holds rank 2"):
        run("low_rank", A, error=1e-5, budget=50)


def test_zeros_have_rank_1(run):
    assert run("low_rank", np.zeros((4, 3)), error=0.5)["rank"] == 1
    assert run("low_rank", np.zeros((4, 3)), error=0.0)["rank"] == 1


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"budget": 21}, "rank 1 takes 22 numbers"),
        ({"budget": 0.1}, "A budget of 0.1 of the numbers is too small"),
        ({"budget": -1}, "too small"),
        ({"budget": float("nan")}, "too small"),
        ({"error": 1.0}, "error cannot be 1"),
        ({"error": -0.1}, "error cannot be -0.1"),
        ({"k": 2, "error": 0.1}, "The rank is given by k"),
        ({"k": 2, "budget": 50}, "The rank is given by k"),
    ],
)
def test_what_cannot_be_met_is_refused(run, params, words):
    with pytest.raises(UserError) as caught:
        run("low_rank", A, **params)
    assert words in caught.value.message


@pytest.mark.parametrize("params", [{"error": 0.1}, {"budget": 70}, {"budget": 0.5}, {"energy": 0.9}, {"k": 3}])
def test_the_code_gives_the_same(run, params):
    found = run("low_rank", A, **params)
    route = found.operation.routes[0]
    scope = {"A": A, "np": np}
    exec(route.code(found.problem, ("A",)), scope)
    assert scope["k"] == found["rank"]
    assert scope["B"] == pytest.approx(found.result, abs=1e-12)


def test_more_than_the_rank_of_a_matrix_is_kept(run):
    found = run("low_rank", np.full((10, 3), 45.5), k=2)
    assert found.verdict == "green"
    assert found.result == pytest.approx(45.5)
