"""Ball arithmetic: known values, and silence where it is out of reach."""

from __future__ import annotations

import math

import numpy as np
import pytest

from workbench.backends import balls


def test_exponentials():
    turn = np.array([[0.0, -1.0], [1.0, 0.0]])
    c, s = math.cos(1), math.sin(1)
    assert balls.exponential(turn) == pytest.approx(np.array([[c, -s], [s, c]]), rel=1e-15)
    assert balls.exponential(np.eye(2), 1j * math.pi) == pytest.approx(-np.eye(2), abs=1e-15)
    assert balls.exponential(np.array([[1j]])) == pytest.approx(np.array([[complex(c, s)]]), rel=1e-15)


def test_what_is_out_of_reach():
    assert balls.exponential(np.eye(balls.ORDER + 1)) is None
    assert balls.exponential(np.array([[1e6]])) is None
    assert balls.exponential(np.array([[np.inf]])) is None
    assert balls.exponential(np.zeros((0, 0))) is None


def test_the_defect_of_a_square_root_is_exact():
    X = np.array([[1.1, 0.3], [0.7, 2.9]])
    defect = balls.square_defect(X, X @ X)
    exact = [[sum(int(X[i, k] * 2**60) * int(X[k, j] * 2**60) for k in range(2)) for j in range(2)] for i in range(2)]
    rounded = [[int((X @ X)[i, j] * 2**60) * 2**60 for j in range(2)] for i in range(2)]
    expected = [[(rounded[i][j] - exact[i][j]) / 2**120 for j in range(2)] for i in range(2)]
    assert defect == pytest.approx(np.array(expected), rel=1e-12)


@pytest.mark.parametrize(("p", "n", "content"), [(1, 2, 2), (2, 2, math.pi), (math.inf, 3, 8), (0.5, 2, 2 / 3)])
def test_unit_balls(p, n, content):
    assert balls.ball_content(p, n) == pytest.approx(content, rel=1e-15)
