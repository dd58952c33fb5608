"""Logarithms of determinants next to 0, where those of floating point have no digit."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

NEXT_TO_ONE = np.array([[1.0000000000000002, 0.1], [0.1, 1.01]])


def logarithm(A):
    """log |det A| of a 2 x 2 matrix with a determinant next to 1, by its series."""
    a, b, c, d = map(Fraction, A.ravel().tolist())
    h = a * d - b * c - 1
    return float(h - h**2 / 2 + h**3 / 3)


@pytest.mark.parametrize(
    "A", [NEXT_TO_ONE, np.array([[2, 1], [1, 1 + 1e-9]]), np.array([[0.6, -0.8], [0.8, 0.6]]), np.diag([1 + 1e-15, 1])]
)
def test_it_is_right_to_the_last_digit(run, A):
    found = run("slogdet", A)
    assert found.verdict == "green"
    assert float(found["logabsdet"]) == pytest.approx(logarithm(A), rel=1e-12)
    value = found["logabsdet"]
    assert found.tampered("logabsdet", value * (1 + 101 * found.assessment.error_bound)).verdict == "red"
    assert found.tampered("sign", -found["sign"]).verdict == "red"


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex64, np.complex128])
@pytest.mark.parametrize("n", [1, 2, 7, 14])
def test_small_unitary_matrices_have_an_exact_logarithm(run, dtype, n):
    rng = np.random.default_rng(n)
    M = rng.standard_normal((n, n)) + (1j * rng.standard_normal((n, n)) if np.dtype(dtype).kind == "c" else 0)
    assert run("slogdet", np.linalg.qr(M)[0].astype(dtype)).verdict == "green"


def test_large_unitary_matrices_claim_nothing(run):
    found = run("slogdet", np.linalg.qr(np.random.default_rng(1).standard_normal((60, 60)))[0])
    assert found.verdict == "amber"
    assert found.assessment.digits is None
    assert "next to 0" in found.assessment.reason


def test_digits_are_those_of_the_logarithm(run):
    found = run("slogdet", np.diag(np.full(3, 1e300)))
    assert found["logabsdet"] == pytest.approx(900 * math.log(10), rel=1e-14)
    assert found.assessment.digits == 15
    assert found.assessment.error_bound < 1e-15


def test_the_exact_logarithm_has_thirty_digits(exactly):
    found = exactly("slogdet", np.array([[Fraction(1), Fraction(-1)], [Fraction(1, 3), Fraction(1)]], dtype=object))
    assert found["sign"] == 1
    assert str(found["logabsdet"]).startswith("0.28768207245178092743921900599")
    assert found["logabsdet"].value == pytest.approx(math.log(4 / 3), rel=1e-15)
    swapped = exactly("slogdet", np.array([[Fraction(0), Fraction(1)], [Fraction(1), Fraction(0)]], dtype=object))
    assert (swapped["sign"], swapped["logabsdet"]) == (-1, 0)


@pytest.mark.parametrize("A", [[[1e-162, 1e-163], [1e-162, 3e-162]], [[1e-162, 0], [1e-100, 3e-162]]])
def test_a_determinant_of_one_bit_is_amber(run, A):
    found = run("det", np.array(A))
    assert found.verdict == "amber"
    assert found.assessment.digits == 0


def test_a_subnormal_determinant_claims_what_it_has(run):
    A = np.array([[1e-160, 1e-163], [1e-162, 3e-160]])
    found = run("det", A)
    truth = Fraction(A[0, 0]) * Fraction(A[1, 1]) - Fraction(A[0, 1]) * Fraction(A[1, 0])
    assert found.verdict == "amber"
    assert abs(Fraction(float(found.result)) / truth - 1) <= Fraction(found.assessment.error_bound)
