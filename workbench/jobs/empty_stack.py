"""The answer to a stack without problems: arrays without entries, as NumPy gives them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from workbench.jobs.convert import working_dtype
from workbench.jobs.parameters import fill
from workbench.jobs.request import Compute, Result
from workbench.model.certificate import Assessment, Certificate
from workbench.model.matrix import Matrix
from workbench.operations.spec import Operand, Operation

Shape = tuple[int, ...]


def empty_stack(
    operation: Operation, task: Compute, matrices: tuple[Matrix, ...], cores: list[Shape], details: Mapping[str, Any]
) -> Result:
    """Every output with the shape that it would have; `cores` are the shapes of one problem's inputs."""
    params = fill(operation, task.params)
    dtype = working_dtype([matrix.dtype for matrix in matrices], task.dtype, integers=operation.integers)
    operands = [Operand(matrix.name, core, dtype) for matrix, core in zip(matrices, cores, strict=True)]
    front = tuple(details["batch_shape"])
    outputs = {item.name: np.empty(front + item.shape, item.dtype) for item in operation.declare(*operands, **params)}
    sure = Assessment("green", "There is no problem in the stack.", 0.0, 0.0, None, 0.0)
    return Result(
        operation=operation.name,
        inputs=tuple(matrix.name for matrix in matrices),
        structures=tuple(() for _ in matrices),
        params=params,
        outputs=outputs,
        certificate=Certificate(sure, "nothing to compute", "the stack is empty", str(dtype), "cpu", 0.0),
        exact=None if operation.exact is None else {name: value.tolist() for name, value in outputs.items()},
        details=details,
        warnings=(),
        code="\n".join(f"{name} = np.empty({value.shape})" for name, value in outputs.items()),
    )
