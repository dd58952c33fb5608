"""Chapter 10: the trace."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest

from printed import near, printed

A = np.array([[2, 9, 8], [4, 7, 1], [8, 2, 5]])
LEFT, RIGHT = np.array([[1, 2, 3], [4, 5, 6]]), np.array([[1, 0], [2, 1], [0, 3]])


def test_10_1_three_readings(value, exact):
    assert value("trace", A) == exact("trace", A) == 14
    w = value("eigvals", A)
    assert np.sort(w.real)[::-1] == printed("14.971580 4.870506 -5.842086")
    assert value("sum", w) == near(14)
    assert exact("trace", exact("matmul", A, exact("transpose", A))) == 308
    assert value("norm", A) == printed("17.549929")
    assert value("norm", A) == near(308**0.5)
    assert exact("norm", A) == "2*sqrt(77)"


def test_10_2_cycle_do_not_shuffle(exact):
    factors = {"A": [[4, 12], [7, 6]], "B": [[1, -3], [4, 3]], "C": [[6, 6], [2, 5]]}
    orders = ["".join(order) for order in itertools.permutations("ABC")]
    found = {order: exact("trace", exact("multi_dot", *(factors[name] for name in order))) for order in orders}
    assert found == {"ABC": 531, "CAB": 531, "BCA": 531, "ACB": 438, "CBA": 438, "BAC": 438}


def test_10_3_different_sizes_same_trace(value, exact):
    for answer in (value, exact):
        small, large = answer("matmul", LEFT, RIGHT), answer("matmul", RIGHT, LEFT)
        assert small.tolist() == [[5, 11], [14, 23]]
        assert large.tolist() == [[1, 2, 3], [6, 9, 12], [12, 15, 18]]
        assert answer("trace", small) == answer("trace", large) == 28


def test_10_4_trace_counts_parameters(value, exact):
    """The points of experiment 9.3, with a column of ones for the intercept."""
    design = np.column_stack([np.ones(6, int), [0, 1, 2, 3, 3, 4]])
    hat = value("matmul", design, value("pinv", design))
    assert value("trace", hat) == near(2)
    assert value("diag", hat) == printed(".600000 .292308 .169231 .230769 .230769 .476923")
    leverages = exact("diag", exact("matmul", design, exact("pinv", design)))
    assert exact("sum", leverages) == 2
    assert leverages[0] == Fraction(6, 10)


def test_10_5_inner_product_of_matrices(value, exact):
    for answer in (value, exact):
        turned = answer("transpose", RIGHT)
        assert answer("vdot", LEFT, turned) == 28
        assert answer("sum", answer("multiply", LEFT, turned)) == 28
        assert answer("trace", answer("matmul", LEFT, RIGHT)) == 28


def test_10_6_trace_by_asking_questions(exact):
    signs = np.array(list(itertools.product([1, -1], repeat=3)))
    answers = [exact("multi_dot", z, A, z) for z in signs]
    assert sorted(answers) == [-12, -12, 8, 8, 14, 14, 46, 46]
    assert exact("mean", np.array(answers)) == 14


def test_10_7_slope_of_volume(value):
    """det(I + tA) = 1 + 14 t - 43 t² - 426 t³: the trace is what is left of the slope."""
    steps = (1e-3, 1e-4, 1e-5)
    slopes = [(float(value("det", np.eye(3) + t * A)) - 1) / t for t in steps]
    assert slopes[0] == printed("13.956574")
    assert slopes == pytest.approx([14 - 43 * t - 426 * t**2 for t in steps], rel=1e-9)
    assert np.diff(np.abs(np.array(slopes) - 14)).max() < 0
