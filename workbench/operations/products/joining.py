"""Arrays put together: along an axis they have, along a new one, or as blocks of a larger matrix."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.operations.common import by, shape_error
from workbench.operations.products import exactly, wrapping
from workbench.operations.products.same import ENTRIES, equal, sure
from workbench.operations.products.shapes import ANY, MOST, axis_of, joint_dtype
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always

Several = Annotated[Operand, Axes(ANY[1:], "arrays of one shape but for the axis along which they are joined")]
Alike = Annotated[Operand, Axes(ANY[:MOST], "arrays of one shape")]
Blocks = Annotated[Operand, Axes((2,), "blocks row by row; those beside each other have as many rows")]

Join = Callable[[Sequence[Array], dict[str, Any]], Array]
Parts = Callable[[Array, Sequence[Array], dict[str, Any]], list[Array]]


class Joined(NamedTuple):
    result: Annotated[Operand, "the arrays one after the other"]


class Stacked(NamedTuple):
    result: Annotated[Operand, "the arrays side by side along a new axis"]


class Block(NamedTuple):
    result: Annotated[Operand, "the matrix made of the blocks"]


def concatenate(
    *arrays: Several, axis: Annotated[int, "0 one below the other, 1 side by side, −1 along the last axis"] = 0
) -> Joined:
    """Arrays joined along an axis they have: axis 0 is vstack of matrices, axis 1 hstack."""
    _some(arrays)
    at = axis_of(arrays[0], axis)
    for other in arrays[1:]:
        _fit(arrays[0], other, skip=at)
    lengths = list(arrays[0].shape)
    lengths[at] = sum(array.shape[at] for array in arrays)
    return Joined(Operand("result", tuple(lengths), joint_dtype(*arrays)))


def stack(*arrays: Alike, axis: Annotated[int, "where the new axis goes; 0 is in front"] = 0) -> Stacked:
    """Arrays of one shape stacked along a new axis, as numpy.stack has it."""
    _some(arrays)
    at = axis_of(arrays[0], axis, len(arrays[0].shape) + 1)
    for other in arrays[1:]:
        _fit(arrays[0], other)
    shape = arrays[0].shape
    return Stacked(Operand("result", (*shape[:at], len(arrays), *shape[at:]), joint_dtype(*arrays)))


def block(*arrays: Blocks, columns: Annotated[int, "how many blocks stand beside each other in a row"] = 2) -> Block:
    """A matrix made of blocks, given row by row."""
    _some(arrays)
    if columns < 1 or len(arrays) % columns:
        message = f"{len(arrays)} blocks do not make rows of {columns}."
        raise UserError("domain", message, f"Blocks in a row: a divisor of {len(arrays)}.")
    rows = _rows(arrays, columns)
    for row in rows:
        for other in row[1:]:
            _fit(row[0], other, skip=1)
        if sum(item.shape[1] for item in row) != sum(item.shape[1] for item in rows[0]):
            widths = " and ".join(f"{sum(item.shape[1] for item in line)}" for line in (rows[0], row))
            message = f"The rows of blocks have {widths} columns; they must be equal."
            raise shape_error(message, "Change the blocks, or how many stand in a row.", (), *arrays)
    height, width = sum(row[0].shape[0] for row in rows), sum(item.shape[1] for item in rows[0])
    return Block(Operand("result", (height, width), joint_dtype(*arrays)))


def _some(arrays: Sequence[Operand]) -> None:
    if not arrays:
        raise UserError("usage", "There is nothing to put together.", "Give one array or more.")


def _rows(items: Sequence[Any], columns: int) -> list[Sequence[Any]]:
    return [items[at : at + columns] for at in range(0, len(items), columns)]


def _fit(first: Operand, other: Operand, skip: int | None = None) -> None:
    """Refuse two arrays that differ in another axis than the one that is skipped."""
    if len(first.shape) != len(other.shape):
        message = (
            f"{first.name} is {by(first.shape)} and {other.name} is {by(other.shape)}: "
            f"they have {len(first.shape)} and {len(other.shape)} axes."
        )
        raise shape_error(message, "Reshape one of them, a vector to a row or a column.", ("reshape",), first, other)
    for axis, (m, n) in enumerate(zip(first.shape, other.shape, strict=True)):
        if m != n and axis != skip:
            message = (
                f"{first.name} is {by(first.shape)} and {other.name} is {by(other.shape)}: "
                f"axis {axis} has length {m} and {n}."
            )
            axes = {first.name: axis, other.name: axis}
            hint = "Every axis but the one they are joined along must be equal."
            raise shape_error(message, hint, ("reshape", "transpose"), first, other, axes=axes)


def _concatenate_parts(value: Array, arrays: Sequence[Array], params: dict[str, Any]) -> list[Array]:
    cuts = np.cumsum([array.shape[params["axis"]] for array in arrays])[:-1]
    return list(np.split(value, cuts, axis=params["axis"]))


def _stack_parts(value: Array, arrays: Sequence[Array], params: dict[str, Any]) -> list[Array]:
    return list(np.moveaxis(value, params["axis"], 0))


def _block_parts(value: Array, arrays: Sequence[Array], params: dict[str, Any]) -> list[Array]:
    parts, top = [], 0
    for row in _rows(arrays, params["columns"]):
        left, bottom = 0, top + row[0].shape[0]
        for item in row:
            parts.append(value[top:bottom, left : left + item.shape[1]])
            left += item.shape[1]
        top = bottom
    return parts


def _operation(declare: Callable[..., NamedTuple], join: Join, parts: Parts, code: Callable[..., str]) -> Operation:
    name = declare.__name__

    def run(problem: Problem) -> Outcome:
        return Outcome({"result": join(list(problem.arrays.values()), dict(problem.params))})

    def certify(problem: Problem, outcome: Outcome) -> Assessment:
        """Each input is found in its place."""
        arrays, value = list(problem.arrays.values()), outcome.outputs["result"]
        operands = [Operand(key, array.shape, array.dtype) for key, array in problem.arrays.items()]
        shape = declare(*operands, **problem.params)[0].shape
        if not isinstance(value, np.ndarray) or value.shape != shape:
            return Assessment("red", f"Verification failed: the result does not have the shape {by(shape)}.")
        found = parts(value, arrays, dict(problem.params))
        if not all(equal(array, part) for array, part in zip(arrays, found, strict=True)):
            return Assessment("red", "Verification failed: an array is not found in its place.")
        return sure(value.dtype, ENTRIES)

    def exact(problem: Problem) -> dict[str, Any] | None:
        arrays = exactly.inputs(problem)
        if arrays is None:
            return None
        joined = join(arrays, dict(problem.params))
        answer = exactly.finished(joined, joined.shape)
        return None if answer is None else {"result": answer}

    def spelled(problem: Problem, names: tuple[str, ...]) -> str:
        return code([wrapping.spelled(problem, key, n) for key, n in zip(problem.arrays, names, strict=True)], problem)

    def cost(*arrays: Operand, **params: Any) -> Cost:
        size = float(max(1, sum(math.prod(array.shape) for array in arrays)))
        return Cost(size, size * (joint_dtype(*arrays).itemsize if arrays else 8))

    route = Route(f"NumPy {name}", always("entries only change places"), run, spelled)
    return Operation(declare, (route,), certify, cost, exact, finite=False, integers=True)


def _along(name: str) -> Callable[..., str]:
    return lambda names, problem: f"C = np.{name}([{', '.join(names)}], axis={problem.params['axis']})"


def _block_code(names: list[str], problem: Problem) -> str:
    rows = ", ".join(f"[{', '.join(row)}]" for row in _rows(names, problem.params["columns"]))
    return f"C = np.block([{rows}])"


CONCATENATE = _operation(
    concatenate,
    lambda arrays, params: np.concatenate(arrays, axis=params["axis"]),
    _concatenate_parts,
    _along("concatenate"),
)
STACK = _operation(
    stack, lambda arrays, params: np.stack(arrays, axis=params["axis"]), _stack_parts, _along("stack")
)  # fmt: skip
BLOCK = _operation(
    block,
    lambda arrays, params: np.block([list(row) for row in _rows(arrays, params["columns"])]),
    _block_parts,
    _block_code,
)
