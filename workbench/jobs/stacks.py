"""Stacks of problems: an input with further axes in front is one problem for each of their indices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import prod
from typing import Any

import numpy as np

from workbench.jobs.empty_stack import empty_stack
from workbench.jobs.request import Compute, Result
from workbench.jobs.stacked_code import Name, stacked_code
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.operations.batches import batch_details
from workbench.operations.spec import Operation

Array = np.ndarray[Any, Any]
Shape = tuple[int, ...]
WORST = {"green": 0, "amber": 1, "red": 2}


def batch(operation: Operation, position: int, shape: Shape) -> Shape:
    """The axes in front of one problem, () where the input is one problem itself."""
    most = max(operation.input_at(position).axes)
    return shape[: len(shape) - most] if operation.stacked and len(shape) > most else ()


def core(operation: Operation, position: int, matrix: Matrix) -> Shape:
    """The shape of one problem of the stack."""
    return matrix.shape[len(batch(operation, position, matrix.shape)) :]


def batch_shape(operation: Operation, matrices: Sequence[Matrix]) -> Shape:
    """The common shape of the stacks, by NumPy's rule of broadcasting.

    Raises `UserError` (`shape`) where there is none.
    """
    shapes = [batch(operation, at, matrix.shape) for at, matrix in enumerate(matrices)]
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        words = " and ".join(f"{matrix.name} has {shape}" for matrix, shape in zip(matrices, shapes, strict=True))
        raise UserError(
            "shape",
            f"The stacks do not fit each other: {words} in front of the last two axes.",
            "Axes in front must be equal, or 1.",
            details={"shapes": {matrix.name: list(matrix.shape) for matrix in matrices}},
        ) from None


def compute_stack(
    operation: Operation,
    task: Compute,
    matrices: tuple[Matrix, ...],
    one: Callable[[Compute, tuple[Matrix, ...]], Result],
) -> Result:
    """Every problem of the stack by itself, with its own route and certificate, put together again.

    The verdict is the worst of all, and names the problem it comes from.
    """
    shape = batch_shape(operation, matrices)
    names = [_name(operation, at, matrix, shape) for at, matrix in enumerate(matrices)]
    cores = [core(operation, at, matrix) for at, matrix in enumerate(matrices)]
    told = batch_details(shape, next(lengths for lengths, (_, to) in zip(cores, names, strict=True) if to != ()))
    if not prod(shape):
        return empty_stack(operation, task, matrices, cores, told)
    indices = list(np.ndindex(*shape))
    results = [
        _at(index, one, task, tuple(_slice(operation, at, matrices, shape, index) for at in range(len(matrices))))
        for index in indices
    ]
    found = _together(results, indices, shape, names)
    return replace(found, details={**told, **found.details})


def _at(
    index: Shape, one: Callable[[Compute, tuple[Matrix, ...]], Result], task: Compute, matrices: tuple[Matrix, ...]
) -> Result:
    """The answer to one problem; a refusal says in its details which problem it is."""
    try:
        return one(task, matrices)
    except UserError as error:
        error.details["index"] = list(index)
        raise


def _name(operation: Operation, at: int, matrix: Matrix, shape: Shape) -> Name:
    """What code calls an input, and whether it is to be stretched first."""
    front = batch(operation, at, matrix.shape)
    needed = None if front == shape else shape + core(operation, at, matrix)
    return matrix.name, needed if front else ()


def _slice(operation: Operation, at: int, matrices: tuple[Matrix, ...], shape: Shape, index: Shape) -> Matrix:
    """One problem's part of an input; an axis of length 1 serves every index (broadcasting)."""
    matrix = matrices[at]
    front = batch(operation, at, matrix.shape)
    place = tuple(0 if n == 1 else i for n, i in zip(front, index[len(shape) - len(front) :], strict=True))
    if not front:
        return matrix
    exact = matrix.exact_entries()
    name = f"{matrix.name}[{', '.join(map(str, place))}]"
    return Matrix.of(name, matrix.to_array()[place], matrix.origin, None if exact is None else exact[place])


def _together(results: list[Result], indices: list[Shape], shape: Shape, names: Sequence[Name]) -> Result:
    worst = max(range(len(results)), key=lambda at: _badness(results[at].certificate.assessment))
    first, chosen = results[0], results[worst].certificate
    methods = dict.fromkeys(item.certificate.routine for item in results)
    certificate = replace(
        chosen,
        assessment=_worst(chosen.assessment, indices[worst], len(results)),
        routine=" or ".join(methods),
        seconds=sum(item.certificate.seconds for item in results),
    )
    return replace(
        first,
        inputs=tuple(name for name, _ in names),
        structures=tuple(_common(labels) for labels in zip(*(item.structures for item in results), strict=True)),
        outputs={name: _stacked(name, results, shape) for name in first.outputs},
        certificate=certificate,
        exact=_exact(results, shape),
        details={"worst": list(indices[worst])},
        warnings=_warnings(results, indices),
        code=stacked_code([r.code for r in results], [r.inputs for r in results], names, indices, shape, first.outputs),
    )


def _common(labels: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """What is said of every problem of the stack."""
    return tuple(word for word in labels[0] if all(word in other for other in labels))


def _badness(found: Assessment) -> tuple[int, float]:
    return WORST[found.verdict], -1.0 if found.error_bound is None else found.error_bound


def _worst(found: Assessment, index: Shape, count: int) -> Assessment:
    place = f"[{', '.join(map(str, index))}]"
    words = f"The worst of {count} problems, {place}: {found.reason}" if found.verdict != "green" else (
        f"All {count} problems are verified. The worst, {place}: {found.reason}"
    )  # fmt: skip
    return replace(found, reason=words)


def _stacked(name: str, results: list[Result], shape: Shape) -> Array | None:
    values = [item.outputs[name] for item in results]
    if any(value is None for value in values):
        return None
    arrays = [np.asarray(value) for value in values]
    if len({array.shape for array in arrays}) > 1:
        raise UserError(
            "shape",
            f"{name} has different shapes in different problems of the stack, so they make no array.",
            "Compute them one by one: select a slice first.",
        )
    return np.stack(arrays).reshape(shape + arrays[0].shape)


def _exact(results: list[Result], shape: Shape) -> Mapping[str, Any] | None:
    """Nested lists of the exact answers, where every problem has one."""
    twins = [item.exact for item in results]
    if any(twin is None for twin in twins):
        return None
    return {name: _nested([twin[name] for twin in twins if twin is not None], shape) for name in twins[0] or {}}


def _nested(values: list[Any], shape: Shape) -> Any:
    if any(value is None for value in values):
        return None
    if len(shape) <= 1:
        return values
    step = len(values) // shape[0]
    return [_nested(values[at : at + step], shape[1:]) for at in range(0, len(values), step)]


def _warnings(results: list[Result], indices: list[Shape]) -> tuple[str, ...]:
    """Each warning once, with the first problem it belongs to."""
    found: dict[str, str] = {}
    for item, index in zip(results, indices, strict=True):
        for text in item.warnings:
            found.setdefault(text, f"[{', '.join(map(str, index))}]: {text}")
    return tuple(found.values())
