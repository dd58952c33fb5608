"""Chapter 9: the Moore-Penrose pseudoinverse."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

H = [[7, 2], [3, 4], [5, 3]]
X_LINE, Y_LINE = [0, 1, 2, 3, 3, 4], [2, 4, 0, 2, 5, 3]


def design(x: list[float]) -> np.ndarray:
    return np.column_stack([np.ones(len(x)), x])


def test_9_1_four_conditions(ask, value):
    found = ask("pinv", H)
    X = found.outputs["result"]
    expected = [["1/6", "-7/66", "1/33"], ["-1/6", "19/66", "2/33"]]
    assert np.vectorize(str)(found.exact["result"]).tolist() == expected
    assert pytest.approx(np.array([[float(Fraction(x)) for x in row] for row in expected])) == X
    assert max(found.details["penrose"].values()) < 1e-14
    assert value("matmul", X, H) == pytest.approx(np.eye(2), abs=1e-14)
    P = value("projector", H)
    assert value("matmul", np.array(H, float), X) == pytest.approx(P, abs=1e-14)
    assert value("trace", P) == pytest.approx(2)
    assert value("matrix_rank", P) == 2
    sixths = np.array([[5, -1, 2], [-1, 5, 2], [2, 2, 2]]) / 6
    assert pytest.approx(sixths, abs=1e-15) == P


def test_9_2_three_lines_no_meeting_point(ask, value):
    A, b = np.array([[-2, -1], [4, -1], [-1, -1]]), np.array([-2, -8, -2])
    point = value("matmul", value("pinv", A), b.astype(float))
    assert point == pytest.approx([-33 / 31, 113 / 31], rel=1e-14)
    found = ask("lstsq", A, b)
    assert [str(x) for x in found.exact["x"]] == ["-33/31", "113/31"]
    assert found.outputs["residual"] ** 2 == pytest.approx(18 / 31)
    corners = [value("solve", A[[i, j]], b[[i, j]]) for i, j in ((0, 1), (0, 2), (1, 2))]
    assert np.array(corners) == pytest.approx(np.array([[-1, 4], [0, 2], [-1.2, 3.2]]))
    weighted = ask("lstsq", A, b, 1 / (A**2).sum(axis=1))
    assert weighted.outputs["x"] == pytest.approx([-1.037383, 3.373832], abs=5e-7)


def test_9_3_fit_a_line(ask, value):
    A = design(X_LINE)
    found = ask("lstsq", A, Y_LINE)
    intercept, slope = found.outputs["x"]
    assert (slope, intercept) == pytest.approx((14 / 65, 2.2))
    squares = found.outputs["residual"] ** 2
    assert squares == pytest.approx(964 / 65)
    assert 1 - squares / np.var(Y_LINE) / 6 == pytest.approx(0.032776, abs=5e-7)
    residual = np.array(Y_LINE) - A @ found.outputs["x"]
    assert np.abs(A.T @ residual).max() < 1e-13
    assert value("svdvals", A) == pytest.approx([6.595904, 1.222313], abs=5e-7)


@pytest.mark.parametrize(
    ("b", "x", "p", "r"),
    [
        ([1, 1, 0], [1 / 3, 1 / 3], [1 / 3, 1 / 3, 2 / 3], [2 / 3, 2 / 3, -2 / 3]),
        ([1, 1, 2], [1, 1], [1, 1, 2], [0, 0, 0]),
        ([1, 1, -1], [0, 0], [0, 0, 0], [1, 1, -1]),
    ],
)
def test_9_4_drag_b(ask, b, x, p, r):
    A = [[1, 0], [0, 1], [1, 1]]
    assert ask("lstsq", A, b).outputs["x"] == pytest.approx(x, abs=1e-15)
    found = ask("project", A, b)
    assert found.certificate.verdict == "green"
    assert found.outputs["projection"] == pytest.approx(p, abs=1e-14)
    assert found.outputs["residual"] == pytest.approx(r, abs=1e-14)
    assert np.linalg.norm(found.outputs["residual"]) == pytest.approx(np.linalg.norm(r), abs=1e-14)


def test_9_5_shortest_of_many(ask, value):
    x = value("matmul", value("pinv", [[1, 2]]), [5.0])
    assert x == pytest.approx([1, 2])
    assert value("norm", x) == pytest.approx(5**0.5)
    assert value("matmul", [[1, 2]], [3, 1]) == [5]
    assert value("norm", [3, 1]) > 5**0.5
    N = value("null_space", [[1, 2]])
    assert N[:, 0] / N[1, 0] == pytest.approx([-2, 1])


def test_9_6_repeated_information(ask, value, refusal):
    A, b = np.array([[1, 2], [2, 4], [3, 6]]), np.array([1, 2, 4])
    assert value("matrix_rank", A) == 1
    found = ask("pinv", A)
    assert found.outputs["result"] == pytest.approx(A.T / 70)
    assert found.details["rank"] == 1
    fit = ask("lstsq", A, b)
    assert fit.outputs["x"] == pytest.approx([17 / 70, 34 / 70])
    assert [str(x) for x in fit.exact["x"]] == ["17/70", "17/35"]
    assert fit.outputs["rank"] == 1
    assert b - A @ fit.outputs["x"] == pytest.approx([-3 / 14, -3 / 7, 5 / 14])
    assert fit.outputs["residual"] == pytest.approx(np.linalg.norm([3 / 14, 3 / 7, 5 / 14]))
    assert refusal("inv", A.T @ A).kind == "singular"
    assert refusal("lstsq", A, b, method="normal").kind == "singular"


def test_9_7_a_hundred_points(value):
    random = np.random.RandomState(123)
    x = 5 * random.rand(100)
    y = 2 * x + 1 + random.randn(100)
    intercept, slope = value("matmul", value("pinv", design(x)), y)
    assert (slope, intercept) == pytest.approx((1.946191, 1.169947), abs=5e-7)
