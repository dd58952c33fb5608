"""The warm-up: every operation that the first seed names, on its own matrix."""

from __future__ import annotations

from math import sqrt

import pytest

from printed import fractions, near, printed

A = [[1, 2], [3, 4]]
B = [5, 6]


def test_0_1_products_and_shape(value, exact):
    assert value("matmul", A, B).tolist() == [17, 39]
    assert value("transpose", A).tolist() == [[1, 3], [2, 4]]
    assert value("reshape", A, shape=[4, 1]).tolist() == [[1], [2], [3], [4]]
    assert value("trace", A) == 5
    assert exact("trace", A) == 5
    assert value("matrix_rank", A) == exact("matrix_rank", A) == 2


def test_0_1_inverse_and_determinant(value, exact):
    assert exact("inv", A).tolist() == fractions("-2 1; 3/2 -1/2")
    assert value("inv", A) == near([[-2, 1], [1.5, -0.5]])
    assert exact("det", A) == -2
    assert float(value("det", A)) == -2.0000000000000004


def test_0_1_three_routes_to_one_solution(ask, value, exact):
    solution = fractions("-4 9/2")
    assert exact("solve", A, B).tolist() == solution
    assert exact("lstsq", A, B, output="x").tolist() == solution
    assert exact("matmul", exact("pinv", A), B).tolist() == solution
    for found in (value("solve", A, B), ask("lstsq", A, B).outputs["x"], value("matmul", value("pinv", A), B)):
        assert found == near([-4, 4.5])


def test_0_1_spectrum(ask, value):
    found = ask("eig", A)
    assert found.outputs["eigenvalues"] == printed("5.372281 -0.372281")
    assert found.outputs["eigenvalues"] == near([(5 + sqrt(33)) / 2, (5 - sqrt(33)) / 2])
    assert found.exact["eigenvalues"] == ["5/2 + sqrt(33)/2", "5/2 - sqrt(33)/2"]
    assert value("svdvals", A) == printed("5.464986 0.365966")


def test_0_1_condition(value, exact):
    assert value("cond", A) == printed("14.933034")
    assert value("cond", A, p=1) == near(21)
    assert exact("cond", A, p=1) == 21


@pytest.mark.parametrize(
    ("ord", "output", "size"),
    [
        ("fro", "frobenius", "5.477226"),
        (2, "spectral", "5.464986"),
        (1, "max_column_sum", "6"),
        ("inf", "max_row_sum", "7"),
        ("nuc", "nuclear", "5.830952"),
    ],
)
def test_0_1_five_norms(ask, value, ord, output, size):
    found = ask("norms", A)
    for answer in (value("norm", A, ord=ord), found.outputs[output]):
        assert answer == printed(size)
    if ord in (1, "inf"):
        assert found.exact[output] == int(size)
        assert found.outputs[output] == int(size)
    assert found.exact["frobenius"] == "sqrt(30)"
