"""A result of 0 is proved only where its terms are 0, or exact arithmetic agrees."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from workbench.operations import zero

TERMS, ONES = np.array([1e16, 1.0, -1e16]), np.ones(3)
WRONG = {
    "dot": (TERMS, ONES),
    "vdot": (TERMS, ONES),
    "inner": (TERMS, ONES),
    "matmul": (TERMS[None], ONES[:, None]),
    "multi_dot": (TERMS[None], ONES[:, None], np.ones((1, 1))),
    "einsum": (TERMS, ONES),
    "sum": (TERMS,),
    "mean": (TERMS,),
    "polyvalm": (np.ones((1, 1)), TERMS),
    "linear_combination": (np.array([1 / 3]), np.array([1.0])),
}
PARAMS = {"einsum": {"subscripts": "i,i"}, "linear_combination": {"alpha": Fraction(3), "beta": Fraction(-1)}}


@pytest.mark.parametrize("name", WRONG)
def test_a_sum_that_cancels_to_zero_is_no_proof_of_zero(run, name):
    answer = run(name, *WRONG[name], **PARAMS.get(name, {}))
    assert not answer.result.any()
    assert answer.verdict == "red"
    assert answer.assessment.error_bound is None
    assert "exactly it is" in answer.assessment.reason


def test_products_of_whole_numbers_beyond_the_type_are_not_proved(run):
    A, B = np.array([[94906267.0, 1.0]]), np.array([[94906267.0], [-9007199515875288.0]])
    assert run("matmul", A, B).verdict == "red"
    assert run("matmul", np.stack([A, A]), np.stack([B, B])).verdict == "red"


def test_a_cross_product_may_cancel_too(run):
    x, y = np.array([1.0, 94906267.0, 0.0]), np.array([94906267.0, 9007199515875288.0, 0.0])
    assert not run("cross", x, y).result.any()
    assert run("cross", x, y).verdict == "red"
    assert run("cross", x, 2 * x).verdict == "green"


@pytest.mark.parametrize("name", ["dot", "vdot", "inner", "einsum", "sum", "mean"])
def test_where_exact_arithmetic_does_not_reach_nothing_is_proved(run, name):
    terms = np.repeat([1e16, 0.1, -1e16], 32)
    answer = run(name, *(terms, np.ones(96))[: len(WRONG[name])], **PARAMS.get(name, {}))
    assert not answer.result.any()
    assert answer.verdict == "amber"
    assert "cancel" in answer.assessment.reason
    assert answer.assessment.digits == 0


def test_zero_is_green_where_it_is_proved(run):
    rng = np.random.default_rng(1)
    whole = rng.integers(-9, 9, (50, 60)).astype(float)
    twice = np.concatenate([whole, whole], axis=1)
    other = np.concatenate([np.ones((60, 3)), -np.ones((60, 3))])
    for dtype in (np.float32, np.float64, np.complex128):
        assert run("matmul", twice.astype(dtype), other.astype(dtype)).verdict == "green"
        assert run("einsum", twice.astype(dtype), other.astype(dtype), subscripts="ij,jk").verdict == "green"
        assert run("sum", (twice @ np.diag(np.repeat([1.0, -1.0], 60))).astype(dtype)).verdict == "green"
    apart = np.array([[0.1, 0.0], [0.3, 0.0]]), np.array([[0.0, 0.0], [0.7, 0.2]])
    assert run("matmul", *apart).verdict == "green"
    assert run("einsum", *apart, subscripts="ij,jk").verdict == "green"
    assert run("linear_combination", twice / 3, twice / 3, alpha=Fraction(1), beta=Fraction(-1)).verdict == "green"
    assert run("polyvalm", np.diag(np.arange(40.0) % 2), np.array([1.0, -1.0, 0.0])).verdict == "green"


def test_what_underflows_is_said_to(run):
    for name in ("dot", "vdot", "inner"):
        answer = run(name, np.full(50, 1e-200), np.full(50, 1e-200))
        assert answer.verdict == "amber"
        assert "underflows" in answer.assessment.reason


def test_numbers_are_whole_where_their_sums_of_products_are_exact():
    assert zero.are_whole([np.array([0.5, 3.0]), np.array([1024.0])], 100)
    assert zero.are_whole([np.array([2.0**900]), np.array([2.0**-900])], 1)
    assert not zero.are_whole([np.array([0.1]), np.array([1.0])], 1)
    assert not zero.are_whole([np.array([1e16, 1.0]), np.ones(2)], 2)
    assert not zero.are_whole([np.array([2.0**-600]), np.array([2.0**-600])], 1)
    assert not zero.are_whole([np.array([2.0**12 + 1], np.float32)] * 2, 1)
    assert zero.are_whole([np.array([3 + 4j])] * 2, 1)
