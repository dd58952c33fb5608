"""Functions of matrices that have no operation of their own: their laws, known values, and every error seen."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
import scipy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from workbench.backends import functions_of_matrices
from workbench.model.errors import UserError
from workbench.numerics.schur_parlett import labels
from workbench.operations.square.choices import CHOICES
from workbench.operations.square.contour import circles

seeds = st.integers(0, 2**32 - 1)
G = np.random.default_rng(5).standard_normal((60, 60))
TURN = np.linalg.qr(G[:6, :6])[0]


def block(x: float, n: int) -> np.ndarray:
    return x * np.eye(n) + np.eye(n, k=1)


CASES = {
    "general": G[:6, :6] / 12 + 0.3 * np.eye(6),
    "symmetric": (G + G.T)[:5, :5] / 30 + 0.4 * np.eye(5),
    "complex": (G + 1j * G.T)[:4, :4] / 20 + 0.4 * np.eye(4),
    "hermitian": (G + G.T + 1j * (G - G.T))[:4, :4] / 40 + 0.4 * np.eye(4),
    "single": (G[:5, :5] / 12 + 0.3 * np.eye(5)).astype(np.float32),
    "larger": G[:30, :30] / 40 + 0.4 * np.eye(30),
    "defective": block(0.3, 4),
    "defective and turned": TURN @ block(0.3, 6) @ TURN.T,
    "nearly defective": np.array([[0.5, 1e3], [0.0, 0.5 + 1e-7]]),
    "two blocks": scipy.linalg.block_diag(block(0.5, 3), block(0.25, 2)) + np.eye(5, k=3),
    "diagonal": np.diag([0.1, 0.5]),
    "one": np.array([[0.7]]),
}
INVERSES = {
    "arcsin": "sinm",
    "arccos": "cosm",
    "arctan": "tanm",
    "arcsinh": "sinhm",
    "arctanh": "tanhm",
}


@pytest.mark.parametrize("func", [name for name in CHOICES if name != "arccosh"])
@pytest.mark.parametrize("case", CASES)
def test_right_is_green_and_an_error_is_red(run, case, func):
    A = CASES[case]
    found = run("funm", A, func=func)
    X, bound = found.result, found.assessment.error_bound
    assert found.verdict == "green", found.assessment.reason
    assert X.dtype == A.dtype
    known = functions_of_matrices.known(A, CHOICES[func].ball)
    if known is not None:
        assert np.abs(X - known).max() <= 100 * bound * np.abs(known).max()
    for at in ((0, 0), (-1, -1), (0, -1)):
        wrong = X.copy()
        wrong[at] += 120 * max(bound, np.finfo(A.dtype).eps) * np.abs(X).max()
        assert found.tampered("result", wrong).verdict == "red", at
    assert found.tampered("result", X[:-1]).verdict == "red"


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(INVERSES)), st.integers(1, 6), seeds, st.booleans())
def test_inverse_functions_undo_each_other(run, func, n, seed, defective):
    rng = np.random.default_rng(seed)
    A = block(rng.uniform(-0.6, 0.6), n) if defective else rng.uniform(-0.7, 0.7, (n, n)) / n
    X = run("funm", A, func=func).result
    np.testing.assert_allclose(run(INVERSES[func], X).result, A, atol=1e-9 * (1 + np.abs(X).max()) ** n)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 6), seeds, st.sampled_from([np.float64, np.complex128]))
def test_laws_of_numbers_hold_for_matrices(run, n, seed, kind):
    rng = np.random.default_rng(seed)
    A = (rng.standard_normal((n, n)) / n).astype(kind)
    A = A + 1j * rng.standard_normal((n, n)) / n if kind == np.complex128 else A

    def at(func, M):
        return run("funm", M, func=func).result

    one, near = np.eye(n), {"rtol": 1e-9, "atol": 1e-9}
    exponential = run("expm", A).result
    np.testing.assert_allclose(at("expm1", A) + one, exponential, **near)
    np.testing.assert_allclose(A @ at("exprel", A), at("expm1", A), **near)
    np.testing.assert_allclose(at("expit", A) @ (one + exponential), exponential, **near)
    np.testing.assert_allclose(at("erf", A) + at("erfc", A), one, **near)
    np.testing.assert_allclose(at("log1p", at("expm1", A)), A, **near)
    B = A + 2 * one
    assume(np.linalg.eigvals(B).real.min() > 0.2)
    np.testing.assert_allclose(at("gamma", B + one), B @ at("gamma", B), rtol=1e-7, atol=1e-7)
    W = at("lambertw", B)
    np.testing.assert_allclose(W @ run("expm", W).result, B, **near)
    np.testing.assert_allclose(run("coshm", at("arccosh", A + 5 * one)).result, A + 5 * one, **near)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(CHOICES)), st.floats(0.1, 0.8), st.integers(1, 5))
def test_the_first_row_of_a_jordan_block_is_the_series_of_taylor(run, func, x, n):
    assume(func != "arccosh")
    X = run("funm", block(x, n), func=func).result
    turns = np.exp(2j * np.pi * np.arange(64) / 64)
    radius = 0.1 if func != "exprel" else 0.05
    values = functions_of_matrices.at(x + radius * turns, CHOICES[func].ball)
    for k in range(n):
        taylor = (values * turns**-k).mean().real / radius**k
        assert X[0, k] == pytest.approx(taylor, rel=1e-8, abs=1e-12 / radius**k)


@pytest.mark.parametrize("func", ["arctan", "erf", "exprel", "gamma"])
@pytest.mark.parametrize("case", ["general", "defective", "defective and turned", "two blocks", "complex", "symmetric"])
def test_its_code_gives_the_same(compute, case, func):
    A = CASES[case]
    found = compute("funm", A, func=func)
    scope = {"A": A, "np": np, "scipy": scipy}
    exec(found.code, scope)
    np.testing.assert_allclose(scope["X"], found.outputs["result"], rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(
    ("A", "func", "words"),
    [
        (block(2.0, 2), "arcsin", "the eigenvalue 2, so it has no principal arcsin"),
        (np.array([[0.0, -2.0], [2.0, 0.0]]), "arctan", "so it has no principal arctan"),
        (block(-1.0, 2), "log1p", "the eigenvalue -1,"),
        (np.zeros((2, 2)), "gamma", "the eigenvalue 0,"),
        (np.diag([-3.0, 1.0]), "gamma", "the eigenvalue -3,"),
        (np.eye(2) / 2, "arccosh", "the eigenvalue 0.5,"),
        (np.diag([1.0, 0.0]), "arctanh", "the eigenvalue 1,"),
        (-np.eye(2), "lambertw", "the eigenvalue -1,"),
        (np.array([[0.0, -np.pi], [np.pi, 0.0]]), "expit", "so it has no principal expit"),
        (np.ones((2, 3)), "erf", "2 x 3, so it has no erf"),
        (block(200.0, 2), "gamma", "beyond the range of float64"),
        (np.array([[171.5, 100.0], [0.0, 171.5]]), "gamma", "beyond the range of float64"),
    ],
)
def test_what_has_no_such_function_is_refused(run, A, func, words):
    with pytest.raises(UserError, match=words) as caught:
        run("funm", A, func=func)
    assert caught.value.hint


def test_exact_eigenvalues_on_a_cut_are_proved(run):
    """Rounding moves the double eigenvalue 3 off the axis."""
    S = np.array([[1.0, 2, 0], [0, 1, 5], [1, 0, 2]])
    A = np.rint(np.linalg.det(S)) * S @ block(3.0, 3) @ np.linalg.inv(S)
    with pytest.raises(UserError, match="has no principal arcsin"):
        run("funm", np.rint(A), func="arcsin", exact=True)


def test_ends_of_cuts_of_symmetric_matrices(run):
    found = run("funm", np.diag([1.0, -1.0]), func="arcsin")
    np.testing.assert_allclose(found.result, np.diag([np.pi / 2, -np.pi / 2]))
    assert found.verdict == "green"
    found = run("funm", np.array([[0.0, 1.0], [1.0, 0.0]]), func="arccos")
    np.testing.assert_allclose(found.result, np.array([[1, -1], [-1, 1]]) * np.pi / 2, atol=1e-6)
    assert found.verdict != "red"


def test_exact_values(compute):
    nilpotent = [[0, 2, 0], [0, 0, 3], [0, 0, 0]]
    assert compute("funm", nilpotent, func="log1p").exact["result"].tolist() == [[0, 2, -3], [0, 0, 3], [0, 0, 0]]
    half, quarter = Fraction(1, 2), Fraction(1, 4)
    expected = [[half, 2 * quarter, 0], [0, half, 3 * quarter], [0, 0, half]]
    assert compute("funm", nilpotent, func="expit").exact["result"].tolist() == expected
    assert compute("funm", [[2, 1], [0, 5]], func="gamma").exact["result"] == [[1, Fraction(23, 3)], [0, 24]]
    assert compute("funm", [[2, 1], [0, 5]], func="erf").exact is None
    assert compute("funm", [[2, 1], [0, 2]], func="gamma").exact is None


@pytest.mark.parametrize("func", sorted(CHOICES))
def test_series_are_those_of_the_functions(func):
    choice = CHOICES[func]
    if choice.series is None:
        return
    x = 0.01
    value = math.fsum(float(c) * x**k for k, c in enumerate(choice.series(12)))
    assert value == pytest.approx(float(functions_of_matrices.at(np.array([x]), choice.ball)[0]), rel=1e-13)


def test_large_matrices_are_amber_and_overflow_is_red(run):
    assert run("funm", G[:4, :4].repeat(35, 0).repeat(35, 1) / 200 + np.diag(np.arange(140.0))).verdict == "amber"
    assert run("funm", np.diag([1e3, 1.0]), func="expm1").verdict == "red"
    assert run("funm", np.zeros((0, 0))).verdict == "green"


@pytest.mark.parametrize("size", [1e200, 1e-200, 1e-310])
def test_at_every_scale(run, size):
    A = G[:3, :3] * size
    found = run("funm", A, func="arctan")
    assert found.verdict != "red"
    known = functions_of_matrices.known(A, CHOICES["arctan"].ball)
    np.testing.assert_allclose(found.result, known, rtol=1e-9, atol=5e-324)


def test_blocks_and_circles():
    w = np.array([1, 1.001, 5, 5.001, 9.0])
    assert labels(w, 5.0).tolist() == [0, 0, 1, 1, 2]
    around = circles(w, lambda z: np.full(len(z), np.inf))
    assert around is not None
    for x in w:
        assert sum(abs(x - c.centre) < c.radius for c in around) == 1
    assert circles(np.array([1.0, 1.0]), lambda z: np.zeros(len(z))) is None
