"""Chapter 4: linear dependence and span."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from printed import fractions, near, parallel, printed


def lines(*slopes_and_intercepts: tuple[str, str]) -> tuple[np.ndarray, np.ndarray]:
    """y = a x + c as a x − y = −c, in fractions."""
    pairs = [(Fraction(slope), Fraction(intercept)) for slope, intercept in slopes_and_intercepts]
    A = np.array([[slope, Fraction(-1)] for slope, _ in pairs], dtype=object)
    return A, np.array([-intercept for _, intercept in pairs], dtype=object)


def ranks(value, exact, A: np.ndarray, b: np.ndarray) -> tuple[int, int]:
    both = np.column_stack([A, b])
    found = int(exact("matrix_rank", A)), int(exact("matrix_rank", both))
    assert found == (value("matrix_rank", A.astype(float)), value("matrix_rank", both.astype(float)))
    return found


def test_4_1_three_outcomes(value, exact, refusal):
    A, b = lines(("2", "1"), ("6", "-2"))
    assert ranks(value, exact, A, b) == (2, 2)
    assert exact("solve", A, b).tolist() == fractions("3/4 5/2")
    assert value("solve", A, b) == near([0.75, 2.5])
    A, b = lines(("2", "6"), ("2", "0"))
    assert ranks(value, exact, A, b) == (1, 2)
    assert refusal("solve", A, b).kind == "singular"
    A, b = A * np.array([[1], [2]]), b[0] * np.array([1, 2])
    assert A.tolist() == [[2, -1], [4, -2]]
    assert b.tolist() == [-6, -12]
    assert ranks(value, exact, A, b) == (1, 1)
    assert refusal("solve", A, b).kind == "singular"
    assert parallel(exact("null_space", A), [1, 2])


def test_4_2_too_many_equations(value, exact, ask):
    A, b = lines(("2", "1"), ("6", "-2"), ("0.1", "6"))
    assert ranks(value, exact, A, b) == (2, 3)
    found = ask("lstsq", A, b)
    assert found.certificate.verdict == "green"
    assert found.outputs["x"] == printed("1.262404 5.075156")
    assert found.outputs["residual"] ** 2 == printed("3.757626")


def test_4_3_column_picture(value, exact):
    columns = "[[1/2, -1], [1, 1]]"
    assert exact("solve", columns, [-1, 4]).tolist() == [2, 2]
    assert value("solve", columns, [-1, 4]).tolist() == [2, 2]
    assert value("linear_combination", [1, 3], [2, 1], alpha=2, beta=1).tolist() == [4, 7]


def test_4_4_too_few_equations(value, exact, ask):
    A, b = [[8, 1, 1], [1, 1, 1]], [1, 1]
    assert value("matmul", value("pinv", A), b) == near([0, 0.5, 0.5])
    assert exact("matmul", exact("pinv", A), b).tolist() == fractions("0 1/2 1/2")
    assert ask("lstsq", A, b).outputs["x"] == near([0, 0.5, 0.5])
    found = ask("null_space", A)
    assert parallel(found.outputs["result"], [0, 1, -1])
    assert parallel(found.exact["result"], [0, 1, -1])
    for t in (-2.0, 0.5, 2.5):  # the last is (0, 3, -2)
        other = [0, 0.5 + t, 0.5 - t]
        assert value("matmul", A, other).tolist() == b
        assert value("norm", other) > value("norm", [0, 0.5, 0.5])


def test_4_5_span_in_3_d(value, exact, ask):
    A = np.arange(1, 10).reshape(3, 3)
    assert value("matrix_rank", A) == exact("matrix_rank", A) == 2
    found = ask("null_space", A)
    assert parallel(found.outputs["result"], [1, -2, 1])
    assert parallel(found.exact["result"], [1, -2, 1])
    reduced = [[1, 0, -1], [0, 1, 2], [0, 0, 0]]
    assert exact("rref", A, output="R").tolist() == reduced
    found = ask("rref", A)
    assert found.outputs["R"] == near(reduced)
    assert (found.outputs["pivots"].tolist(), found.details["tolerance"] > 0) == ([0, 1], True)
    A[2, 2] = 10
    assert exact("det", A) == -3
    assert value("det", A) == near(-3)
    assert value("matrix_rank", A) == exact("matrix_rank", A) == 3


def test_4_6_four_subspaces(value, exact, ask):
    W, M = [[1, 2], [3, 6]], [[1, 2, 3], [2, 3, 5]]
    found = ask("subspaces", W)
    expected = {"row_space": [1, 2], "null_space": [2, -1], "column_space": [1, 3], "left_null_space": [3, -1]}
    for name, direction in expected.items():
        assert parallel(found.outputs[name], direction), name
        assert parallel(found.exact[name], direction), name
    assert value("matmul", W, [1, 2]).tolist() == value("scale", [1, 3], factor=5).tolist() == [5, 15]
    form = ask("rref", M)
    C, R = value("take", M, indices=form.outputs["pivots"].tolist(), axis=1), exact("rref", M, output="R")[:2]
    assert C.tolist() == [[1, 2], [2, 3]]
    assert R.tolist() == [[1, 0, 1], [0, 1, 1]]
    assert exact("matmul", C.astype(int), R).tolist() == M
    found = ask("subspaces", M)
    assert parallel(found.outputs["null_space"], [1, 1, -1])
    assert parallel(found.exact["null_space"], [1, 1, -1])
    assert found.outputs["left_null_space"].shape == found.exact["left_null_space"].shape == (2, 0)
    assert (found.outputs["rank"], found.details["rank"]) == (2, 2)


def test_4_7_same_arrow_new_coordinates(value):
    basis, v = [[0.8, -1.3], [1.5, 0.3]], [2, -0.5]
    assert value("solve", basis, v) == printed("-0.022831 -1.552511")


def test_4_8_almost_dependent(value, ask):
    def near_dependent(epsilon: float) -> np.ndarray:
        return np.array([[1, 1], [1, 1 + epsilon]])

    assert value("cond", near_dependent(1e-4)) == printed("40002")
    assert value("svdvals", near_dependent(1e-8))[1] == printed("5e-9")
    for epsilon, rank in ((1e-14, 2), (5e-16, 1)):
        found = ask("matrix_rank", near_dependent(epsilon))
        assert found.outputs["result"] == rank
        assert found.details["tolerance"] == near(2 * 2.0**-52 * 2)
    assert value("matrix_rank", near_dependent(1e-8), rtol=1e-6) == 1
