"""Contractions of axes: NumPy's, products of matrices, and every error seen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.jobs import engine
from workbench.jobs.request import Compute
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix

G = np.random.default_rng(7).standard_normal((4, 5, 3))
H = np.random.default_rng(8).standard_normal((5, 3, 6))
CASES = {
    "plain": (G, H, {}),
    "one": (G, H.transpose(1, 2, 0), {"axes": 1}),
    "none": (G[0], H[0, 0], {"axes": 0}),
    "listed": (G, H, {"axes_a": (2, 1), "axes_b": (1, 0)}),
    "single": (G.astype(np.float32), H.astype(np.float32), {}),
    "complex": (G + 1j, H - 2j, {}),
    "huge": (G * 1e150, H * 1e150, {}),
    "far apart": (G * 1e300, H * 1e-300, {}),
    "tiny": (G * 1e-170, H * 1e-170, {}),
    "empty": (G[:, :0], H[:0], {}),
    "large": (np.tile(G, (9, 1, 30)), np.tile(H, (1, 30, 40)), {}),
}


@st.composite
def paired(draw):
    """Two arrays and the axes of each that meet."""
    count = draw(st.integers(0, 2))
    met = [draw(st.integers(1, 3)) for _ in range(count)]
    shapes = [[*met, *draw(st.lists(st.integers(1, 3), max_size=2))] for _ in range(2)]
    rng, arrays, axes = np.random.default_rng(draw(st.integers(0, 10**6))), [], []
    for shape in shapes:
        order = rng.permutation(len(shape))
        arrays.append(rng.integers(-5, 6, [shape[i] for i in order]).astype(float))
        axes.append(tuple(int(np.flatnonzero(order == k)[0]) for k in range(count)))
    return (*arrays, axes)


@settings(max_examples=60)
@given(paired())
def test_it_is_numpys_with_lists_of_axes(run, exactly, drawn):
    A, B, (a, b) = drawn
    expected = np.tensordot(A, B, axes=(a, b))
    found = run("tensordot", A, B, axes_a=a, axes_b=b)
    np.testing.assert_array_equal(found.result, expected)
    assert found.verdict == "green"
    assert np.array_equal(exactly("tensordot", A, B, axes_a=a, axes_b=b)["result"], expected)


@settings(max_examples=30)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4), st.integers(0, 10**6))
def test_numbers_of_axes_are_the_products_that_are_known(run, m, n, p, seed):
    rng = np.random.default_rng(seed)
    A, B, C = (rng.integers(-5, 6, shape).astype(float) for shape in ((m, n), (n, p), (m, n)))
    np.testing.assert_array_equal(run("tensordot", A, B, axes=1).result, A @ B)
    np.testing.assert_array_equal(run("tensordot", A, B, axes=0).result, np.multiply.outer(A, B))
    assert run("tensordot", A, C).result == np.vdot(A, C)


@pytest.mark.parametrize("case", CASES)
def test_never_red_when_right_and_every_error_is_seen(run, case):
    A, B, params = CASES[case]
    found = run("tensordot", A, B, **params)
    assert found.verdict != "red", found.assessment
    value, bound = found.result, found.assessment.error_bound
    if bound is None or bound > 1e-3 or not value.any():
        return
    for at in [(0,) * value.ndim, (-1,) * value.ndim]:
        off = value.copy()
        off[at] += 120 * max(bound, np.finfo(value.dtype).eps) * np.abs(value).max()
        assert found.tampered("result", off).verdict == "red"
    assert found.tampered("result", -value).verdict == "red"
    assert found.tampered("result", value[None]).verdict == "red"


def test_negative_axes_count_from_the_last(run):
    np.testing.assert_allclose(
        run("tensordot", G, H, axes_a=(-1,), axes_b=(-2,)).result, np.tensordot(G, H, (-1, -2)), rtol=1e-13
    )


def test_integers_that_are_asked_for_wrap_round():
    A, B = (Matrix.of(name, np.array([[100, 2], [3, 4]], np.int8)) for name in "AB")
    found = engine.run(Compute("tensordot", ("A", "B"), {"axes": 1}, dtype="int8"), (A, B))
    assert found.outputs["result"].tolist() == [[22, -48], [56, 22]]
    assert found.certificate.verdict == "amber"
    scope = {"np": np, "A": A.to_array(), "B": B.to_array()}
    exec(found.code, scope)
    assert scope["C"].tolist() == [[22, -48], [56, 22]]


@pytest.mark.parametrize(
    ("shapes", "params", "words"),
    [
        (((2, 3), (2, 3)), {"axes": 1}, "axis 1 of A has length 3, and axis 0 of B"),
        (((2, 3), (3,)), {"axes": 2}, "2 of each cannot meet"),
        (((2, 3), (3,)), {"axes": -1}, "cannot meet"),
        (((2, 3), (3,)), {"axes_a": (1,)}, "Axes meet in pairs"),
        (((2, 3), (3, 2)), {"axes_a": (1, 0), "axes_b": (0,)}, "Axes meet in pairs"),
        (((2, 3), (3,)), {"axes_a": (2,), "axes_b": (0,)}, "no axis 2"),
        (((2, 2), (2, 2)), {"axes_a": (0, 0), "axes_b": (0, 1)}, "named twice"),
        (((1,) * 5, (1,) * 5), {"axes": 0}, "10 axes"),
    ],
)
def test_it_refuses_axes_that_do_not_meet(run, shapes, params, words):
    with pytest.raises(UserError, match=words):
        run("tensordot", *map(np.ones, shapes), **params)
