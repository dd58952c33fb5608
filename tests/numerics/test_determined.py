"""Vectors turn by no more than is said of them, and by about as much."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.numerics.determined import of_general, of_singular, of_symmetric
from workbench.numerics.eigen_clusters import conditions


def turned(X: np.ndarray, Y: np.ndarray) -> np.ndarray:
    """The sine of the angle between corresponding columns of length 1."""
    return np.linalg.norm(Y - X * (X.conj() * Y).sum(axis=0), axis=0)


@pytest.mark.parametrize("gap", [1e-2, 1e-4, 1e-6])
def test_symmetric_vectors_turn_by_no_more_than_is_said(gap: float) -> None:
    rng = np.random.default_rng(0)
    Q = np.linalg.qr(rng.standard_normal((6, 6)))[0]
    w = np.array([3, 2, 1 + gap, 1, 0.5, -1])
    E = rng.standard_normal((6, 6))
    E = (E + E.T) * 1e-9
    found = of_symmetric(w, float(np.linalg.norm(E, 2)) / 3)
    X = np.linalg.eigh((Q * w) @ Q.T + E)[1][:, ::-1]
    off = turned(Q, X)
    assert (off <= found.sines).all()
    assert (off[2:4] > found.sines[2:4] / 100).all()
    assert found.groups == []


def test_singular_vectors_of_the_longer_side_are_told_from_the_rest() -> None:
    S = np.array([2.0, 1, 1e-6])
    assert of_singular(S, 1e-12, True).sines[2] == pytest.approx(2e-6)
    assert of_singular(S, 1e-12, False).sines[2] == pytest.approx(2e-12, rel=1e-5)


def test_values_that_are_the_same_share_a_span() -> None:
    found = of_symmetric(np.array([3, 1 + 1e-16, 1, 1 - 1e-15, -2]), 1e-15)
    assert found.groups == [[1, 2, 3]]
    assert (found.sines < 1e-14).all()
    assert of_singular(np.array([1.0, 0, 0]), 1e-15, True).groups == [[1, 2]]
    assert of_symmetric(np.zeros(0), 1e-15).groups == []


@pytest.mark.parametrize("gap", [1e-1, 1e-3, 1e-5])
def test_general_vectors_turn_by_no_more_than_is_said(gap: float) -> None:
    rng = np.random.default_rng(1)
    X = rng.standard_normal((5, 5))
    X /= np.linalg.norm(X, axis=0)
    w, E = np.array([4, 3, 2, 1 + gap, 1]), rng.standard_normal((5, 5)) * 1e-10
    A = (X * w) @ np.linalg.inv(X)
    found = of_general(w + 0j, X, conditions(X), [], float(np.linalg.norm(E, 2)) / 4)
    values, Y = np.linalg.eig(A + E)
    off = turned(X, Y[:, np.argsort(-values.real)].real)
    assert (off <= found.sines).all()
    assert (off[3:] > found.sines[3:] / 1000).all()


def test_nearly_dependent_vectors_are_taken_together() -> None:
    A = np.vstack([-np.poly(np.arange(1, 7))[1:], np.eye(5, 6)])
    values, X = np.linalg.eig(A)
    order = np.argsort(-values)
    w, X = values[order], X[:, order]
    E = np.random.default_rng(2).standard_normal((6, 6)) * 1e-10
    found = of_general(w + 0j, X, conditions(X), [], float(np.linalg.norm(E, 2)) / 6)
    values, Y = np.linalg.eig(A + E)
    off = turned(X, Y[:, np.argsort(-values.real)].real)
    assert (off <= found.sines).all()
    assert (off > found.sines / 1e3).all()
