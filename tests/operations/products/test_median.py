"""Medians: NumPy's, at both ends of the range, and every error seen."""

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

sides = st.integers(1, 7)
axes = st.sampled_from([None, 0, 1, -1])


@settings(max_examples=60)
@given(sides, sides, axes, st.integers(0, 10**6), st.booleans())
def test_it_is_numpys(run, exactly, m, n, axis, seed, whole):
    rng = np.random.default_rng(seed)
    A = rng.integers(-3, 4, (m, n)).astype(float) if whole else rng.standard_normal((m, n))
    found, expected = run("median", A, axis=axis), np.median(A, axis=axis)
    np.testing.assert_allclose(found.result, expected, rtol=1e-15)
    assert found.verdict == "green"
    known = np.ravel(exactly("median", A, axis=axis)["result"])
    assert all(abs(Fraction(float(x)) - y) <= abs(y) / 10**15 for x, y in zip(np.ravel(expected), known, strict=True))
    for step in (1e-13, -1e-13, 1.0):
        if found.result.size:
            assert found.tampered("result", found.result + step).verdict == "red"


@settings(max_examples=40)
@given(st.lists(st.integers(-99, 99), min_size=1, max_size=9), st.integers(-9, 9), st.integers(-9, 9))
def test_it_moves_with_the_numbers_and_is_nearest_to_all(exactly, numbers, factor, shift):
    x = np.array(numbers, dtype=float)
    m = exactly("median", x)["result"]
    assert exactly("median", factor * x + shift)["result"] == factor * m + shift
    assert exactly("median", x[::-1])["result"] == m
    distances = [sum(abs(v - c) for v in numbers) for c in (m, *numbers)]
    assert min(distances) == distances[0]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_ends_of_the_range(run, dtype):
    info = np.finfo(dtype)
    huge = np.array([info.max, info.max, -1.0, info.max], dtype)
    found = run("median", huge)
    assert (found.result, found.verdict) == (info.max, "green")
    scope = {"np": np, "A": huge}
    exec(by_name("median").routes[0].code(found.problem, ("A",)), scope)
    assert scope["m"] == info.max
    tiny = np.array([0, info.smallest_subnormal], dtype)
    assert (run("median", tiny).result, run("median", tiny).verdict) == (0.0, "amber")
    three = np.array([1, 2], dtype) * info.smallest_subnormal
    assert run("median", three).verdict == "amber"
    assert run("median", np.array([-3.0, 3.0], dtype)).verdict == "green"


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, bool, np.float16])
def test_small_types_do_not_wrap_round(dtype):
    A = np.array([[100, 120], [1, 0]]).astype(dtype)
    found = engine.run(Compute("median", ("A",), {"axis": 1}), (Matrix.of("A", A),))
    scope = {"np": np, "A": A}
    exec(found.code, scope)
    np.testing.assert_array_equal(found.outputs["result"], [1.0, 0.5] if dtype is bool else [110.0, 0.5])
    np.testing.assert_array_equal(scope["m"], found.outputs["result"])


@pytest.mark.parametrize(
    ("A", "params", "words"),
    [
        (np.ones(0), {}, "nothing in the middle"),
        (np.ones((0, 3)), {"axis": 0}, "nothing in the middle"),
        (np.ones(3), {"axis": 1}, "no axis 1"),
        (np.array([1j, 2]), {}, "complex"),
        (np.array([np.nan, 2]), {}, "NaN"),
    ],
)
def test_it_refuses_what_has_no_middle(A, params, words):
    with pytest.raises(UserError, match=words):
        engine.run(Compute("median", ("A",), params), (Matrix.of("A", A),))
