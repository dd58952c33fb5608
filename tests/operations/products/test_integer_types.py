"""Integer types where they are asked for: exact or wrapping round, which is said and verified."""

from __future__ import annotations

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

TYPES = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
QUICK = settings(max_examples=30, deadline=None)


def ask(operation: str, *arrays: Any, dtype: str = "auto", **params: Any) -> Result:
    keys = by_name(operation).keys(len(arrays))
    matrices = tuple(Matrix.of(key, np.asarray(array)) for key, array in zip(keys, arrays, strict=True))
    return engine(Compute(operation, keys, params, "auto", dtype), matrices)


def beyond(true: Any, dtype: str) -> int:
    """How many of these Python integers the type cannot hold."""
    limits = np.iinfo(dtype)
    return sum(not limits.min <= int(x) <= limits.max for x in np.asarray(true, dtype=object).reshape(-1))


PAIR = st.sampled_from(TYPES).flatmap(
    lambda dtype: st.tuples(st.just(dtype), arrays_of.arrays(dtype, (3, 3)), arrays_of.arrays(dtype, (3, 3)))
)


@QUICK
@given(PAIR)
def test_wrapping_is_exact_and_counted(pair):
    dtype, A, B = pair
    big, other = A.astype(object), B.astype(object)
    true = {
        "add": big + other,
        "subtract": big - other,
        "multiply": big * other,
        "outer": np.multiply.outer(big.ravel(), other.ravel()),
        "matmul": big @ other,
        "dot": big @ other,
        "vdot": (big * other).sum(),
    }
    for name, expected in true.items():
        result = ask(name, A, B, dtype=dtype)
        count, value = beyond(expected, dtype), result.outputs["result"]
        modulus = 2 ** (8 * np.dtype(dtype).itemsize)
        assert value.dtype == dtype
        assert all((int(a) - int(b)) % modulus == 0 for a, b in zip(value.flat, np.ravel(expected), strict=True)), name
        assert result.certificate.verdict == ("amber" if count else "green"), name
        assert bool(result.warnings) == bool(count)
        if count:
            assert result.warnings[0].startswith("1 entry is" if count == 1 else f"{count} entries are")


@pytest.mark.parametrize("name", ["add", "multiply", "outer", "matmul", "vdot"])
def test_a_wrong_integer_is_red(run, name):
    A = np.arange(9, dtype=np.int16).reshape(3, 3)
    answer = run(name, A, A)
    assert answer.verdict == "green"
    assert answer.tampered("result", np.asarray(answer.result + np.int16(1))).verdict == "red"


def test_a_stack_of_integers():
    A = np.full((2, 2, 2), 100, np.int8)
    result = ask("matmul", A, A, dtype="int8")
    assert result.certificate.verdict == "amber"
    assert np.array_equal(result.outputs["result"], A @ A)


def test_shape_changes_keep_the_type():
    A = np.arange(6, dtype=np.uint8).reshape(2, 3)
    for name, params in (("transpose", {}), ("reshape", {"shape": [3, 2]}), ("slice", {"index": "1"}), ("tril", {})):
        result = ask(name, A, dtype="uint8", **params)
        assert result.outputs["result"].dtype == np.uint8
        assert result.certificate.verdict == "green"


def test_factors_that_are_no_integers_are_refused():
    with pytest.raises(UserError, match="int8 cannot hold the factor 1/2") as caught:
        ask("scale", [1, 2], dtype="int8", factor="1/2")
    assert caught.value.kind == "domain"
    assert ask("scale", [100, 2], dtype="int8", factor=2).outputs["result"].tolist() == [-56, 4]
    assert ask("linear_combination", [1], [2], dtype="int32", alpha=3, beta=-2).outputs["result"].tolist() == [-1]


@pytest.mark.parametrize("dtype", TYPES)
def test_conversion_wraps_as_the_type_does(dtype):
    values = [0, 1, -1, 127, 128, -129, 255, 256, 65536, -(2**31) - 1, 2**33, 2.75, -2.75]
    result = _convert(values, dtype)
    limits = np.iinfo(dtype)
    modulus = 2 ** (8 * np.dtype(dtype).itemsize)
    for before, after in zip(values, result.outputs["result"].tolist(), strict=True):
        assert limits.min <= after <= limits.max
        assert (int(before) - after) % modulus == 0
    assert result.certificate.verdict == "amber"
    assert any("cut off to integers" in text for text in result.warnings)


def _convert(values: Any, target: str) -> Result:
    matrix = Matrix.of("A", np.asarray(values))
    return engine(Compute("astype", ("A",), {"dtype": target}), (matrix,))


@pytest.mark.parametrize("target", ["float16", "float32", "complex64"])
def test_rounding_is_reported(target):
    result = _convert([1.0, 0.1, 1 / 3], target)
    assert "2 entries are rounded" in result.warnings[0]
    assert result.details["changed"] == 2
    assert result.certificate.verdict == "green"
    same = _convert([1.0, 0.5, -2.0], target)
    assert not same.warnings
    assert same.certificate.assessment.error_bound == 0


def test_what_is_too_large_becomes_infinite():
    result = _convert([1e300, 1.0, -1e40], "float32")
    assert result.outputs["result"].tolist() == [np.inf, 1, -np.inf]
    assert result.certificate.verdict == "amber"
    assert "2 entries are beyond float32" in result.warnings[0]


def test_wrong_conversions_are_red(run):
    A = np.array([1.5, 300.0, 0.1])
    for target in ("int8", "float32", "float16"):
        answer = run("astype", A, dtype=target)
        for place in range(3):
            wrong = answer.result.copy()
            wrong[place] += 1
            assert answer.tampered("result", wrong).verdict == "red"


def test_what_has_no_integer_is_refused():
    for values in ([np.nan], [np.inf], [1e30]):
        with pytest.raises(UserError, match="no integer type holds"):
            _convert(values, "int64")
    with pytest.raises(UserError, match="cannot hold complex"):
        _convert([1j], "float64")


@pytest.mark.parametrize(
    ("value", "dtype", "said"),
    [
        (np.nan, "int64", "NaN"),
        (-np.inf, "int8", "minus infinity"),
        (1e30, "int64", "1e+30"),
        (2.0**63, "int64", "9.223372036854776e+18"),
        (0.5, "int32", "0.5"),
        (300, "uint8", "300"),
        (-1, "uint64", "-1"),
        (np.uint64(2**63), "int64", "9"),
    ],
)
def test_an_integer_type_that_cannot_hold_an_entry_is_refused(value, dtype, said):
    A = np.array([[1, 2], [value, 4]], np.asarray(value).dtype)
    for name in ("add", "matmul"):
        with pytest.raises(UserError, match=rf"^A\[1, 0\] is .*, which {dtype} cannot hold\.$") as caught:
            ask(name, A, np.ones((2, 2)), dtype=dtype)
        assert said in caught.value.message.replace("−", "-")
    with pytest.raises(UserError, match="neither can it hold 1 more"):
        ask("add", np.full((1, 2), value), [[1, 2]], dtype=dtype)


def test_what_an_integer_type_holds_is_taken_whatever_type_it_came_in():
    assert ask("add", 2.0**62, 1, dtype="int64").outputs["result"] == 2**62 + 1
    assert ask("add", np.float16(60000), 1, dtype="uint16").outputs["result"] == 60001
    assert ask("add", np.array([True, False]), 1, dtype="int8").outputs["result"].tolist() == [2, 1]
    assert ask("add", np.uint64(2**64 - 1), 0, dtype="uint64").outputs["result"] == 2**64 - 1


@QUICK
@given(PAIR)
def test_sums_wrap_in_their_own_type(pair):
    dtype, A, B = pair
    big, other = A.astype(object), B.astype(object)
    true = {
        ("sum", ()): big.sum(),
        ("sum", (("axis", 1),)): big.sum(axis=1),
        ("cumsum", (("axis", 0),)): np.cumsum(big, axis=0),
        ("cumsum", ()): np.cumsum(big),
        ("einsum", (("subscripts", "ij,kj->ik"),)): big @ other.T,
        ("einsum", (("subscripts", "ij,ij->"),)): (big * other).sum(),
        ("maximum", ()): np.maximum(big, other),
        ("abs", ()): np.abs(big),
    }
    for (name, params), expected in true.items():
        arrays = (A, B) if name in ("einsum", "maximum") else (A,)
        result = ask(name, *arrays, dtype=dtype, **dict(params))
        count, value = beyond(expected, dtype), result.outputs["result"]
        modulus = 2 ** (8 * np.dtype(dtype).itemsize)
        assert value.dtype == dtype
        assert all((int(a) - int(b)) % modulus == 0 for a, b in zip(value.flat, np.ravel(expected), strict=True)), name
        assert result.certificate.verdict == ("amber" if count else "green"), name
        assert bool(result.warnings) == bool(count)
        scope = {"np": np} | dict(zip(result.inputs, arrays, strict=True))
        exec(result.code, scope)
        assert any(np.array_equal(scope[key], value) for key in scope if key in ("s", "S", "B", "C"))


@pytest.mark.parametrize(
    ("name", "params"),
    [("sum", {}), ("sum", {"axis": 0}), ("cumsum", {}), ("abs", {}), ("einsum", {"subscripts": "ij->ji"})],
)
def test_a_wrong_integer_sum_is_red(run, name, params):
    A = np.arange(9, dtype=np.int16).reshape(3, 3)
    answer = run(name, A, **params)
    assert answer.verdict == "green"
    assert answer.tampered("result", np.asarray(answer.result + np.int16(1), np.int16)).verdict == "red"


def test_products_of_large_integer_arrays_are_probed(run):
    A = np.arange(90 * 80, dtype=np.int32).reshape(90, 80)
    for name, arrays, params in (
        ("matmul", (A, A.T.copy()), {}),
        ("matmul", (A[None], np.stack([A.T, A.T])), {}),
        ("einsum", (A, A), {"subscripts": "ij,kj->ik"}),
    ):
        answer = run(name, *arrays, **params)
        assert answer.verdict in ("green", "amber")
        other = answer.result.copy()
        other[(-1,) * other.ndim] += 64
        assert answer.tampered("result", other).verdict == "red"
