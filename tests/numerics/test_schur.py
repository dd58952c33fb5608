"""Eigenvectors without balancing, where balancing spoils them."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.numerics.decompose import general
from workbench.numerics.schur import eigenpairs
from workbench.numerics.spectral_general import check_general

TINY = 3.5e-127
UNBALANCED = np.array([[1, TINY, TINY, TINY], [1, TINY, TINY, TINY], [TINY] * 4, [TINY] * 4])


def test_a_wrong_answer_of_the_library_is_replaced() -> None:
    (w, V), method = general(UNBALANCED)
    assert method == "LAPACK gees, no balancing"
    assert np.abs(UNBALANCED @ V - V * w).max() < 1e-15
    assert check_general(UNBALANCED, w, V).failure is None


@pytest.mark.parametrize("dtype", [np.float64, np.complex128])
@pytest.mark.parametrize("n", [1, 2, 5, 12])
def test_pairs_of_random_matrices(n: int, dtype: type) -> None:
    A = np.random.default_rng(n).standard_normal((n, n)).astype(dtype)
    found = eigenpairs(A)
    assert found is not None
    w, V = found
    assert np.abs(A @ V - V * w).max() < 1e-13 * n
    if dtype is np.float64:
        assert np.array_equal(np.sort_complex(w), np.sort_complex(w.conj()))


def test_a_block_whose_squares_vanish_counts_as_real() -> None:
    A = np.zeros((7, 7))
    A[[0, 1, 2, 3, 5], [1, 2, 1, 0, 0]] = 1
    A[0, 4], A[4, 0] = -3.78206054e-115, 5.75470739e-260
    found = eigenpairs(A)
    assert found is not None
    w, V = found
    assert np.abs(A @ V - V * w).max() < 1e-13
