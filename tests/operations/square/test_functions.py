"""Exponential, logarithm, root, sign, cosine and sine of matrices."""

from __future__ import annotations

from fractions import Fraction

import flint
import numpy as np
import pytest
import scipy.linalg
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.backends import balls
from workbench.model.errors import UserError
from workbench.numerics.exponential import exponential

NAMES = ("expm", "logm", "sqrtm", "signm", "cosm", "sinm")
MOST = 15


def cases() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(5)
    G = rng.standard_normal((20, 20))
    P = G @ G.T + np.eye(20)
    return {
        "definite": P / 20,
        "general": G / 4 + 3 * np.eye(20),
        "triangular": np.triu(G)[:8, :8] / 2 + 2 * np.eye(8),
        "complex": (G + 1j * G.T)[:9, :9] / 3 + 4 * np.eye(9),
        "single": (G / 4 + 3 * np.eye(20)).astype(np.float32),
        "larger": rng.standard_normal((26, 26)) / 6 + 4 * np.eye(26),
        "diagonal": np.diag([1.0, 2.0, 3.5]),
        "one": np.array([[0.7]]),
        "rotation": np.array([[0.8, -0.6], [0.6, 0.8]]),
    }


CASES = cases()


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", NAMES)
def test_an_error_goes_red(check_tampering, name, case):
    check_tampering(name, CASES[case])


@pytest.mark.parametrize("case", [case for case in CASES if case != "single"])
def test_identities(compute, case):
    A = CASES[case]
    one = np.eye(len(A))
    near = {"rtol": 1e-9, "atol": 1e-9}

    def at(name, M):
        return compute(name, M).outputs["result"]

    root, log, cosine, sine, sign = (at(name, A) for name in ("sqrtm", "logm", "cosm", "sinm", "signm"))
    assert np.allclose(root @ root, A, **near)
    assert np.allclose(at("expm", log), A, **near)
    assert np.allclose(cosine @ cosine + sine @ sine, one, rtol=0, atol=1e-9 * max(1, np.abs(cosine).max() ** 2))
    assert np.allclose(sign @ sign, one, **near)
    assert np.allclose(at("expm", A) @ at("expm", -A), one, rtol=0, atol=1e-7)


def random_matrix(k: int) -> np.ndarray:
    rng = np.random.default_rng(k)
    n = int(rng.integers(2, 11))
    G = rng.standard_normal((n, n))
    makers = (
        lambda: G,
        lambda: G * 10.0 ** rng.uniform(-1, 1.5),
        lambda: np.triu(G * 3),
        lambda: G @ G.T,
        lambda: (np.linalg.qr(G)[0] * np.geomspace(1, 10 ** -rng.uniform(0, 9), n)) @ np.linalg.qr(G.T + 1)[0],
        lambda: G * 10.0 ** rng.uniform(-3, 1, (n, n)),
        lambda: rng.integers(-4, 5, (n, n)).astype(float),
        lambda: G + 1j * G.T,
        lambda: 2 * np.eye(n) + np.diag(rng.uniform(1, 30, n - 1), 1),
    )
    return makers[k % len(makers)]()


def reference(name: str, A: np.ndarray) -> np.ndarray | None:
    """To 600 bits, functions other than the exponential by eigenvectors; None where the balls stay wide."""
    n = len(A)
    with flint.ctx.workprec(600):
        M = flint.acb_mat(n, n, A.astype(complex).ravel().tolist())
        if name == "expm":
            found = M.exp()
        else:
            try:
                w, V = M.eig(right=True)
            except ValueError:
                return None
            scalar = {"sqrtm": lambda z: z.sqrt(), "logm": lambda z: z.log(), "cosm": lambda z: z.cos()}[name]
            found = (
                V * flint.acb_mat(n, n, [scalar(w[i]) if i == j else 0 for i in range(n) for j in range(n)]) * V.inv()
            )
        entries = found.entries()
    if max(float(x.rad()) for x in entries) > 1e-25:
        return None
    return np.array([complex(x) for x in entries]).reshape(n, n)


@pytest.mark.parametrize("name", ["expm", "sqrtm", "logm", "cosm"])
def test_claimed_digits_are_true(compute, name):
    over, under, count = [], 0, 0
    for k in range(36):
        A = random_matrix(k)
        truth = reference(name, A)
        try:
            found = compute(name, A)
        except UserError:
            continue
        if truth is None:
            continue
        count += 1
        claimed = found.certificate.assessment.digits
        off = np.abs(found.outputs["result"] - truth).max() / np.abs(truth).max()
        digits = min(MOST, -np.log10(max(off, 1e-16)))
        assert found.certificate.verdict != "red" or off > 1e-3, (k, off, found.certificate.reason)
        over += [(k, claimed, digits)] if claimed > digits + 1 else []
        under += claimed < digits - 3
    assert count > 8
    assert not over
    assert under <= count / 10


def test_the_exponential_of_nearly_equal_diagonal_entries():
    """SciPy 1.17 has no digit of this right."""
    d = 2.0 * (1 + np.finfo(float).eps * np.array([0, 3, 1, 4, 2, 5]))
    A = np.diag(d) + np.diag([30.0, 20.0, 25.0, 15.0, 28.0], 1)
    truth = balls.exponential(A)
    assert np.abs(exponential(A) - truth).max() <= 1e-14 * np.abs(truth).max()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.01, 30))
def test_the_exponential_agrees_with_balls(seed, size):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 8))
    A = rng.standard_normal((n, n))
    A *= size / np.abs(A).sum(axis=0).max()
    truth = balls.exponential(A)
    assert np.abs(exponential(A) - truth).max() <= 1e-13 * (1 + size) * np.abs(truth).max()


def test_2_7_the_exponential_of_a_turn_is_a_rotation(compute):
    c, s = np.cos(np.pi / 6), np.sin(np.pi / 6)
    found = compute("expm", np.pi / 6 * np.array([[0, -1], [1, 0]]))
    assert np.allclose(found.outputs["result"], [[c, -s], [s, c]], rtol=1e-14)
    assert found.certificate.verdict == "green"


def test_exact_twins(compute):
    nilpotent = compute("expm", [[0, 1, 2], [0, 0, 3], [0, 0, 0]]).exact["result"]
    assert nilpotent.tolist() == [[1, 1, Fraction(7, 2)], [0, 1, 3], [0, 0, 1]]
    assert compute("expm", [[1, 0], [0, 0]]).exact is None
    assert compute("sqrtm", [[2, 2], [2, 2]]).exact["result"] == [[1, 1], [1, 1]]
    assert compute("sqrtm", [[0, 0], [0, 2]]).exact["result"] == [[0, 0], [0, "sqrt(2)"]]
    assert compute("sqrtm", [[-1, 0], [0, 4]]).exact["result"] == [["I", 0], [0, 2]]
    assert compute("sqrtm", [[1, 1], [0, 1]]).exact is None
    assert compute("signm", [[1, 5], [0, -2]]).exact["result"] == [[1, Fraction(10, 3)], [0, -1]]


def test_negative_eigenvalues_have_complex_roots_and_no_logarithm(compute):
    found = compute("sqrtm", np.diag([-1.0, 4.0]))
    assert np.allclose(found.outputs["result"], np.diag([1j, 2]))
    for A in (np.diag([-1.0, 4.0]), [[0, 1], [1, 0]], [[1.0, 2], [3, 4]], np.diag([-1.0 + 0j, 4])):
        with pytest.raises(UserError, match="on the negative real axis") as caught:
            compute("logm", A)
        assert caught.value.kind == "domain"


@pytest.mark.parametrize("name", ["logm", "signm"])
def test_singular_matrices_are_refused(compute, name):
    with pytest.raises(UserError) as caught:
        compute(name, [[1, 2], [2, 4]])
    assert caught.value.kind == "domain"


def test_a_defective_zero_has_no_root(compute):
    with pytest.raises(UserError, match="defective eigenvalue"):
        compute("sqrtm", [[0, 1], [0, 0]])


def test_a_turn_has_no_sign(compute):
    with pytest.raises(UserError, match="on the imaginary axis"):
        compute("signm", [[0, -1], [1, 0]])


@pytest.mark.parametrize("name", NAMES)
def test_rectangles_are_refused_and_nothing_has_nothing(compute, name):
    with pytest.raises(UserError, match="A is 3 x 2, so it has no") as caught:
        compute(name, np.ones((3, 2)))
    assert caught.value.kind == "shape"
    assert compute(name, np.zeros((0, 0))).outputs["result"].shape == (0, 0)


@pytest.mark.parametrize("name", ["expm", "sqrtm", "logm"])
def test_stacks_and_code(compute, name):
    stack = np.stack([CASES["rotation"], np.array([[3.0, 1.0], [0.5, 2.0]])])
    found = compute(name, stack)
    scope = {"A": stack, "np": np, "scipy": scipy}
    exec(found.code, scope)
    assert np.allclose(scope["X"], found.outputs["result"])


@pytest.mark.parametrize("name", NAMES)
def test_large_matrices_are_verified(compute, name):
    A = np.random.default_rng(1).standard_normal((140, 140)) / 20 + 2 * np.eye(140)
    assert compute(name, A).certificate.verdict == "green"
    assert compute(name, (A + A.T) / 2).certificate.verdict == "green"


@pytest.mark.parametrize(
    "A",
    [
        np.eye(3, k=2),
        np.eye(4, k=2),
        [[0, 1, 0], [0, 0, 0], [0, 0, 5]],
        [[0, 0], [1, 0]],
    ],
)
def test_a_defective_zero_has_no_principal_root(compute, A):
    with pytest.raises(UserError, match="0 is a defective eigenvalue") as caught:
        compute("sqrtm", A)
    assert caught.value.kind == "domain"


def test_a_singular_matrix_with_a_root_has_it(compute):
    found = compute("sqrtm", [[2.0, 2], [1, 1]])
    assert np.allclose(found.outputs["result"], np.array([[2, 2], [1, 1]]) / np.sqrt(3))
    assert found.certificate.verdict != "red"


SENSITIVE = [
    ("logm", [[1, 1e8], [0, 1e-8]], [[0, 8e8 * np.log(10) / (1 - 1e-8)], [0, -8 * np.log(10)]]),
    ("logm", [[1, 1], [1, 1 + 2.0**-52]], None),
    ("logm", [[1, 1e200], [0, 1]], [[0, 1e200], [0, 0]]),
    ("sqrtm", [[1e-300, 1], [0, 1e-300]], [[1e-150, 5e149], [0, 1e-150]]),
]


@pytest.mark.parametrize(("name", "A", "expected"), SENSITIVE)
def test_a_right_answer_that_rounding_of_the_matrix_would_change_is_amber(compute, name, A, expected):
    found = compute(name, A)
    assert found.certificate.verdict == "amber", found.certificate.reason
    assert "a rounding's distance" in found.certificate.reason
    if expected is not None:
        assert np.allclose(found.outputs["result"], expected, rtol=1e-14)


@pytest.mark.parametrize("name", ["logm", "sqrtm"])
def test_another_branch_is_red(answer, name):
    A = np.array([[4.0, 1], [2, 3]])
    found = answer(name, A)
    X = found.outcome.outputs["result"]
    assert found.certify(result=-X if name == "sqrtm" else X + 2j * np.pi * np.eye(2)).verdict == "red"


def test_a_logarithm_out_of_reach_is_refused(compute):
    with pytest.raises(UserError, match="No logarithm of A was found"):
        compute("logm", [[1e-300, 1], [0, 1e-300]])


@pytest.mark.parametrize(
    ("A", "expected"),
    [
        ([[-1e60, 1], [0, -1e60]], [[0, 0], [0, 0]]),
        ([[-1e60, 1e60], [0, -2e60]], [[0, 0], [0, 0]]),
        ([[1, 1e10], [0, -1]], [[np.e, np.sinh(1) * 1e10], [0, 1 / np.e]]),
        ([[1, 1e200], [0, -1]], [[np.e, np.sinh(1) * 1e200], [0, 1 / np.e]]),
        ([[0, 1e200], [0, 0]], [[1, 1e200], [0, 1]]),
        ([[0, 1e200, 0], [0, 0, 1], [0, 0, 0]], [[1, 1e200, 5e199], [0, 1, 1], [0, 0, 1]]),
    ],
)
def test_the_exponential_of_matrices_whose_powers_overflow(A, expected):
    assert np.allclose(exponential(np.array(A)), expected, rtol=1e-13, atol=0)


@pytest.mark.parametrize(
    "A", [[[-1e60, 1], [0, -1e60]], [[-1e60, 1e60], [0, -2e60]], [[0, 1e200], [0, 0]], [[1, 1e300], [0, -1]]]
)
def test_such_an_exponential_is_not_red(compute, A):
    assert compute("expm", A).certificate.verdict != "red"


def test_an_exponential_that_lost_what_is_small_is_not_called_right(compute):
    """Of exp(1) no digit is left beside −1e60, in any computation that halves the matrix as a whole."""
    found = compute("expm", [[-1e60, 1], [0, 1]])
    assert found.certificate.verdict == "red" or np.isclose(found.outputs["result"][1, 1], np.e)
