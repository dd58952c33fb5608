"""Condition numbers in every norm, and what NumPy calls a norm besides."""

from __future__ import annotations

import warnings
from fractions import Fraction

import numpy as np
import pytest

from workbench.backends import exact
from workbench.model.errors import UserError

ALL = (2, 1, "inf", "fro", "nuc", -2, -1, "-inf")


def in_numpy(p):
    return {"inf": np.inf, "-inf": -np.inf}.get(p, p)


@pytest.mark.parametrize("p", ALL)
def test_as_numpy_has_it(run, unseen, p):
    A = np.random.default_rng(3).standard_normal((7, 7))
    answer = run("cond", A, p=p)
    assert answer.verdict == "green"
    assert answer.result == pytest.approx(np.linalg.cond(A, in_numpy(p)), rel=1e-11)
    assert not unseen(answer)


@pytest.mark.parametrize("p", ALL)
def test_squares_that_overflow_are_no_hindrance(run, p):
    dense = () if p in (2, -2, "nuc") else (np.array([[1.0, 1e-200], [0.0, 1e-200]]),)
    for A in (np.diag([1.0, 1e-200]), np.diag([1e200, 1.0]), *dense):
        answer = run("cond", A, p=p)
        assert answer.verdict == "green"
        assert 1e199 < answer.result < 1e201 or answer.result < 1e-199


@pytest.mark.parametrize("p", ALL)
def test_beyond_the_range_is_not_singular(run, p):
    for A in ([[1e200, 1e-200], [1e200, 2e-200]], [[1e200, 0], [0, 1e-200]]):
        answer = run("cond", np.array(A), p=p)
        assert answer.verdict in ("amber", "green")
        if not np.isfinite(answer.result):
            assert "not singular" in answer.assessment.reason or p in (2, "nuc")


@pytest.mark.parametrize("p", [1, "inf", "fro", -1, "-inf"])
def test_a_triangle_that_looks_harmless(run, p):
    A = 2 * np.eye(60) - np.tri(60)
    answer = run("cond", A, p=p)
    assert answer.verdict == "green"
    assert answer.result == pytest.approx(np.linalg.cond(A, in_numpy(p)), rel=1e-12)
    if p == 1:
        assert answer.result == 60 * 2.0**59


@pytest.mark.parametrize("p", ALL)
def test_no_digit_is_no_failure(run, p):
    hilbert = 1 / (np.arange(14)[:, None] + np.arange(14) + 1.0)
    for A in (hilbert, np.array([[0.1, 0.3], [0.3, 0.9]]), np.array([[1.0, 2.0], [2.0, 4.0]]), np.zeros((2, 2))):
        assert run("cond", A, p=p).verdict != "red"
    answer = run("cond", hilbert, p=p)
    assert answer.verdict == "amber"


@pytest.mark.parametrize("p", [1, "inf", "fro", -1])
@pytest.mark.parametrize("order", [4, 9, 70])
def test_claimed_digits_are_true_and_not_too_few(run, p, order):
    """Rows and columns of different scale, against the exact inverse where it is affordable."""
    lost = []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        A = (
            rng.standard_normal((order, order))
            * 10.0 ** rng.integers(-6, 7, (order, 1))
            * 10.0 ** rng.integers(-6, 7, order)
        )
        answer = run("cond", A, p=p)
        assert answer.verdict != "red"
        bound = answer.assessment.error_bound
        if order > exact.LIMIT:
            assert bound is not None
            assert bound < 1e-6
            continue
        X = exact.from_flint(exact.to_flint(exact.fractions(A)).inv())
        truth = product(exact.fractions(A), X, p)
        off = abs(float(answer.result) - truth) / truth
        assert bound is None or off <= bound
        lost.append(np.log10(max(bound, 1e-15) / max(off, 1e-15)))
    assert not lost or np.quantile(lost, 0.8) < 3.5


def product(A, X, p) -> float:
    if p == "fro":
        return float(sum(x * x for x in A.flat)) ** 0.5 * float(sum(x * x for x in X.flat)) ** 0.5
    axis, best = (0 if p in (1, -1) else 1), (max if p in (1, "inf") else min)
    return float(best(np.abs(A).sum(axis=axis)) * best(np.abs(X).sum(axis=axis)))


def test_exact_least_sums():
    from workbench.operations.norms.exactly import exact_norm

    A = np.array([[Fraction(1), Fraction(-2)], [Fraction(3), Fraction(5)]], dtype=object)
    assert [exact_norm(A, kind) for kind in ("least column", "least row", "min")] == [4, 3, 1]


@pytest.mark.parametrize("ord", [-1, -2, "-inf", -1.0, float("-inf")])
def test_what_is_least_of_a_matrix(run, unseen, ord):
    A = np.random.default_rng(5).standard_normal((5, 3))
    answer = run("norm", A, ord=ord)
    assert answer.result == pytest.approx(np.linalg.norm(A, in_numpy(ord)), rel=1e-12)
    assert "no norm" in answer.outcome.warnings[0]
    assert not unseen(answer)


@pytest.mark.parametrize("ord", [-1, -2, "-inf", -0.5, -3.25])
def test_negative_powers_of_vectors(run, unseen, ord):
    x = np.array([3.0, -4.0, 0.5, 1e-3])
    answer = run("norm", x, ord=ord)
    assert answer.result == pytest.approx(np.linalg.norm(x, in_numpy(ord)), rel=1e-13)
    assert "no norm" in answer.outcome.warnings[0]
    assert not unseen(answer)
    assert run("norm", np.array([1.0, 0.0]), ord=ord).result == 0
    wide = run("norm", np.array([1e200, 1e-200]), ord=ord)
    assert wide.result == pytest.approx(1e-200, rel=1e-13, abs=0)
    assert run("norm", x, ord=0.5).outcome.warnings
    assert not run("norm", x, ord=3.0).outcome.warnings


def test_nothing_has_no_least(run):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for ord in (-1, "-inf", -0.5):
            with pytest.raises(UserError, match="has no entries"):
                run("norm", np.zeros(0), ord=ord)
