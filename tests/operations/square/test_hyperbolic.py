"""Hyperbolic cosine, sine and tangent of matrices, and the tangent: right, sure of it, and exact where they end."""

from __future__ import annotations

from fractions import Fraction

import flint
import numpy as np
import pytest
import scipy.linalg
from hypothesis import given
from hypothesis import strategies as st

from workbench.model.errors import UserError
from workbench.numerics.hyperbolic import sine_in, tangent_in

NAMES = ("coshm", "sinhm", "tanhm", "tanm")
MOST = 15


def cases() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(5)
    G = rng.standard_normal((20, 20))
    return {
        "definite": (G @ G.T + np.eye(20)) / 60,
        "general": G / 8,
        "long": G / 2,
        "small": G * 1e-9,
        "tiny": G * 1e-200,
        "triangular": np.triu(G)[:8, :8] / 2 + np.eye(8),
        "complex": (G + 1j * G.T)[:9, :9] / 5,
        "single": (G / 8).astype(np.float32),
        "single complex": ((G + 1j * G.T)[:9, :9] / 9).astype(np.complex64),
        "larger": rng.standard_normal((26, 26)) / 6,
        "larger and small": rng.standard_normal((26, 26)) * 1e-9,
        "diagonal": np.diag([1.0, 2.0, 3.5]),
        "one": np.array([[0.7]]),
        "turn": np.array([[0.0, -1.0], [1.0, 0.0]]),
        "Jordan": 2 * np.eye(5) + np.eye(5, k=1),
        "none": np.zeros((0, 0)),
        "zero": np.zeros((3, 3)),
    }


CASES = cases()


@pytest.mark.parametrize("case", [case for case in CASES if CASES[case].any()])
@pytest.mark.parametrize("name", NAMES)
def test_an_error_goes_red(check_tampering, name, case):
    check_tampering(name, CASES[case])


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", NAMES)
def test_the_answer_is_that_of_scipy(compute, name, case):
    A = CASES[case]
    found = compute(name, A)
    assert found.certificate.verdict != "red", found.certificate.reason
    X = found.outputs["result"]
    assert X.dtype == A.dtype
    if A.size and "small" not in case and case != "tiny":
        other = getattr(scipy.linalg, name)(A.astype(np.result_type(A.dtype, np.float64)))
        near = 1e-8 if np.finfo(A.dtype).eps < 1e-10 else 1e-2
        assert np.allclose(X, other, rtol=0, atol=near * np.abs(other).max())


def random_matrix(k: int) -> np.ndarray:
    rng = np.random.default_rng(k)
    n = int(rng.integers(2, 11))
    G = rng.standard_normal((n, n))
    makers = (
        lambda: G,
        lambda: G * 10.0 ** rng.uniform(-1, 1.2),
        lambda: np.triu(G * 3),
        lambda: G * 10.0 ** rng.uniform(-12, -1),
        lambda: G * 10.0 ** rng.uniform(-3, 1, (n, n)),
        lambda: rng.integers(-4, 5, (n, n)).astype(float),
        lambda: G + 1j * G.T,
        lambda: 2 * np.eye(n) + np.diag(rng.uniform(1, 30, n - 1), 1),
        lambda: G - G.T,
    )
    return makers[k % len(makers)]()


def reference(name: str, A: np.ndarray) -> np.ndarray:
    """To 2000 bits, by exponentials."""
    n = len(A)
    with flint.ctx.workprec(2000):
        M = flint.acb_mat(n, n, A.astype(complex).ravel().tolist()) * flint.acb(1j if name == "tanm" else 1)
        C, S = (M.exp() + (-M).exp()) / 2, (M.exp() - (-M).exp()) / 2
        X = {"coshm": lambda: C, "sinhm": lambda: S}.get(name, lambda: C.solve(S))()
        found = np.array([complex(x) for x in (X * flint.acb(-1j if name == "tanm" else 1)).entries()])
    return found.reshape(n, n)


@pytest.mark.parametrize("name", NAMES)
def test_claimed_digits_are_true(compute, name):
    over, under, count = [], 0, 36
    for k in range(count):
        A = random_matrix(k)
        truth, found = reference(name, A), compute(name, A)
        claimed = found.certificate.assessment.digits
        off = np.abs(found.outputs["result"] - truth).max() / np.abs(truth).max()
        digits = min(MOST, -np.log10(max(off, 1e-16)))
        assert found.certificate.verdict != "red" or off > 1e-3, (k, off, found.certificate.reason)
        over += [(k, claimed, digits)] if claimed is not None and claimed > digits + 1 else []
        under += claimed is not None and claimed < digits - 3
    assert not over
    assert under <= count / 10


@given(seed=st.integers(0, 10**6), size=st.floats(-200, 1))
def test_small_ones_keep_their_digits(seed, size):
    """The difference of two exponentials has few of them, or none."""
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((3, 3)) * 10.0**size
    if size < -8:
        assert np.allclose(sine_in(np, A), A, rtol=1e-14, atol=0)
        assert np.allclose(tangent_in(np, A), A, rtol=1e-14, atol=1e-15 * np.abs(A).max())
    truth = reference("sinhm", A)
    assert np.abs(sine_in(np, A) - truth).max() <= 1e-13 * np.abs(truth).max()


def test_the_tangent_of_large_eigenvalues_is_their_sign(compute):
    V = np.array([[1.0, 2, 3], [0, 1, 4], [2, 0, 1]])
    A = V @ np.diag([1e6, -1e5, 0.5]) @ np.linalg.inv(V)
    expected = V @ np.diag([1, -1, np.tanh(0.5)]) @ np.linalg.inv(V)
    found = compute("tanhm", A)
    assert np.allclose(found.outputs["result"], expected, rtol=0, atol=1e-6)
    assert found.certificate.verdict != "red", found.certificate.reason


def test_large_nilpotent_ones_are_themselves(compute):
    A = np.array([[0, 1e200], [0, 0]])
    for name in ("sinhm", "tanhm", "tanm"):
        found = compute(name, A)
        assert np.allclose(found.outputs["result"], A, rtol=1e-13, atol=0)
        assert found.certificate.verdict != "red", found.certificate.reason


def test_near_a_pole_few_digits_are_claimed(compute):
    A = np.array([[1.0, 2.0], [-3.0, 2.0]]) @ np.diag([np.pi / 2 - 1e-9, 1.0])
    A = A @ np.linalg.inv(np.array([[1.0, 2.0], [-3.0, 2.0]]))
    found = compute("tanm", A)
    assert found.certificate.assessment.digits <= 9
    assert np.abs(found.outputs["result"]).max() > 1e8


def test_series_that_end_are_exact(compute):
    N = [[0, 1, 2, 0], [0, 0, 3, 1], [0, 0, 0, 5], [0, 0, 0, 0]]
    third = Fraction(1, 3)
    A = np.array(N)
    cube, square = (np.linalg.matrix_power(A, k) for k in (3, 2))
    expected = {
        "coshm": np.eye(4, dtype=int) + Fraction(1, 2) * square,
        "sinhm": A + Fraction(1, 6) * cube,
        "tanhm": A - third * cube,
        "tanm": A + third * cube,
    }
    for name, X in expected.items():
        found = compute(name, N)
        assert (np.array(found.exact["result"]) == X).all()
        assert np.allclose(found.outputs["result"], X.astype(float))
        assert compute(name, [[1, 0], [0, 2]]).exact is None


@pytest.mark.parametrize("name", NAMES)
def test_large_orders_are_looked_at_by_vectors(answer, name):
    A = np.random.default_rng(7).standard_normal((130, 130)) / 20
    found = answer(name, A)
    assert found.assessment.verdict == "green", found.assessment.reason
    X = found.outcome.outputs["result"]
    off = X.copy()
    off[3, 5] += 1e-6 * np.abs(X).max()
    for other in (off, -X, 2 * X, X.T):
        assert found.certify(result=other).verdict == "red"


@pytest.mark.parametrize("size", [1e-200, 1e-9, 1e-3, 1.0, 30.0])
@pytest.mark.parametrize("name", NAMES)
def test_the_code_gives_the_same(compute, name, size):
    A = np.random.default_rng(3).standard_normal((4, 4)) * size
    found = compute(name, A)
    scope = {"np": np, "scipy": scipy, "A": A}
    exec(found.code, scope)
    X = found.outputs["result"]
    assert np.allclose(scope["X"], X, rtol=0, atol=1e-8 * np.abs(X).max())


@pytest.mark.parametrize("name", NAMES)
def test_rectangles_are_refused(compute, name):
    with pytest.raises(UserError) as caught:
        compute(name, np.ones((2, 3)))
    assert caught.value.kind == "shape"
    assert caught.value.message == "A is 2 x 3, so it has no {}.".format(
        {"coshm": "hyperbolic cosine", "sinhm": "hyperbolic sine", "tanhm": "hyperbolic tangent", "tanm": "tangent"}[
            name
        ]
    )


@pytest.mark.parametrize("name", ["coshm", "sinhm"])
def test_overflow_is_said(compute, name):
    assert "overflows" in compute(name, [[1e3, 1.0], [0.0, 2.0]]).certificate.reason
