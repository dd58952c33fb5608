"""Chapter 3: identity and inverse."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

MAGIC = [[16, 2, 3, 13], [5, 11, 10, 8], [9, 7, 6, 12], [4, 14, 15, 1]]
H = [[7, 2], [3, 4], [5, 3]]


def plain(entries: object) -> list:
    return np.vectorize(str)(np.array(entries, dtype=object)).tolist()


def test_3_1_doing_nothing(value):
    assert value("matmul", np.eye(3), [2.0, 6, 3]).tolist() == [2, 6, 3]


def test_3_2_an_inverse_with_friendly_fractions(ask, value):
    A = [[3, 0, 2], [2, 0, -2], [0, 1, 1]]
    assert value("det", A) == pytest.approx(10, rel=1e-14)
    found = ask("inv", A)
    tenths = [[2, 2, 0], [-2, 3, 10], [2, -3, 0]]
    assert (found.exact["result"] == np.array([[Fraction(x, 10) for x in row] for row in tenths], object)).all()
    for product in (value("matmul", found.outputs["result"], A), value("matmul", A, found.outputs["result"])):
        assert product == pytest.approx(np.eye(3), abs=1e-15)


def test_3_3_undo_a_warp(value):
    G = [[1.3, -2.4], [0.1, 2]]
    assert value("det", G) == pytest.approx(2.84)
    inverse = value("inv", G)
    assert inverse == pytest.approx(np.array([[0.70422535, 0.84507042], [-0.03521127, 0.45774648]]), abs=5e-9)
    grid = np.mgrid[-2:3, -2:3].reshape(2, -1).astype(float)
    assert value("matmul", inverse, value("matmul", G, grid)) == pytest.approx(grid, abs=1e-14)


def test_3_4_one_system_every_route(ask, value):
    A, b = [[2, -1], [1, 1]], [0, 3]
    inverse = ask("inv", A)
    assert plain(inverse.exact["result"]) == [["1/3", "1/3"], ["-1/3", "2/3"]]
    assert plain(ask("rref", np.hstack([A, np.eye(2, dtype=int)])).exact["R"]) == [
        ["1", "0", "1/3", "1/3"],
        ["0", "1", "-1/3", "2/3"],
    ]
    for x in (value("solve", A, b), value("cramer", A, b), value("matmul", inverse.outputs["result"], b)):
        assert x == pytest.approx([1, 2], rel=1e-15)
    assert plain(ask("solve", A, b).exact["result"]) == plain(ask("cramer", A, b).exact["result"]) == ["1", "2"]


def test_3_5_flattening(value, refusal):
    A = [[3, 6], [2, 4]]
    assert value("matrix_rank", A) == 1
    assert value("det", A) == 0
    assert value("matmul", A, [[2, 1], [-1, 1]]).tolist() == [[0, 9], [0, 6]]
    error = refusal("inv", A)
    assert error.kind == "singular"
    assert abs(np.dot(error.details["null_vector"], [1, 2])) == 0


def test_3_6_singular_yet_inv_answers(ask, value, refusal):
    error = refusal("inv", MAGIC)
    assert error.kind == "singular"
    vector = np.array(error.details["null_vector"])
    assert np.linalg.matrix_rank([vector, [-1, -3, 3, 1]]) == 1
    assert (error.details["rank"], error.details["determinant"]) == (3, "0")
    rank = ask("matrix_rank", MAGIC)
    assert rank.outputs["result"] == 3
    assert rank.details["tolerance"] > rank.details["singular_values"][3]
    assert ask("cond", MAGIC).outputs["result"] > 1e15
    assert ask("det", MAGIC).exact["result"] == 0
    noise = np.random.default_rng(0).standard_normal((4, 4)) * 1e-14
    assert ask("inv", np.array(MAGIC) * 1.0 + noise).certificate.verdict != "green"


def test_3_7_det_is_not_an_invertibility_meter(value, ask):
    assert value("det", 0.1 * np.eye(10)) == pytest.approx(1e-10)
    assert value("cond", 0.1 * np.eye(10)) == pytest.approx(1)
    D = np.diag([1e8, 1e-8])
    assert value("det", D) == pytest.approx(1)
    assert ask("cond", D).outputs["result"] == pytest.approx(1e16)
    details = ask("matrix_rank", D).details
    assert details["tolerance"] > 0
    assert details["singular_values"].tolist() == [1e8, 1e-8]


def test_3_8_one_sided_inverse(value, refusal):
    assert "3 x 2" in refusal("inv", H).message
    X = value("pinv", H)
    assert value("matmul", X, H) == pytest.approx(np.eye(2), abs=1e-14)
    assert np.abs(value("matmul", np.array(H), X) - np.eye(3)).max() > 0.1
