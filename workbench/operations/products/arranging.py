"""Entries in another order or repeated: sorted along an axis, laid out as tiles."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.operations.common import by
from workbench.operations.products.moving import Move
from workbench.operations.products.same import certify_same
from workbench.operations.products.shapes import MOST, AnyArray, axis_of
from workbench.operations.spec import Array, Operand, Problem

Axis = Annotated[int | None, "the axis along which entries are put in order, −1 the last; none: all of them in one row"]
Shape = tuple[int, ...]


class Sorted(NamedTuple):
    result: Annotated[Operand, "the entries from the smallest to the largest, NaN last"]


class Tiled(NamedTuple):
    result: Annotated[Operand, "copies of A beside and below each other"]


def sort(A: AnyArray, axis: Axis = -1) -> Sorted:
    """The entries in ascending order, each row by itself or along another axis, as numpy.sort has it."""
    if axis is None:
        return Sorted(Operand("result", (math.prod(A.shape),), A.dtype))
    axis_of(A, axis)
    return Sorted(Operand("result", A.shape, A.dtype))


def tile(A: AnyArray, reps: Annotated[Shape, "how often along each axis, such as 2, 3"] = (2,)) -> Tiled:
    """Copies of A beside and below each other, as numpy.tile has it; with fewer numbers than axes along the last."""
    if any(n < 0 for n in reps) or len(reps) > MOST:
        message = f"{', '.join(map(str, reps))} says not how often: up to {MOST} numbers from 0."
        raise UserError("domain", message, "Give numbers such as 2, 3.")
    pairs = zip(*_padded(A.shape, reps), strict=True)
    return Tiled(Operand("result", tuple(n * times for n, times in pairs), A.dtype))


def _padded(shape: Shape, reps: Shape) -> tuple[Shape, Shape]:
    """Both with as many numbers as the longer one."""
    count = max(len(shape), len(reps))
    return (1,) * (count - len(shape)) + shape, (1,) * (count - len(reps)) + reps


def _sorted(A: Array, params: Mapping[str, Any]) -> Array:
    return np.sort(A, axis=params["axis"])


def _check_order(problem: Problem, value: Array) -> Assessment:
    """By another algorithm, which sorts places rather than entries."""
    A, axis = problem["A"], problem.params["axis"]
    flat, at = (A.reshape(-1), 0) if axis is None else (A, axis)
    expected = np.take_along_axis(flat, np.argsort(flat, axis=at, kind="stable"), axis=at)
    return certify_same(expected, value, "Sorted once more, by places.")


def _tiled(A: Array, params: Mapping[str, Any]) -> Array:
    return np.tile(A, params["reps"])


def _check_tiles(problem: Problem, value: Array) -> Assessment:
    """Every tile is A."""
    A = problem["A"]
    shape, reps = _padded(A.shape, tuple(problem.params["reps"]))
    whole = tuple(n * times for n, times in zip(shape, reps, strict=True))
    if not isinstance(value, np.ndarray) or value.shape != whole:
        return Assessment("red", f"Verification failed: the result does not have the shape {by(whole)}.")
    split = tuple(n for pair in zip(reps, shape, strict=True) for n in pair)
    one = A.reshape(tuple(n for length in shape for n in (1, length)))
    return certify_same(np.broadcast_to(one, split), value.reshape(split))


def _sort_code(name: str, problem: Problem) -> str:
    return f"B = np.sort({name}, axis={problem.params['axis']})"


def _tile_code(name: str, problem: Problem) -> str:
    return f"B = np.tile({name}, {tuple(problem.params['reps'])})"


SORT = Move(sort, _sorted, _sort_code, "NumPy sort", _check_order).operation
TILE = Move(tile, _tiled, _tile_code, "NumPy tile", _check_tiles).operation
