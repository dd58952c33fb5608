"""Chapter 9: the Moore-Penrose pseudoinverse."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

import numpy as np
import pytest

from printed import fractions, near, parallel, printed

H = [[7, 2], [3, 4], [5, 3]]
X_LINE, Y_LINE = [0, 1, 2, 3, 3, 4], [2, 4, 0, 2, 5, 3]


def design(x: list[float]) -> np.ndarray:
    return np.column_stack([np.ones(len(x), dtype=np.asarray(x).dtype), x])


def floats(numbers: object) -> np.ndarray:
    return np.array(numbers, dtype=float)


def test_9_1_four_conditions(ask, value, exact):
    X = exact("pinv", H)
    assert X.tolist() == fractions("1/6 -7/66 1/33; -1/6 19/66 2/33")
    left, right = exact("matmul", X, H), exact("matmul", H, X)
    assert exact("matmul", right, H).tolist() == H
    assert exact("matmul", left, X).tolist() == X.tolist()
    assert right.T.tolist() == right.tolist()
    assert left.T.tolist() == left.tolist() == np.eye(2).tolist()
    assert right.tolist() == exact("projector", H).tolist() == fractions("5/6 -1/6 1/3; -1/6 5/6 1/3; 1/3 1/3 1/3")
    assert exact("trace", right) == exact("matrix_rank", right) == 2
    found = ask("pinv", H)
    assert found.outputs["result"] == near(floats(X))
    assert max(found.details["penrose"].values()) < 1e-14
    assert value("matmul", found.outputs["result"], H) == near(np.eye(2))
    assert value("projector", H) == near(floats(right))


def test_9_1_the_pseudoinverse_comes_as_near_to_the_identity_as_it_can(exact):
    off = exact("subtract", exact("matmul", H, exact("pinv", H)), exact("eye", n=3))
    assert exact("vdot", off, off) == 1


def test_9_2_three_lines_no_meeting_point(ask, value, exact):
    A, b = np.array([[-2, -1], [4, -1], [-1, -1]]), np.array([-2, -8, -2])
    point = exact("matmul", exact("pinv", A), b)
    assert point.tolist() == exact("lstsq", A, b, output="x").tolist() == fractions("-33/31 113/31")
    off = exact("subtract", exact("matmul", A, point), b)
    assert exact("vdot", off, off) == Fraction(18, 31)
    corners = [exact("solve", A[[i, j]], b[[i, j]]) for i, j in ((0, 2), (1, 2), (0, 1))]
    assert [corner.tolist() for corner in corners] == fractions("0 2; -6/5 16/5; -1 4")
    centroid = exact("mean", exact("stack", *corners), axis=0)
    assert floats(centroid) == printed("-.733333 3.066667")
    found = ask("lstsq", A, b)
    assert found.outputs["x"] == printed("-1.064516 3.645161")
    assert found.outputs["residual"] ** 2 == near(18 / 31)
    assert value("matmul", value("pinv", A), b) == printed("-1.064516 3.645161")


def test_9_2_rows_of_length_one(ask, exact):
    A, b = np.array([[-2, -1], [4, -1], [-1, -1]]), np.array([-2, -8, -2])
    lengths = np.array([exact("dot", row, row) for row in A])
    weighted = ask("lstsq", A, b, floats(1 / lengths))
    assert weighted.outputs["x"] == printed("-1.037383 3.373832")
    scaled = A / np.sqrt(floats(lengths))[:, None]
    assert ask("lstsq", scaled, b / np.sqrt(floats(lengths))).outputs["x"] == printed("-1.037383 3.373832")


def test_9_3_fit_a_line(ask, value, exact):
    A = design(X_LINE)
    intercept, slope = exact("lstsq", A, Y_LINE, output="x")
    assert (slope, intercept) == (Fraction(14, 65), Fraction(11, 5))
    off = exact("subtract", Y_LINE, exact("matmul", A, np.array([intercept, slope])))
    assert exact("vdot", off, off) == Fraction(964, 65)
    assert exact("sum", off) == 0
    assert exact("matmul", exact("transpose", A), off).tolist() == [0, 0]
    found = ask("lstsq", A, Y_LINE).outputs
    assert found["x"] == near([2.2, 14 / 65])
    assert found["x"][1] == printed(".215385")
    assert found["residual"] ** 2 == printed("14.830769")
    assert value("svdvals", A) == printed("6.595904 1.222313")


def test_9_3_how_much_the_line_explains(ask, value):
    found = ask("regression", [[x] for x in X_LINE], Y_LINE).outputs
    assert found["r_squared"] == printed(".032776")
    assert found["rss"] == printed("14.830769")
    residual = value("subtract", Y_LINE, found["fitted"])
    for answer in (ask("sum", residual), ask("matmul", np.transpose(design(X_LINE)), residual)):
        assert np.abs(answer.outputs["result"]).max() < 1e-13  # 0 but for rounding, of which no digit is trusted


@pytest.mark.parametrize(
    ("b", "x", "p", "r"),
    [
        ([1, 1, 0], "1/3 1/3", "1/3 1/3 2/3", "2/3 2/3 -2/3"),
        ([1, 1, 2], "1 1", "1 1 2", "0 0 0"),
        ([1, 1, -1], "0 0", "0 0 0", "1 1 -1"),
    ],
)
def test_9_4_drag_b(ask, exact, b, x, p, r):
    A = [[1, 0], [0, 1], [1, 1]]
    x, p, r = fractions(x), fractions(p), fractions(r)
    assert exact("lstsq", A, b, output="x").tolist() == x
    assert ask("lstsq", A, b).outputs["x"] == near(floats(x))
    found = ask("project", A, b)
    assert found.certificate.verdict == "green"
    assert found.exact["projection"].tolist() == p
    assert found.exact["residual"].tolist() == r
    assert found.outputs["projection"] == near(floats(p))
    assert found.outputs["residual"] == near(floats(r))


def test_9_4_the_length_of_the_residual(ask, value):
    residual = ask("project", [[1, 0], [0, 1], [1, 1]], [1, 1, 0]).outputs["residual"]
    assert value("norm", residual) == printed("1.154701")


def test_9_5_shortest_of_many(value, exact):
    A, b = [[1, 2]], [5]
    x = exact("matmul", exact("pinv", A), b)
    assert x.tolist() == [1, 2]
    assert exact("norm", x) == "sqrt(5)"
    assert exact("matmul", A, [3, 1]).tolist() == b
    assert exact("norm", [3, 1]) == "sqrt(10)"
    assert parallel(exact("null_space", A), [2, -1])
    assert value("matmul", value("pinv", A), b) == near([1, 2])
    assert value("norm", value("matmul", value("pinv", A), b)) == near(sqrt(5))
    assert value("norm", [3, 1]) > sqrt(5)
    assert parallel(value("null_space", A), [2, -1])


def test_9_6_repeated_information(ask, value, exact, refusal):
    A, b = np.array([[1, 2], [2, 4], [3, 6]]), np.array([1, 2, 4])
    assert value("matrix_rank", A) == exact("matrix_rank", A) == 1
    X = exact("pinv", A)
    assert X.tolist() == exact("divide", A.T, 70).tolist()
    found = ask("pinv", A)
    assert found.outputs["result"] == near(A.T / 70)
    assert found.details["rank"] == 1
    fit = ask("lstsq", A, b)
    assert fit.exact["x"].tolist() == exact("matmul", X, b).tolist() == fractions("17/70 34/70")
    assert fit.outputs["x"] == near([17 / 70, 34 / 70])
    assert fit.outputs["rank"] == 1
    off = exact("subtract", b, exact("matmul", A, fit.exact["x"]))
    assert off.tolist() == fractions("-3/14 -3/7 5/14")
    assert value("subtract", b, value("matmul", A, fit.outputs["x"])) == near(floats(off))
    assert fit.outputs["residual"] == near(float(value("norm", floats(off))))
    assert refusal("inv", exact("matmul", A.T, A)).kind == "singular"
    assert refusal("lstsq", A, b, method="normal").kind == "singular"


def test_9_6_too_small_a_cutoff_explodes(ask):
    A = [[1.0, 2], [2, 4], [3, 6]]
    sigma = ask("svdvals", A).outputs["result"]
    assert sigma[1] < 1e-14
    if sigma[1] > 0:
        found = ask("pinv", A, rtol=0)
        assert np.abs(found.outputs["result"]).max() > 1e13
        assert found.certificate.verdict == "red"


def test_9_7_a_hundred_points(value):
    random = np.random.RandomState(123)
    x = 5 * random.rand(100)
    y = 2 * x + 1 + random.randn(100)
    assert value("matmul", value("pinv", design(x)), y) == printed("1.169947 1.946191")
