"""Order of eigenvalues and signs of vectors."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.numerics.order import by_modulus, negative_top, out_of_order, pairs_adjacent, with_positive_tops


def test_largest_modulus_first() -> None:
    w = np.array([1, -3, 2 + 0j])
    assert list(w[by_modulus(w)]) == [-3, 2, 1]


def test_pairs_stay_together_though_moduli_tie() -> None:
    roots = np.exp(2j * np.pi * np.arange(7) / 7)
    w = np.concatenate([roots[:1].real + 0j, roots[1:4], roots[1:4].conj()])
    ordered = w[by_modulus(w)]
    assert ordered[0] == 1
    assert pairs_adjacent(ordered)
    assert (ordered[1::2].imag > 0).all()


@pytest.mark.parametrize("w", [[1, 2], [1 - 1j, 1 + 1j], [1 + 1j, 3], [2 + 1j, 2 + 1j]])
def test_what_is_out_of_order(w: list[complex]) -> None:
    assert out_of_order(np.array(w, dtype=complex), real_matrix=True)


def test_complex_matrices_need_no_pairs() -> None:
    assert not out_of_order(np.array([3j, 1 + 1j]), real_matrix=False)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex64, np.complex128])
def test_largest_entry_becomes_positive(dtype: type) -> None:
    rng = np.random.default_rng(0)
    V = (rng.standard_normal((5, 4)) * (1 + 1j if np.dtype(dtype).kind == "c" else 1)).astype(dtype)
    before = V.copy()
    turned, factors = with_positive_tops(V)
    assert np.allclose(turned, before * factors, atol=1e-6)
    top = turned[np.abs(turned).argmax(axis=0), range(4)]
    assert (top.real > 0).all()
    assert (top.imag == 0).all()
    assert not negative_top(turned)
    assert negative_top(-turned)


def test_of_equal_entries_the_first_decides() -> None:
    turned, _ = with_positive_tops(np.array([[-0.6, 0.7071067811865475], [0.6, -0.7071067811865476]]))
    assert (turned[0] > 0).all()


def test_nothing_to_turn() -> None:
    assert with_positive_tops(np.zeros((0, 3)))[0].shape == (0, 3)
    assert not negative_top(np.zeros((3, 0)))


def test_equal_pairs_are_kept_apart() -> None:
    w = np.array([1j, -1j, 2 + 1j, 2 - 1j, 1j, -1j, 1j, -1j])
    order = by_modulus(w)
    assert list(w[order]) == [2 + 1j, 2 - 1j, 1j, -1j, 1j, -1j, 1j, -1j]
    assert list(order[2:]) == [0, 1, 4, 5, 6, 7]
    assert pairs_adjacent(w[order])
