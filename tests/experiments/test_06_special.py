"""Chapter 6: special matrices."""

from __future__ import annotations

import math

import numpy as np
import pytest

from printed import fractions, near, printed


def test_6_1_diagonal(value, exact):
    assert value("matmul", value("diag", [2, 4, 3, 1]), [3, 2, 2, 7]).tolist() == [6, 8, 6, 7]
    tall = exact("concatenate", exact("diag", [2, 4, 3]), [[0, 0, 0]])
    assert tall.shape == (4, 3)
    assert exact("matmul", tall, [3, 2, 2]).tolist() == [6, 8, 6, 0]
    D, A = value("diag", [1, 10, 100]), np.arange(1, 10).reshape(3, 3)
    assert value("matmul", D, A).tolist() == [[1, 2, 3], [40, 50, 60], [700, 800, 900]]
    assert value("matmul", A, D).tolist() == [[1, 20, 300], [4, 50, 600], [7, 80, 900]]
    assert value("diag", A).tolist() == [1, 5, 9]


def test_6_2_symmetric_and_skew(ask, value):
    parts = ask("symmetric_skew", [[2, 4], [2, 5]])
    S, K = parts.outputs["symmetric"], parts.outputs["skew"]
    assert S.tolist() == [[2, 3], [3, 5]]
    assert K.tolist() == [[0, 1], [-1, 0]]
    assert parts.exact["symmetric"].tolist() == [[2, 3], [3, 5]]
    assert parts.exact["skew"].tolist() == [[0, 1], [-1, 0]]
    for x in ([3, 7], [-1, 4], [5, 0]):
        assert value("multi_dot", x, K, x) == 0
        assert value("multi_dot", x, S, x) == value("multi_dot", x, [[2, 4], [2, 5]], x)


def test_6_3_degrees_or_radians(value):
    degrees, radians = value("rotation", angle=50), value("rotation", angle=50, unit="radians")
    assert degrees[:, 0] == printed("0.642788 0.766044")
    assert radians[:, 0] == printed("0.964966 -0.262375")
    assert math.degrees(math.atan2(radians[1, 0], radians[0, 0])) % 360 == printed("344.789")
    for Q in (degrees, radians):
        assert value("matmul", value("transpose", Q), Q) == near(np.eye(2))
        c, s = Q[:, 0]
        assert value("eigvals", Q) == near([c + 1j * abs(s), c - 1j * abs(s)])


def test_6_4_rotation_or_reflection(value):
    turn = value("rotation", angle=60)
    assert value("det", turn) == near(1)
    assert value("eigvals", turn) == near([0.5 + 0.5j * math.sqrt(3), 0.5 - 0.5j * math.sqrt(3)])
    c, s = math.cos(1), math.sin(1)
    mirror = np.array([[c, s], [s, -c]])
    assert value("det", mirror) == near(-1)
    assert value("eigvals", mirror) == near([1, -1])
    assert value("matmul", mirror, mirror) == near(np.eye(2))


def test_6_5_projector_onto_a_line(ask, value, exact):
    a = [1, 2]
    Q = exact("projector", a)
    assert Q.tolist() == fractions("1/5 2/5; 2/5 4/5")
    by_hand = exact("divide", exact("outer", a, a), exact("dot", a, a))
    assert by_hand.tolist() == exact("matmul", Q, Q).tolist() == Q.tolist()
    assert exact("matmul", Q, [3, 1]).tolist() == [1, 2]
    assert exact("eigvals", Q) == [1, 0]
    assert exact("trace", Q) == exact("matrix_rank", Q) == 1
    P = value("projector", a)
    assert near([[0.2, 0.4], [0.4, 0.8]]) == P
    assert value("matmul", P, P) == near(P)
    assert value("matmul", P, [3, 1]) == near([1, 2])
    assert ask("project", a, [3, 1]).outputs["projection"] == near([1, 2])
    assert value("eigvals", P) == near([1, 0])
    assert value("trace", P) == near(int(value("matrix_rank", P)))


@pytest.mark.parametrize("method", ["householder", "classical", "modified"])
def test_6_6_gram_schmidt(ask, value, method):
    A = [[1, 1, 0], [1, 0, 1], [0, 1, 1]]
    found = ask("qr", A, method=method)
    sizes = np.abs(value("diag", found.outputs["R"]))
    assert sizes == printed("1.414214 1.224745 1.154701")
    assert sizes == near([math.sqrt(2), math.sqrt(1.5), 2 / math.sqrt(3)])
    assert sizes.prod() == near(2) == abs(value("det", A))
    assert [str(row[i]) for i, row in enumerate(found.exact["R"])] == ["sqrt(2)", "sqrt(6)/2", "2*sqrt(3)/3"]


FORMS = [
    ([[2, -1], [-1, 2]], [3, 1], "positive definite"),
    ([[1, 2], [2, 1]], [3, -1], "indefinite"),
    ([[1, 1], [1, 1]], [2, 0], "positive semidefinite"),
    ([[-2, 1], [1, -2]], [-1, -3], "negative definite"),
]


@pytest.mark.parametrize(("A", "curvatures", "kind"), FORMS)
def test_6_7_bowls_saddles_troughs(ask, value, refusal, A, curvatures, kind):
    found, solver = ask("definiteness", A), ask("eigh", A)
    assert found.details["definiteness"] == kind
    assert kind in ask("quadratic_form", A).details["form"]
    assert found.outputs["eigenvalues"] == near(curvatures)
    assert solver.outputs["eigenvalues"] == near(curvatures)
    assert found.exact["eigenvalues"] == solver.exact["eigenvalues"] == curvatures
    if kind == "positive definite":
        assert value("cholesky", A) == printed("1.414214 0.000000; -0.707107 1.224745")
    else:
        assert "positive definite" in refusal("cholesky", A).message


@pytest.mark.parametrize(("b", "kind"), [(1.9, "positive definite"), (2, "positive semidefinite"), (2.1, "indefinite")])
def test_6_7_the_label_changes_at_two(ask, b, kind):
    assert ask("definiteness", f"[[2, {b}], [{b}, 2]]").details["definiteness"] == kind
