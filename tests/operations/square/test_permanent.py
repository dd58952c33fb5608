"""The permanent: by its definition, its laws, in every size, and every error seen."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.model.errors import UserError
from workbench.numerics import permanent as expansion

seeds = st.integers(0, 10**6)
G = np.random.default_rng(4).standard_normal((12, 12))
CASES = {
    "one": np.array([[3.0]]),
    "two": np.array([[1.0, 2.0], [3.0, 4.0]]),
    "general": G,
    "positive": abs(G),
    "single": G[:9, :9].astype(np.float32),
    "complex": G[:7, :7] + 1j * G[5:, 5:],
    "single complex": (G[:5, :5] + 1j * G[5:10, 5:10]).astype(np.complex64),
    "graded": G[:6, :6] * np.geomspace(1, 1e-60, 6),
    "far apart": G[:5, :5] * 10.0 ** np.random.default_rng(1).integers(-50, 50, (5, 5)),
    "huge": G[:3, :3] * 1e80,
    "tiny": G[:3, :3] * 1e-80,
    "cancelling": np.array([[1.0, 1.0], [1.0, -1.0 + 1e-9]]),
}


def by_definition(A):
    n = len(A)
    return sum(math.prod(A[i, j] for i, j in enumerate(order)) for order in itertools.permutations(range(n)))


def whole(n, seed):
    return np.random.default_rng(seed).integers(-5, 6, (n, n))


@settings(max_examples=40)
@given(st.integers(0, 6), seeds)
def test_it_is_the_sum_over_all_permutations(run, n, seed):
    A = whole(n, seed)
    assert run("permanent", A.astype(float)).result == by_definition(A)
    assert expansion.permanent(A.astype(object)) == by_definition(A)


@settings(max_examples=30)
@given(st.integers(1, 8), seeds)
def test_rows_columns_and_the_transpose_do_not_matter(run, n, seed):
    A, rng = whole(n, seed).astype(float), np.random.default_rng(seed)
    value = run("permanent", A).result
    assert run("permanent", A.T).result == value
    assert run("permanent", A[rng.permutation(n)][:, rng.permutation(n)]).result == value
    scales = rng.integers(1, 4, n)
    assert run("permanent", A * scales).result == value * scales.prod()


@settings(max_examples=30)
@given(st.integers(2, 7), seeds)
def test_it_is_linear_in_a_row_and_expands_without_signs(run, n, seed):
    A = whole(n, seed).astype(float)
    first, other = A.copy(), A.copy()
    other[0] = whole(n, seed + 1)[0]
    first[0] += other[0]
    assert run("permanent", first).result == run("permanent", A).result + run("permanent", other).result
    minors = [run("permanent", np.delete(A[1:], j, axis=1)).result for j in range(n)]
    assert run("permanent", A).result == A[0] @ minors


@pytest.mark.parametrize("n", [1, 5, 12, 20])
def test_ones_have_the_factorial_and_a_derangement_is_counted(run, n):
    assert run("permanent", np.ones((n, n))).result == math.factorial(n)
    derangements = sum((-1) ** k * math.factorial(n) // math.factorial(k) for k in range(n + 1))
    found = run("permanent", np.ones((n, n)) - np.eye(n))
    assert found.verdict == "green"
    assert abs(found.result - derangements) <= 1e-14 * derangements


@pytest.mark.parametrize("case", CASES)
def test_an_error_goes_red(check_tampering, case):
    check_tampering("permanent", CASES[case])


@pytest.mark.parametrize("case", CASES)
def test_a_right_answer_is_within_its_bound(run, exactly, case):
    A = CASES[case]
    found = run("permanent", A)
    assert found.verdict != "red", found.assessment
    if A.dtype.kind == "f":
        truth = exactly("permanent", A)["result"]
        assert abs(Fraction(float(found.result)) - truth) <= 100 * Fraction(found.assessment.error_bound) * abs(truth)


def test_claimed_digits_are_true(run, exactly):
    few = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        n = int(rng.integers(1, 8))
        A = rng.standard_normal((n, n)) * 10.0 ** rng.uniform(-3, 3, (n, n) if seed % 2 else 1)
        if seed % 3 == 0:
            A[0] = 1.0
            A[0, 0] -= float(Fraction(float(run("permanent", A).result)) / _minor(exactly, A)) * (1 - 1e-7)
        found, truth = run("permanent", A), exactly("permanent", A)["result"]
        off = float(abs(Fraction(float(found.result)) - truth) / abs(truth))
        true = min(15, -math.log10(max(off, 1e-16)))
        assert found.assessment.digits <= true + 1
        few += found.assessment.digits < true - 3
    assert few <= 6


def _minor(exactly, A):
    """The permanent beside the first entry: a multiple of it away, the whole permanent is nearly 0."""
    return exactly("permanent", A[1:, 1:])["result"] if len(A) > 1 else Fraction(1)


def test_products_on_the_way_do_not_leave_the_range(run):
    A = np.array([[1e300, 1e-300], [1e300, 1e-300]]) * np.ones((2, 2))
    assert run("permanent", A).result == 2.0
    arrow = np.full((6, 6), 1e-250)
    arrow[0], arrow[:, 0] = 1e280, 1e280
    assert run("permanent", arrow).verdict == "amber"  # it underflows to 0
    assert run("permanent", np.full((3, 3), 1e200)).verdict == "red"  # it overflows


def test_every_permutation_meets_a_zero(run):
    A = np.ones((4, 4))
    A[:3, 1:] = 0
    found = run("permanent", A)
    assert (found.result, found.verdict) == (0.0, "green")
    assert found.tampered("result", np.array(1e-9)).verdict == "red"


def test_terms_that_cancel_are_proved_to(run, exactly):
    assert run("permanent", np.array([[1.0, 1.0], [1.0, -1.0]])).verdict == "green"
    found = exactly("permanent", np.array([[Fraction(1, 10), Fraction(1, 5)], [Fraction(3, 10), Fraction(-3, 5)]]))
    assert found == {"result": 0}


def test_it_refuses_what_is_not_square_or_too_large(run, exactly):
    with pytest.raises(UserError, match="has no permanent"):
        run("permanent", np.ones((2, 3)))
    with pytest.raises(UserError, match="up to 20"):
        run("permanent", np.ones((21, 21)))
    assert exactly("permanent", np.ones((17, 17))) is None
