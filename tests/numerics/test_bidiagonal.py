"""Bidiagonal and tridiagonal forms: they rebuild their matrix, and their values are LAPACK's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.numerics import bidiagonal, tridiagonal


def matrix(m: int, n: int, dtype: Any, seed: int) -> Any:
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((m, n))
    return (A + 1j * rng.standard_normal((m, n)) if np.dtype(dtype).kind == "c" else A).astype(dtype)


TYPES = st.sampled_from([np.float32, np.float64, np.complex64, np.complex128])


@given(m=st.integers(2, 9), n=st.integers(2, 9), dtype=TYPES, seed=st.integers(0, 99))
def test_a_bidiagonal_form_rebuilds_its_matrix(m: int, n: int, dtype: Any, seed: int) -> None:
    A = matrix(m, n, dtype, seed)
    S, form = bidiagonal.values(A) or pytest.fail("no values")
    tall = A if m >= n else A.conj().T
    eye = np.eye(min(m, n), dtype=dtype)
    rebuilt = form.turn_left(form.times(form.turn_right(eye, back=True)))
    assert np.allclose(rebuilt, tall, atol=1e-4 if np.finfo(dtype).eps > 1e-10 else 1e-12)
    assert np.allclose(S, np.linalg.svd(A, compute_uv=False), atol=1e-4 if np.finfo(dtype).eps > 1e-10 else 1e-12)
    assert bidiagonal.check_values(A, S, form).failure is None


@given(n=st.integers(2, 9), dtype=TYPES, seed=st.integers(0, 99))
def test_a_tridiagonal_form_rebuilds_its_matrix(n: int, dtype: Any, seed: int) -> None:
    G = matrix(n, n, dtype, seed)
    A = G + G.conj().T
    w, form = tridiagonal.values(A)
    rebuilt = form.turn(form.times(form.turn(np.eye(n, dtype=dtype), back=True)))
    assert np.allclose(rebuilt, A, atol=1e-4 if np.finfo(dtype).eps > 1e-10 else 1e-12)
    assert np.allclose(w[::-1], np.linalg.eigvalsh(A), atol=1e-4 if np.finfo(dtype).eps > 1e-10 else 1e-12)
    assert tridiagonal.check_values(A, w, form).failure is None
