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
