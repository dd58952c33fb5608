"""The transpose, for any shape, values and all untouched."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.bounds import max_digits
from workbench.numerics.probes import blocks
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always


class Transpose(NamedTuple):
    result: Annotated[Operand, "Aᵀ: rows become columns"]


def transpose(A: Annotated[Operand, Axes((0, 1, 2), "a matrix; what has fewer axes stays as it is")]) -> Transpose:
    """The transpose: rows become columns, without conjugation."""
    return Transpose(Operand("result", A.shape[::-1], A.dtype))


def _run(problem: Problem) -> Outcome:
    return Outcome({"result": problem["A"].T}, {"input": True})


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Compare every entry, NaN with NaN; the same memory seen through exchanged strides needs no comparison."""
    A, T = problem["A"].T, outcome.outputs["result"]
    if not isinstance(T, np.ndarray) or A.shape != T.shape or not (_same_memory(A, T) or _equal(A, T)):
        return Assessment("red", "Verification failed: the entries are not those of the transpose.")
    return Assessment("green", "Every entry is the same.", 0.0, 0.0, None, 0.0, max_digits(A.dtype))


def _same_memory(A: Array, T: Array) -> bool:
    return A.ctypes.data == T.ctypes.data and A.strides == T.strides and A.dtype == T.dtype


def _equal(A: Array, T: Array) -> bool:
    if A.ndim < 2:
        return np.array_equal(A, T, equal_nan=True)
    start = 0
    rows_first = not (A.flags.f_contiguous and not A.flags.c_contiguous)
    for block in blocks(A):
        part = slice(start, start + len(block))
        if not np.array_equal(block, T[part] if rows_first else T[:, part].T, equal_nan=True):
            return False
        start += len(block)
    return True


def _exact(problem: Problem) -> dict[str, Array] | None:
    A = problem.exact.get("A")
    return None if A is None else {"result": A.T}


def cost(A: Operand) -> Cost:
    size = float(np.prod(A.shape, dtype=float))
    return Cost(size, size * A.dtype.itemsize)


TRANSPOSE = Operation(
    declare=transpose,
    routes=(
        Route("NumPy transpose", always("entries only change places"), _run, lambda _, names: f"T = {names[0]}.T"),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    finite=False,
)
