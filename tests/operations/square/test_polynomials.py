"""Characteristic and minimal polynomial, Jordan form, polynomials of matrices."""

from __future__ import annotations

from fractions import Fraction

import flint
import numpy as np
import pytest
import scipy.linalg
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.backends import exact, exact_polynomials
from workbench.model.errors import UserError

RNG = np.random.default_rng(3)
G = RNG.standard_normal((20, 20))
CASES = {
    "two": np.array([[1.0, 2.0], [3.0, 4.0]]),
    "general": G,
    "symmetric": G + G.T,
    "single": G.astype(np.float32),
    "complex": G[:9, :9] + 1j * G[:9, :9].T,
    "hilbert": scipy.linalg.hilbert(8),
    "tiny": G * 1e-200,
    "jordan": 3 * np.eye(6) + np.eye(6, k=1),
}


@pytest.mark.parametrize("case", CASES)
def test_an_error_goes_red(check_tampering, case):
    check_tampering("charpoly", CASES[case])
    check_tampering("polyvalm", CASES[case], np.array([1.0, -2.0, 3.0]).astype(CASES[case].dtype))


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 6), st.integers(0, 10**6))
def test_the_characteristic_polynomial_is_the_exact_one(compute, n, seed):
    A = np.random.default_rng(seed).integers(-4, 5, (n, n))
    found = compute("charpoly", A)
    truth = np.array(found.exact["result"], dtype=float)
    claimed = found.certificate.assessment
    assert np.abs(found.outputs["result"] - truth).max() <= 100 * claimed.error_bound * np.abs(truth).max()
    assert claimed.verdict == "green"


def test_claimed_digits_are_true(compute):
    under = 0
    for k in range(40):
        rng = np.random.default_rng(k)
        n = int(rng.integers(2, 13))
        A = rng.standard_normal((n, n)) * 10.0 ** rng.uniform(-2, 2, (n, n) if k % 2 else 1)
        found = compute("charpoly", A)
        truth = np.array(exact_polynomials.charpoly(exact.fractions(A)), dtype=float)
        off = np.abs(found.outputs["result"] - truth).max() / np.abs(truth).max()
        true, claimed = min(15, -np.log10(max(off, 1e-16))), found.certificate.assessment.digits
        assert claimed <= true + 1
        under += claimed < true - 3
    assert under <= 4


def test_the_digits_of_each_coefficient_are_true(compute):
    few = 0
    for k in range(40):
        rng = np.random.default_rng(k)
        n = int(rng.integers(2, 9))
        A = rng.standard_normal((n, n)) * 10.0 ** rng.uniform(-7, 7, (n, n) if k % 2 else 1)
        A = A + A.T if k % 3 == 0 else A
        found = compute("charpoly", A)
        truth = exact_polynomials.charpoly(exact.fractions(A))
        for value, exactly, digits in zip(found.outputs["result"], truth, found.details["digits"], strict=True):
            off = abs(exact.fractions(np.array(value)).item() - exactly) / abs(exactly)
            assert off <= 10.0 ** (1 - digits)
        few += bool(found.warnings)
        assert bool(found.warnings) == (min(found.details["digits"]) < 8)
    assert few > 2


@pytest.mark.parametrize(
    ("A", "expected"),
    [
        ([[0, -1e200], [1e200, 0]], [1, 0, np.inf]),
        ([[1e200, 2e200], [3e200, 4e200]], [1, -5e200, -np.inf]),
        (1e200 * np.array([[0, -1, 0], [1, 0, 0], [0, 0, 2.0]]), [1, -2e200, np.inf, -np.inf]),
        (np.diag([1e200, 1e-200]), [1, -1e200, 1]),
    ],
)
def test_coefficients_beyond_the_range_are_infinite(compute, A, expected):
    found = compute("charpoly", A)
    assert np.allclose(found.outputs["result"], expected, rtol=1e-14)
    assert found.certificate.verdict != "red"


def test_a_matrix_is_a_zero_of_its_characteristic_polynomial(compute):
    A = np.array([[1, 2], [3, 4]])
    c = compute("charpoly", A)
    assert c.exact["result"] == [1, -5, -2]
    found = compute("polyvalm", A, np.array([1, -5, -2]))
    assert not found.exact["result"].any()
    assert np.allclose(found.outputs["result"], 0, atol=1e-13)


def test_a_large_polynomial_is_amber(compute):
    assert compute("charpoly", np.random.default_rng(0).standard_normal((80, 80)) / 9).certificate.verdict == "amber"
    assert compute("charpoly", np.zeros((0, 0))).outputs["result"].tolist() == [1]


@pytest.mark.parametrize("kind", ["general", "small", "symmetric"])
def test_the_bound_of_a_large_polynomial_holds(answer, kind):
    rng = np.random.default_rng(5)
    whole = rng.integers(-64, 65, (70, 70))
    A = {"general": whole / 64, "small": whole / 4096, "symmetric": (whole + whole.T) / 512}[kind]
    p = flint.fmpz_mat(np.rint(A * 4096).astype(int).tolist()).charpoly().coeffs()[::-1]
    truth = np.array([float(Fraction(int(x), 4096**k)) for k, x in enumerate(p)])
    found = answer("charpoly", A)
    said, c = found.assessment, found.outcome.outputs["result"]
    assert said.verdict == "amber", said.reason
    assert np.abs(c - truth).max() / np.abs(truth).max() <= said.error_bound < 1e-3
    for k in (1, 35, 70):
        wrong = c.copy()
        wrong[k] += 110 * said.error_bound * np.abs(c).max()
        assert found.certify(result=wrong).verdict == "red", k


@pytest.mark.parametrize(
    ("A", "coefficients"),
    [(np.eye(3, dtype=int), [1, -1]), ([[2, 1], [0, 2]], [1, -4, 4]), ([[1, 1], [1, 0]], [1, -1, -1])],
)
def test_minimal_polynomial(compute, A, coefficients):
    found = compute("minimal_polynomial", A)
    assert found.exact["result"] == coefficients
    scope = {"A": np.array(A), "np": np}
    exec(found.code, scope)
    assert np.allclose(scope["c"], coefficients)


def test_jordan_form(compute):
    A = np.array([[5, 4, 2, 1], [0, 1, -1, -1], [-1, -1, 3, 0], [1, 1, -1, 2]])
    found = compute("jordan", A)
    P, J = (np.array(found.exact[key], dtype=object) for key in "PJ")
    assert np.array_equal(A @ P, P @ J)
    assert sorted(np.diagonal(J)) == [1, 2, 4, 4]
    assert J.sum() == 12
    assert found.certificate.verdict == "green"
    roots = compute("jordan", [[1, 1], [1, 0]])
    assert roots.exact["J"][0][0] == "1/2 + sqrt(5)/2"


@pytest.mark.parametrize("name", ["jordan", "minimal_polynomial"])
def test_floats_have_no_exact_answer(compute, name):
    with pytest.raises(UserError, match="not exact") as caught:
        compute(name, np.array([[0.1, 0.2], [0.3, 0.4]]) ** 0.5)
    assert caught.value.kind == "unsupported"


def test_eigenvalues_of_degree_three_are_refused(compute):
    with pytest.raises(UserError, match="degree 3") as caught:
        compute("jordan", [[0, 0, 1], [1, 0, 0], [0, 1, 1]])
    assert caught.value.kind == "unsupported"
    assert "charpoly" in caught.value.fixes


@pytest.mark.parametrize("name", ["charpoly", "minimal_polynomial", "jordan"])
def test_rectangles_are_refused(compute, name):
    with pytest.raises(UserError, match="A is 3 x 2"):
        compute(name, np.ones((3, 2)))
