"""A right answer of any type and size is not red; an error of more than 100 bounds is, wherever it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

Array = np.ndarray[Any, Any]
Case = tuple[str, tuple[Array, ...], dict[str, Any]]


def normal(*shape: int, seed: int = 1, dtype: type = np.float64) -> Array:
    rng = np.random.default_rng(seed)
    if np.dtype(dtype).kind == "c":
        return np.asarray(rng.standard_normal(shape) + 1j * rng.standard_normal(shape), dtype=dtype)
    return np.asarray(rng.standard_normal(shape), dtype=dtype)


def cases(dtype: type = np.float64, size: float = 1.0) -> Iterator[Case]:
    """Every operation on inputs of several shapes, of this type and about this size."""

    def x(*shape: int, seed: int = 1) -> Array:
        return np.asarray(normal(*shape, seed=seed, dtype=dtype) * np.dtype(dtype).type(size), dtype=dtype)

    for name in ("add", "subtract", "multiply", "divide"):
        yield name, (x(7, 5), x(7, 5, seed=2)), {}
        yield name, (x(7, 1), x(5, seed=2)), {}
        yield name, (x(2, 3, 4), x(3, 1, seed=2)), {}
    if np.dtype(dtype).kind != "c":
        yield "power", (np.abs(x(4, 5)), np.array([2.0, -1, 0.5, 3, 1], dtype)), {}
        yield "angle", (x(40), x(40, seed=2)), {}
        yield "angle", (x(100), x(100, seed=2)), {}
        yield "angle", (x(1, 3), x(3, 1, seed=2)), {}
        yield "maximum", (x(7, 5), x(5, seed=2)), {}
        yield "minimum", (x(7, 5), x(7, 1, seed=2)), {}
        yield "log", (np.abs(x(4, 5)),), {}
        yield "sqrt", (np.abs(x(4, 5)),), {}
    else:
        yield "log", (x(4, 5),), {}
        yield "sqrt", (x(4, 5),), {}
    yield "abs", (x(4, 5),), {}
    yield "exp", (x(4, 5),), {}
    yield "cumsum", (x(20, 30, 5),), {}
    yield "cumsum", (x(20, 30),), {"axis": 1}
    yield "scale", (x(3, 4),), {"factor": -0.3}
    yield "linear_combination", (x(6, 4), x(4, seed=2)), {"alpha": 0.1, "beta": -7.0}
    for A, B in (((30, 20), (20, 9)), ((20,), (20, 9)), ((30, 20), (20,)), ((20,), (20,)), ((200, 150), (150, 90))):
        yield "matmul", (x(*A), x(*B, seed=2)), {}
        yield "dot", (x(*A), x(*B, seed=2)), {}
    yield "matmul", (x(5, 6, 4), x(5, 4, 3, seed=2)), {}
    yield "matmul", (x(40, 30, 20), x(1, 20, 50, seed=2)), {}
    yield "matmul", (x(4), x(5, 4, 3, seed=2)), {}
    yield "matmul", (x(2, 1, 3, 4), x(6, 4, 5, seed=2)), {}
    yield "dot", (x(2, 3, 4), x(2, 4, 5, seed=2)), {}
    yield "inner", (x(3, 2, 40), x(4, 40, seed=2)), {}
    yield "vdot", (x(30, 20), x(30, 20, seed=2)), {}
    yield "outer", (x(30), x(20, seed=2)), {}
    yield "cross", (x(10, 3), x(3, seed=2)), {}
    yield "kron", (x(3, 4), x(5, 2, seed=2)), {}
    yield "kron", (x(3), x(2, 2, seed=2)), {}
    yield "multi_dot", (x(10, 30), x(30, 4, seed=2), x(4, 20, seed=3), x(20, seed=4)), {}
    yield "multi_dot", (x(90, 80), x(80, 70, seed=2), x(70, 100, seed=3)), {"order": "right to left"}
    yield "einsum", (x(30, 20), x(20, 9, seed=2)), {"subscripts": "ij,jk->ki"}
    yield "einsum", (x(5, 6, 6),), {"subscripts": "...ii->i..."}
    yield "einsum", (x(3, 40, 50), x(3, 50, 60, seed=2), x(60, seed=3)), {"subscripts": "bij,bjk,k->bi"}
    yield "einsum", (x(60, 50), x(70, 50, seed=2)), {"subscripts": "ai,bi->abi"}
    yield "einsum", (x(4, 5), x(4, 5, seed=2)), {"subscripts": "ij,ij->"}
    for axis in (None, 0, 1, -1):
        yield "sum", (x(20, 30, 5),), {"axis": axis}
        yield "mean", (x(20, 30, 5),), {"axis": axis}
    yield "symmetric_skew", (x(12, 12),), {}
    yield "symmetric_skew", (x(3, 4, 4),), {}


def powers(dtype: type = np.float64) -> Iterator[Case]:
    """Matrix powers, whose size the exponent multiplies."""
    for n in (0, 1, 2, 3, 12, -1, -3):
        yield "matrix_power", (normal(6, 6, dtype=dtype) / np.dtype(dtype).type(3),), {"n": n}
    yield "matrix_power", (np.asarray(normal(90, 90, dtype=dtype) / 9, dtype=dtype),), {"n": 11}
    yield "matrix_power", (np.asarray(normal(80, 80, dtype=dtype) / 9, dtype=dtype),), {"n": -2}


def moves(dtype: type = np.float64) -> Iterator[Case]:
    """Operations that only move entries: any change at all must be seen."""

    def x(*shape: int, seed: int = 1) -> Array:
        return normal(*shape, seed=seed, dtype=dtype)

    yield "transpose", (x(4, 5),), {}
    yield "transpose", (x(4, 5, 3),), {"axes": (1, 2, 0)}
    yield "conj_transpose", (x(2, 4, 5),), {}
    yield "moveaxis", (x(2, 4, 5),), {"source": 0, "destination": 2}
    yield "reshape", (x(4, 6),), {"shape": (3, -1)}
    yield "reshape", (x(4, 6),), {"shape": (3, 2, 4), "order": "F"}
    yield "flatten", (x(4, 6),), {"order": "F"}
    yield "slice", (x(4, 6),), {"index": "::-2, 1:5"}
    yield "take", (x(4, 6),), {"indices": (2, 0, 2), "axis": 1}
    yield "concatenate", (x(2, 3), x(2, 4, seed=2)), {"axis": 1}
    yield "stack", (x(2, 3), x(2, 3, seed=2), x(2, 3, seed=3)), {"axis": 2}
    yield "block", (x(2, 2), x(2, 1, seed=2), x(3, 2, seed=3), x(3, 1, seed=4)), {"columns": 2}
    yield "broadcast_to", (x(4, 1),), {"shape": (3, 4, 2)}
    yield "conj", (x(4, 5),), {}
    yield "real", (x(4, 5),), {}
    yield "sort", (x(4, 5, 3),), {"axis": 1}
    yield "sort", (x(4, 5),), {"axis": None}
    yield "tile", (x(4, 5),), {"reps": (2, 1, 3)}
    yield "diag", (x(4),), {"k": -1}
    yield "diag", (x(4, 6),), {"k": 2}
    yield "tril", (x(4, 6),), {"k": 1}
    yield "triu", (x(2, 6, 4),), {"k": -1}


TYPES = (np.float32, np.float64, np.complex64, np.complex128)
FACTOR = 101.0


def label(case) -> str:
    name, arrays, params = case
    return f"{name}-{'-'.join('x'.join(map(str, array.shape)) for array in arrays)}-{params}"


ROUNDED = [*cases(), *powers()]
MOVED = list(moves())


@pytest.mark.parametrize("dtype", TYPES, ids=lambda dtype: dtype.__name__)
def test_right_answers_are_green(run, dtype):
    for name, arrays, params in (*cases(dtype), *powers(dtype), *moves(dtype)):
        answer = run(name, *arrays, **params)
        assert answer.verdict in ("green", "amber"), (name, params, answer.assessment)
        assert answer.assessment.error_bound <= 10_000 * np.finfo(dtype).eps, (name, params, answer.assessment)


@pytest.mark.parametrize("size", [1e200, 1e-200, 1e100, 1e-100])
def test_size_does_not_matter(run, size):
    for name, arrays, params in cases(np.float64, size):
        answer = run(name, *arrays, **params)
        values = [np.asarray(value) for value in answer.outcome.outputs.values() if value is not None]
        if all(np.isfinite(value).all() for value in values) and any(value.any() for value in values):
            assert answer.verdict != "red", (name, params, answer.assessment)


def perturbations(value: np.ndarray, least: float) -> Iterator[tuple[str, np.ndarray]]:
    """The value with an error of at least `least` in one entry, or in all of them."""
    places = {0, value.size // 2, value.size - 1, int(np.argmax(np.abs(value))), int(np.argmin(np.abs(value)))}
    for place in places:
        for sign in (1, -1):
            other = value.copy()
            other.reshape(-1)[place] += sign * least * 1.01
            yield f"entry {place}", other
    yield "scaled", value * (1 + least * 1.01 / np.abs(value).max())
    yield "negated", -value
    yield "zero", np.zeros_like(value)
    if value.ndim and len(value) > 1:
        yield "two exchanged", value[[1, 0, *range(2, len(value))]]
    bad = value.copy()
    bad.reshape(-1)[-1] = np.nan
    yield "nan", bad


@pytest.mark.parametrize("case", ROUNDED, ids=map(label, ROUNDED))
def test_an_error_of_100_bounds_is_red(run, case):
    name, arrays, params = case
    answer = run(name, *arrays, **params)
    bound = answer.assessment.error_bound
    missed = []
    for output, given in answer.outcome.outputs.items():
        value = np.asarray(given)
        size = float(np.abs(value).max())
        for what, other in perturbations(value, max(FACTOR * bound, 1e-14) * size):
            if np.abs(other - value).max() <= 100 * bound * size:
                continue
            if answer.tampered(output, np.asarray(other, dtype=value.dtype)).verdict != "red":
                missed.append(f"{output}: {what}")
    assert not missed


@pytest.mark.parametrize("case", MOVED, ids=map(label, MOVED))
def test_any_change_of_a_moved_entry_is_red(run, case):
    name, arrays, params = case
    answer = run(name, *arrays, **params)
    value = answer.result
    assert answer.assessment.error_bound == 0
    for place in (0, value.size // 2, value.size - 1):
        other = value.copy()
        other.reshape(-1)[place] = np.nextafter(other.reshape(-1)[place], np.inf)
        assert answer.tampered("result", other).verdict == "red"
    assert answer.tampered("result", value.reshape(-1)[:-1]).verdict == "red"


def test_nan_and_inf_pass_through_where_entries_only_move_or_meet(run):
    A = np.array([[1.0, np.nan], [np.inf, 2.0]])
    for name, params in (
        ("reshape", {"shape": (4,)}),
        ("slice", {"index": "::-1"}),
        ("triu", {}),
        ("conj_transpose", {}),
    ):
        assert run(name, A, **params).verdict == "green"
    for name in ("add", "multiply", "divide"):
        answer = run(name, A, A.T)
        assert answer.verdict == "amber"
        assert answer.tampered("result", np.ones((2, 2))).verdict == "red"
    assert run("sum", A, axis=1).verdict == "amber"
    assert run("sum", A, axis=1).tampered("result", np.ones(2)).verdict == "red"


@pytest.mark.parametrize("name", ["add", "multiply", "outer", "matmul", "dot", "vdot", "kron", "sum"])
def test_overflow_is_red(run, name):
    A = np.full((2, 2), 1.5e308)
    arrays = (A,) if name == "sum" else (A, A)
    answer = run(name, *arrays)
    assert not np.isfinite(answer.result).all()
    assert answer.verdict == "red"
    assert "overflows" in answer.assessment.reason


@pytest.mark.parametrize("name", ["multiply", "outer", "matmul"])
def test_underflow_is_said(run, name):
    A = np.full((2, 2), 1e-300)
    answer = run(name, A, A)
    assert not answer.result.any()
    assert answer.verdict == "amber"
    assert "underflows" in answer.assessment.reason


POWERS_THAT_UNDERFLOW = [([[0.5]], 2000), ([[1e-200, 0], [0, 1e-200]], 2), ([[1e200, 0], [0, 1e200]], -2)]


@pytest.mark.parametrize(("rows", "n"), POWERS_THAT_UNDERFLOW)
def test_a_power_that_underflows_is_not_taken_for_zero(run, rows, n):
    for A in (np.array(rows), np.array(rows) + 0j, np.kron(np.eye(80), rows)):
        answer = run("matrix_power", A, n=n)
        assert not answer.result.any()
        assert answer.verdict == "amber"
        assert "underflow" in answer.assessment.reason


def test_powers_of_nilpotent_matrices_are_zero(run):
    long = np.diag(np.full(79, 0.1), 1)
    assert run("matrix_power", long, n=80).verdict == "green"
    assert run("matrix_power", np.triu(normal(5, 5), 1), n=5).verdict == "green"
    assert run("matrix_power", np.array([[1.0, -1.0], [1.0, -1.0]]), n=2).verdict == "green"
    assert run("matrix_power", np.kron(np.eye(40), [[1.0, -1.0], [1.0, -1.0]]), n=2).verdict == "green"


@pytest.mark.parametrize("size", [1, 80])
def test_a_power_next_to_underflow_has_few_digits(run, size):
    answer = run("matrix_power", np.eye(size) * 1e-161, n=2)
    assert answer.verdict == "amber"
    assert answer.assessment.digits <= 1


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0,)])
def test_without_entries(run, shape):
    A = np.zeros(shape)
    for name, params in (("add", {}), ("multiply", {}), ("concatenate", {}), ("stack", {}), ("vdot", {})):
        assert run(name, A, A, **params).verdict == "green"
    for name in ("transpose", "flatten", "sum", "scale"):
        assert run(name, A).verdict == "green"
    assert run("matmul", np.zeros((4, 2, 0)), np.zeros((4, 0, 3))).verdict == "green"
    assert run("einsum", np.zeros((2, 0)), np.zeros((0, 3)), subscripts="ij,jk").result.tolist() == [[0] * 3] * 2
    assert run("matrix_power", np.zeros((0, 0)), n=3).verdict == "green"


def test_an_exact_zero_is_green(run):
    A = np.arange(9.0).reshape(3, 3)
    assert run("subtract", A, A).verdict == "green"
    assert run("cross", A[1], 2 * A[1]).verdict == "green"
    assert run("matrix_power", np.array([[0.0, 1.0], [0.0, 0.0]]), n=2).verdict == "green"
    assert run("symmetric_skew", A + A.T).verdict == "green"


def test_large_arrays_are_checked_in_parts(run):
    A, B = normal(400, 300), normal(300, 400, seed=2)
    answer = run("add", A, B.T)
    other = answer.result.copy()
    other[399, 299] += 1e-10
    assert answer.tampered("result", other).verdict == "red"
    assert run("reshape", A, shape=(300, 400), order="F").verdict == "green"


@pytest.mark.parametrize("size", [1e-200, 1e-161, 1e-300, 3e-324])
def test_every_way_to_a_product_says_how_far_it_underflows(run, size):
    A = np.full((2, 2), size)
    found = [
        run("matmul", A, A),
        run("dot", A, A),
        run("inner", A, A),
        run("einsum", A, A, subscripts="ij,jk"),
        run("multi_dot", A, A),
        run("matmul", A[None], A[None]),
        run("matrix_power", A),
    ]
    assert {answer.verdict for answer in found} == {"amber"}
    assert all((answer.assessment.digits or 0) <= 1 for answer in found)


def test_the_angle_of_a_zero_vector_is_not_green(run):
    for size in (2, 100):
        answer = run("angle", np.zeros(size), np.ones(size))
        assert answer.verdict == "amber"
        assert "undefined" in answer.assessment.reason


@pytest.mark.parametrize("small", [1e-5, 1e-9, 1e-200])
def test_small_angles_of_few_entries_have_every_digit(run, small):
    answer = run("angle", np.array([1.0, 0.0]), np.array([1.0, small]))
    assert answer["radians"] == pytest.approx(np.arctan(small), rel=1e-15)
    assert answer.verdict == "green"
    assert answer.assessment.digits == 15
    assert answer.tampered("radians", np.asarray(small * (1 + 1e-12))).verdict == "red"
    x = normal(20)
    nearly = run("angle", x, x + small * normal(20, seed=3))
    assert nearly.verdict == "green"


def test_an_angle_that_rounding_of_the_entries_makes_is_not_green(run):
    answer = run("angle", np.array([0.1, 0.2, 0.3]), np.array([0.3, 0.6, 0.9]))
    assert answer.verdict == "green"
    tenths = np.array([Fraction(n, 10) for n in (1, 2, 3)], dtype=object)
    typed = replace(answer.problem, exact={"x": tenths, "y": 3 * tenths})
    assert answer.operation.certify(typed, answer.outcome).verdict == "amber"


def test_a_dot_product_that_underflows_is_said_to(run):
    answer = run("angle", np.array([1e-200, 0.0]), np.array([1e-200, 1e-200]))
    assert answer.verdict == "amber"
    assert "underflows" in answer.assessment.reason
    few = run("angle", np.array([1e-161, 0.0]), np.array([1e-161, 1e-161]))
    assert (few.verdict, few.assessment.digits) == ("amber", 1)
