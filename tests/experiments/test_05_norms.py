"""Chapter 5: norms."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from printed import fractions, near, printed


def test_5_1_triangle_rule(value):
    u, v = np.array([1, 6]), np.array([4, 2])
    direct, detour = value("norm", value("add", u, v)), value("norm", u) + value("norm", v)
    assert direct == printed("9.433981")
    assert detour == printed("10.554898")
    assert direct <= detour
    assert value("norm", 3 * u) == near(float(value("norm", u) + value("norm", 2 * u)))


@pytest.mark.parametrize(("p", "size"), [(0, 3), (1, 19), (2, 13), ("inf", 12)])
def test_5_2_one_vector_many_sizes(value, exact, p, size):
    assert value("norm", [3, -4, 0, 12], ord=p) == exact("norm", [3, -4, 0, 12], ord=p) == size


def test_5_2_all_sizes_at_once_and_their_traps(ask, value):
    found = ask("vector_norms", [3, -4, 0, 12])
    for name, size in (("nonzeros", 3), ("sum", 19), ("length", 13), ("length_squared", 169), ("max", 12)):
        assert found.outputs[name] == size
        assert found.exact[name] in (size, str(size))
    assert value("norm", [-5, 1], ord="inf") == 5
    assert value("norm", [-5, 0, 1], ord=0) == 2


AREAS = [("1/2", near(2 / 3)), (1, near(2)), (2, near(math.pi)), (4, printed("3.708149")), ("inf", near(4))]


@pytest.mark.parametrize(("p", "area"), AREAS)
def test_5_3_unit_balls(value, p, area):
    assert value("unit_ball_area", p=p) == area


def test_5_3_below_one_the_triangle_rule_fails(ask, value):
    both = ask("norm", [1, 1], ord=0.5)
    assert both.exact == {"result": 4}
    assert value("norm", [1, 0], ord=0.5) + value("norm", [0, 1], ord=0.5) == 2
    assert "no norm" in ask("unit_ball_area", p=0.5).warnings[0]
    assert ask("unit_ball_area", p=0.5).exact == {"result": Fraction(2, 3)}


def test_5_4_dot_product_as_angle(ask):
    found = ask("angle", [0, 2], [2, 2]).outputs
    assert found["dot"] == 4
    assert found["dot"] == near(2 * math.sqrt(8) * math.cos(math.radians(45)))
    assert (found["norm_x"], found["norm_y"]) == near((2, math.sqrt(8)))
    assert found["cosine"] == printed("0.707107")
    assert found["degrees"] == near(45)
    assert ask("angle", [0, 0], [2, 2]).outputs["degrees"] is None


MATRIX = [[1, 2], [6, 4], [3, 2]]
SIZES = [
    ("fro", "frobenius", printed("8.366600")),
    (2, "spectral", printed("8.296858")),
    (1, "max_column_sum", 10),
    ("inf", "max_row_sum", 10),
    ("nuc", "nuclear", printed("9.374889")),
    ("sum", "entrywise_sum", 18),
]


@pytest.mark.parametrize(("ord", "output", "size"), SIZES)
def test_5_5_sizes_of_a_matrix(ask, value, ord, output, size):
    found = ask("norms", MATRIX)
    assert found.certificate.verdict == "green"
    assert found.outputs[output] == size
    assert value("norm", MATRIX, ord=ord) == size
    assert found.exact["frobenius"] == "sqrt(70)"


def test_5_6_slopes_of_norms(value, exact):
    x = [2, 5, 3, 3]
    assert value("dot", x, x) == exact("dot", x, x) == 47
    assert value("norm_gradient", x, ord="squared").tolist() == [4, 10, 6, 6]
    assert value("norm_gradient", x) == printed("0.291730 0.729325 0.437595 0.437595")
    assert list(exact("norm_gradient", [3, 4])) == fractions("3/5 4/5")
    assert value("norm_gradient", [3, 4]) == near([0.6, 0.8])


def test_5_6_at_zero_there_is_none(refusal, value):
    assert "no gradient" in refusal("norm_gradient", [0, 0]).message
    assert "no gradient" in refusal("norm_gradient", [0, 0], ord=1).message
    assert "corner" in refusal("norm_gradient", [1, 0], ord=1).message
    assert value("norm_gradient", [0, 0], ord="squared").tolist() == [0, 0]


@pytest.mark.parametrize(("p", "point"), [(1, "0 2"), (2, "4/5 8/5"), ("inf", "4/3 4/3")])
def test_5_7_why_the_1_norm_gives_zeros(ask, p, point):
    found = ask("min_norm", [[1, 2]], [4], p=p)
    assert found.certificate.verdict == "green"
    assert list(found.exact["x"]) == fractions(point)
    assert found.outputs["x"] == near([float(x) for x in fractions(point)])
    assert found.outputs["norm"] == {1: 2, 2: printed("1.788854"), "inf": near(4 / 3)}[p]


@pytest.mark.parametrize(("p", "centre"), [(2, 22), (1, 3), ("inf", 50.5)])
def test_5_8_which_centre(ask, p, centre):
    found = ask("lp_fit", np.ones((5, 1), int), [1, 2, 3, 4, 100], p=p)
    assert found.certificate.verdict == "green"
    assert found.outputs["x"] == near([centre])
    assert list(found.exact["x"]) == [Fraction(centre)]


@pytest.mark.parametrize(("p", "line"), [(1, near([2, 1])), (2, printed("4.857143 -2.809524"))])
def test_5_8_which_line(ask, p, line):
    positions = np.arange(6)
    values = 2 * positions + 1
    values[-1] = 31
    found = ask("lp_fit", positions, values, p=p)
    assert found.certificate.verdict == "green"
    assert found.outputs["x"] == line
    if p == 1:
        assert list(found.exact["x"]) == [2, 1]
