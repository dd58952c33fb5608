"""The Jordan form with its chains."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends import exact
from workbench.backends.exact_jordan import IrreducibleError, jordan

SIZES = st.lists(st.tuples(st.sampled_from([-2, 0, 3]), st.integers(1, 3)), min_size=1, max_size=3)


@st.composite
def similar(draw: Any, matrices: Any) -> tuple[Any, list[tuple[int, int]]]:
    """A matrix with given Jordan blocks in another basis."""
    sizes = draw(SIZES)
    n = sum(size for _, size in sizes)
    J, at = exact.zeros(n, n), 0
    for value, size in sizes:
        for k in range(at, at + size):
            J[k, k] = exact.ONE * value
            if k > at:
                J[k - 1, k] = exact.ONE
        at += size
    steps = draw(st.lists(st.integers(-2, 2), min_size=n * n, max_size=n * n))
    S = exact.array((exact.ONE * x for x in steps), (n, n))
    P = exact.to_flint((np.tril(S, -1) + exact.eye(n)).dot(np.triu(S, 1) + exact.eye(n)))
    return exact.from_flint(P * exact.to_flint(J) * P.inv()), sizes


@given(st.data())
def test_the_blocks_that_were_put_in_come_out(matrices: Any, data: Any) -> None:
    A, sizes = data.draw(similar(matrices))
    found = jordan(A)
    assert sorted((chain.value, chain.size) for chain in found.chains) == sorted(sizes)
    P = exact.to_flint(found.P)
    assert exact.from_flint(P * exact.to_flint(found.J) * P.inv()).tolist() == A.tolist()


@given(st.data())
def test_any_matrix_has_one_or_names_its_factors(matrices: Any, data: Any) -> None:
    A = data.draw(matrices(4, square=True))
    try:
        found = jordan(A)
    except IrreducibleError:
        return
    assert (A.dot(found.P) == found.P.dot(found.J)).all()


def test_7_5_a_single_eigenline(array: Any) -> None:
    found = jordan(array([[3, 1], [-1, 1]]))
    assert found.J.tolist() == [[2, 1], [0, 2]]
    assert found.P[:, 0].tolist() in ([1, -1], [-1, 1])
    assert [chain.size for chain in found.chains] == [2]


def test_7_1_diagonal_for_different_eigenvalues(array: Any) -> None:
    assert jordan(array([[5, 1], [3, 3]])).J.tolist() == [[6, 0], [0, 2]]


def test_conjugate_chains(array: Any) -> None:
    found = jordan(array([[0, 1, 1, 0], [-1, 0, 0, 1], [0, 0, 0, 1], [0, 0, -1, 0]]))
    assert exact.spelled(found.J).tolist() == [["I", 1, 0, 0], [0, "I", 0, 0], [0, 0, "-I", 1], [0, 0, 0, "-I"]]


def test_square_roots_of_different_numbers(array: Any) -> None:
    zero = exact.zeros(2, 2)
    A = np.block([[array([[0, 2], [1, 0]]), zero], [zero, array([[0, 3], [1, 0]])]])
    diagonal = [str(x) for x in np.diagonal(jordan(A).J)]
    assert diagonal == ["sqrt(3)", "-sqrt(3)", "sqrt(2)", "-sqrt(2)"]


def test_the_longest_chain_first(array: Any) -> None:
    A = array([[2, 0, 0], [0, 2, 1], [0, 0, 2]])
    assert [chain.size for chain in jordan(A).chains] == [2, 1]


def test_an_irreducible_cubic_is_named(array: Any) -> None:
    with pytest.raises(IrreducibleError) as caught:
        jordan(array([[0, 0, 2], [1, 0, 0], [0, 1, 0]]))
    assert [primary.factor for primary in caught.value.factors] == [(1, 0, 0, -2)]
