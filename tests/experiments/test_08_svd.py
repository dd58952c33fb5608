"""Chapter 8: singular value decomposition."""

from __future__ import annotations

from math import atan2, degrees

import numpy as np
import pytest

from printed import fractions, near, printed

TALL = [[7, 2], [3, 4], [5, 3]]
MIRRORED = [[3, 7], [5, 2]]
SHEAR = [[1, 1], [0, 1]]


def factors(result):
    return tuple(result.outputs[name] for name in ("U", "S", "Vh"))


def test_8_1_three_moves(ask, value, exact):
    U, S, Vh = factors(ask("svd", MIRRORED))
    assert printed("8.713380 3.328215") == S
    assert S.prod() == near(29)
    assert exact("det", MIRRORED) == -29
    assert (S**2).sum() == near(87)
    assert exact("vdot", MIRRORED, MIRRORED) == 87
    assert sorted([float(value("det", U)), float(value("det", Vh))]) == near([-1, 1])
    rebuilt = value("multi_dot", U, value("diag", S), Vh)
    assert value("norm", value("subtract", MIRRORED, rebuilt)) < 1e-13


def test_8_2_tall_matrix_full_and_thin(ask, value, exact):
    U, S, Vh = factors(ask("svd", TALL))
    assert printed("10.251427 2.628355") == S
    assert printed("105.091751 6.908249") == S**2
    assert (S**2).sum() == near(112)
    assert exact("vdot", TALL, TALL) == 112
    assert (U.shape, Vh.shape) == ((3, 2), (2, 2))
    assert value("matmul", value("transpose", U), U) == near(np.eye(2))
    P = exact("projector", TALL)
    assert P.tolist() == fractions("5/6 -1/6 1/3; -1/6 5/6 1/3; 1/3 1/3 1/3")
    assert value("matmul", U, value("transpose", U)) == near(P.astype(float))
    whole = factors(ask("svd", TALL, full=True))[0]
    assert whole.shape == (3, 3)
    assert value("matmul", value("transpose", whole), whole) == near(np.eye(3))
    assert value("matmul", whole, value("transpose", whole)) == near(np.eye(3))


def test_8_3_sigma_against_lambda(value):
    assert value("eigvals", value("matmul", TALL, np.transpose(TALL))) == printed("105.091751 6.908249 .000000")


@pytest.mark.parametrize(
    ("A", "values", "sigmas"),
    [
        (SHEAR, [1, 1], printed("1.618034 .618034")),
        ([[1, 2], [2, 1]], [3, -1], near([3, 1])),
        ([[-1, 3], [2, -2]], [-4, 1], printed("4.130649 .968371")),
    ],
)
def test_8_3_sigma_beside_lambda(ask, value, exact, A, values, sigmas):
    assert ask("eigvals", A).outputs["result"] == near(values)
    assert exact("eigvals", A) == values
    assert value("svdvals", A) == sigmas


def test_8_3_sigma_of_a_shear_is_the_golden_ratio(exact):
    assert exact("svdvals", SHEAR) == ["1/2 + sqrt(5)/2", "-1/2 + sqrt(5)/2"]


def test_8_6_rank_under_noise(value, exact):
    i, j = np.mgrid[1:7, 1:6]
    clean, noisy = i + j, i + j + 1e-6 * np.cos(i * j)
    assert value("svdvals", clean)[:2] == printed("37.567006 1.928737")
    assert value("matrix_rank", clean) == exact("matrix_rank", clean) == 2
    assert value("matrix_rank", clean.astype(float)) == 2
    assert value("matrix_rank", noisy) == 5
    assert value("matrix_rank", noisy, rtol=1e-4) == 2
    assert value("matrix_rank", noisy, rtol=1e-4 / value("svdvals", noisy)[0]) == 2
    assert 1e-7 < value("svdvals", noisy)[2] < 1e-5


def test_8_8_columns_not_rows_of_u(ask, value):
    U, S, Vh = factors(ask("svd", SHEAR))
    column, row = U[:, 0], U[0]
    assert degrees(atan2(column[1], column[0])) == printed("31.717")
    assert value("matmul", SHEAR, Vh[0]) == near(S[0] * column)
    assert value("norm", value("matmul", SHEAR, Vh[0])) == near(S[0])
    across = ask("angle", row, column).outputs["degrees"]
    assert across == near(2 * degrees(atan2(column[1], column[0])))
    assert reach(value, SHEAR, column) == near(S[0])
    assert reach(value, SHEAR, row) < 0.8 * S[0]


def test_8_8_it_looks_right_where_u_is_a_reflection(ask, value):
    U, S, _ = factors(ask("svd", MIRRORED))
    if float(value("det", U)) > 0:  # the mirror is moved from V to U
        U = value("matmul", U, value("diag", [1, -1]))
    assert value("subtract", U, value("transpose", U)) == near(np.zeros((2, 2)))
    assert reach(value, MIRRORED, U[0]) == near(S[0])


def reach(value, A, direction: np.ndarray) -> float:
    """How far the image of the unit circle goes in a direction of length 1."""
    return float(value("norm", value("matmul", np.transpose(A), direction)))
