"""Chapter 11: the determinant."""

from __future__ import annotations

import numpy as np
import pytest

FRIENDLY = np.array([[3, 0, 2], [2, 0, -2], [0, 1, 1]])
"""The matrix of experiment 3.2."""


@pytest.mark.parametrize(("A", "volume"), [(2 * np.eye(2), 4), (np.diag([-2, 2]), -4), (np.diag([-1, 1]), -1)])
def test_11_1_area_and_handedness(ask, value, A, volume):
    assert ask("det", A.astype(int)).exact == {"result": volume}
    square = np.array([[0, 1, 1, 0], [0, 0, 1, 1]])
    assert signed_area(value("matmul", A, square)) == pytest.approx(volume)


def signed_area(corners: np.ndarray) -> float:
    """Of a polygon, by the shoelace formula; its corners are columns."""
    x, y = corners
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


@pytest.mark.parametrize(("A", "volume"), [([[3, 1], [1, 2]], 5), ([[3, 7], [1, 4]], 5), ([[1, 3], [2, 1]], -5)])
def test_11_2_shear_keeps_area(ask, A, volume):
    found = ask("det", A)
    assert float(found.outputs["result"]) == pytest.approx(volume)
    assert found.exact == {"result": volume}


def test_11_3_product_rule_no_sum_rule(ask, value):
    C, Q = np.array([[2, 3], [6, 5]]), np.array([[5, 3], [2, 2]])
    det = {name: ask("det", M).exact["result"] for name, M in (("C", C), ("Q", Q), ("C + Q", C + Q))}
    assert det == {"C": -8, "Q": 4, "C + Q": 1}
    for product in (value("matmul", C, Q), value("matmul", Q, C)):
        assert float(value("det", product)) == pytest.approx(-32)


@pytest.mark.parametrize(("A", "volume", "values"), [([[5, 1], [3, 3]], 12, [6, 2]), ([[3, 7], [5, 2]], -29, None)])
def test_11_4_two_factorings(ask, value, A, volume, values):
    assert ask("det", A).exact == {"result": volume}
    w = value("eigvals", A)
    assert float(np.prod(w).real) == pytest.approx(volume)
    assert float(np.prod(value("svdvals", A))) == pytest.approx(abs(volume))
    if values is not None:
        assert np.sort(w.real)[::-1] == pytest.approx(values)


def test_11_5_volume(ask):
    nine = np.arange(1, 10).reshape(3, 3)
    ten = nine.copy()
    ten[2, 2] = 10
    for A, volume in ((FRIENDLY, 10), (nine, 0), (ten, -3)):
        assert ask("det", A).exact == {"result": volume}


def test_11_6_scale_and_underflow(ask, value):
    small, large = 0.1 * np.eye(10), 0.1 * np.eye(400)
    assert float(value("det", small)) == pytest.approx(1e-10)
    assert value("det", large) == 0
    assert value("cond", large) == 1
    found = ask("slogdet", large)
    assert found.outputs["sign"] == 1
    assert float(found.outputs["logabsdet"]) == pytest.approx(-921.034037, abs=1e-6)
    assert ask("det", large).details["logabsdet"] == pytest.approx(-921.034037, abs=1e-6)


def test_11_7_row_points_need_the_transpose(value):
    triangle, A = np.array([[0, 0], [4, 0], [1, 3]]), np.array([[3, 1], [1, 2]])
    moved = value("matmul", triangle, A.T.copy())
    assert signed_area(triangle.T) == 6
    assert signed_area(moved.T) == pytest.approx(30)
    R = value("rotation", angle=30)
    assert value("matmul", [[1, 0]], R.T.copy())[0] == pytest.approx([0.866025, 0.5], abs=1e-6)
    assert value("matmul", [[1, 0]], R)[0] == pytest.approx([0.866025, -0.5], abs=1e-6)


def test_11_8_how_it_is_computed(ask):
    found = ask("lu", FRIENDLY).outputs
    pivots = np.diagonal(found["U"])
    assert np.abs(pivots) == pytest.approx([3, 1, 10 / 3])
    assert float(np.linalg.det(found["P"]) * np.prod(pivots)) == pytest.approx(10)
