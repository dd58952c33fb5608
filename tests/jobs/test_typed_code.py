"""Code on variables of every number type gives the answer, and converts them only where it must."""

from __future__ import annotations

import numpy as np
import pytest
import scipy

from workbench.jobs.engine import run
from workbench.jobs.request import Compute, Result
from workbench.jobs.typed_code import typed_code
from workbench.model.matrix import Matrix

BYTES = np.array([[100, 1], [2, 100]], np.int8)
HALVES = np.array([[300.0, 1.0], [2.0, 300.0]], np.float16)
WHOLE = np.array([[2, 1], [1, 3]])
NAMES = ("A", "B", "C")


def ask(operation: str, *arrays: np.ndarray, dtype: str = "auto", **params) -> Result:
    matrices = tuple(Matrix.of(name, array) for name, array in zip(NAMES, arrays, strict=False))
    return run(Compute(operation, tuple(matrix.name for matrix in matrices), params, dtype=dtype), matrices)


def made(result: Result, *arrays: np.ndarray) -> dict:
    scope = {"np": np, "scipy": scipy} | dict(zip(NAMES, arrays, strict=False))
    exec(result.code, scope)
    return scope


@pytest.mark.parametrize("A", [BYTES, HALVES, BYTES.astype(np.uint64), BYTES > 2], ids=lambda A: A.dtype.name)
@pytest.mark.parametrize("operation", ["matmul", "subtract", "multiply"])
def test_numpy_takes_narrow_types_as_they_are_so_the_code_widens_them(operation, A):
    result = ask(operation, A, A[::-1])
    np.testing.assert_array_equal(made(result, A, A[::-1])["C"], result.outputs["result"])


def test_a_name_that_occurs_once_is_converted_there_and_others_before():
    assert ask("exp", BYTES).code == "B = np.exp(A.astype(np.float64))"
    assert ask("matmul", BYTES, HALVES).code == "C = A.astype(np.float64) @ B.astype(np.float64)"
    code = ask("angle", BYTES[0], BYTES[1]).code
    assert code.startswith("A, B = A.astype(np.float64), B.astype(np.float64)\ndot, ")


@pytest.mark.parametrize("operation", ["inv", "det", "svd", "eig", "qr", "cond", "transpose", "mean", "covariance"])
def test_what_numpy_widens_by_itself_or_only_arranges_is_left_alone(operation):
    for A in (WHOLE, WHOLE.astype(np.int8), WHOLE.astype(np.uint64)):
        assert "astype" not in ask(operation, A).code


@pytest.mark.parametrize("operation", ["matmul", "kron", "subtract", "divide", "solve", "solve_triangular", "dot"])
def test_small_integers_as_they_are_typed_stay_as_they_are(operation):
    assert "astype" not in ask(operation, WHOLE, WHOLE + 1).code


def test_integers_are_converted_where_they_would_wrap_round():
    large = np.full((2, 2), 2**40)
    assert made(ask("matmul", large, large), large, large)["C"][0, 0] == 2.0**81
    assert made(ask("matrix_power", WHOLE, n=100), WHOLE)["C"].min() > 1e50
    assert "astype" not in ask("matrix_power", WHOLE, n=10).code
    assert made(ask("power", WHOLE, -WHOLE), WHOLE, -WHOLE)["C"][0, 0] == 0.25


def test_another_precision_that_is_asked_for_is_in_the_code():
    A = np.array([[0.1, 1.0], [2.0, 3.0]])
    assert ask("inv", A, dtype="float32").code == "X = np.linalg.inv(A.astype(np.float32))"
    assert ask("transpose", A, dtype="float32").code == "T = A.astype(np.float32).T"
    assert ask("sqrt", -A, dtype="complex128").code == "B = np.sqrt(A.astype(np.complex128))"
    assert ask("matmul", A.astype(np.float32), A).code == "C = A.astype(np.float64) @ B"
    assert "astype" not in ask("inv", A).code


def test_stacks_are_converted_once():
    stack = np.stack([BYTES, BYTES[::-1]])
    for array in (stack, stack.astype(np.float16)):
        for operation in ("symmetric_skew", "inv", "expm"):
            result = ask(operation, array // 50)
            scope = made(result, array // 50)
            value = next(iter(result.outputs.values()))
            assert np.allclose(scope["S" if operation == "symmetric_skew" else "X"], value, rtol=1e-4)
            assert result.code.count("astype") <= 1


def test_conversions_follow_imports_and_other_letters():
    matrix = Matrix.of("ä", BYTES)
    double = np.dtype(np.float64)
    assert typed_code("é = abs(ä) + 1", [matrix], double, ()) == "é = abs(ä.astype(np.float64)) + 1"
    code = "import math\nx = ä + ä"
    assert typed_code(code, [matrix], double, ()) == "import math\nä = ä.astype(np.float64)\nx = ä + ä"
