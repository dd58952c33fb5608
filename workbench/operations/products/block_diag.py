"""Matrices along the diagonal of a larger one, zeros elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np
import scipy

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.operations.common import by
from workbench.operations.products import exactly, wrapping
from workbench.operations.products.same import equal, sure
from workbench.operations.products.shapes import joint_dtype
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always

Blocks = Annotated[Operand, Axes((1, 2), "the blocks from the top left on; a vector is one row")]


class BlockDiagonal(NamedTuple):
    result: Annotated[Operand, "the block diagonal matrix, the direct sum of the blocks"]


def block_diag(*arrays: Blocks) -> BlockDiagonal:
    """The block diagonal matrix of any matrices, as scipy.linalg.block_diag has it: their direct sum.

    Blocks need not be square, and one without rows or columns still takes its columns or rows.
    """
    if not arrays:
        raise UserError("usage", "There is nothing to put on the diagonal.", "Give one matrix or more.")
    return BlockDiagonal(Operand("result", _shape([array.shape for array in arrays]), joint_dtype(*arrays)))


def _as_rows(shape: tuple[int, ...]) -> tuple[int, int]:
    return (1, shape[0]) if len(shape) == 1 else (shape[0], shape[1])


def _shape(shapes: Sequence[tuple[int, ...]]) -> tuple[int, int]:
    sizes = [_as_rows(shape) for shape in shapes]
    return sum(m for m, _ in sizes), sum(n for _, n in sizes)


def _places(arrays: Sequence[Array]) -> Iterator[tuple[slice, slice]]:
    """Where each block stands in the result."""
    top = left = 0
    for array in arrays:
        m, n = _as_rows(array.shape)
        yield slice(top, top + m), slice(left, left + n)
        top, left = top + m, left + n


def _run(problem: Problem) -> Outcome:
    return Outcome({"result": scipy.linalg.block_diag(*problem.arrays.values())})


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Each block is found in its place, and the result has no more entries other than 0 than the blocks have."""
    arrays, value = list(problem.arrays.values()), outcome.outputs["result"]
    shape = _shape([array.shape for array in arrays])
    if not isinstance(value, np.ndarray) or value.shape != shape:
        return Assessment("red", f"Verification failed: the result does not have the shape {by(shape)}.")
    for array, place in zip(arrays, _places(arrays), strict=True):
        if not equal(np.atleast_2d(array), value[place]):
            return Assessment("red", "Verification failed: a block is not found in its place.")
    if np.count_nonzero(value) != sum(np.count_nonzero(array) for array in arrays):
        return Assessment("red", "Verification failed: there are entries other than 0 outside of the blocks.")
    return sure(value.dtype, "Every entry is the same, and all others are 0.")


def exact_block_diag(problem: Problem) -> dict[str, Any] | None:
    """The blocks in fractions, between zeros."""
    arrays = exactly.inputs(problem)
    if arrays is None:
        return None
    result = np.full(_shape([array.shape for array in arrays]), Fraction(0), dtype=object)
    for array, place in zip(arrays, _places(arrays), strict=True):
        result[place] = array
    answer = exactly.finished(result, result.shape)
    return None if answer is None else {"result": answer}


def cost(*arrays: Operand) -> Cost:
    m, n = _shape([array.shape for array in arrays])
    size = float(max(1, m * n))
    return Cost(size, size * (joint_dtype(*arrays).itemsize if arrays else 8))


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    blocks = [wrapping.spelled(problem, key, name) for key, name in zip(problem.arrays, names, strict=True)]
    return f"C = scipy.linalg.block_diag({', '.join(blocks)})"


BLOCK_DIAG = Operation(
    declare=block_diag,
    routes=(Route("SciPy block_diag", always("entries only change places"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=exact_block_diag,
    finite=False,
    integers=True,
)
