"""Every operation gives what NumPy gives, with the exact twin beside it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from workbench.jobs.engine import run as engine
from workbench.jobs.request import Compute, Result
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.operations import by_name

QUICK = settings(max_examples=40, deadline=None)
SHAPES = arrays_of.mutually_broadcastable_shapes(num_shapes=2, min_dims=0, max_dims=4, min_side=1, max_side=4)
SHAPE = arrays_of.array_shapes(min_dims=1, max_dims=4, min_side=1, max_side=4)


def integers(shape: tuple[int, ...], seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(-9, 10, shape)


def ask(operation: str, *arrays: Any, dtype: str = "auto", **params: Any) -> Result:
    keys = by_name(operation).keys(len(arrays))
    matrices = tuple(Matrix.of(key, np.asarray(array)) for key, array in zip(keys, arrays, strict=True))
    return engine(Compute(operation, keys, params, "auto", dtype), matrices)


def agrees(result: Result, expected: Any) -> None:
    """The answer is NumPy's and green, and so is the exact twin."""
    assert result.certificate.verdict == "green", result.certificate.reason
    value = result.outputs["result"]
    assert value.shape == np.shape(expected)
    assert np.allclose(value, expected, rtol=1e-13, atol=0)
    assert result.exact is not None
    twin = np.asarray(result.exact["result"], dtype=object)
    assert twin.shape == value.shape
    assert all(isinstance(x, Fraction) for x in twin.flat)
    assert np.allclose(twin.astype(float), expected, rtol=1e-14, atol=0)


@QUICK
@given(SHAPES, st.integers(0, 99))
def test_elementwise(shapes, seed):
    A, B = integers(shapes.input_shapes[0], seed), integers(shapes.input_shapes[1], seed + 1)
    agrees(ask("add", A, B), A + B)
    agrees(ask("subtract", A, B), A - B)
    agrees(ask("multiply", A, B), A * B)
    agrees(ask("divide", A, np.where(B == 0, 1, B)), A / np.where(B == 0, 1, B))
    agrees(ask("power", A, np.abs(B) % 4), A ** (np.abs(B) % 4))
    agrees(ask("linear_combination", A, B, alpha="1/4", beta=-3), A / 4 - 3 * B)
    agrees(ask("outer", A, B), np.outer(A, B))
    agrees(ask("kron", A, B), np.kron(A, B))


@QUICK
@given(st.data(), SHAPE, st.integers(0, 99))
def test_changes_of_shape(data, shape, seed):
    A = integers(shape, seed)
    axis, other = (data.draw(st.integers(-A.ndim, A.ndim - 1)) for _ in range(2))
    order = data.draw(st.permutations(range(A.ndim)))
    agrees(ask("transpose", A, axes=order), np.transpose(A, order))
    agrees(ask("moveaxis", A, source=axis, destination=other), np.moveaxis(A, axis, other))
    letter = data.draw(st.sampled_from("CF"))
    agrees(ask("flatten", A, order=letter), A.flatten(letter))
    agrees(ask("reshape", A, shape=[shape[-1], -1], order=letter), A.reshape((shape[-1], -1), order=letter))
    agrees(ask("sum", A, axis=axis), A.sum(axis=axis))
    agrees(ask("mean", A, axis=axis), A.mean(axis=axis))
    agrees(ask("stack", A, -A, A, axis=axis), np.stack([A, -A, A], axis=axis))
    agrees(ask("concatenate", A, -A, axis=axis), np.concatenate([A, -A], axis=axis))
    agrees(ask("broadcast_to", A, shape=[2, *shape]), np.broadcast_to(A, (2, *shape)))
    agrees(ask("take", A, indices=[0, -1, 0], axis=axis), np.take(A, [0, -1, 0], axis=axis))


INDEX = st.one_of(
    st.integers(-2, 1).map(str),
    st.tuples(*3 * [st.one_of(st.just(""), st.integers(-3, 3).map(str))])
    .map(":".join)
    .filter(lambda s: s[-2:] != ":0"),
    st.just("..."),
)


@QUICK
@given(st.lists(INDEX, min_size=1, max_size=3).filter(lambda items: items.count("...") < 2))
def test_slices(items):
    A = np.arange(24).reshape(2, 3, 4)
    text = ", ".join(items)
    expected = eval(f"A[{text}]", {"A": A})  # noqa: S307 the test's own text
    result = ask("slice", A, index=text)
    assert np.array_equal(result.outputs["result"], expected)
    assert np.array_equal(eval(result.code.partition(" = ")[2], {"A": A}), expected)  # noqa: S307


@QUICK
@given(st.data(), st.integers(0, 99))
def test_products(data, seed):
    m, n, k, b = (data.draw(st.integers(1, 4)) for _ in range(4))
    A, B = integers((b, m, n), seed), integers((n, k), seed + 1)
    agrees(ask("matmul", A, B), A @ B)
    agrees(ask("matmul", B[:, 0], np.swapaxes(A, 1, 2)), B[:, 0] @ np.swapaxes(A, 1, 2))
    agrees(ask("dot", A, integers((2, n, k), seed)), np.dot(A, integers((2, n, k), seed)))
    agrees(ask("inner", A, B.T), np.inner(A, B.T))
    agrees(ask("vdot", A, A), np.vdot(A, A))
    agrees(ask("vecdot", A, B.T[0]), np.vecdot(A, B.T[0]))
    agrees(ask("vecdot", A, A[0], axis=-2), np.vecdot(A, A[0], axis=-2))
    agrees(ask("multi_dot", A[0], B, integers((k, 3), seed)), A[0] @ B @ integers((k, 3), seed))
    agrees(ask("matrix_power", integers((n, n), seed), n=3), np.linalg.matrix_power(integers((n, n), seed), 3))
    agrees(ask("einsum", A, B, subscripts="bij,jk->bk"), np.einsum("bij,jk->bk", A, B))
    agrees(ask("cross", integers((b, 3), seed), [1, 2, 3]), np.cross(integers((b, 3), seed), [1, 2, 3]))


@pytest.mark.parametrize("k", [-2, 0, 1])
def test_diagonals_and_triangles(k):
    A = integers((4, 5))
    agrees(ask("diag", A, k=k), np.diag(A, k))
    agrees(ask("diag", A[0], k=k), np.diag(A[0], k))
    agrees(ask("tril", np.stack([A, -A]), k=k), np.tril(np.stack([A, -A]), k))
    agrees(ask("triu", A, k=k), np.triu(A, k))


def test_blocks():
    A, b, c = integers((2, 2)), integers((2, 1), 1), integers((1, 2), 2)
    agrees(ask("block", A, b, c, [[7]]), np.block([[A, b], [c, np.array([[7]])]]))
    agrees(ask("block", A, b, b, columns=3), np.block([[A, b, b]]))


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        ("ij,jk", ((2, 3), (3, 4))),
        ("ii", ((3, 3),)),
        ("ii->i", ((3, 3),)),
        ("ji", ((2, 3),)),
        ("...ij->...ji", ((2, 3, 4),)),
        ("i...,i...->...", ((2, 3), (2, 3))),
        ("...i,...i", ((4, 1, 3), (2, 3))),
        ("ij,ij->", ((2, 3), (2, 3))),
        ("ij,jk,kl->il", ((2, 3), (3, 4), (4, 2))),
        ("i,j,k->kji", ((2,), (3,), (4,))),
        ("ij,j->ij", ((2, 3), (1,))),
        (" b i j , b j -> b i ", ((2, 3, 4), (2, 4))),
        (",i->i", ((), (3,))),
    ],
)
def test_einsum(text, shapes):
    arrays = [integers(shape, seed) for seed, shape in enumerate(shapes)]
    result = ask("einsum", *arrays, subscripts=text)
    agrees(result, np.einsum(text, *arrays))
    scope = {"np": np} | dict(zip(result.inputs, arrays, strict=True))
    exec(result.code, scope)
    assert np.array_equal(scope["C"], np.einsum(text, *arrays))


def test_einsum_tells_its_indices_and_its_path():
    A, B, C = np.ones((10, 100)), np.ones((100, 10)), np.ones((10, 100))
    details = ask("einsum", A, B, C, subscripts="ij,jk,kl->il").details
    assert details["indices"][1] == {
        "index": "j", "length": 100, "summed": True, "axes": [["arrays0", 1], ["arrays1", 0]]
    }  # fmt: skip
    assert [row["summed"] for row in details["indices"]] == [False, True, True, False]
    assert details["path"][0] == {"step": "ij,jk->ik", "multiplications": 10_000}
    assert sum(row["multiplications"] for row in details["path"]) == 20_000
    assert details["multiplications"] == 10**6
    assert details["after"] == [10, 100]


def test_a_stack_names_its_axes():
    result = ask("matmul", np.ones((2, 1, 3, 4)), np.ones((5, 4, 2)))
    assert result.details == {
        "batch_axes": [0, 1],
        "batch_shape": [2, 5],
        "stack": "axes 0 and 1 (2 x 5 matrices of 3 x 4)",
    }
    assert ask("matrix_power", np.stack([np.eye(2), 2 * np.eye(2)]), n=3).outputs["result"][1, 1, 1] == 8


def test_complex_numbers():
    A = np.array([[1 + 2j, 3], [0, 1j]])
    assert np.array_equal(ask("conj_transpose", A).outputs["result"], A.conj().T)
    assert np.array_equal(ask("transpose", A).outputs["result"], A.T)
    assert ask("vdot", A, A).outputs["result"] == 15
    assert ask("inner", A[0], A[0]).outputs["result"] == (1 + 2j) ** 2 + 9
    parts = ask("symmetric_skew", A).outputs
    assert np.array_equal(parts["symmetric"], parts["symmetric"].conj().T)
    assert np.array_equal(parts["symmetric"] + parts["skew"], A)
    assert ask("scale", A, factor="2j").outputs["result"][0, 1] == 6j


@QUICK
@given(st.integers(1, 8), st.integers(0, 999))
def test_powers_undo_each_other(n, seed):
    A = np.random.default_rng(seed).standard_normal((n, n))
    forth, back = (ask("matrix_power", A, n=k).outputs["result"] for k in (2, -2))
    assert np.abs(forth @ back - np.eye(n)).max() < 1e-12 * np.linalg.cond(A) ** 2


def test_the_cheapest_brackets():
    shapes = [(30, 35), (35, 15), (15, 5), (5, 10), (10, 20), (20, 25)]
    details = ask("multi_dot", *(np.ones(shape) for shape in shapes)).details
    assert details["multiplications"] == 15_125
    assert details["alternatives"][0]["multiplications"] == 15_125
    assert len(details["alternatives"]) == 42
    assert details["bracketing"] == "(arrays0 (arrays1 arrays2)) ((arrays3 arrays4) arrays5)"


@pytest.mark.parametrize(
    ("x", "y", "degrees", "radians", "cosine"),
    [
        ([0, 2], [2, 2], "45", "pi/4", "sqrt(2)/2"),
        ([1, 0], [0, 5], "90", "pi/2", "0"),
        ([1, 2], [-2, -4], "180", "pi", "-1"),
        ([3, 3], [1, 1], "0", "0", "1"),
        ([1, 0, 0], [-1, 1, 0], "135", "3*pi/4", "-sqrt(2)/2"),
        ([1, 1, 0], [0, -1, 1], "120", "2*pi/3", "-1/2"),
    ],
)
def test_well_known_angles(x, y, degrees, radians, cosine):
    result = ask("angle", x, y)
    assert result.certificate.verdict == "green"
    assert str(result.exact["degrees"]) == degrees
    assert (str(result.exact["radians"]), str(result.exact["cosine"])) == (radians, cosine)
    assert result.outputs["degrees"] == pytest.approx(float(degrees), abs=1e-6)
    assert result.outputs["radians"] == pytest.approx(np.radians(float(degrees)), abs=1e-7)


def test_5_4_dot_product_as_angle():
    out = ask("angle", [0, 2], [2, 2]).outputs
    assert out["dot"] == 4
    assert out["norm_x"] * out["norm_y"] * np.cos(out["radians"]) == pytest.approx(4, rel=1e-14)
    assert out["cosine"] == pytest.approx(0.707107, abs=5e-7)
    undefined = ask("angle", [0, 0], [2, 2])
    assert undefined.outputs["degrees"] is None
    assert undefined.warnings == ("x is zero, so the angle is undefined.",)


@pytest.mark.parametrize("tiny", [1e-3, 1e-8, 1e-12])
def test_small_angles_and_right_angles_keep_their_digits(tiny):
    small = ask("angle", [1.0, 0.0], [1.0, tiny])
    assert small.outputs["radians"] == pytest.approx(np.arctan(tiny), rel=max(1e-14, 4e-16 / tiny))
    right = ask("angle", [1.0, 0.5, -3.0], [2.0, -1.0, 0.5 + tiny])
    assert right.outputs["cosine"] == pytest.approx(-3 * tiny / np.sqrt(10.25 * 5.25), rel=1e-3 + tiny)
    assert right.certificate.verdict == "green"


def test_a_vector_that_becomes_a_square_is_said_to(run):
    vector = np.arange(1.0, 4.0)
    (words,) = run("broadcast_to", vector, shape=(3, 3)).outcome.warnings
    assert words.startswith("A has shape (3,) and became 3 x 3")
    for A, shape in ((vector, (2, 3)), (vector[:, None], (3, 3)), (vector[None], (3, 3)), (np.eye(3), (2, 3, 3))):
        assert not run("broadcast_to", A, shape=shape).outcome.warnings
    assert run("broadcast_to", vector, shape=(3, 3)).outcome.details == {"stretched_axes": [0], "copies": 3}


@pytest.mark.parametrize("name", ["abs", "exp", "log", "sqrt", "conj", "real", "imag"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex64, np.complex128])
def test_functions_of_entries_are_those_of_numpy(run, name, dtype):
    rng = np.random.default_rng(5)
    A = np.asarray(rng.uniform(0.1, 9, (7, 5)) * (1 + 1j * rng.standard_normal((7, 5))), dtype=dtype) if (
        np.dtype(dtype).kind == "c"
    ) else rng.uniform(0.1, 9, (7, 5)).astype(dtype)  # fmt: skip
    answer, expected = run(name, A), getattr(np, name)(A)
    assert answer.result.dtype == expected.dtype
    np.testing.assert_array_equal(answer.result, expected)
    assert answer.verdict == "green"


def test_exact_functions_of_entries(exactly):
    half = Fraction(1, 2)
    A = np.array([[Fraction(9, 4), Fraction(2)], [Fraction(0), half]], dtype=object)
    assert exactly("sqrt", A) == {"result": [["3/2", "sqrt(2)"], ["0", "sqrt(2)/2"]]}
    assert exactly("sqrt", -A) is None
    assert exactly("abs", -A)["result"].tolist() == A.tolist()
    assert exactly("sort", np.array([half, -half, 2 * half]))["result"].tolist() == [-half, half, 2 * half]
    assert exactly("cumsum", A)["result"].tolist() == [
        Fraction(9, 4),
        Fraction(17, 4),
        Fraction(17, 4),
        Fraction(19, 4),
    ]
    assert exactly("imag", A)["result"].tolist() == [[0, 0], [0, 0]]
    assert exactly("maximum", A, A.T)["result"][0, 1] == 2


def test_roots_and_logarithms_of_negative_numbers_are_refused(run):
    A = np.array([[1.0, -4.0], [9.0, -1.0]])
    for name, what in (("sqrt", "square root"), ("log", "logarithm")):
        with pytest.raises(UserError, match=rf"^A\[0, 1\] is −4, and the {what} of a negative number is not real\.$"):
            run(name, A)
        assert run(name, A + 0j).verdict == "green"
    found = run("log", np.array([0.0, 1.0]))
    assert found.verdict == "amber"
    assert found.result.tolist() == [-np.inf, 0.0]
    assert found.tampered("result", np.array([0.0, 0.0])).verdict == "red"


def test_order_of_complex_numbers_is_refused_for_extremes():
    with pytest.raises(UserError, match="is for real numbers"):
        engine(Compute("maximum", ("A", "B")), (Matrix.of("A", np.ones(2) * 1j), Matrix.of("B", np.ones(2))))


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 2, 3)])
@pytest.mark.parametrize("reps", [(), (2,), (2, 3), (0,), (1, 2, 1, 2)])
def test_tiles(run, shape, reps):
    A = np.arange(float(np.prod(shape))).reshape(shape)
    answer = run("tile", A, reps=reps)
    np.testing.assert_array_equal(answer.result, np.tile(A, reps))
    assert answer.verdict == "green"


def test_sorting_puts_nan_last(run):
    A = np.array([[np.nan, 2.0, 1.0], [3.0, -np.inf, 0.0]])
    answer = run("sort", A)
    np.testing.assert_array_equal(answer.result, np.sort(A))
    assert answer.verdict == "green"
    with pytest.raises(UserError, match="no axis 2"):
        run("sort", A, axis=2)


@pytest.mark.parametrize("shape", [(), (4,), (2, 3), (2, 2, 3), (0, 3)])
@pytest.mark.parametrize("axis", [None, 0, -1])
def test_flip_and_roll(run, shape, axis):
    A = np.arange(float(np.prod(shape))).reshape(shape)
    for name, params, expected in (
        ("flip", {"axis": axis}, lambda: np.flip(A, axis)),
        ("roll", {"axis": axis, "shift": -2}, lambda: np.roll(A, -2, axis)),
    ):
        if axis is not None and not shape:
            with pytest.raises(UserError, match="no axis"):
                run(name, A, **params)
            continue
        answer = run(name, A, **params)
        np.testing.assert_array_equal(answer.result, expected())
        assert answer.verdict == "green"


@pytest.mark.parametrize("k", [-1, 0, 1, 2, 5])
@pytest.mark.parametrize("shape", [(2, 3), (4, 2, 3)])
def test_quarter_turns(run, shape, k):
    A = np.arange(float(np.prod(shape))).reshape(shape)
    answer = run("rot90", A, k=k)
    np.testing.assert_array_equal(
        answer.result, np.stack([np.rot90(M, k) for M in A]) if A.ndim > 2 else np.rot90(A, k)
    )
    assert answer.verdict == "green"


def test_uneven_factors_whose_product_is_even_are_green(run):
    wide, turned = np.diag([1e16, 1.0]), np.diag([1.0, 1e16])
    for answer in (run("matmul", wide, turned), run("matmul", np.stack([wide] * 2), np.stack([turned] * 2))):
        assert answer.verdict == "green"
        assert np.array_equal(np.broadcast_to(1e16 * np.eye(2), answer.result.shape), answer.result)
    assert run("dot", np.array([1e16, 1, 1]), np.array([0, 1, 1e-16])).verdict == "green"
