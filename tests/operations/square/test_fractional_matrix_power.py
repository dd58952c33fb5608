"""Powers of matrices with any real exponent: their laws, their exact values, and every error seen."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.backends import powers_of_matrices
from workbench.model.errors import UserError

NAME = "fractional_matrix_power"
EXPONENTS = [Fraction(1, 3), Fraction(-1, 2), Fraction(7, 10), Fraction(9, 4)]
seeds = st.integers(0, 2**32 - 1)


def cases() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(5)
    G = rng.standard_normal((30, 30))
    return {
        "definite": (G @ G.T)[:9, :9] + np.eye(9),
        "general": G[:6, :6] / 3 + 3 * np.eye(6),
        "triangular": np.triu(G)[:5, :5] / 2 + 2 * np.eye(5),
        "complex": (G + 1j * G.T)[:4, :4] / 3 + 4 * np.eye(4),
        "hermitian": (G + 1j * G)[:7] @ (G - 1j * G)[:7].T + np.eye(7),
        "single": (G[:6, :6] / 3 + 3 * np.eye(6)).astype(np.float32),
        "larger": G / 6 + 4 * np.eye(30),
        "diagonal": np.diag([1.0, 2.0, 3.5]),
        "one": np.array([[0.7]]),
        "rotation": np.array([[0.8, -0.6], [0.6, 0.8]]),
        "defective": np.array([[4.0, 1.0], [0.0, 4.0]]),
        "huge": 1e200 * (G[:5, :5] / 3 + 3 * np.eye(5)),
        "tiny": 1e-130 * (G[:5, :5] / 3 + 3 * np.eye(5)),
        "close": np.array([[1.0, 1e3], [0.0, 1 + 1e-6]]),
    }


CASES = cases()


@pytest.mark.parametrize("t", EXPONENTS[:3])
@pytest.mark.parametrize("case", CASES)
def test_right_is_never_red_and_an_error_is(run, case, t):
    A = CASES[case]
    found = run(NAME, A, t=t)
    X, bound = found.result, found.assessment.error_bound
    assert found.verdict != "red"
    assert X.dtype == A.dtype
    known = powers_of_matrices.power(A, t)
    if known is not None:
        error = np.abs(X - known).max() / np.abs(known).max()
        assert error <= 100 * bound
        assert error <= 10 * 10.0**-found.assessment.digits
    for at in ((0, 0), (-1, -1), (0, -1)):
        wrong = X.copy()
        wrong[at] += 120 * max(bound, np.finfo(A.dtype).eps) * np.abs(X).max()
        assert found.tampered("result", wrong).verdict == "red", at
    assert found.tampered("result", X[:-1]).verdict == "red"


@settings(max_examples=12, deadline=None)
@given(st.integers(1, 5), seeds, st.sampled_from(EXPONENTS))
def test_powers_add_up_and_multiply(run, n, seed, t):
    A = np.random.default_rng(seed).standard_normal((n, n)) / (2 * n**0.5) + 3 * np.eye(n)
    X = run(NAME, A, t=t).result
    rest = run(NAME, A, t=1 - t).result
    np.testing.assert_allclose(X @ rest, A, atol=1e-10)
    np.testing.assert_allclose(
        np.linalg.matrix_power(X, t.denominator), np.linalg.matrix_power(A, t.numerator), rtol=1e-7
    )


def test_half_is_the_root(run):
    A = CASES["general"]
    np.testing.assert_allclose(run(NAME, A).result, run("sqrtm", A).result, atol=1e-13)


@pytest.mark.parametrize("t", [Fraction(1, 3), Fraction(3, 2)])
def test_a_singular_symmetric_matrix_has_positive_powers(run, t):
    found = run(NAME, np.diag([4.0, 0.0]) + 0.0, t=t)
    np.testing.assert_allclose(found.result, np.diag([4.0 ** float(t), 0]))
    assert found.verdict == "green"
    assert run(NAME, np.ones((3, 3)), t=t).verdict != "red"


def test_powers_in_square_roots(run, exactly):
    A = np.array([[Fraction(5), Fraction(4)], [Fraction(4), Fraction(5)]])
    assert exactly(NAME, A)["result"] == [[2, 1], [1, 2]]
    found = run(NAME, A.astype(float), t=Fraction(-3, 2))
    root = np.array([[2, -1], [-1, 2]]) / 3
    np.testing.assert_allclose(found.result, root @ root @ root, atol=1e-15)


@pytest.mark.parametrize(
    ("A", "t", "words"),
    [
        (np.diag([1.0, -2.0]), Fraction(1, 3), "negative real axis"),
        (np.array([[1.0, 2.0], [3.0, 4.0]]), Fraction(1, 2), "negative real axis"),
        (np.array([[1.0, 2.0], [0.0, 0.0]]), Fraction(1, 2), "singular"),
        (np.zeros((2, 2)), Fraction(-1, 2), "singular"),
        (np.eye(2), Fraction(3), "whole number"),
        (np.eye(2), 2j, "real number"),
        (np.eye(2), float("nan"), "real number"),
        (np.eye(2), Fraction(20_001, 2), "real number"),
        (np.ones((2, 3)), Fraction(1, 2), "2 x 3"),
    ],
)
def test_what_has_no_such_power_is_refused(run, A, t, words):
    with pytest.raises(UserError, match=words):
        run(NAME, A, t=t)


def test_no_entries(run):
    assert run(NAME, np.ones((0, 0))).verdict == "green"


def test_many_digits_are_out_of_reach_for_large_matrices():
    assert powers_of_matrices.power(np.eye(40), Fraction(1, 2)) is None
    assert powers_of_matrices.power(-np.eye(2), Fraction(1, 2)) is None
