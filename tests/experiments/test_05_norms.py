"""Chapter 5: norms."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

T1 = 1e-6  # the digits that are printed


def test_5_1_triangle_rule(value):
    u, v = np.array([1, 6]), np.array([4, 2])
    direct, detour = float(value("norm", u + v)), float(value("norm", u) + value("norm", v))
    assert direct == pytest.approx(9.433981, abs=T1)
    assert detour == pytest.approx(10.554898, abs=T1)
    assert float(value("norm", 3 * u)) == pytest.approx(float(value("norm", u) + value("norm", 2 * u)))


@pytest.mark.parametrize(("p", "size"), [(0, 3), (1, 19), (2, 13), ("inf", 12)])
def test_5_2_one_vector_many_sizes(ask, p, size):
    found = ask("norm", [3, -4, 0, 12], ord=p)
    assert found.outputs["result"] == size
    assert found.exact == {"result": size}


def test_5_2_all_sizes_at_once_and_their_traps(ask, value):
    found = ask("vector_norms", [3, -4, 0, 12]).outputs
    assert [float(found[name]) for name in ("nonzeros", "sum", "length", "length_squared", "max")] == [
        3,
        19,
        13,
        169,
        12,
    ]
    assert value("norm", [-5, 1], ord="inf") == 5
    assert value("norm", [-5, 0, 1], ord=0) == 2


@pytest.mark.parametrize(("p", "area"), [("1/2", 2 / 3), (1, 2), (2, math.pi), (4, 3.708149), ("inf", 4)])
def test_5_3_unit_balls(value, p, area):
    assert float(value("unit_ball_area", p=p)) == pytest.approx(area, abs=T1)


def test_5_3_below_one_the_triangle_rule_fails(ask, value):
    both = ask("norm", [1, 1], ord=0.5)
    assert both.exact == {"result": 4}
    assert value("norm", [1, 0], ord=0.5) + value("norm", [0, 1], ord=0.5) == 2
    assert "no norm" in ask("unit_ball_area", p=0.5).warnings[0]
    assert ask("unit_ball_area", p=0.5).exact == {"result": Fraction(2, 3)}


def test_5_4_dot_product_as_angle(ask):
    found = ask("angle", [0, 2], [2, 2]).outputs
    assert float(found["dot"]) == pytest.approx(4)
    assert float(found["norm_x"] * found["norm_y"]) == pytest.approx(2 * math.sqrt(8))
    assert float(found["cosine"]) == pytest.approx(0.707107, abs=T1)
    assert float(found["degrees"]) == pytest.approx(45)


MATRIX = [[1, 2], [6, 4], [3, 2]]
SIZES = {
    "frobenius": 8.366600,
    "spectral": 8.296858,
    "max_column_sum": 10,
    "max_row_sum": 10,
    "nuclear": 9.374889,
    "entrywise_sum": 18,
}


def test_5_5_sizes_of_a_matrix(ask):
    found = ask("norms", MATRIX)
    assert found.certificate.verdict == "green"
    assert found.exact["frobenius"] == "sqrt(70)"
    for name, size in SIZES.items():
        assert float(found.outputs[name]) == pytest.approx(size, abs=T1), name


@pytest.mark.parametrize(
    ("ord", "size"), [("fro", 8.366600), (2, 8.296858), (1, 10), ("inf", 10), ("nuc", 9.374889), ("sum", 18)]
)
def test_5_5_each_named_norm(value, ord, size):
    assert float(value("norm", MATRIX, ord=ord)) == pytest.approx(size, abs=T1)


def test_5_6_slopes_of_norms(ask, value):
    x = [2, 5, 3, 3]
    assert value("dot", x, x) == 47
    assert value("norm_gradient", x, ord="squared").tolist() == [4, 10, 6, 6]
    assert value("norm_gradient", x) == pytest.approx([0.291730, 0.729325, 0.437595, 0.437595], abs=T1)
    assert ask("norm_gradient", [3, 4]).exact["result"] == [Fraction(3, 5), Fraction(4, 5)]


def test_5_6_at_zero_there_is_none(refusal, value):
    assert "no gradient" in refusal("norm_gradient", [0, 0]).message
    assert "no gradient" in refusal("norm_gradient", [0, 0], ord=1).message
    assert "corner" in refusal("norm_gradient", [1, 0], ord=1).message
    assert value("norm_gradient", [0, 0], ord="squared").tolist() == [0, 0]


@pytest.mark.parametrize(
    ("p", "point", "size"), [(1, [0, 2], 2), (2, [0.8, 1.6], 1.788854), ("inf", [4 / 3, 4 / 3], 4 / 3)]
)
def test_5_7_why_the_1_norm_gives_zeros(ask, p, point, size):
    found = ask("min_norm", [[1, 2]], [4], p=p)
    assert found.certificate.verdict == "green"
    assert found.outputs["x"] == pytest.approx(point)
    assert float(found.outputs["norm"]) == pytest.approx(size, abs=T1)
    assert [float(x) for x in found.exact["x"]] == pytest.approx(point)


@pytest.mark.parametrize(("p", "centre"), [(2, 22), (1, 3), ("inf", 50.5)])
def test_5_8_which_centre(ask, p, centre):
    found = ask("lp_fit", np.ones((5, 1), int), [1, 2, 3, 4, 100], p=p)
    assert found.certificate.verdict == "green"
    assert found.outputs["x"] == pytest.approx([centre])
    assert list(found.exact["x"]) == [Fraction(centre)]


@pytest.mark.parametrize(("p", "line"), [(1, [2, 1]), (2, [4.857143, -2.809524])])
def test_5_8_which_line(ask, p, line):
    positions = np.arange(6)
    values = 2 * positions + 1
    values[-1] = 31
    found = ask("lp_fit", positions, values, p=p)
    assert found.certificate.verdict == "green"
    assert found.outputs["x"] == pytest.approx(line, abs=T1)
    if p == 1:
        assert list(found.exact["x"]) == [2, 1]
