"""Estimates of condition numbers and norms: below the truth, near it, proved by their vectors, and at every scale."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from workbench.model.errors import UserError

seeds = st.integers(0, 2**32 - 1)
DTYPES = [np.float32, np.float64, np.complex64, np.complex128]
WHOLE = st.integers(1, 6).flatmap(lambda n: hnp.arrays(np.int64, (n, n), elements=st.integers(-9, 9)))
G = np.random.default_rng(7).standard_normal((300, 300))


def cases() -> dict[str, np.ndarray]:
    A = G[:7, :7]
    return {
        "random": A,
        "complex": A + 1j * A.T,
        "single": A.astype(np.float32),
        "single complex": (A + 1j * A.T).astype(np.complex64),
        "huge": A * 1e200,
        "tiny": A * 1e-200,
        "largest": A * 5e307,
        "subnormal": A * 1e-310,
        "graded": A * 10.0 ** -np.arange(0, 14, 2),
        "far apart": np.diag([1e160, 1.0, 1e-145]) + np.triu(np.ones((3, 3)), 1),
        "beneath": np.diag([1e300, 1e-300]),
        "hilbert": scipy.linalg.hilbert(8),
        "hopeless": scipy.linalg.hilbert(14),
        "deficient": A[:, :3] @ A[:3],
        "defective": 3 * np.eye(6) + np.eye(6, k=1),
        "opposite": np.array([[3.0, -1.0], [-1.0, 3.0]]),
        "zeros": np.zeros((3, 3)),
        "one": np.array([[-2.0]]),
        "larger": G[:200, :200],
        "large": G,
    }


CASES = cases()


@settings(max_examples=60)
@given(A=WHOLE, kind=st.sampled_from(DTYPES))
def test_condest_is_never_above_the_condition_number(run, A, kind):
    found = run("condest", A.astype(kind))
    value, v = float(found.result), found["v"]
    exact = run("rcond", A.astype(float), exact=True)
    right = float(exact.operation.exact(exact.problem)["result"])
    if np.isinf(value):
        assert right == 0
        return
    assert value * right <= 1 + 50 * np.finfo(kind).eps
    if right > 1e-3:
        assert value * right >= 1 / 10
    assert np.abs(v).sum() == pytest.approx(1, rel=1e-5)
    assert found.verdict == "green"
    if value < 1e3:
        size = np.abs(A).sum(axis=0).max()
        assert np.abs(A @ v).sum() * value == pytest.approx(size, rel=1e-3)


@settings(max_examples=60)
@given(st.integers(1, 12), st.integers(1, 12), seeds, st.sampled_from(DTYPES))
def test_normest_is_never_above_the_norm(run, m, n, seed, kind):
    rng = np.random.default_rng(seed)
    A = (rng.standard_normal((m, n)) + (1j * rng.standard_normal((m, n)) if kind().dtype.kind == "c" else 0)).astype(
        kind
    )
    found = run("normest", A)
    right, value = np.linalg.norm(A.astype(complex), 2), float(found.result)
    assert 0.9 * right <= value <= right * (1 + 50 * np.finfo(kind).eps)
    assert found.outcome.details["at_most"] >= right * (1 - 1e-6)
    assert np.linalg.norm(A @ found["v"]) == pytest.approx(value, rel=1e-4)
    assert found.verdict == "green"


@pytest.mark.parametrize("name", ["condest", "normest"])
@pytest.mark.parametrize("case", CASES)
def test_right_is_never_red_and_an_error_is(run, case, name):
    found = run(name, CASES[case])
    value = float(found.result)
    if not np.isfinite(value):
        assert name == "condest" or found.verdict == "red"
        return
    assert found.verdict == "green", found.assessment.reason
    eps = np.finfo(found.result.dtype).eps
    for factor in (1 + 1000 * eps * 7, 0.9, 2.0, -1.0):
        if value and abs(value) > 1e-300:
            wrong = np.asarray(value * factor).astype(found.result.dtype)
            assert found.tampered("result", wrong).verdict == "red" or not np.isfinite(wrong), factor
    v = found["v"].copy()
    v[0] += 1
    assert found.tampered("v", v).verdict == "red"
    assert found.tampered("v", v[:-1]).verdict == "red"


@pytest.mark.parametrize(
    "case", ["random", "complex", "single", "hilbert", "defective", "graded", "larger", "opposite"]
)
def test_code_gives_the_same(run, case):
    for name, letter in (("condest", "k"), ("normest", "e")):
        A = CASES[case]
        found = run(name, A)
        route = found.operation.routes[0]
        scope = {"A": A, "np": np, "scipy": scipy}
        exec(route.code(found.problem, ("A",)), scope)
        assert scope[letter] == pytest.approx(float(found.result), rel=1e-4 if case == "single" else 1e-6)


def test_a_matrix_that_is_proved_singular_has_an_infinite_one(run):
    found = run("condest", np.array([[1.0, 1.0], [1.0, 1.0]]))
    assert np.isinf(found.result)
    assert "A is singular" in found.assessment.reason
    assert (np.array([[1.0, 1.0], [1.0, 1.0]]) @ found["v"] == 0).all()


@pytest.mark.parametrize(
    ("A", "kind"),
    [
        ([[1e200, 0], [0, 1e-200]], float),
        ([[1e-308, 0], [0, 1e10]], float),
        ([[3e-200, 0], [0, 1e150]], float),
        ([[1e-308, 1], [0, 1e10]], float),
        ([[1e-320, 0], [0, 1]], float),
        ([[1e30, 0], [0, 1e-30]], np.float32),
        ([[1e30, 0], [0, 1e-30j]], np.complex64),
        ([[1e200, 0], [0, 1e-200j]], complex),
    ],
)
def test_one_beyond_the_largest_number_is_not_called_singular(run, A, kind):
    found = run("condest", np.array(A, kind))
    assert np.isinf(found.result)
    assert found.verdict == "amber"
    assert "though A is not singular" in found.assessment.reason
    with np.errstate(all="ignore"):
        assert found.tampered("result", np.asarray(7, dtype=found.result.dtype)).verdict == "red"


@pytest.mark.parametrize("A", [np.diag([1e200, 1e-200]), np.ones((2, 2))])
def test_code_gives_infinity(run, A):
    found, scope = run("condest", A), {"A": A, "np": np, "scipy": scipy}
    with np.errstate(divide="ignore"):
        exec(found.operation.routes[0].code(found.problem, ("A",)), scope)
    assert np.isinf(scope["k"])
    assert np.isinf(found.result)


def test_singular_with_entries_far_apart(run):
    found = run("condest", np.array([[1e308, 1e308], [1e-308, 1e-308]]))
    assert np.isinf(found.result)
    assert "A v is exactly 0" in found.assessment.reason


def test_an_inverse_that_overflows_still_gives_a_bound(run):
    found = run("condest", np.array([[1, 1e200], [0, 1]]))
    assert found.verdict == "green"
    assert "lower bound" in found.assessment.reason
    assert float(found.result) > 1e200


def test_the_norm_of_zeros_takes_one_step(run):
    found = run("normest", np.zeros((2, 2)))
    assert (float(found.result), found.outcome.details["steps"], found.outcome.warnings) == (0, 1, ())
    assert found.outcome.details["at_most"] == 0


def test_a_truth_just_above_is_told_by_its_part(run):
    reason = run("normest", np.diag([1, 0.9999999, 0.5])).assessment.reason
    assert "larger by about 7e-08 of it" in reason
    assert "1 times" not in reason


@pytest.mark.parametrize("A", [np.diag([1e-320, 1e-321]), np.array([[1.234564]]), np.array([[0.1, 0.7]], np.float32)])
def test_what_is_shown_as_the_most_is_not_below_the_result(run, A):
    found = run("normest", A)
    shown = f"{found.outcome.details['at_most']:.6g}"
    assert Decimal(shown) >= Decimal(str(found.result[()]))


def test_ill_conditioned_ones_are_lower_bounds(run):
    found = run("condest", CASES["hopeless"])
    assert float(found.result) > 1e14
    assert "lower bound" in found.assessment.reason
    assert found.assessment.digits is None


def test_what_is_known_of_an_estimate_is_said(run):
    assert "itself, by the inverse" in run("condest", CASES["random"]).assessment.reason
    assert "at this size" in run("condest", CASES["large"]).assessment.reason
    rough = run("normest", CASES["larger"], tol=0.3)
    assert "times as large, by singular values" in rough.assessment.reason
    assert "at this size" in run("normest", CASES["large"]).assessment.reason


def test_a_start_that_is_no_singular_vector(run):
    """The sums of columns are an eigenvector here, but not of the largest eigenvalue."""
    assert float(run("normest", CASES["opposite"]).result) == pytest.approx(4, rel=1e-5)


@pytest.mark.parametrize(
    ("name", "A", "params", "words"),
    [
        ("condest", np.ones((2, 3)), {}, "2 x 3"),
        ("condest", np.ones((0, 0)), {}, "no entries"),
        ("normest", np.ones((0, 3)), {}, "no entries"),
        ("normest", np.eye(2), {"tol": 0.0}, "tol must be"),
        ("normest", np.eye(2), {"tol": float("nan")}, "tol must be"),
    ],
)
def test_bad_input_is_refused(run, name, A, params, words):
    with pytest.raises(UserError, match=words):
        run(name, A, **params)
