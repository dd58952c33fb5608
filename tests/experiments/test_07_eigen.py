"""Chapter 7: eigendecomposition; with the eigenvalues of 0.1, 6.3 to 6.7 and the solvers of 15.2 and 15.6."""

from __future__ import annotations

import numpy as np
import pytest


def parallel(v, w) -> bool:
    """Whether two vectors lie on one line."""
    v, w = np.asarray(v), np.asarray(w)
    return bool(np.allclose(abs(np.vdot(v, w)), np.linalg.norm(v) * np.linalg.norm(w)))


def pairs(result):
    return result.outputs["eigenvalues"], result.outputs["eigenvectors"]


def rotation(angle: float) -> np.ndarray:
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def test_0_1_eigenvalues_of_the_passport(ask):
    found = ask("eig", "[[1,2],[3,4]]")
    assert found.outputs["eigenvalues"] == pytest.approx([5.372281, -0.372281], abs=5e-7)
    assert found.exact["eigenvalues"] == ["5/2 + sqrt(33)/2", "5/2 - sqrt(33)/2"]
    assert np.allclose(ask("svdvals", "[[1,2],[3,4]]").outputs["result"], [5.464986, 0.365966], atol=5e-7)


def test_6_3_degrees_or_radians(value):
    for angle in (np.radians(50), 50.0):
        w = value("eigvals", rotation(angle))
        assert np.allclose(np.abs(w), 1)
        assert np.allclose(sorted(w.real), [np.cos(angle)] * 2)


def test_6_4_rotation_or_reflection(value):
    assert np.allclose(
        value("eigvals", rotation(np.radians(60))), [0.5 + 1j * np.sqrt(3) / 2, 0.5 - 1j * np.sqrt(3) / 2]
    )
    c, s = np.cos(1), np.sin(1)
    F = np.array([[c, s], [s, -c]])
    assert np.allclose(value("eigvals", F), [1, -1])
    assert np.allclose(value("matmul", F, F), np.eye(2))


def test_6_5_projector(ask, value):
    P = "[[0.2,0.4],[0.4,0.8]]"
    assert np.allclose(value("eigvals", P), [1, 0], atol=1e-15)
    assert ask("eigvals", P).exact["result"] == [1, 0]


@pytest.mark.parametrize(
    ("A", "values", "kind"),
    [
        ("[[2,-1],[-1,2]]", [3, 1], "positive definite"),
        ("[[1,2],[2,1]]", [3, -1], "indefinite"),
        ("[[1,1],[1,1]]", [2, 0], "positive semidefinite"),
        ("[[-2,1],[1,-2]]", [-1, -3], "negative definite"),
    ],
)
def test_6_7_bowls_saddles_troughs(ask, A, values, kind):
    found = ask("eigh", A)
    assert np.allclose(found.outputs["eigenvalues"], values, atol=1e-14)
    assert found.exact["eigenvalues"] == values
    assert kind in ask("quadratic_form", A).details["form"]


def test_7_1_directions_that_survive(ask):
    found = ask("eig", "[[5,1],[3,3]]")
    w, V = pairs(found)
    assert np.allclose(w, [6, 2])
    assert parallel(V[:, 0], [1, 1])
    assert parallel(V[:, 1], [1, -3])
    assert found.exact["eigenvalues"] == [6, 2]
    assert found.exact["eigenvectors"] == [[1, -1], [1, 3]]
    A = np.array([[5.0, 1], [3, 3]])
    assert np.allclose(A @ [3, -9], [6, -18])
    columns = np.array([[1.0, 1], [1, -3]])
    assert np.allclose(ask("inv", columns).outputs["result"], [[0.75, 0.25], [0.25, -0.25]])
    assert np.allclose(columns @ np.diag([6, 2]) @ ask("inv", columns).outputs["result"], A)


def test_7_2_a_flipped_eigenvector(ask, value):
    A = [[-1, 3], [2, -2]]
    assert value("matmul", A, [2, 1]).tolist() == [1, 2]
    w, V = pairs(ask("eig", A))
    assert np.allclose(w, [-4, 1])
    assert parallel(V[:, 0], [1, -1])
    assert parallel(V[:, 1], [3, 2])


def test_7_3_quadratic_form_on_the_circle(ask):
    A = "[[6,2],[2,3]]"
    w, V = pairs(ask("eig", A))
    assert np.allclose(w, [7, 2])
    assert parallel(V[:, 0], [2, 1])
    assert parallel(V[:, 1], [-1, 2])
    found = ask("quadratic_form", A, [1, 0]).outputs
    assert found["result"] == 6
    assert [found["minimum"], found["maximum"]] == pytest.approx([2, 7])
    t = np.linspace(0, 2 * np.pi, 25)
    circle = ask("quadratic_form", A, np.array([np.cos(t), np.sin(t)])).outputs["result"]
    assert (circle >= 2 - 1e-9).all()
    assert (circle <= 7 + 1e-9).all()
    turned = V.T @ np.array([[6, 2], [2, 3]]) @ V
    assert np.allclose(turned, np.diag([7, 2]))
    assert np.degrees(np.arctan2(*V[::-1, 0])) == pytest.approx(26.57, abs=5e-3)


@pytest.mark.parametrize(
    ("A", "values"),
    [
        ([[2, 4], [2, 5]], [6.701562, 0.298438]),
        ([[2, -3], [9, 5]], [3.5 + 4.974937j, 3.5 - 4.974937j]),
        ([[2, 3], [3, 5]], [6.854102, 0.145898]),
    ],
)
def test_7_4_same_form_different_matrices(ask, A, values):
    assert np.allclose(ask("eigvals", A).outputs["result"], values, atol=5e-7)
    x = [3, -2]
    found = ask("quadratic_form", A, x).outputs
    assert found["result"] == 2 * 9 + 6 * 3 * -2 + 5 * 4
    assert [found["maximum"], found["minimum"]] == pytest.approx([6.854102, 0.145898], abs=5e-7)


def test_7_5_no_real_eigenvectors(ask):
    found = ask("eig", [[0, -1], [1, 0]])
    assert np.allclose(found.outputs["eigenvalues"], [1j, -1j])
    assert found.exact["eigenvalues"] == ["I", "-I"]
    assert found.details["complex_pairs"] == 1


def test_7_5_defective(ask):
    found = ask("eig", "[[1,1],[0,1]]")
    w, V = pairs(found)
    assert np.allclose(w, 1)
    assert found.certificate.assessment.condition.value > 1e15
    assert parallel(V[:, 0], V[:, 1])
    assert found.certificate.verdict != "green"
    assert "defective" in found.warnings[0]
    assert found.details["repeated"] == [{"value": 1.0, "multiplicity": 2, "independent_vectors": 1}]
    assert found.exact["eigenvectors"] is None


@pytest.mark.parametrize("e", [1e-2, 1e-4, 1e-6, 1e-8])
def test_7_5_arrows_close_up(ask, e):
    found = ask("eig", np.array([[1, 1], [e, 1]]))
    assert np.allclose(found.outputs["eigenvalues"], [1 + np.sqrt(e), 1 - np.sqrt(e)], rtol=0, atol=1e-7)
    assert found.details["eigenvalue_conditions"][0] == pytest.approx(0.5 * (np.sqrt(e) + 1 / np.sqrt(e)), rel=1e-3)


def test_7_6_power_iteration(ask):
    found = ask("power_iteration", "[[5,1],[3,3]]", [1, 0], steps=5)
    rayleigh = [6.235294, 6.129412, 6.047470, 6.016255, 6.005464]
    assert found.outputs["rayleigh"] == pytest.approx(rayleigh, abs=5e-7)
    assert found.outputs["angles"] == pytest.approx([14.0362, 4.3987, 1.4321, 0.4735, 0.1574], abs=5e-5)
    assert found.details["ratio"] == pytest.approx(1 / 3)
    longer = ask("power_iteration", "[[5,1],[3,3]]", [1, 0], steps=12).outputs["angles"]
    assert longer[-1] / longer[-2] == pytest.approx(1 / 3, abs=1e-5)


def test_7_6_powers_and_steady_state(ask, value):
    assert value("matrix_power", [[1, 1], [1, 0]], n=10).tolist() == [[89, 55], [55, 34]]
    found = ask("eig", "[[0.9,0.5],[0.1,0.5]]")
    w, V = pairs(found)
    assert np.allclose(w, [1, 0.4])
    assert np.allclose(V[:, 0] / V[:, 0].sum(), [5 / 6, 1 / 6])
    assert found.exact["eigenvalues"] == [1, "2/5"] or [str(x) for x in found.exact["eigenvalues"]] == ["1", "2/5"]
    walk = ask("power_iteration", "[[0.9,0.5],[0.1,0.5]]", [1, 0], steps=40).outputs["eigenvector"]
    assert np.allclose(walk / walk.sum(), [5 / 6, 1 / 6])


TRIANGLES = [(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5), (2, 3)]


def test_7_7_spectrum_of_two_triangles(ask, value):
    A = np.zeros((6, 6), dtype=int)
    for i, j in TRIANGLES:
        A[i, j] = A[j, i] = 1
    L = np.diag(A.sum(axis=0)) - A
    found = ask("eig", L)
    w, V = pairs(found)
    assert np.allclose(w, [4.561553, 3, 3, 3, 0.438447, 0], atol=5e-7)
    assert [str(x) for x in found.exact["eigenvalues"]] == ["5/2 + sqrt(17)/2", "3", "3", "3", "5/2 - sqrt(17)/2", "0"]
    assert [group["multiplicity"] for group in found.details["repeated"]] == [3]
    fiedler = V[:, 4] * np.sign(V[3, 4])
    assert np.allclose(fiedler, [-0.4647, -0.4647, -0.2610, 0.2610, 0.4647, 0.4647], atol=5e-5)
    assert value("trace", value("matrix_power", A, n=3)) / 6 == 2


def test_7_8_fragile_eigenvalues(ask):
    before, after = ask("eig", [[1.0, 1000], [0, 1]]), ask("eig", [[1.0, 1000], [0.001, 1]])
    assert np.allclose(before.outputs["eigenvalues"], [1, 1])
    assert np.allclose(after.outputs["eigenvalues"], [2, 0], atol=1e-9)
    assert before.certificate.verdict != "green"
    assert max(after.details["eigenvalue_conditions"]) == pytest.approx(500, rel=1e-3)
    d = 1e-9
    nudged = ask("eig", np.array([[1, 1, 0], [0, 1, 1], [d, 0, 1]]))
    assert np.allclose(np.abs(nudged.outputs["eigenvalues"] - 1), 1e-3, rtol=1e-4)
    assert nudged.certificate.verdict != "red"


def test_15_2_eig_is_unsorted_elsewhere_and_sorted_here(ask):
    w, V = pairs(ask("eig", np.diag(np.arange(1, 11))))
    assert w.tolist() == list(range(10, 0, -1))
    assert w[:3].sum() / w.sum() == pytest.approx(27 / 55)
    assert np.allclose(V[:, 0], np.eye(10)[9])
    for seed in (0, 77):
        X = np.random.RandomState(seed).randn(100, 10)
        M = X.T @ X / 100
        w, V = pairs(ask("eig", M))
        best = np.sort(np.linalg.eigvalsh(M))[::-1]
        assert np.allclose(w, best)
        share = np.trace(V[:, :3].T @ M @ V[:, :3]) / np.trace(M)
        if seed == 77:
            assert share == pytest.approx(0.416, abs=5e-4)


def test_15_6_use_the_symmetric_solver(ask):
    A = np.array([[1, 1e-17], [-1e-17, 1]])
    for name in ("eig", "eigh"):
        found = ask(name, A)
        assert found.outputs["eigenvalues"].dtype == np.float64
        assert np.allclose(found.outputs["eigenvalues"], 1)
        assert "symmetric" in found.warnings[0]
        assert found.certificate.verdict == "green"
    wide = ask("eigh", np.array([[1, 1e-3], [-1e-3, 1]]))
    assert "more than rounding" in wide.warnings[0]
    assert ask("eig", np.array([[1, 1e-3], [-1e-3, 1]])).outputs["eigenvalues"].dtype == np.complex128
