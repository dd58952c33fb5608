"""Determinants, minors and polynomials of matrices whose rows are of very different sizes, against exact ones."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from workbench.backends import exact, exact_gaussian, exact_polynomials


def graded(seed, n, e, complex_=False):
    rng = np.random.default_rng(seed)
    M = rng.standard_normal((n, n)) + (1j * rng.standard_normal((n, n)) if complex_ else 0)
    return M * (10.0 ** rng.integers(-e, e + 1, n))[:, None]


def coefficients(A):
    if A.dtype.kind == "c":
        return exact_gaussian.charpoly(exact.fractions(A.real), exact.fractions(A.imag))
    return [(x, Fraction(0)) for x in exact_polynomials.charpoly(exact.fractions(A))]


@pytest.mark.parametrize("complex_", [False, True])
@pytest.mark.parametrize("n", [2, 3, 5, 8, 14])
@pytest.mark.parametrize("seed", range(6))
def test_polynomials_claim_what_they_have(run, seed, n, complex_):
    A = graded(seed, n, 60 // n, complex_)
    truth, found = coefficients(A), run("charpoly", A)
    size = max(abs(x) for pair in truth for x in pair)
    off = max(
        abs(Fraction(float(part)) - x)
        for c, pair in zip(found.result.tolist(), truth, strict=True)
        for part, x in zip((complex(c).real, complex(c).imag), pair, strict=True)
    )
    relative = float(off / size)
    if relative < 1e-9:
        assert found.verdict != "red"
    if found.verdict != "red":
        assert relative <= 1.5 * found.assessment.error_bound
    wrong = found.result.copy()
    wrong[-1] += 150 * found.assessment.error_bound * float(size)
    assert found.tampered("result", wrong).verdict == "red"


def test_polynomials_of_complex_matrices_are_those_of_real_ones():
    A = np.array([[Fraction(2), Fraction(1)], [Fraction(7), Fraction(-3)]], dtype=object)
    nothing = np.full((2, 2), Fraction(0), dtype=object)
    assert exact_gaussian.charpoly(A, nothing) == [(x, 0) for x in exact_polynomials.charpoly(A)]
    # A is now i times that: the coefficients are turned by powers of i
    assert exact_gaussian.charpoly(nothing, A) == [(1, 0), (0, 1), (13, 0)]


@pytest.mark.parametrize("name", ["slogdet", "leading_minors", "det"])
@pytest.mark.parametrize("complex_", [False, True])
@pytest.mark.parametrize("e", [100, 150, 200])
@pytest.mark.parametrize("seed", range(8))
def test_rows_of_all_sizes_are_never_red(run, name, complex_, e, seed):
    found = run(name, graded(seed, 4, e, complex_))
    assert found.verdict != "red" or "outside the range" in found.assessment.reason


def test_a_determinant_that_underflows_on_the_way_is_found(run):
    A = np.array([[4e103, 1e104], [-6e7, 3.5e7]])
    B = np.kron(np.diag([1, 1e-150]), A)
    found = run("slogdet", B)
    assert found.verdict == "green"
    assert found["logabsdet"] == pytest.approx(2 * np.log(4e103 * 3.5e7 + 6e7 * 1e104) - 300 * np.log(10), rel=1e-12)


def test_minors_that_underflow_are_said(run):
    assert run("leading_minors", np.array([[0, 1e-200], [1e-200, 0]])).verdict == "amber"
    few = run("leading_minors", np.array([[1e-200, 0], [0, 3e-124]]) * 1e-123)
    assert few.verdict == "amber"
    assert few.assessment.digits == 0


@pytest.mark.parametrize("factor", [1, 1j])
@pytest.mark.parametrize("name", ["adjugate", "cofactors", "minors"])
def test_adjugates_of_rows_far_apart(run, name, factor):
    found = run(name, np.array([[1, 709.5], [1e-308, 1e-308]]) * factor)
    assert found.verdict == "green"
    assert np.abs(found.result).max() == pytest.approx(709.5, rel=1e-14)


@pytest.mark.parametrize("factor", [1, 1j])
def test_subnormal_cofactors_claim_what_they_have(run, factor):
    A = np.array([[1, 2, 0], [0, 1, 3], [1, 0, 5]])
    found = run("adjugate", A * 1e-160 * factor)
    assert found.verdict == "amber"
    expected = np.array([[5, -10, 6], [3, 5, -3], [-1, 2, 1]]) * 1e-320 * factor**2
    assert np.abs(found.result - expected).max() <= 1e-319 * found.assessment.error_bound + 5e-324
