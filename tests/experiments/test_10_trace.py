"""Chapter 10: the trace."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

A = np.array([[2, 9, 8], [4, 7, 1], [8, 2, 5]])
LEFT, RIGHT = np.array([[1, 2, 3], [4, 5, 6]]), np.array([[1, 0], [2, 1], [0, 3]])


def test_10_1_three_readings(ask, value):
    assert ask("trace", A).exact == {"result": 14}
    w = ask("eigvals", A).outputs["result"]
    assert sorted(w.real) == pytest.approx([-5.842086, 4.870506, 14.971580], abs=1e-6)
    assert float(w.sum().real) == pytest.approx(14)
    assert value("trace", value("matmul", A, A.T.copy())) == 308
    assert float(value("norm", A)) == pytest.approx(17.549929, abs=1e-6)
    assert ask("norm", A).exact == {"result": "2*sqrt(77)"}


def test_10_2_cycle_do_not_shuffle(value):
    factors = {"A": [[4, 12], [7, 6]], "B": [[1, -3], [4, 3]], "C": [[6, 6], [2, 5]]}
    found = {}
    for order in itertools.permutations("ABC"):
        product = value("matmul", value("matmul", factors[order[0]], factors[order[1]]), factors[order[2]])
        found["".join(order)] = float(value("trace", product))
    assert found == {"ABC": 531, "CAB": 531, "BCA": 531, "ACB": 438, "CBA": 438, "BAC": 438}


def test_10_3_different_sizes_same_trace(value):
    small, large = value("matmul", LEFT, RIGHT), value("matmul", RIGHT, LEFT)
    assert small.tolist() == [[5, 11], [14, 23]]
    assert large.tolist() == [[1, 2, 3], [6, 9, 12], [12, 15, 18]]
    assert value("trace", small) == value("trace", large) == 28


def test_10_4_trace_counts_parameters(value):
    """The points of experiment 9.3, with a column of ones for the intercept."""
    design = np.column_stack([np.ones(6), [0, 1, 2, 3, 3, 4]])
    hat = value("matmul", design, value("pinv", design))
    assert float(value("trace", hat)) == pytest.approx(2)
    leverages = [0.6, 0.292308, 0.169231, 0.230769, 0.230769, 0.476923]
    assert np.diagonal(hat) == pytest.approx(leverages, abs=1e-6)


def test_10_5_inner_product_of_matrices(value):
    assert value("vdot", LEFT, RIGHT.T.copy()) == 28
    assert value("sum", value("multiply", LEFT, RIGHT.T.copy())) == 28
    assert value("trace", value("matmul", LEFT, RIGHT)) == 28


def test_10_6_trace_by_asking_questions(value):
    signs = np.array(list(itertools.product([1, -1], repeat=3)))
    answers = [float(value("dot", z, value("matmul", A, z))) for z in signs]
    assert sorted(answers) == [-12, -12, 8, 8, 14, 14, 46, 46]
    assert np.mean(answers) == 14


def test_10_7_slope_of_volume(value):
    t = 0.001
    slope = (float(value("det", np.eye(3) + t * A)) - 1) / t
    assert slope == pytest.approx(13.956574, abs=1e-5)
    assert slope == pytest.approx(float(value("trace", A)), rel=0.01)
