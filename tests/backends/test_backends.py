"""Backends say why they cannot be used; exact arithmetic agrees with itself."""

from __future__ import annotations

import importlib.util
from fractions import Fraction

import numpy as np
import pytest

from workbench.backends import CATALOG, by_name, exact, gpu


def array(rows) -> np.ndarray:
    return np.array([[Fraction(x) for x in row] for row in rows], dtype=object)


def test_processor_and_exact_are_always_there():
    assert [backend.name for backend in CATALOG] == ["cpu", "gpu", "exact"]
    assert by_name("cpu").available() is None
    assert by_name("exact").available() is None
    assert (by_name("cpu").memory() or 1) > 0


@pytest.mark.skipif(importlib.util.find_spec("cupy") is not None, reason="CuPy is installed")
def test_a_missing_gpu_is_explained():
    assert gpu.available() == "CuPy is not installed (extra gpu-cuda12 or gpu-cuda13)."
    assert gpu.memory() is None


def test_rank_and_null_vector():
    A = array([["1/2", "1/3"], ["3/2", "1"]])
    assert exact.rank(A) == 1
    x = exact.null_vector(A)
    assert x == [-2, 3]
    assert exact.rank(array([[1, 2], [3, 4]])) == 2
    assert exact.rank(array([[exact.PRIME, 0], [0, 1]])) == 2


def test_round_trip():
    A = array([["1/3", "-2"], ["0", "7/5"]])
    M = exact.to_flint(A)
    assert (exact.from_flint(M) == A).all()
    assert exact.is_identity(M * M.inv())
    assert not exact.is_identity(M)
    assert exact.from_flint(exact.to_flint(A[0]), (2,)).tolist() == A[0].tolist()


def test_limits():
    assert not exact.fits(None)
    assert not exact.fits(np.zeros((31, 2)))
    assert not exact.fits(np.zeros((0, 2)))
    assert exact.fits(np.zeros((30, 30)), np.zeros(30))
    assert exact.fractions(np.array([0.1])).tolist() == [Fraction(0.1)]


def test_numbers_too_long_to_print_have_no_twin():
    short, long = array([["1e-20", 1], [1, 1]]), array([["1e-300"] * 10, [1] * 10] * 5)
    assert exact.height(short) == 67 + 2
    assert exact.height(long) == 5 * 997 + 5 * 4
    assert exact.fits(short, long)
    assert not exact.fits(array([[f"1e-{300 + i}"] * 10 for i in range(10)]))
    assert exact.height(array([["1/8", 3]])[0]) == 4
    assert exact.height(np.ones((2, 2))) == 0
