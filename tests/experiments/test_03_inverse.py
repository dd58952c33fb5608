"""Chapter 3: identity and inverse."""

from __future__ import annotations

from math import inf

import numpy as np

from printed import fractions, near, printed

MAGIC = [[16, 2, 3, 13], [5, 11, 10, 8], [9, 7, 6, 12], [4, 14, 15, 1]]
H = [[7, 2], [3, 4], [5, 3]]


def test_3_1_doing_nothing(value):
    for kind in (int, float):
        assert value("matmul", np.eye(3, dtype=kind), [2, 6, 3]).tolist() == [2, 6, 3]
    assert value("matmul", value("eye", n=3), [2, 6, 3]).tolist() == [2, 6, 3]


def test_3_2_an_inverse_with_friendly_fractions(value, exact):
    A = [[3, 0, 2], [2, 0, -2], [0, 1, 1]]
    assert exact("det", A) == 10
    assert value("det", A) == near(10)
    inverse = exact("inv", A)
    assert inverse.tolist() == fractions("2/10 2/10 0; -2/10 3/10 1; 2/10 -3/10 0")
    assert exact("matmul", inverse, A).tolist() == exact("matmul", A, inverse).tolist() == np.eye(3).tolist()
    X = value("inv", A)
    assert near(inverse.astype(float)) == X
    assert value("matmul", X, A) == near(np.eye(3))
    assert value("matmul", A, X) == near(np.eye(3))


def test_3_3_undo_a_warp(value):
    G = [[1.3, -2.4], [0.1, 2]]
    assert value("det", G) == near(2.84)
    inverse = value("inv", G)
    assert inverse == printed("0.70422535 0.84507042; -0.03521127 0.45774648")
    grid = np.mgrid[-2:3, -2:3].reshape(2, -1).astype(float)
    assert value("matmul", inverse, value("matmul", G, grid)) == near(grid)


def test_3_4_one_system_every_route(value, exact):
    A, b = [[2, -1], [1, 1]], [0, 3]
    inverse = exact("inv", A)
    assert inverse.tolist() == fractions("1/3 1/3; -1/3 2/3")
    reduced = exact("rref", exact("concatenate", A, exact("eye", n=2), axis=1), output="R")
    assert reduced.tolist() == fractions("1 0 1/3 1/3; 0 1 -1/3 2/3")
    for x in (exact("solve", A, b), exact("cramer", A, b), exact("matmul", inverse, b)):
        assert x.tolist() == [1, 2]
    for x in (value("solve", A, b), value("cramer", A, b), value("matmul", value("inv", A), b)):
        assert x == near([1, 2])


def test_3_5_flattening(value, exact, refusal):
    A = [[3, 6], [2, 4]]
    assert value("matrix_rank", A) == exact("matrix_rank", A) == 1
    assert value("det", A) == exact("det", A) == 0
    assert value("matmul", A, [2, -1]).tolist() == [0, 0]
    assert value("matmul", A, [1, 1]).tolist() == [9, 6]
    error = refusal("inv", A)
    assert error.kind == "singular"
    assert list(error.details["null_vector"]) in ([2, -1], [-2, 1])


def test_3_6_singular_yet_inv_answers(ask, value, exact, refusal):
    """Integers are refused; of floats the library's answer is shown, in red, and it is no inverse."""
    error = refusal("inv", MAGIC)
    assert error.kind == "singular"
    assert list(error.details["null_vector"]) in ([-1, -3, 3, 1], [1, 3, -3, -1])
    assert (error.details["rank"], error.details["determinant"]) == (3, "0")
    assert exact("det", MAGIC) == 0
    assert exact("matrix_rank", MAGIC) == 3
    rank = ask("matrix_rank", MAGIC)
    assert rank.outputs["result"] == 3
    assert rank.details["singular_values"][3] < rank.details["tolerance"] < rank.details["singular_values"][2]
    condition = ask("cond", MAGIC)
    assert condition.outputs["result"] > 1e15
    assert condition.certificate.verdict == "amber"
    floats = np.array(MAGIC, dtype=float)
    found = ask("inv", floats)
    assert found.certificate.verdict == "red"
    assert "No digit of the inverse can be trusted" in found.certificate.reason
    X = found.outputs["result"]
    assert 1e14 < value("norm", X, ord="max") < 1e16
    missed = ask("subtract", ask("matmul", floats, X).outputs["result"], np.eye(4)).outputs["result"]
    assert value("norm", missed, ord="max") > 0.1


def test_3_7_det_is_not_an_invertibility_meter(ask, value):
    perfect, hopeless = 0.1 * np.eye(10), np.diag([1e8, 1e-8])
    assert value("det", perfect) == near(1e-10)
    assert value("cond", perfect) == near(1)
    assert value("det", hopeless) == near(1)
    assert ask("cond", hopeless).outputs["result"] == near(1e16)
    details = ask("matrix_rank", hopeless).details
    assert 0 < details["tolerance"] < inf
    assert details["singular_values"].tolist() == [1e8, 1e-8]


def test_3_8_one_sided_inverse(value, exact, refusal):
    assert "3 x 2" in refusal("inv", H).message
    X = value("pinv", H)
    assert value("matmul", X, H) == near(np.eye(2))
    assert value("norm", value("subtract", value("matmul", H, X), np.eye(3)), ord="max") > 0.1
    inverse = exact("pinv", H)
    assert exact("matmul", inverse, H).tolist() == np.eye(2).tolist()
    assert exact("matmul", H, inverse).tolist() != np.eye(3).tolist()
