"""Structure is found exactly, in any scale, and never claimed of a matrix without it."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.numerics.structure import detect

RNG = np.random.default_rng(0)
G = RNG.standard_normal((300, 300))
Q = np.linalg.qr(G)[0]


@pytest.mark.parametrize(
    ("A", "labels"),
    [
        (np.array([[2, 1], [1, 3]]), ("symmetric", "positive definite")),
        (np.array([[0, -1], [1, 0]]), ("orthogonal",)),
        (np.array([[1, 1], [0, 1]]), ("upper triangular",)),
        (np.array([[1, 0], [1, 1]]), ("lower triangular",)),
        (np.diag([1.0, -2.0]), ("diagonal",)),
        (np.diag([1.0, 2.0]), ("diagonal", "positive definite")),
        (np.eye(200), ("identity",)),
        (np.zeros((5, 5)), ("zero",)),
        (np.zeros((2, 3)), ("zero",)),
        (G, ()),
        (G + G.T, ("symmetric",)),
        (1e300 * (G + G.T), ("symmetric",)),
        (np.triu(G), ("upper triangular",)),
        (np.tril(G), ("lower triangular",)),
        (Q, ("orthogonal",)),
        (np.asfortranarray(Q), ("orthogonal",)),
        (2 * Q, ()),
        (np.array([[2, 1j], [-1j, 2]]), ("Hermitian", "positive definite")),
        (np.array([[2, 1j], [1j, 2]]), ()),
        (np.array([[0, 1j], [1j, 0]]), ("unitary",)),
        (np.full((3, 3), 1e308), ("symmetric",)),
        (np.full((3, 3), np.nan), ()),
        (np.ones(3), ()),
        (np.array(2.0), ()),
        (np.zeros((0, 0)), ()),
        (np.array([[True, False], [False, True]]), ("identity",)),
    ],
)
def test_labels(A, labels):
    assert detect(A).labels == labels


@pytest.mark.parametrize("position", [(299, 0), (0, 299), (150, 20), (20, 150), (131, 127)])
def test_one_entry_off_is_seen(position):
    for A, flag in ((G + G.T, "symmetric"), (np.triu(G), "upper"), (np.tril(G), "lower"), (Q, "orthogonal")):
        off = A.copy()
        off[position] += 1e-3
        seen = getattr(detect(off), flag)
        assert seen == (flag in ("upper", "lower") and (position[0] < position[1]) == (flag == "upper"))


def test_large_candidate_is_left_open():
    assert detect(G @ G.T + (G @ G.T).T).positive_definite is None
    assert detect(G + G.T).positive_definite is False


def test_finite_and_integer():
    assert not detect(np.array([[1.0, np.inf]])).finite
    assert detect(np.array([[1.0, 2.0]])).integer
    assert not detect(np.array([[1.0, 2.5]])).integer
    assert detect(np.array([[3.0, -5.0]])).exponent == 3


@pytest.mark.parametrize("size", [1e-320, 1e-200, 1e200, 1.7e308])
def test_large_matrices_of_any_scale_are_finite(size):
    A = np.sign(G) * size
    assert detect(A).finite
    assert abs(detect(A).exponent - int(np.frexp(size)[1])) <= 1
    assert detect(A + A.T if size < 1e300 else np.full_like(A, size)).labels == ("symmetric",)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_one_nonfinite_entry_of_many_is_seen(value):
    for A in (G, np.asfortranarray(G), G[::2], G.astype(np.float32), G + 1j * Q):
        off = A.copy(order="K")
        off[-1, 7] = value
        assert not detect(off).finite


def test_the_exponent_is_no_less_than_that_of_the_largest_entry():
    for A in (G, np.diag(G[0] * 2.0**90), G.astype(np.float32) * 1e5, G + 1j * Q, np.eye(300) * 0.99):
        largest = max(np.abs(A.real).max(), np.abs(A.imag).max())
        assert largest < 2.0 ** detect(A).exponent < 1e4 * largest


@pytest.mark.parametrize("dtype", [np.float64, np.complex128])
def test_what_is_orthogonal_in_most_directions_only_is_not_orthogonal(dtype):
    turned = Q.astype(dtype)
    turned[:, 40:42] = turned[:, 40:41]
    assert not detect(turned).orthogonal
    assert not detect(Q @ np.diag(np.where(np.arange(300) == 150, 1 + 1e-9, 1)).astype(dtype)).orthogonal
    assert detect(Q.astype(dtype)).orthogonal


@pytest.mark.parametrize("position", [(299, 0), (0, 299), (150, 20), (20, 150), (298, 299), (299, 298)])
def test_one_entry_off_the_diagonal_is_seen(position):
    for order in ("C", "F"):
        D = np.asarray(np.diag(G[0]), order=order)
        assert detect(D).diagonal
        D[position] = 1e-300
        assert not detect(D).diagonal
        assert detect(D).upper == (position[0] < position[1])
    assert not detect(D[::-1][::-1]).diagonal
