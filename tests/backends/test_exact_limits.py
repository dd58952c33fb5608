"""The largest matrices with an exact twin: every function answers, and soon."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from workbench.backends import exact
from workbench.backends.exact_adjugate import adjugate
from workbench.backends.exact_blocks import blocks
from workbench.backends.exact_definite import definiteness
from workbench.backends.exact_enclosures import enclosures
from workbench.backends.exact_gram_schmidt import gram_schmidt
from workbench.backends.exact_jordan import jordan
from workbench.backends.exact_ldl import ldl
from workbench.backends.exact_lstsq import pinv, projectors
from workbench.backends.exact_lu import lu
from workbench.backends.exact_polynomials import minpoly
from workbench.backends.exact_powers import matrix_power
from workbench.backends.exact_subspaces import subspaces

N = exact.LIMIT
GENERAL: list[Callable[[Any], Any]] = [lu, adjugate, minpoly, pinv, projectors, subspaces, gram_schmidt, enclosures]


@pytest.mark.parametrize("function", GENERAL)
@pytest.mark.parametrize("kind", ["integers", "floats", "singular"])
def test_order_thirty(function: Callable[[Any], Any], kind: str) -> None:
    rng = np.random.default_rng(7)
    A = exact.fractions(rng.standard_normal((N, N)) if kind == "floats" else rng.integers(-9, 10, (N, N)))
    if kind == "singular":
        A[:, 20:] = A[:, :10] - A[:, 10:20]
    assert exact.fits(A)
    assert function(A) is not None


def test_symmetric_matrices_of_order_thirty() -> None:
    A = exact.fractions(np.random.default_rng(8).standard_normal((N, N)))
    assert ldl(A + A.T).inertia.zero == 0
    gram = exact.from_flint(exact.to_flint(A.T) * exact.to_flint(A))
    assert definiteness(gram).kind == "positive definite"


def test_one_chain_of_thirty() -> None:
    J = exact.eye(N) + exact.fractions(np.eye(N, k=1))
    P = exact.to_flint(exact.fractions(np.tril(np.random.default_rng(9).integers(-2, 3, (N, N)), -1) + np.eye(N)))
    A = exact.from_flint(P * exact.to_flint(J) * P.inv())
    assert [chain.size for chain in jordan(A).chains] == [N]
    assert [primary.sizes for primary in blocks(A)] == [(N,)]
    assert np.array_equal(matrix_power(A, 20), matrix_power(matrix_power(A, 4), 5))
