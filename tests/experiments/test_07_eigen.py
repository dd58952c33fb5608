"""Chapter 7: eigendecomposition."""

from __future__ import annotations

from math import atan, degrees, sqrt

import numpy as np
import pytest

from printed import fractions, near, parallel, printed


def pairs(result):
    return result.outputs["eigenvalues"], result.outputs["eigenvectors"]


def test_7_1_directions_that_survive(ask, exact):
    A = [[5, 1], [3, 3]]
    found = ask("eig", A)
    w, V = pairs(found)
    assert w == near([6, 2])
    assert parallel(V[:, 0], [1, 1])
    assert parallel(V[:, 1], [1, -3])
    assert found.exact["eigenvalues"] == [6, 2]
    assert found.exact["eigenvectors"] == [[1, -1], [1, 3]]
    assert exact("matmul", A, [3, -9]).tolist() == [6, -18]


def test_7_1_rebuild(ask, value, exact):
    A, columns = [[5, 1], [3, 3]], [[1, 1], [1, -3]]
    inverse = exact("inv", columns)
    assert inverse.tolist() == fractions("3/4 1/4; 1/4 -1/4")
    assert exact("multi_dot", columns, exact("diag", [6, 2]), inverse).tolist() == A
    w, V = pairs(ask("eig", A))
    assert value("multi_dot", V, value("diag", w), value("inv", V)) == near(A)


def test_7_2_a_flipped_eigenvector(ask, value):
    A = [[-1, 3], [2, -2]]
    assert value("matmul", A, [2, 1]).tolist() == [1, 2]
    assert not parallel([1, 2], [2, 1])
    found = ask("eig", A)
    w, V = pairs(found)
    assert w == near([-4, 1])
    assert parallel(V[:, 0], [1, -1])
    assert parallel(V[:, 1], [3, 2])
    assert found.exact["eigenvalues"] == [-4, 1]
    assert value("matmul", A, [1, -1]).tolist() == [-4, 4]
    assert value("matmul", A, [3, 2]).tolist() == [3, 2]


def test_7_3_quadratic_form_on_the_circle(ask, value):
    A = [[6, 2], [2, 3]]
    w, V = pairs(ask("eig", A))
    assert w == near([7, 2])
    assert parallel(V[:, 0], [2, 1])
    assert parallel(V[:, 1], [-1, 2])
    found = ask("quadratic_form", A, [1, 0])
    assert found.outputs["result"] == found.exact["result"] == 6
    assert (found.outputs["minimum"], found.outputs["maximum"]) == near((2, 7))
    assert (found.exact["minimum"], found.exact["maximum"]) == (2, 7)
    t = np.linspace(0, 2 * np.pi, 3600, endpoint=False)
    circle = ask("quadratic_form", A, np.array([np.cos(t), np.sin(t)])).outputs["result"]
    assert (circle >= 2 - 1e-9).all()
    assert (circle <= 7 + 1e-9).all()
    assert (circle.min(), circle.max()) == pytest.approx((2, 7), abs=1e-5)


def test_7_3_in_rotated_axes(ask, value, exact):
    A = [[6, 2], [2, 3]]
    _, V = pairs(ask("eig", A))
    assert value("multi_dot", value("transpose", V), A, V) == near([[7, 0], [0, 2]])
    axes = exact("eig", A, output="eigenvectors")  # of length √5
    turned = exact("multi_dot", np.transpose(axes), A, np.array(axes))
    assert exact("divide", turned, 5).tolist() == [[7, 0], [0, 2]]
    assert degrees(atan(V[1, 0] / V[0, 0])) == printed("26.57")


@pytest.mark.parametrize(
    ("A", "values"),
    [
        ([[2, 4], [2, 5]], "6.701562 .298438"),
        ([[2, -3], [9, 5]], "3.5+4.974937j 3.5-4.974937j"),
        ([[2, 3], [3, 5]], "6.854102 .145898"),
    ],
)
def test_7_4_same_form_different_matrices(ask, value, A, values):
    assert value("eigvals", A) == printed(values)
    for x, y in ([3, -2], [1, 0], [-1, 4]):
        found = ask("quadratic_form", A, [x, y])
        assert found.outputs["result"] == found.exact["result"] == 2 * x**2 + 6 * x * y + 5 * y**2
    assert found.outputs["maximum"] == printed("6.854102")
    assert found.outputs["minimum"] == printed(".145898")


def test_7_5_no_real_eigenvectors(ask):
    found = ask("eig", [[0, -1], [1, 0]])
    assert found.outputs["eigenvalues"] == near([1j, -1j])
    assert found.exact["eigenvalues"] == ["I", "-I"]
    assert found.details["complex_pairs"] == 1


def test_7_5_not_enough_eigenvectors(ask, exact):
    A = [[1, 1], [0, 1]]
    found = ask("eig", A)
    w, V = pairs(found)
    assert w == near([1, 1])
    assert found.exact["eigenvalues"] == [1, 1]
    assert parallel(V[:, 0], V[:, 1])
    assert found.certificate.assessment.condition.value > 1e15
    assert ask("cond", V).outputs["result"] > 1e15
    assert found.certificate.verdict != "green"
    assert "defective" in found.warnings[0]
    assert found.details["repeated"] == [{"value": 1.0, "multiplicity": 2, "independent_vectors": 1}]
    assert found.exact["eigenvectors"] is None
    assert parallel(exact("null_space", exact("subtract", A, exact("eye", n=2))), [1, 0])


@pytest.mark.parametrize("e", [1e-2, 1e-4, 1e-6, 1e-8])
def test_7_5_arrows_close_up(ask, e):
    found = ask("eig", np.array([[1, 1], [e, 1]]))
    w, V = pairs(found)
    assert w == near([1 + sqrt(e), 1 - sqrt(e)])
    assert found.details["eigenvalue_conditions"][0] == near(0.5 * (sqrt(e) + 1 / sqrt(e)))
    between = float(ask("angle", V[:, 0].real, V[:, 1].real).outputs["degrees"])
    assert between == pytest.approx(2 * degrees(atan(sqrt(e))), rel=1e-6)


def test_7_6_power_iteration(ask):
    found = ask("power_iteration", "[[5,1],[3,3]]", [1, 0], steps=5)
    assert found.outputs["rayleigh"] == printed("6.235294 6.129412 6.047470 6.016255 6.005464")
    assert found.outputs["angles"] == printed("14.0362 4.3987 1.4321 .4735 .1574")
    assert found.details["ratio"] == near(1 / 3)
    longer = ask("power_iteration", "[[5,1],[3,3]]", [1, 0], steps=12).outputs["angles"]
    assert longer[-1] / longer[-2] == pytest.approx(1 / 3, abs=1e-5)


def test_7_6_powers_and_steady_state(ask, value, exact):
    assert value("matrix_power", [[1, 1], [1, 0]], n=10).tolist() == [[89, 55], [55, 34]]
    assert exact("matrix_power", [[1, 1], [1, 0]], n=10).tolist() == [[89, 55], [55, 34]]
    markov = "[[0.9,0.5],[0.1,0.5]]"
    found = ask("eig", markov)
    w, V = pairs(found)
    assert w == near([1, 0.4])
    assert V[:, 0] / V[:, 0].sum() == near([5 / 6, 1 / 6])
    assert found.exact["eigenvalues"] == fractions("1 2/5")
    assert parallel(np.array(found.exact["eigenvectors"])[:, 0], [5, 1])
    walk = ask("power_iteration", markov, [1, 0], steps=40).outputs["eigenvector"]
    assert walk / walk.sum() == near([5 / 6, 1 / 6])


def test_7_8_fragile_eigenvalues(ask):
    before, after = ask("eig", [[1.0, 1000], [0, 1]]), ask("eig", [[1.0, 1000], [0.001, 1]])
    assert before.outputs["eigenvalues"] == near([1, 1])
    assert after.outputs["eigenvalues"] == near([2, 0])
    assert before.certificate.verdict != "green"
    assert max(after.details["eigenvalue_conditions"]) == pytest.approx(500, rel=1e-3)
    delta = 1e-9
    chain = ask("eig", [[1.0, 1, 0], [0, 1, 1], [0, 0, 1]])
    nudged = ask("eig", [[1.0, 1, 0], [0, 1, 1], [delta, 0, 1]])
    moved = np.abs(nudged.outputs["eigenvalues"] - 1)
    assert chain.outputs["eigenvalues"] == near([1, 1, 1])
    assert moved == pytest.approx([delta ** (1 / 3)] * 3, rel=1e-4)
    assert moved == pytest.approx([0.001] * 3, rel=1e-4)
    assert nudged.certificate.verdict != "red"
    symmetric = ask("eigvals", [[1.0, 1000], [1000, 1]]).outputs["result"]
    shaken = ask("eigvals", [[1.0, 1000], [1000.001, 1]]).outputs["result"]
    assert np.abs(shaken - symmetric).max() <= 0.001
