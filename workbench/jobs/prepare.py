"""From named matrices to a `Problem`: shapes checked, working dtype chosen, values converted and looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from workbench.jobs import stacks
from workbench.jobs.convert import convert, working_dtype
from workbench.jobs.parameters import fill
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.numerics.structure import Structure, detect
from workbench.operations.spec import Operand, Operation, Problem

Array = np.ndarray[Any, Any]
EXACT_SIDE = 30
"""Longest side up to which an exact twin is computed without being asked for."""


def prepare(operation: Operation, matrices: tuple[Matrix, ...], params: Mapping[str, Any], dtype: str) -> Problem:
    """Check everything that can be checked before a routine runs.

    Raises `UserError` (`usage`, `shape`, `unsupported`, `domain`).
    """
    params = fill(operation, params)
    check_shapes(operation, matrices, params)
    keys = operation.keys(len(matrices))
    names = dict(zip(keys, (matrix.name for matrix in matrices), strict=True))
    working = working_dtype([matrix.dtype for matrix in matrices], dtype, integers=operation.integers)
    if operation.real and working.kind == "c":
        raise _complex(operation, matrices)
    distinct = {matrix.version: matrix for matrix in matrices}  # in A @ A there is one
    seen = {version: _look(matrix, working) for version, matrix in distinct.items()}
    pairs = {key: seen[matrix.version] for key, matrix in zip(keys, matrices, strict=True)}
    arrays = {key: array for key, (array, _) in pairs.items()}
    structures = {key: structure for key, (_, structure) in pairs.items()}
    if operation.finite:
        for key, structure in structures.items():
            if not structure.finite:
                raise _nonfinite(names[key], arrays[key])
    return Problem(
        arrays=arrays,
        structures=structures,
        params=params,
        exact={key: matrix.exact_entries() for key, matrix in zip(keys, matrices, strict=True)},
        names=names,
        dtype=working,
    )


def check_count(operation: Operation, matrices: tuple[Matrix, ...]) -> None:
    """Refuse the wrong number of inputs, and inputs with the wrong number of axes."""
    if not operation.takes(len(matrices)):
        wanted = ", ".join(item.name for item in operation.inputs) or "none"
        raise UserError("usage", f"{operation.name} takes the inputs {wanted}; {len(matrices)} given.")
    for position, matrix in enumerate(matrices):
        axes = operation.input_at(position).axes
        if matrix.ndim not in axes and not (operation.stacked and matrix.ndim > max(axes)):
            raise _wrong_axes(operation, axes, matrix)


def check_shapes(operation: Operation, matrices: tuple[Matrix, ...], params: Mapping[str, Any]) -> Any:
    """The declared outputs of one problem, as operands, or the declaration's own refusal."""
    check_count(operation, matrices)
    if operation.real and any(matrix.dtype.kind == "c" for matrix in matrices):
        raise _complex(operation, matrices)
    return operation.declare(*operands(operation, matrices), **params)


def operands(operation: Operation, matrices: tuple[Matrix, ...]) -> list[Operand]:
    """What the declaration looks at: of stacks, one problem of the stack."""
    cores = (stacks.core(operation, at, matrix) for at, matrix in enumerate(matrices))
    return [Operand(matrix.name, core, matrix.dtype) for matrix, core in zip(matrices, cores, strict=True)]


def _wrong_axes(operation: Operation, axes: tuple[int, ...], matrix: Matrix) -> UserError:
    run = len(axes) > 3 and axes == tuple(range(axes[0], axes[-1] + 1))
    wanted = f"{axes[0]} to {axes[-1]}" if run else " or ".join(map(str, axes))
    noun = "axis" if matrix.ndim == 1 else "axes"
    hint = "Reshape it to one row or one column first." if matrix.ndim == 1 and axes == (2,) else ""
    if not matrix.ndim:
        hint = "Write a single number in brackets: [[5]] is a matrix, [5] a vector."
    return UserError(
        "shape",
        f"{matrix.name} has {matrix.ndim} {noun}, {operation.name} takes {wanted}.",
        hint,
        details={"shapes": {matrix.name: list(matrix.shape)}},
    )


def _look(matrix: Matrix, dtype: np.dtype[Any]) -> tuple[Array, Structure]:
    array = convert(matrix, dtype)
    return array, detect(array)


def _complex(operation: Operation, matrices: tuple[Matrix, ...]) -> UserError:
    names = [matrix.name for matrix in matrices if matrix.dtype.kind == "c"]
    who = (
        f"{' and '.join(names)} {'has' if len(names) == 1 else 'have'} complex entries"
        if names
        else "complex numbers are asked for"
    )
    hint = "Take the real part first." if names else "Choose float64 or float32."
    return UserError("domain", f"{operation.name} is for real numbers, and {who}.", hint)


def _nonfinite(name: str, array: Array) -> UserError:
    """Names the first NaN or Inf, by row and column."""
    bad = np.argwhere(~np.isfinite(array))
    where = ", ".join(map(str, bad[0]))
    value = "NaN" if np.isnan(array[tuple(bad[0])]) else "infinity"
    more = f" and {len(bad) - 1} more" if len(bad) > 1 else ""
    return UserError(
        "domain",
        f"{name}[{where}] is {value}{more}, so there is no answer.",
        "Replace what is missing first.",
        details={"position": bad[0].tolist(), "count": len(bad)},
    )
