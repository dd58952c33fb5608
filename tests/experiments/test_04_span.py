"""Chapter 4: linear dependence and span."""

from __future__ import annotations

import numpy as np
import pytest


def lines(*slopes_and_intercepts: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """y = a x + c as a x − y = −c."""
    pairs = np.array(slopes_and_intercepts, dtype=float)
    return np.column_stack([pairs[:, 0], -np.ones(len(pairs))]), -pairs[:, 1]


def ranks(value, A: np.ndarray, b: np.ndarray) -> tuple[int, int]:
    return int(value("matrix_rank", A)), int(value("matrix_rank", np.column_stack([A, b])))


def parallel(x: np.ndarray, y: list[float]) -> bool:
    x, y = np.ravel(x).astype(float), np.array(y, dtype=float)
    return bool(abs(abs(x @ y) - np.linalg.norm(x) * np.linalg.norm(y)) < 1e-12 * np.linalg.norm(x) * np.linalg.norm(y))


def test_4_1_three_outcomes(value, refusal):
    A, b = lines((2, 1), (6, -2))
    assert ranks(value, A, b) == (2, 2)
    assert value("solve", A, b) == pytest.approx([0.75, 2.5], rel=1e-15)
    A, b = lines((2, 6), (2, 0))
    assert ranks(value, A, b) == (1, 2)
    assert refusal("solve", A, b).kind == "singular"
    A, b = np.array([[2.0, -1.0], [4.0, -2.0]]), np.array([-6.0, -12.0])
    assert ranks(value, A, b) == (1, 1)
    assert refusal("solve", A, b).kind == "singular"


def test_4_2_too_many_equations(value, ask):
    A, b = lines((2, 1), (6, -2), (0.1, 6))
    assert ranks(value, A, b) == (2, 3)
    found = ask("lstsq", A, b)
    assert found.certificate.verdict == "green"
    assert found.outputs["x"] == pytest.approx([1.262404, 5.075156], abs=5e-7)
    assert found.outputs["residual"] ** 2 == pytest.approx(3.757626, abs=5e-7)


def test_4_3_column_picture(value):
    assert value("solve", [[0.5, -1], [1, 1]], [-1.0, 4]).tolist() == [2, 2]
    assert value("matmul", [[1, 2], [3, 1]], [2, 1]).tolist() == [4, 7]


def test_4_4_too_few_equations(value, ask):
    A, b = [[8, 1, 1], [1, 1, 1]], [1, 1]
    assert value("matmul", value("pinv", A), np.array(b, float)) == pytest.approx([0, 0.5, 0.5], abs=1e-15)
    assert ask("lstsq", A, b).outputs["x"] == pytest.approx([0, 0.5, 0.5], abs=1e-15)
    found = ask("null_space", A)
    assert parallel(found.outputs["result"], [0, 1, -1])
    assert parallel(found.exact["result"], [0, 1, -1])
    assert value("matmul", A, [0, 3, -2]).tolist() == b


def test_4_5_span_in_3_d(value, ask):
    A = np.arange(1, 10).reshape(3, 3)
    assert value("matrix_rank", A) == 2
    assert parallel(ask("null_space", A).outputs["result"], [1, -2, 1])
    found = ask("rref", A)
    assert found.exact["R"].astype(int).tolist() == [[1, 0, -1], [0, 1, 2], [0, 0, 0]]
    assert found.outputs["R"] == pytest.approx(found.exact["R"].astype(float), abs=1e-14)
    assert (found.outputs["pivots"].tolist(), found.details["tolerance"] > 0) == ([0, 1], True)
    A[2, 2] = 10
    assert value("det", A) == pytest.approx(-3)
    assert value("matrix_rank", A) == 3


def test_4_6_four_subspaces(value, ask):
    found = ask("subspaces", [[1, 2], [3, 6]])
    expected = {"row_space": [1, 2], "null_space": [2, -1], "column_space": [1, 3], "left_null_space": [3, -1]}
    for name, direction in expected.items():
        assert parallel(found.outputs[name], direction), name
        assert parallel(found.exact[name], direction), name
    assert value("matmul", [[1, 2], [3, 6]], [1, 2]).tolist() == [5, 15]
    M = np.array([[1, 2, 3], [2, 3, 5]])
    form = ask("rref", M)
    C, R = M[:, form.outputs["pivots"]], form.exact["R"].astype(int)
    assert C.tolist() == [[1, 2], [2, 3]]
    assert R.tolist() == [[1, 0, 1], [0, 1, 1]]
    assert value("matmul", C, R).tolist() == M.tolist()
    found = ask("subspaces", M)
    assert parallel(found.outputs["null_space"], [1, 1, -1])
    assert found.outputs["left_null_space"].shape == (2, 0)
    assert (found.outputs["rank"], found.details["rank"]) == (2, 2)


def test_4_7_same_arrow_new_coordinates(value):
    basis, v = np.array([[0.8, -1.3], [1.5, 0.3]]), [2, -0.5]
    assert value("solve", basis, v) == pytest.approx([-0.022831, -1.552511], abs=5e-7)


def test_4_8_almost_dependent(value, ask):
    def near(epsilon: float) -> np.ndarray:
        return np.array([[1, 1], [1, 1 + epsilon]])

    assert value("cond", near(1e-4)) == pytest.approx(40002, rel=1e-4)
    assert value("svdvals", near(1e-8))[1] == pytest.approx(5e-9, rel=1e-3)
    for epsilon, rank in ((1e-14, 2), (5e-16, 1)):
        found = ask("matrix_rank", near(epsilon))
        assert found.outputs["result"] == rank
        assert found.details["tolerance"] == pytest.approx(2 * 2.0**-52 * 2, rel=0.1)
    assert value("matrix_rank", near(1e-8), rtol=1e-6) == 1
