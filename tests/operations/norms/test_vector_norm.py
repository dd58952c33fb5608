"""Norms along an axis: NumPy's, at every scale, and every error seen."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.model.errors import UserError
from workbench.operations import by_name

G = np.random.default_rng(11).standard_normal((20, 6))
CASES = {
    "plain": G,
    "vector": G[:, 0],
    "single": G.astype(np.float32),
    "complex": G + 1j * G[::-1],
    "single complex": (G + 1j).astype(np.complex64),
    "cube": G.reshape(4, 5, 6),
    "huge": G * 1e300,
    "tiny": G * 1e-300,
    "subnormal": G * 1e-310,
    "columns of every size": G * 10.0 ** np.arange(-300, 300, 100),
    "a zero column": G * np.array([1, 0, 1, 1, 1, 1]),
    "zero": 0 * G,
}
sides = st.integers(1, 6)
ORDERS = [1, 2, "inf", 3.0, 0.5, 0, -1.0, -2.5, "-inf"]


@settings(max_examples=60)
@given(
    st.integers(1, 6), st.integers(1, 6), st.sampled_from([0, 1, -1]), st.sampled_from(ORDERS), st.integers(0, 10**6)
)
def test_it_is_numpys(run, m, n, axis, order, seed):
    A = np.random.default_rng(seed).standard_normal((m, n))
    found = run("vector_norm", A, axis=axis, ord=order)
    wanted = np.linalg.vector_norm(A, axis=axis, ord=float(order))
    np.testing.assert_allclose(found.result, wanted, rtol=1e-13)
    assert found.verdict == "green"
    for line, value in zip(np.moveaxis(A, axis, 0).T, np.ravel(found.result), strict=True):
        assert run("norm", line, ord=order).result == pytest.approx(value, rel=1e-14)


@settings(max_examples=40)
@given(st.integers(1, 5), st.integers(1, 5), st.sampled_from([1, 2, "inf"]), st.integers(0, 10**6))
def test_the_three_rules_of_norms(exactly, m, n, order, seed):
    A, B = np.random.default_rng(seed).integers(-9, 10, (2, m, n)).astype(float)
    a, b, both = (np.array(exactly("vector_norm", X, ord=order)["result"]) for X in (A, B, A + B))
    if order != 2:
        assert (both <= a + b).all()
        assert (np.array(exactly("vector_norm", -3 * A, ord=order)["result"]) == 3 * a).all()
    assert ((a == 0) == ~A.any(axis=0)).all()


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("case", CASES)
def test_never_red_when_right_and_every_error_is_seen(run, case, order):
    A = CASES[case]
    for axis in range(A.ndim):
        found = run("vector_norm", A, axis=axis, ord=order)
        assert found.verdict != "red", found.assessment
        value, bound = np.asarray(found.result), found.assessment.error_bound
        if bound is None or bound > 1e-3 or not value.any():
            continue
        for at in np.ndindex(value.shape):
            off = value.copy()
            off[at] += 120 * max(bound, np.finfo(value.dtype).eps) * value.max()
            assert found.tampered("result", off).verdict == "red", (axis, at)
        assert found.tampered("result", value[None]).verdict == "red"
        assert found.tampered("result", -value).verdict == "red"


@pytest.mark.parametrize("case", CASES)
def test_lengths_are_within_their_bounds(run, exactly, case):
    A = CASES[case]
    if A.dtype.kind == "c" or A.ndim != 2:
        return
    found = run("vector_norm", A)
    whole = np.array([[Fraction(float(x)) for x in row] for row in A], dtype=object)
    truth, values = (whole * whole).sum(axis=0), [Fraction(float(x)) ** 2 for x in found.result]
    off = max(abs(x - y) for x, y in zip(values, truth, strict=True))
    assert off <= 100 * Fraction(found.assessment.error_bound) * max(truth)


def test_exact_roots(exactly):
    A = np.array([[1.0, 3.0], [1.0, 4.0]])
    assert exactly("vector_norm", A)["result"].tolist() == ["sqrt(2)", 5]
    assert exactly("vector_norm", A, axis=1, ord="inf")["result"].tolist() == [3, 4]
    assert exactly("vector_norm", np.array([3.0, 4.0])) == {"result": 5}


def test_no_entries(run):
    assert run("vector_norm", np.ones((0, 3))).result.tolist() == [0, 0, 0]
    assert run("vector_norm", np.ones((3, 0))).result.shape == (0,)


@pytest.mark.parametrize(("params", "words"), [({"axis": 2}, "no axis 2"), ({"ord": float("nan")}, "no nan-norm")])
def test_what_is_none_is_refused(run, params, words):
    with pytest.raises(UserError, match=words):
        run("vector_norm", np.ones((2, 2)), **params)


@pytest.mark.parametrize("case", ["huge", "tiny", "columns of every size", "a zero column", "cube"])
def test_the_code_gives_the_answer_at_every_scale(run, case):
    A = CASES[case] * (1e200 if case == "a zero column" else 1)
    for axis in range(A.ndim):
        found, scope = run("vector_norm", A, axis=axis), {"np": np, "A": A}
        exec(by_name("vector_norm").routes[0].code(found.problem, ("A",)), scope)
        np.testing.assert_allclose(scope["s"], found.result, rtol=1e-13)


def test_counts_and_least_entries(run, exactly):
    A = np.array([[3.0, 0.0, 1e-200], [6.0, 5.0, 1e200]])
    assert run("vector_norm", A, ord=0).result.tolist() == [2, 1, 2]
    assert run("vector_norm", A, ord=-1.0).result.tolist() == [2, 0, 1e-200]
    assert run("vector_norm", A, ord="-inf").result.tolist() == [3, 0, 1e-200]
    assert exactly("vector_norm", A[:, :2], ord=-1.0)["result"].tolist() == [2, 0]
    assert "no norm" in run("vector_norm", A, ord=-1.0).outcome.warnings[0]
    with pytest.raises(UserError, match="no entries"):
        run("vector_norm", np.ones((0, 3)), ord=-1.0)


@pytest.mark.parametrize(("x", "order"), [([1.0, 1.0, 3.0], -1e-4), ([1e-200, 1e200], -1e-3)])
def test_a_norm_that_underflows_is_not_called_sure(run, x, order):
    found = run("vector_norm", np.array(x), ord=order)
    assert found.verdict == "amber"
    assert "underflow" in found.assessment.reason


@pytest.mark.parametrize("order", [0, -1.0, -3.0, "-inf"])
@pytest.mark.parametrize("case", ["huge", "tiny", "columns of every size", "single complex", "plain"])
def test_the_code_for_the_least(run, case, order):
    A = CASES[case]
    for axis in range(A.ndim):
        found, scope = run("vector_norm", A, axis=axis, ord=order), {"np": np, "A": A}
        with np.errstate(all="ignore"):
            exec(by_name("vector_norm").routes[0].code(found.problem, ("A",)), scope)
        np.testing.assert_allclose(scope["s"], found.result, rtol=1e-12 if A.dtype.itemsize > 8 else 1e-5)


def test_where_a_negative_exponent_is_refused_the_message_has_a_minus_sign(run):
    with pytest.raises(UserError, match="no −1-norm: p must be 0 or more"):
        run("normalize", np.ones((2, 2)), p=-1.0)
