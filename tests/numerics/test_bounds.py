"""Probes, scaling, estimates and verdicts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.numerics.bounds import Residual, digits, grain, half_digits, inverse_times, judge, quantum
from workbench.numerics.cost import seconds
from workbench.numerics.determinant import of_fraction, product
from workbench.numerics.factor import Cholesky, cholesky, lu, null_vector
from workbench.numerics.probes import abs_times, exponent, largest, probes, scaled, shifted, times_abs, times_squares


@pytest.mark.parametrize(("bound", "trusted"), [(0.0, 15), (1e-17, 15), (1e-8, 8), (2e-8, 7), (0.5, 0), (2.0, 0)])
def test_digits(bound, trusted):
    assert digits(bound, np.float64) == trusted
    assert digits(float("nan"), np.float64) == 0


def test_half_of_the_digits():
    assert [half_digits(t) for t in (np.float64, np.complex128, np.float32, np.complex64)] == [8, 8, 4, 4]


def test_verdicts():
    fine, bad = Residual.of(1e-16, 1.0, np.float64), Residual.of(1e-10, 1.0, np.float64)
    assert judge(np.float64, 1e-12, fine).verdict == "green"
    assert judge(np.float64, 1e-5, fine).verdict == "amber"
    assert judge(np.float64, 2.0, fine).verdict == "red"
    assert judge(np.float64, 1e-12, bad).verdict == "red"
    assert judge(np.float64, 1e-12, fine, unproved="not all was seen").verdict == "amber"
    assert judge(np.float64, 1e-12, fine, failed="no").reason == "no"
    assert not Residual.of(np.nan, 1.0, np.float64).passes
    assert Residual.of(0.0, 0.0, np.float64).relative == 0


def test_quantum_is_the_least_number():
    for kind in (np.float64, np.complex128, np.float32, np.complex64):
        assert quantum(kind) == float(np.finfo(kind).smallest_subnormal)
    assert quantum(np.float64, 1074) == 1.0
    assert np.isfinite(quantum(np.float64, 5000))


def test_answers_without_a_digit_are_red_unless_the_least_numbers_are_to_blame():
    assert judge(np.float64, 0.5).verdict == "red"
    assert judge(np.float64, 0.5, spacing=0.3).verdict == "amber"
    assert judge(np.float64, 0.5, spacing=1e-3).verdict == "red"
    assert judge(np.float64, 0.5, spacing=0.3, failed="no").verdict == "red"
    assert judge(np.float64, np.inf, spacing=0.3).verdict == "red"


def test_probes_are_signs_or_the_identity():
    assert (probes(5) == np.eye(5)).all()
    V = probes(100)
    assert V.shape == (100, 16)
    assert set(np.unique(V)) == {-1.0, 1.0}
    assert (probes(100, np.float32) == V).all()


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", [np.float64, np.complex128])
def test_products_with_moduli(order, dtype):
    rng = np.random.default_rng(1)
    A = np.asarray(rng.standard_normal((700, 500)) + (1j if dtype is np.complex128 else 0), dtype=dtype, order=order)
    x, y = rng.random(500), rng.random((2, 700))
    assert abs_times(A, x) == pytest.approx(np.abs(A) @ x)
    assert times_abs(y, A) == pytest.approx(y @ np.abs(A))
    assert times_squares(y[0], A) == pytest.approx(y[0] @ np.abs(A) ** 2)
    assert largest(A) == np.abs(A).max()


@given(st.integers(-1000, 1000))
def test_scaling_is_exact(p):
    A = np.array([[1.5, -0.25], [0.75, 1.0]])
    B, q = scaled(shifted(A, p))
    assert (shifted(B, q) == shifted(A, p)).all()
    assert 2.0**-201 <= np.abs(B).max() <= 2.0**201
    assert exponent(shifted(A, p)) == p + 1


@pytest.mark.parametrize("n", [1, 2, 30, 200])
def test_inverse_times_estimates_from_below(n):
    rng = np.random.default_rng(n)
    A, w = rng.standard_normal((n, n)), rng.random(n)
    found = lu(A)
    truth = float((np.abs(np.linalg.inv(A)) @ w).max())
    assert 0.3 * truth <= inverse_times(found.solve, found.adjoint, w) <= truth * (1 + 1e-9)


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("complex_", [False, True])
def test_factors_stand_for_their_matrix(order, complex_):
    rng = np.random.default_rng(2)
    A = rng.standard_normal((30, 30)) + (1j * rng.standard_normal((30, 30)) if complex_ else 0)
    H = A @ A.conj().T + np.eye(30)
    H = (H + H.conj().T) / 2
    chol = cholesky(np.asarray(H, order=order))
    assert isinstance(chol, Cholesky)
    b = rng.standard_normal((30, 2)).astype(A.dtype)
    for M, found in ((A, lu(np.asarray(A, order=order))), (H, chol)):
        assert np.abs(found.times(b) - M @ b).max() < 1e-12 * np.abs(M).sum()
        assert np.abs(M @ found.solve(b) - b).max() < 1e-10
        assert np.abs(M.conj().T @ found.adjoint(b) - b).max() < 1e-10
        value = complex(product(found.pivots, found.sign).value(M.dtype))
        assert value == pytest.approx(complex(np.linalg.det(M)), rel=1e-10)


def test_not_definite():
    assert cholesky(np.array([[1.0, 2.0], [2.0, 1.0]])) is None


def test_null_vector():
    A = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]])
    assert np.abs(A @ null_vector(A)).max() < 1e-12


def test_products_beyond_the_range():
    huge = product(np.full(400, 1e10))
    assert huge.logarithm == pytest.approx(400 * np.log(1e10))
    assert np.isinf(huge.value(np.float64))
    assert product(np.full(400, 1e-10)).value(np.float64) == 0
    assert product(np.array([2.0, 0.0])).sign == 0
    assert float(of_fraction(10**400).value(np.float64)) == np.inf


def test_expected_time_grows_with_the_work():
    assert 0 < seconds(1e6) < seconds(1e12)
    assert seconds(1e12, itemsize=4) < seconds(1e12)


def test_the_grain_is_the_least_number_of_full_precision():
    assert grain(np.float64) == np.finfo(np.float64).tiny
    assert grain(np.complex64) == np.finfo(np.float32).tiny
    assert grain(np.float32, 10) == 1024 * grain(np.float32)
    assert grain(np.float64, -200) == 0.0
    assert 0 < grain(np.float64, 5000) < np.finfo(np.float64).max / 2**20
