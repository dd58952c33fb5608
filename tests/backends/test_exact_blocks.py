"""Sizes of Jordan blocks without eigenvalues."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends import exact
from workbench.backends.exact_blocks import blocks, generators
from workbench.backends.exact_polynomials import evaluate


@given(st.data())
def test_blocks_do_not_depend_on_the_basis(matrices: Any, data: Any) -> None:
    A, B = data.draw(matrices(4, square=True)), data.draw(matrices(4, square=True))
    n = min(len(A), len(B))
    A, B = A[:n, :n], B[:n, :n]
    P = exact.to_flint(np.tril(B, -1) + exact.eye(n))
    same = exact.from_flint(P * exact.to_flint(A) * P.inv())
    assert sorted(blocks(same)) == sorted(blocks(A)) == sorted(blocks(A.T))


def test_a_defective_pair_of_conjugates(array: Any) -> None:
    A = array([[0, 1, 1, 0], [-1, 0, 0, 1], [0, 0, 0, 1], [0, 0, -1, 0]])
    [found] = blocks(A)
    assert found == ((1, 0, 1), (2,))
    assert (found.degree, found.algebraic, found.geometric, found.defective) == (2, 2, 1, True)


def test_blocks_of_irreducible_cubics(array: Any) -> None:
    C = array([[0, 0, 2], [1, 0, 0], [0, 1, 0]])
    zero = exact.zeros(3, 3)
    assert blocks(np.block([[C, exact.eye(3)], [zero, C]])) == [((1, 0, 0, -2), (2,))]
    assert blocks(np.block([[C, zero], [zero, C]])) == [((1, 0, 0, -2), (1, 1))]


def test_sizes_from_the_largest_down(array: Any) -> None:
    N = exact.zeros(6, 6)
    N[0, 1] = N[1, 2] = N[3, 4] = exact.ONE
    [found] = blocks(N)
    assert found.sizes == (3, 2, 1)
    starts = generators(N, found)
    assert [size for _, size in starts] == [3, 2, 1]
    M = exact.to_flint(N)
    assert all(not any((M**size * exact.to_flint(w)).entries()) for w, size in starts)
    assert evaluate(found.factor, M) == M
