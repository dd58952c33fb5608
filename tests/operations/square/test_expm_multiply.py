"""The exponential times vectors: its laws, its exact values, and every error seen."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.backends import balls
from workbench.model.errors import UserError

NAME = "expm_multiply"
seeds = st.integers(0, 2**32 - 1)
DTYPES = [np.float32, np.float64, np.complex64, np.complex128]
G = np.random.default_rng(5).standard_normal((300, 300))
B = np.random.default_rng(6).standard_normal((300, 3))

CASES = {
    "general": (G[:6, :6], B[:6], 1),
    "vector": (G[:6, :6], B[:6, 0], Fraction(1, 3)),
    "complex time": (G[:5, :5], B[:5], 1j),
    "complex": (G[:5, :5] + 1j * G[5:10, :5], B[:5], -2),
    "complex vector": (G[:5, :5], B[:5, 0] + 1j, 0.7),
    "single": (G[:6, :6].astype(np.float32), B[:6].astype(np.float32), 1),
    "defective": (3 * np.eye(5) + np.eye(5, k=1), B[:5], 2),
    "larger": (G[:60, :60] / 8, B[:60], 1),
    "large": (G / 10, B, 1),
    "long": (G[:6, :6] - 4 * np.eye(6), B[:6], 100),
    "diagonal": (np.diag([1.0, -2.0, 3.0]), B[:3], -1),
    "at once": (G[:4, :4], B[:4], 0),
    "tiny": (G[:4, :4] * 1e-200, B[:4] * 1e-200, 1),
    "shear": (np.array([[0, 1e200], [0, 0]]), B[:2], 1),
    "one": (np.array([[0.7]]), np.array([2.0]), 3),
}


@pytest.mark.parametrize("case", CASES)
def test_right_is_never_red_and_an_error_is(run, case):
    A, b, t = CASES[case]
    found = run(NAME, A, b, t=t)
    X, bound = found.result, found.assessment.error_bound
    assert found.verdict in ("green", "amber") if case == "shear" else found.verdict == "green"
    assert X.shape == b.shape
    known = balls.exponential_times(A, b.reshape(len(b), -1), complex(t) if isinstance(t, complex) else float(t))
    if known is not None and bound is not None:
        assert np.abs(X - known.reshape(X.shape)).max() <= 100 * bound * np.abs(X).max()
    for at in (0, -1):
        wrong = X.copy()
        wrong.flat[at] += 120 * max(bound or 0, np.finfo(X.dtype).eps) * np.abs(X).max()
        assert found.tampered("result", wrong).verdict == "red" or bound is None, at
    assert found.tampered("result", X[:-1]).verdict == "red"
    assert found.tampered("result", -X).verdict == "red"


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 8), seeds, st.sampled_from(DTYPES), st.fractions(-2, 2, max_denominator=9))
def test_times_add_up_and_it_is_the_exponential_times_b(run, n, seed, kind, t):
    rng = np.random.default_rng(seed)
    A, b = rng.standard_normal((n, n)).astype(kind), rng.standard_normal((n, 2)).astype(kind)
    half, whole = run(NAME, A, b, t=t / 2).result, run(NAME, A, b, t=t).result
    E = scipy.linalg.expm(float(t) * A.astype(np.result_type(kind, np.float64)))
    size = np.abs(E).max() * max(1.0, np.abs(b).max()) * (1 + np.abs(A).sum())
    near = {"rtol": 0, "atol": 1e3 * n * np.finfo(kind).eps * max(size, 1)}
    assert whole.dtype == kind
    np.testing.assert_allclose(whole, E @ b, **near)
    near["atol"] *= 1 + scipy.linalg.norm(scipy.linalg.expm(float(t) / 2 * A.astype(complex)))
    np.testing.assert_allclose(run(NAME, A, half, t=t / 2).result, whole, **near)
    np.testing.assert_allclose(run(NAME, A, 2 * b, t=t).result, 2 * whole, **near)


def test_a_turn(run):
    found = run(NAME, np.array([[0.0, -1.0], [1.0, 0.0]]), np.array([1.0, 0.0]), t=np.pi / 6)
    np.testing.assert_allclose(found.result, [np.cos(np.pi / 6), 0.5], rtol=1e-14)


def test_exact_values(compute):
    shear = [[0, 1, 2], [0, 0, 3], [0, 0, 0]]
    found = compute(NAME, shear, [1, 1, 1], t="1/2")
    assert found.exact["result"].tolist() == [1 + Fraction(3, 2) + Fraction(3, 8), Fraction(5, 2), 1]
    assert compute(NAME, [[1, 0], [0, 0]], [1, 1], t="0").exact["result"].tolist() == [1, 1]
    assert compute(NAME, [[1, 0], [0, 0]], [1, 1]).exact is None
    assert compute(NAME, shear, [[1, 0], [1, 0], [1, 0]], t="-1").exact["result"].shape == (3, 2)


@pytest.mark.parametrize("case", ["general", "vector", "complex time", "single", "defective", "long", "diagonal"])
def test_code_gives_the_same(run, case):
    A, b, t = CASES[case]
    found = run(NAME, A, b, t=t)
    route = next(route for route in found.operation.routes if route.method == found.method)
    scope = {"A": A, "b": b, "np": np, "scipy": scipy}
    exec(route.code(found.problem, ("A", "b")), scope)
    near = 1e-4 if case == "single" else 1e-9
    np.testing.assert_allclose(scope["x"], found.result, rtol=near, atol=near * np.abs(found.result).max())


def test_beyond_the_range(run):
    assert run(NAME, 1e4 * G[:3, :3], B[:3]).verdict == "red"
    decayed = run(NAME, -1e5 * np.eye(3) + np.eye(3, k=1), B[:3])
    assert not decayed.result.any()
    assert decayed.verdict != "red"


@pytest.mark.parametrize(
    ("A", "b", "t", "words"),
    [
        (np.ones((2, 3)), np.ones(3), 1, "2 x 3"),
        (np.eye(2), np.ones(3), 1, "A has 2 rows"),
        (np.eye(2), np.ones(2), float("nan"), "finite number"),
        (np.eye(2), np.ones(2), float("inf"), "finite number"),
    ],
)
def test_bad_input_is_refused(run, A, b, t, words):
    with pytest.raises(UserError, match=words):
        run(NAME, A, b, t=t)


@pytest.mark.parametrize(("n", "k"), [(0, 0), (0, 2), (2, 0)])
def test_no_entries(run, n, k):
    found = run(NAME, np.ones((n, n)), np.ones((n, k)))
    assert (found.result.shape, found.verdict) == ((n, k), "green")
