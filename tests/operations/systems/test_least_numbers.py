"""Matrices of the least numbers there are: right answers are never red, and no digit is claimed that they lack."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from workbench.backends import exact

TINY = [1e-309, 1e-312, 1e-316, 1e-320, 1e-323]


def error(found: np.ndarray, truth: np.ndarray) -> float:
    """The largest error relative to the largest true entry, reckoned in fractions."""
    pairs = zip(exact.fractions(found).flat, truth.flat, strict=True)
    return float(max(abs(x - y) for x, y in pairs) / max(abs(y) for y in truth.flat))


def square(n: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((n, n)) + 3 * np.eye(n)


@pytest.mark.parametrize("size", TINY)
@pytest.mark.parametrize("n", [3, 7, 30])
@pytest.mark.parametrize("name", ["qr", "lu", "ldl", "cholesky"])
def test_right_factors_are_not_red(run, name, n, size):
    G = square(n) * size
    A = {"ldl": G + G.T, "cholesky": (square(n) @ square(n).T + np.eye(n)) * size}.get(name, G)
    if name == "cholesky":
        A = np.tril(A) + np.tril(A, -1).T
    answer = run(name, A)
    assert answer.verdict != "red"
    assert answer.assessment.digits is not None


@pytest.mark.parametrize("size", TINY)
@pytest.mark.parametrize(("name", "output"), [("qr", "R"), ("lu", "U"), ("ldl", "D")])
def test_factors_that_are_off_are_red(run, name, output, size):
    answer = run(name, np.diag([3.0, 2.0]) * size if name == "ldl" else np.array([[3.0, 1], [1, 2]]) * size)
    wrong = answer[output].copy()
    step = max(120 * answer.assessment.error_bound * np.abs(wrong).max(), 1e-323)
    for k in (0, 1):
        wrong[k, k] += step
        assert answer.tampered(output, wrong).verdict == "red" or 100 * answer.assessment.error_bound > 1


@pytest.mark.parametrize("size", TINY)
def test_factors_of_powers_of_two_keep_their_digits(run, size):
    """P L U of an upper triangle is exact."""
    U = np.triu(np.arange(1.0, 10).reshape(3, 3)) * np.ldexp(1.0, round(np.log2(size)))
    assert run("lu", U).assessment.digits >= 14


@pytest.mark.parametrize("size", TINY)
@pytest.mark.parametrize("name", ["solve", "solve_triangular", "cramer"])
def test_tiny_solutions_have_the_digits_that_are_claimed(run, name, size):
    A = np.triu(square(4)) if name == "solve_triangular" else square(4)
    b = np.arange(1.0, 5) * size
    answer = run(name, A, b)
    x = answer["x" if name == "lstsq" else "result"]
    F = exact.to_flint(exact.fractions(A)).solve(exact.to_flint(exact.fractions(b)))
    off = error(x, exact.from_flint(F, b.shape))
    assert answer.verdict != "red"
    bound = answer.assessment.error_bound
    assert bound is None or off <= bound <= 1e4 * max(off, 1e-16)


def test_solutions_below_all_numbers(run):
    """x = 1e-400 is 0 as a number: there is no digit, and no mistake."""
    for A, b in (
        (square(3) * 1e250, np.array([1.0, 2, 3]) * 1e-150),
        (square(6) * 1e250, np.arange(1.0, 7) * 1e-150),
        (np.diag([1e250, 2e250]), np.array([1e-150, 1e-150])),
        (np.triu(square(5)) * 1e250, np.ones(5) * 1e-150),
    ):
        answer = run("solve", A, b)
        assert not answer.result.any()
        assert answer.verdict == "amber"
        assert "near to the least" in answer.assessment.reason


def test_one_entry_below_all_numbers(run):
    for A, b in (
        (np.diag([1e300, 1.0]), np.array([1e-100, 1.0])),
        (np.array([[1e300, 0, 0], [1, 2, 0], [0, 1, 1.0]]), np.array([1e-20, 1e-10, 1])),
        (np.array([[1e200, 1], [1, 3e-200]]), np.array([1.0, 1e-300])),
    ):
        answer = run("solve", A, b)
        assert answer.verdict == "green"
        F = exact.to_flint(exact.fractions(A)).solve(exact.to_flint(exact.fractions(b)))
        assert error(answer.result, exact.from_flint(F, b.shape)) <= answer.assessment.error_bound


def test_whole_numbers_that_differ_are_not_rounded(run):
    from workbench.model.errors import UserError

    A = np.array([[2.0**62, 1], [3, 2.0**62]])
    for name in ("cholesky", "ldl"):
        assert run(name, A).verdict == "green"
        with pytest.raises(UserError, match="not symmetric"):
            run(name, A, exact=True)
    assert run("cholesky", A).result[1, 0] == 3 / 2.0**31
    rounded = np.array([[1, 0.1 + 0.2], [0.3, 1]])
    assert run("cholesky", rounded, exact=True).verdict == "green"


def test_determinants_of_large_numbers_lose_no_digits(run):
    rng = np.random.default_rng(5)
    for _ in range(30):
        A = 1e14 * np.eye(4) + rng.integers(-5, 6, (4, 4))
        answer = run("cramer", A, rng.integers(-9, 10, 4) + 0.5)
        assert answer.verdict == "green"
        assert answer.assessment.digits >= 14


def test_fractions_are_what_they_were_typed_as():
    from workbench.operations.systems.symmetry import _is_meant

    assert _is_meant(Fraction(1, 10))
    assert not _is_meant(Fraction(30000000000000004, 10**17))


@pytest.mark.parametrize("name", ["solve", "cramer"])
def test_a_subnormal_solution_that_is_exact_keeps_its_digits(run, name):
    found = run(name, np.array([[-2.0, -2], [1, 0]]), np.array([1e-323, 5e-324]))
    assert found.verdict == "green", found.assessment.reason
    assert found.result.tolist() == [5e-324, -1e-323]
