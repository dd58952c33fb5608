"""Exact eigenvalues with their vectors and multiplicities."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends import exact
from workbench.backends.exact_eigen import eigensystem


def texts(A: Any) -> list[list[str]]:
    return [[str(x) for x in row] for row in A]


@given(st.data())
def test_vectors_belong_to_their_values(matrices: Any, data: Any) -> None:
    A = data.draw(matrices(4, square=True))
    found = eigensystem(A)
    counted = sum(space.algebraic for space in found.spaces) + sum(p.degree * p.algebraic for p in found.missing)
    assert counted == len(A)
    for value, sizes, X in found.spaces:
        assert (A.dot(X) == X * value).all()
        assert X.shape == (len(A), len(sizes))


@given(st.data())
def test_symmetric_matrices_are_diagonalizable(matrices: Any, data: Any) -> None:
    A = data.draw(matrices(4, symmetric=True))
    found = eigensystem(A)
    assert found.diagonalizable
    values = [float(space.value) for space in found.spaces]
    assert values == sorted(values, reverse=True)


def test_7_1_directions_that_survive(array: Any) -> None:
    six, two = eigensystem(array([[5, 1], [3, 3]])).spaces
    assert (six.value, six.vectors.T.tolist()) == (6, [[1, 1]])
    assert (two.value, two.vectors.T.tolist()) == (2, [[-1, 3]])


def test_7_2_a_flipped_eigenvector(array: Any) -> None:
    found = eigensystem(array([[-1, 3], [2, -2]]))
    assert [(space.value, space.vectors.T.tolist()) for space in found.spaces] == [(-4, [[1, -1]]), (1, [[3, 2]])]


def test_7_5_no_real_or_not_enough_eigenvectors(array: Any) -> None:
    turn = eigensystem(array([[0, -1], [1, 0]]))
    assert [str(space.value) for space in turn.spaces] == ["I", "-I"]
    assert turn.diagonalizable
    shear = eigensystem(array([[1, 1], [0, 1]]))
    assert not shear.diagonalizable
    [space] = shear.spaces
    assert (space.value, space.algebraic, space.geometric, space.defective) == (1, 2, 1, True)


def test_7_6_golden_section(array: Any) -> None:
    larger, smaller = eigensystem(array([[1, 1], [1, 0]])).spaces
    assert texts(larger.vectors) == [["1/2 + sqrt(5)/2"], ["1"]]
    assert exact.spelled(smaller.vectors).tolist() == [["1/2 - sqrt(5)/2"], [1]]


def test_7_6_steady_state(array: Any) -> None:
    found = eigensystem(array([["0.9", "0.5"], ["0.1", "0.5"]]))
    steady, fading = found.spaces
    assert (steady.value, steady.vectors.T.tolist()) == (1, [[5, 1]])
    assert (fading.value * 5, fading.vectors.T.tolist()) == (2, [[1, -1]])


def test_two_triangles_joined_by_a_bridge(array: Any) -> None:
    edges = np.zeros((6, 6), dtype=int)
    for i, j in [(0, 1), (0, 2), (1, 2), (2, 3), (3, 4), (3, 5), (4, 5)]:
        edges[i, j] = edges[j, i] = 1
    laplacian = np.diag(edges.sum(axis=0)) - edges
    found = eigensystem(array(laplacian.tolist()))
    assert [(str(space.value), space.geometric) for space in found.spaces] == [
        ("5/2 + sqrt(17)/2", 1),
        ("3", 3),
        ("5/2 - sqrt(17)/2", 1),
        ("0", 1),
    ]
    three = found.spaces[1].vectors
    assert not np.triu(three.T.dot(three), 1).any()


def test_rosser(array: Any) -> None:
    """Eigenvalues that are repeated, almost so, zero and opposite."""
    rows = [
        [611, 196, -192, 407, -8, -52, -49, 29],
        [196, 899, 113, -192, -71, -43, -8, -44],
        [-192, 113, 899, 196, 61, 49, 8, 52],
        [407, -192, 196, 611, 8, 44, 59, -23],
        [-8, -71, 61, 8, 411, -599, 208, 208],
        [-52, -43, 49, 44, -599, 411, 208, 208],
        [-49, -8, 8, 59, 208, 208, 99, -911],
        [29, -44, 52, -23, 208, 208, -911, 99],
    ]
    values = [(str(space.value), space.algebraic) for space in eigensystem(array(rows)).spaces]
    assert values == [
        ("10*sqrt(10405)", 1),
        ("1020", 1),
        ("510 + 100*sqrt(26)", 1),
        ("1000", 2),
        ("510 - 100*sqrt(26)", 1),
        ("0", 1),
        ("-10*sqrt(10405)", 1),
    ]


def test_what_cubics_leave_out_is_named(array: Any) -> None:
    found = eigensystem(array([[0, 0, 2, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 5]]))
    assert [space.value for space in found.spaces] == [5]
    assert [primary.factor for primary in found.missing] == [(1, 0, 0, -2)]
    assert found.diagonalizable


def test_eigenspaces_of_more_dimensions_over_a_square_root(array: Any) -> None:
    F = array([[1, 1], [1, 0]])
    A = np.block([[F, 0 * F], [0 * F, F]])
    larger, smaller = eigensystem(A).spaces
    assert larger.vectors.shape == smaller.vectors.shape == (4, 2)
    assert larger.sizes == (1, 1)
