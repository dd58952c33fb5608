"""The commutator: its laws, matrices that commute, and every error seen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.model.errors import UserError
from workbench.operations import by_name

seeds = st.integers(0, 10**6)
RNG = np.random.default_rng(9)
G, H = RNG.standard_normal((30, 30)), RNG.standard_normal((30, 30))
CASES = {
    "plain": (G, H),
    "one": (G[:1, :1], H[:1, :1]),
    "two": (np.array([[0.0, 1.0], [0.0, 0.0]]), np.array([[0.0, 0.0], [1.0, 0.0]])),
    "single": (G.astype(np.float32), H.astype(np.float32)),
    "complex": (G + 1j * H, H - 2j * G),
    "huge": (G * 1e200, H * 1e100),
    "far apart": (G * 1e200, H * 1e-200),
    "tiny": (G * 1e-200, H * 1e-50),
    "graded": (G * np.geomspace(1, 1e-12, 30), H * np.geomspace(1, 1e-12, 30)[:, None]),
    "large": (np.kron(np.eye(10), G), np.kron(np.ones((10, 10)), H)),
    "empty": (G[:0, :0], H[:0, :0]),
    "zero": (0 * G, H),
}


def turn(degrees):
    c, s = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    return np.array([[c, -s], [s, c]])


def whole(n, seed):
    return [np.random.default_rng(seed + k).integers(-5, 6, (n, n)).astype(float) for k in range(3)]


@settings(max_examples=40)
@given(st.integers(1, 5), seeds)
def test_it_changes_sign_has_no_trace_and_satisfies_jacobi(run, exactly, n, seed):
    A, B, C = whole(n, seed)

    def bracket(X, Y):
        found = run("commutator", X, Y).result
        assert (exactly("commutator", X, Y)["result"] == found).all()
        return found

    np.testing.assert_array_equal(bracket(A, B), A @ B - B @ A)
    np.testing.assert_array_equal(bracket(A, B), -bracket(B, A))
    assert np.trace(bracket(A, B)) == 0
    np.testing.assert_array_equal(bracket(A, B @ C), bracket(A, B) @ C + B @ bracket(A, C))
    jacobi = bracket(A, bracket(B, C)) + bracket(B, bracket(C, A)) + bracket(C, bracket(A, B))
    assert not jacobi.any()


@settings(max_examples=30)
@given(st.integers(1, 5), seeds)
def test_polynomials_of_one_matrix_commute(run, n, seed):
    A = whole(n, seed)[0]
    found = run("commutator", A, 2 * A @ A - 3 * A + np.eye(n))
    assert not found.result.any()
    assert found.verdict == "green"
    assert found.outcome.details["commute"]


@pytest.mark.parametrize("case", CASES)
def test_never_red_when_right_and_every_error_is_seen(run, case):
    found = run("commutator", *CASES[case])
    assert found.verdict != "red", found.assessment
    value, bound = found.result, found.assessment.error_bound
    if bound is None or bound > 1e-3 or not value.size:
        return
    size = np.abs(value).max() or 1.0
    for at in [(0, 0), (-1, 0), (len(value) // 2, -1)]:
        off = value.copy()
        off[at] += 120 * max(bound, np.finfo(value.dtype).eps) * size
        assert found.tampered("result", off).verdict == "red", at
    assert found.tampered("result", value[:-1]).verdict == "red"
    if value.any():
        assert found.tampered("result", -value).verdict == "red"
    if (value != value.T).any():
        assert found.tampered("result", value.T).verdict == "red"


@pytest.mark.parametrize("angles", [(30, 60), (10, 200), (1e-3, 77)])
def test_rotations_of_the_plane_commute_to_rounding(run, angles):
    A, B = map(turn, angles)
    found = run("commutator", A, B)
    assert found.verdict in ("green", "amber"), found.assessment
    assert found.outcome.details["commute"]
    assert found.tampered("result", found.result + 1e-10).verdict == "red"
    inverse = run("commutator", G, np.linalg.inv(G))
    assert inverse.verdict == "amber"
    assert inverse.assessment.digits == 0


def test_rotations_in_space_do_not(run):
    A, B = np.eye(3), np.eye(3)
    A[:2, :2], B[1:, 1:] = turn(30), turn(45)
    found = run("commutator", A, B)
    assert found.verdict == "green"
    assert not found.outcome.details["commute"]


@pytest.mark.parametrize("shapes", [((2, 3), (3, 2)), ((2, 2), (3, 3)), ((2, 2), (2, 3))])
def test_matrices_of_other_shapes_have_none(run, shapes):
    with pytest.raises(UserError, match=r"no (commutator|product)"):
        run("commutator", *map(np.ones, shapes))


@pytest.mark.parametrize("scales", [(1e200, 1e200), (1e250, 1e-250), (1e-250, 1e250), (1.0, 1.0), (1e300, 1.0)])
def test_the_code_gives_the_answer_at_every_scale(run, scales):
    A = np.array([[1.0, 2.0], [3.0, 4.0]])
    for B in (A @ A, np.eye(2), A.T if scales[0] != scales[1] or scales[0] == 1 else A):
        found = run("commutator", A * scales[0], B * scales[1])
        scope = {"A": A * scales[0], "B": B * scales[1], "np": np}
        with np.errstate(over="ignore"):
            exec(by_name("commutator").routes[0].code(found.problem, ("A", "B")), scope)
        size = np.abs(scope["A"]).max() * np.abs(scope["B"]).max() if scales[0] * scales[1] < 1e308 else 1.0
        np.testing.assert_allclose(scope["C"] / size, found.result / size, atol=1e-13)
