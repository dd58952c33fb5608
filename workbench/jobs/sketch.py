"""A task before anyone has looked at its numbers: shapes, parameters and types, posed as a problem."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from workbench.jobs import stacks
from workbench.jobs.convert import working_dtype
from workbench.jobs.parameters import fill
from workbench.jobs.request import Compute
from workbench.model.matrix import Matrix
from workbench.numerics.device import Placed
from workbench.numerics.structure import Structure
from workbench.operations.spec import Operation, Problem

LOOKS = 16
"""Pairs of entries that are compared."""
CLOSE = 1e-3
"""Relative to the largest of those entries; coarser than any rounding, for it only has to tell the usual case."""


def sketched(operation: Operation, task: Compute, matrices: tuple[Matrix, ...], has_general_eig: bool) -> Problem:
    """What `Route.may` is asked about: the arrays have no contents, and a square matrix is perhaps symmetric."""
    dtype = working_dtype([matrix.dtype for matrix in matrices], task.dtype, integers=operation.integers)
    keys = operation.keys(len(matrices))
    shapes = {key: stacks.core(operation, at, matrices[at]) for at, key in enumerate(keys)}
    device: Any = SimpleNamespace(has_general_eig=has_general_eig, xp=None)
    return Problem(
        arrays={key: np.broadcast_to(np.zeros((), dtype), shapes[key]) for key in keys},
        structures={key: _structure(matrix, shapes[key], dtype) for key, matrix in zip(keys, matrices, strict=True)},
        params=fill(operation, task.params),
        names=dict(zip(keys, (matrix.name for matrix in matrices), strict=True)),
        dtype=dtype,
        placed=Placed.of(device, {}),
    )


def _structure(matrix: Matrix, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Structure:
    square = len(shape) == 2 and shape[0] == shape[1]
    symmetric = square and may_be_symmetric(matrix, shape[0])
    return Structure(square=square, complex=dtype.kind == "c", symmetric=symmetric, positive_definite=None)


def may_be_symmetric(matrix: Matrix, n: int) -> bool:
    """Whether a few pairs of mirrored entries are about equal; in a stack those of the first problem."""
    places = [(at * n // LOOKS, (at * 5 + 3) % LOOKS * n // LOOKS) for at in range(LOOKS)] if matrix.size else []
    pairs = [(matrix.entry(i, j), np.conj(matrix.entry(j, i))) for i, j in places]
    with np.errstate(all="ignore"):
        size = max((abs(complex(x)) for pair in pairs for x in pair), default=0.0)
        return not any(abs(complex(x) - complex(y)) > CLOSE * size for x, y in pairs)
