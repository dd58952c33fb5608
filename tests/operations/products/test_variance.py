"""Variances and standard deviations: their laws, every scale, and every error seen."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.jobs import engine
from workbench.jobs.request import Compute
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.operations import by_name

seeds = st.integers(0, 10**6)
BOTH = pytest.mark.parametrize("name", ["var", "std"])
G = np.random.default_rng(5).standard_normal((40, 6))
CASES = {
    "plain": G,
    "column": G[:, 0],
    "single": G.astype(np.float32),
    "complex": G + 1j * G[::-1],
    "single complex": (G + 1j * G[::-1]).astype(np.complex64),
    "cube": G.reshape(8, 5, 6),
    "huge": G * 1e150,
    "tiny": G * 1e-150,
    "far from 0": 1e9 + G,
    "columns of every size": G * 10.0 ** np.arange(-150, 150, 50),
    "largest": np.array([[1.7e308, -1.7e308], [1.0, 2.0]]) * 1e-160,
    "subnormal": np.array([1.0, 3.0, 2.0]) * 5e-324,
    "one column": G[:, :1],
    "by columns": np.asfortranarray(G),
}
SOME = pytest.mark.parametrize("case", CASES)


@BOTH
@settings(max_examples=60)
@given(st.integers(1, 6), st.integers(1, 5), st.sampled_from([None, 0, 1, -1]), seeds, st.booleans())
def test_it_is_numpys(run, name, m, n, axis, seed, complex_):
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((m, n)) + (1j * rng.standard_normal((m, n)) if complex_ else 0.0)
    count = {None: m * n, 0: m}.get(axis, n)
    for ddof in range(min(3, count)):
        found = run(name, A, axis=axis, ddof=ddof)
        np.testing.assert_allclose(found.result, getattr(np, name)(A, axis=axis, ddof=ddof), rtol=1e-13, atol=1e-30)
        assert found.verdict == "green"
        assert found.outcome.details["divisor"] == count - ddof


@settings(max_examples=60)
@given(st.integers(2, 8), st.integers(-(10**6), 10**6), st.integers(-9, 9), seeds)
def test_it_forgets_a_shift_and_scales_by_the_square(run, exactly, n, shift, factor, seed):
    x = np.random.default_rng(seed).integers(-99, 100, n).astype(float)
    value = run("var", x).result
    assert run("var", x + shift).result == value
    assert exactly("var", factor * x)["result"] == factor**2 * exactly("var", x)["result"]
    mean = exactly("mean", x)["result"]
    assert exactly("var", x)["result"] == exactly("mean", x * x)["result"] - mean * mean
    assert exactly("var", x)["result"] * n == sum((Fraction(v) - mean) ** 2 for v in x)


@settings(max_examples=40)
@given(st.integers(1, 5), st.integers(1, 5), seeds)
def test_the_whole_is_the_mean_within_and_between_rows(exactly, m, n, seed):
    """The law of total variance, in fractions."""
    A = np.random.default_rng(seed).integers(-9, 10, (m, n)).astype(float)
    rows = [exactly("var", row)["result"] for row in A]
    means = np.array([exactly("mean", row)["result"] for row in A], dtype=object)
    assert exactly("var", A)["result"] == sum(rows) / m + exactly("var", means)["result"]


@BOTH
@SOME
def test_never_red_when_right_and_every_error_is_seen(run, name, case):
    A = CASES[case]
    for axis in (None, 0, A.ndim - 1):
        if A.shape[axis or 0] < 2:
            continue
        found = run(name, A, axis=axis, ddof=1)
        assert found.verdict != "red", found.assessment
        bound, value = found.assessment.error_bound, np.asarray(found.result)
        if bound is None or bound > 1e-3:
            continue
        for at in np.ndindex(value.shape):
            off = value.copy()
            off[at] += 120 * max(bound, np.finfo(value.dtype).eps) * value.max()
            assert found.tampered("result", off).verdict == "red", (axis, at)
        assert found.tampered("result", np.append(value, 0)).verdict == "red"
        assert found.tampered("result", value * np.nan).verdict == "red"


@BOTH
@SOME
def test_a_right_answer_is_within_its_bound(run, exactly, name, case):
    A = CASES[case][:20]
    if A.dtype.kind == "c" or A.ndim > 2:
        return
    found, truth = run(name, A, axis=0), np.ravel(exactly("var", whole(A), axis=0)["result"])
    if found.assessment.error_bound is None:
        return  # it underflows to 0
    values = [Fraction(float(x)) ** (2 if name == "std" else 1) for x in np.ravel(found.result)]
    off = max(abs(x - y) for x, y in zip(values, truth, strict=True))
    assert off <= 100 * Fraction(found.assessment.error_bound) * max(truth)
    assert off <= Fraction(10) ** (1 - found.assessment.digits) * max(truth)


def whole(A):
    """What the floats hold, as fractions."""
    out = np.empty(A.shape, dtype=object)
    out[...] = np.reshape([Fraction(float(x)) for x in A.flat], A.shape)
    return out


def test_what_differs_little_loses_nothing(run):
    x = np.array([1e15, 1e15 + 1, 1e15 + 2])
    assert run("var", x, ddof=1).result == 1.0
    assert run("std", np.full(7, 0.1)).result == 0.0
    assert run("var", np.full((3, 2), 0.1), axis=0).verdict == "green"


def test_ends_of_the_range(run):
    wide = np.array([[1.7e308, 1e-308], [-1.7e308, 3e-308]])
    assert run("std", wide, axis=0).result.tolist() == [1.7e308, 1e-308]
    assert run("var", wide).verdict == "red"  # it overflows
    assert run("var", np.array([1e-200, 3e-200])).verdict == "amber"  # it underflows to 0
    assert run("std", np.array([1e-200, 3e-200])).result == 1e-200
    single = np.array([3e38, -3e38], np.float32)
    assert run("std", single).result == np.float32(3e38)


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, bool, np.float16])
def test_small_types_do_not_wrap_round(dtype):
    A = np.array([[1, 0, 1], [0, 1, 1]], dtype)
    found = engine.run(Compute("var", ("A",), {"axis": 1}), (Matrix.of("A", A),))
    np.testing.assert_allclose(found.outputs["result"], [2 / 9, 2 / 9], rtol=1e-7)
    scope = {"np": np, "A": A}
    exec(found.code, scope)
    np.testing.assert_allclose(scope["s"], [2 / 9, 2 / 9], rtol=1e-7)


def test_exact_roots(exactly):
    assert exactly("std", np.array([1.0, 2.0, 3.0, 4.0])) == {"result": "sqrt(5)/2"}
    assert exactly("std", np.array([1.0, 3.0])) == {"result": 1}


@BOTH
@pytest.mark.parametrize(
    ("shape", "params", "words"),
    [
        ((0,), {}, "nothing that could vary"),
        ((0, 3), {"axis": 0}, "nothing that could vary"),
        ((3,), {"ddof": 3}, "between 0 and 2"),
        ((3,), {"ddof": -1}, "between 0 and 2"),
        ((3,), {"axis": 1}, "no axis 1"),
        ((), {"axis": 0}, "no axis 0"),
    ],
)
def test_it_refuses_what_has_no_answer(run, name, shape, params, words):
    with pytest.raises(UserError, match=words):
        run(name, np.ones(shape), **params)


@BOTH
def test_no_columns_have_no_answers(run, name):
    assert run(name, np.ones((3, 0)), axis=0).result.shape == (0,)
    assert run(name, np.array(3.0)).result == 0.0


@BOTH
@pytest.mark.parametrize("case", ["plain", "huge", "tiny", "columns of every size", "far from 0", "cube", "complex"])
@np.errstate(under="ignore")
def test_the_code_gives_the_answer_at_every_scale(run, name, case):
    A = CASES[case]
    for axis in (None, *range(A.ndim)):
        found, scope = run(name, A, axis=axis, ddof=1), {"np": np, "A": A}
        exec(by_name(name).routes[0].code(found.problem, ("A",)), scope)
        np.testing.assert_allclose(scope["s"], found.result, rtol=1e-12)
