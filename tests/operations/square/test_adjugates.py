"""Minors, cofactors, adjugates and leading minors, of singular matrices as well."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.backends import exact, exact_adjugate
from workbench.model.errors import UserError

NINE = np.arange(1, 10).reshape(3, 3)


def cases() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(7)
    G = rng.standard_normal((16, 16))
    return {
        "two": np.array([[1.0, 2.0], [3.0, 4.0]]),
        "singular": NINE.astype(float),
        "general": G,
        "small": G[:7, :7],
        "single": G.astype(np.float32),
        "complex": (G + 1j * G.T)[:9, :9],
        "nearly singular": G - np.linalg.svd(G)[1][-1] * np.outer(np.linalg.svd(G)[0][:, -1], np.linalg.svd(G)[2][-1]),
        "huge": G[:5, :5] * 1e60,
        "one": np.array([[5.0]]),
    }


CASES = cases()


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", ["adjugate", "cofactors", "minors", "leading_minors"])
def test_an_error_goes_red(check_tampering, name, case):
    if (name, case) != ("leading_minors", "huge"):
        check_tampering(name, CASES[case])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-5, 5), min_size=9, max_size=9))
def test_the_adjugate_times_the_matrix_is_the_determinant(compute, entries):
    A = np.array(entries).reshape(3, 3)
    found = compute("adjugate", A)
    exact = found.exact["result"]
    assert np.array_equal(A @ exact, exact @ A)
    assert np.array_equal(A @ exact, compute("det", A).exact["result"] * np.eye(3, dtype=int))
    assert np.allclose(found.outputs["result"], exact.astype(float), atol=1e-9)
    assert np.array_equal(compute("cofactors", A).exact["result"], exact.T)


def test_a_singular_matrix_has_an_adjugate(compute):
    found = compute("adjugate", NINE)
    assert np.allclose(found.outputs["result"], [[-3, 6, -3], [6, -12, 6], [-3, 6, -3]])
    assert found.certificate.verdict == "green"
    assert np.allclose(compute("minors", NINE).outputs["result"], [[-3, -6, -3], [-6, -12, -6], [-3, -6, -3]])


@pytest.mark.parametrize("name", ["adjugate", "cofactors", "minors"])
@pytest.mark.parametrize("A", [np.arange(1, 17).reshape(4, 4), np.ones((3, 3)), np.full((5, 5), 0.1), np.zeros((3, 3))])
def test_of_a_rank_below_n_minus_1_every_minor_is_0(compute, name, A):
    found = compute(name, A)
    assert found.certificate.verdict == "green"
    assert "Exactly 0" in found.certificate.reason
    assert not found.outputs["result"].any()


def test_small_minors_are_not_taken_for_0(compute):
    found = compute("adjugate", np.diag([1, 1e-17, 1e-18]))
    assert np.allclose(np.diagonal(found.outputs["result"]), [1e-35, 1e-18, 1e-17], rtol=1e-12, atol=0)
    assert found.certificate.verdict == "green"


@pytest.mark.parametrize("A", [CASES["general"][:, :14] @ CASES["general"].T[:14], np.ones((3, 3)) * (1 + 1j)])
def test_minors_that_may_be_0_are_amber(compute, A):
    found = compute("adjugate", A)
    assert found.certificate.verdict == "amber"
    assert "below n − 1" in found.certificate.reason


@pytest.mark.parametrize("name", ["adjugate", "cofactors", "minors"])
def test_code_runs_on_stacks_too(compute, name):
    for A in (CASES["small"], CASES["complex"], np.random.default_rng(0).standard_normal((2, 3, 4, 4))):
        found = compute(name, A)
        scope = {"A": A, "np": np}
        exec(found.code, scope)
        assert np.allclose(scope["C"], found.outputs["result"])


def test_underflow_is_said(compute):
    found = compute("adjugate", 0.1 * np.eye(330))
    assert found.certificate.verdict == "amber"
    assert "range" in found.certificate.reason
    assert compute("leading_minors", 1e200 * np.eye(3)).details["logabsdet"][-1] == pytest.approx(600 * np.log(10))


def test_leading_minors(compute):
    found = compute("leading_minors", [[2, -1, 0], [-1, 2, -1], [0, -1, 2]])
    assert np.allclose(found.outputs["result"], [2, 3, 4])
    assert found.exact["result"] == [2, 3, 4]
    assert found.certificate.verdict == "green"
    stack = np.random.default_rng(0).standard_normal((3, 4, 4))
    scope = {"A": stack, "np": np}
    exec(compute("leading_minors", stack).code, scope)
    assert np.allclose(scope["m"], compute("leading_minors", stack).outputs["result"])


@pytest.mark.parametrize("name", ["adjugate", "cofactors", "minors", "leading_minors"])
def test_rectangles_are_refused(compute, name):
    with pytest.raises(UserError, match="A is 3 x 2") as caught:
        compute(name, np.ones((3, 2)))
    assert caught.value.kind == "shape"


def leading(A: np.ndarray) -> np.ndarray:
    corners = (A[:k, :k] for k in range(1, len(A) + 1))
    return np.array([exact.fraction(exact.to_flint(M).det()) for M in corners], dtype=object)


@pytest.mark.parametrize(("name", "truth"), [("adjugate", exact_adjugate.adjugate), ("leading_minors", leading)])
def test_claimed_digits_are_true(compute, name, truth):
    under = 0
    for k in range(40):
        rng = np.random.default_rng(k)
        n = int(rng.integers(2, 12))
        A = rng.standard_normal((n, n)) * 10.0 ** rng.uniform(-4, 4, [(n, n), (n, 1), (1, n), (1, 1)][k % 4])
        found, known = compute(name, A), truth(exact.fractions(A))
        size = max(abs(x) for x in known.flat)
        pairs = zip(exact.fractions(found.outputs["result"]).flat, known.flat, strict=True)
        off = float(max(abs(x - y) for x, y in pairs) / size)
        true, claimed = min(15, -np.log10(max(off, 1e-16))), found.certificate.assessment.digits
        assert claimed <= true + 1
        under += claimed < true - 3
    assert under <= 4
