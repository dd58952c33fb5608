"""Factors on a device stand for A: they solve and multiply like those of the host, whatever the vectors' scale."""

from __future__ import annotations

import numpy as np
import pytest
from strict_device import StrictDevice

from workbench.numerics import device_factor, factor, fitting
from workbench.numerics.device import Placed

DTYPES = ["float32", "float64", "complex64", "complex128"]


def pair(dtype, definite):
    rng = np.random.default_rng(1)
    G = rng.standard_normal((9, 9)) + (1j * rng.standard_normal((9, 9)) if dtype.startswith("complex") else 0)
    A = (G @ G.conj().T + np.eye(9) if definite else G).astype(dtype)
    place = Placed.of(StrictDevice(), {"A": A})
    there = (device_factor.cholesky if definite else device_factor.lu)(place, place["A"], A.dtype)
    return A, (factor.cholesky if definite else factor.lu)(A), there


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("definite", [False, True])
@pytest.mark.parametrize("scale", [1.0, 1e-40, 1e30, 5e-324])
def test_they_do_what_those_of_the_host_do(dtype, definite, scale):
    A, here, there = pair(dtype, definite)
    tolerance = 1e4 * np.finfo(dtype).eps
    for b in (np.ones(9) * scale, np.outer(np.arange(1.0, 10), [1, -2]) * scale):
        wide = A.astype(np.complex128)
        for apply, matrix in ((there.solve, wide), (there.adjoint, wide.conj().T)):
            x = np.asarray(apply(b))
            if scale == 5e-324:
                assert np.isfinite(x).all()
            else:
                assert np.abs(matrix @ x - b).max() <= tolerance * np.abs(b).max()
        if scale == 1.0:
            assert np.abs(there.times(b) - wide @ b).max() <= tolerance * np.abs(wide @ b).max()
    assert np.allclose(
        np.abs(np.prod(there.pivots.astype(complex))), np.abs(np.prod(here.pivots.astype(complex))), 1e-3
    )
    if not definite:
        determinant = there.sign * np.prod(there.pivots.astype(np.complex128))
        assert np.allclose(determinant, np.linalg.det(A.astype(np.complex128)), rtol=1e-3)


def test_what_is_not_finite_stays_so():
    _, _, there = pair("float64", definite=False)
    assert np.isnan(there.solve(np.full(9, np.inf))).all()


def test_what_is_not_definite_has_no_factor():
    A = np.diag([1.0, -1.0])
    place = Placed.of(StrictDevice(), {"A": A})
    assert device_factor.cholesky(place, place["A"], A.dtype) is None


@pytest.mark.parametrize("dtype", DTYPES)
def test_many_rows_of_few_columns_are_fitted_by_their_gram_matrix(monkeypatch, dtype):
    monkeypatch.setattr(fitting, "LARGE", 1)
    rng = np.random.default_rng(2)
    A = (rng.standard_normal((60, 4)) + (1j * rng.standard_normal((60, 4)) if dtype[0] == "c" else 0)).astype(dtype)
    b = A @ np.arange(4)[:, None].astype(dtype) + 1
    x, factors = fitting.fit(A, b, Placed.of(StrictDevice(), {}))
    assert isinstance(factors, fitting.Seminormal)
    assert np.allclose(x, np.linalg.lstsq(A, b)[0], rtol=0, atol=1e3 * np.finfo(dtype).eps)
