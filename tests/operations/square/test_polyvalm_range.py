"""Polynomials of matrices whose powers, or whose coefficients, are next to the ends of the range."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.mark.parametrize("kind", [float, complex])
@pytest.mark.parametrize("size", [1e-200, 1e-100, 1.0, 1e120])
def test_coefficients_that_make_up_for_the_size_of_the_matrix(run, kind, size):
    A = np.array([[1.0, 2], [3, 4]], kind)
    found = run("polyvalm", A * size, np.array([1 / size, 2.0, size], kind))
    assert found.verdict == "green"
    assert found.result / size == pytest.approx(A @ A + 2 * A + np.eye(2), rel=1e-12)
    assert found.tampered("result", found.result * (1 + 1e-11)).verdict == "red"


def test_subnormal_coefficients_lose_no_digits_on_the_way(run):
    A = np.diag([1e12, 3e11])
    found = run("polyvalm", A, np.array([4.94e-322, 0, 5e-300]))
    c = 4.94e-322
    assert np.diagonal(found.result) == pytest.approx(
        [c * 2**100 * 1e24 / 2**100 + 5e-300, c * 9e22 + 5e-300], rel=1e-3
    )
    assert found.verdict == "green"
    assert found.assessment.error_bound > 0


def test_a_value_among_the_least_numbers_has_few_digits(run):
    found = run("polyvalm", np.diag([0.3, 0.7]), np.array([1e-322, 0]))
    assert found.verdict == "amber"
    assert "near to the least" in found.assessment.reason
