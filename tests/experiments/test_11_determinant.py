"""Chapter 11: the determinant."""

from __future__ import annotations

from fractions import Fraction
from math import factorial

import numpy as np
import pytest

from printed import near, printed
from workbench.jobs.engine import run
from workbench.jobs.request import Steps
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.model.steps import Derivation, Way

FRIENDLY = np.array([[3, 0, 2], [2, 0, -2], [0, 1, 1]])
"""The matrix of experiment 3.2."""


@pytest.mark.parametrize(("A", "volume"), [([[2, 0], [0, 2]], 4), ([[-2, 0], [0, 2]], -4), ([[-1, 0], [0, 1]], -1)])
def test_11_1_area_and_handedness(value, exact, A, volume):
    assert exact("det", A) == volume
    assert value("det", A) == volume
    square = [[0, 1, 1, 0], [0, 0, 1, 1]]
    assert signed_area(exact("matmul", A, square)) == volume


def signed_area(corners: np.ndarray) -> float:
    """Of a polygon, by the shoelace formula; its corners are columns."""
    x, y = corners
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


@pytest.mark.parametrize(("A", "volume"), [([[3, 1], [1, 2]], 5), ([[3, 7], [1, 4]], 5), ([[1, 3], [2, 1]], -5)])
def test_11_2_shear_keeps_area(value, exact, A, volume):
    assert exact("det", A) == volume
    assert value("det", A) == near(volume)


def test_11_2_the_shear_and_the_swap(exact):
    assert exact("matmul", [[3, 1], [1, 2]], [[1, 2], [0, 1]]).tolist() == [[3, 7], [1, 4]]
    assert exact("take", [[3, 1], [1, 2]], indices=[1, 0], axis=1).tolist() == [[1, 3], [2, 1]]


def test_11_3_product_rule_no_sum_rule(value, exact):
    C, Q = [[2, 3], [6, 5]], [[5, 3], [2, 2]]
    assert (exact("det", C), exact("det", Q)) == (-8, 4)
    for product in (exact("matmul", C, Q), exact("matmul", Q, C)):
        assert exact("det", product) == -32
        assert value("det", product.astype(float)) == near(-32)
    assert exact("det", exact("add", C, Q)) == 1


@pytest.mark.parametrize(("A", "volume", "values"), [([[5, 1], [3, 3]], 12, [6, 2]), ([[3, 7], [5, 2]], -29, None)])
def test_11_4_two_factorings(value, exact, A, volume, values):
    assert exact("det", A) == volume
    assert value("det", A) == near(volume)
    w = value("eigvals", A)
    assert np.prod(w) == near(volume)
    assert np.prod(value("svdvals", A)) == near(abs(volume))
    if values is not None:
        assert w == near(values)
        assert exact("eigvals", A) == values


def test_11_5_volume(exact):
    nine = np.arange(1, 10).reshape(3, 3)
    ten = nine.copy()
    ten[2, 2] = 10
    for A, volume in ((FRIENDLY, 10), (nine, 0), (ten, -3)):
        assert exact("det", A) == volume


def test_11_6_scale_and_underflow(ask, value):
    small, large = 0.1 * np.eye(10), 0.1 * np.eye(400)
    assert value("det", small) == near(1e-10)
    assert value("det", large) == 0
    assert value("cond", large) == 1
    found = ask("slogdet", large)
    assert found.outputs["sign"] == 1
    assert found.outputs["logabsdet"] == printed("-921.034037")
    assert ask("det", large).details["logabsdet"] == printed("-921.034037")
    assert ask("det", large).details["sign"] == 1


def test_11_7_row_points_need_the_transpose(value, exact):
    triangle, A = [[0, 0], [4, 0], [1, 3]], [[3, 1], [1, 2]]
    moved = exact("matmul", triangle, exact("transpose", A))
    assert signed_area(np.transpose(triangle)) == 6
    assert signed_area(moved.T) == 30
    R = value("rotation", angle=30)
    assert value("matmul", [[1, 0]], value("transpose", R))[0] == printed(".866025 .500000")
    assert value("matmul", [[1, 0]], R)[0] == printed(".866025 -.500000")


def test_11_8_how_it_is_computed(ask, value, exact):
    found = ask("lu", FRIENDLY)
    pivots = exact("diag", found.exact["U"])
    assert np.abs(pivots).tolist() == [3, 1, Fraction(10, 3)]
    assert exact("det", found.exact["P"]) * np.prod(pivots) == exact("det", FRIENDLY) == 10
    floating = value("diag", found.outputs["U"])
    assert np.abs(floating) == near([3, 1, 10 / 3])
    assert value("det", found.outputs["P"]) * np.prod(floating) == near(10)


def determinant_steps(n: int, method: str) -> Derivation:
    """Of a matrix without a zero in any step."""
    A = Matrix.of("A", np.minimum.outer(np.arange(1, n + 1), np.arange(1, n + 1)) + np.eye(n, dtype=int))
    return run(Steps("det", ("A",), way=Way(method=method)), (A,))


def test_11_8_elimination_takes_330_operations_at_n_10():
    """A multiplier and the entries right of the pivot, for each row operation: (n³ - n) / 3, which 2 to 8 confirm."""

    def expected(n: int) -> int:
        return (n**3 - n) // 3

    for n in range(2, 9):
        done = [step.operation for step in determinant_steps(n, "elimination").steps]
        adds = [operation for operation in done if operation is not None and operation.kind == "add"]
        assert sum(n - operation.source for operation in adds) == expected(n)
    assert expected(10) == 330


def test_11_8_cofactors_take_3_628_800_terms_at_n_10():
    """n! products, the number with which large ones are refused."""
    for n in (5, 8):
        with pytest.raises(UserError, match=rf"{n}! products"):
            determinant_steps(n, "cofactors")
    assert factorial(10) == 3_628_800
