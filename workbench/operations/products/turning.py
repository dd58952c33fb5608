"""Entries in mirrored, shifted and turned places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.operations.products.moving import Move, of_each_matrix
from workbench.operations.products.shapes import AnyArray, axis_of
from workbench.operations.spec import Array, Axes, Operand, Problem

Along = Annotated[int | None, "the axis along which entries change places, −1 the last; none: all of them"]
Matrices = Annotated[Operand, Axes((2, 3, 4, 5), "a matrix, or a stack of them")]


class Flipped(NamedTuple):
    result: Annotated[Operand, "the entries in reverse order"]


class Rolled(NamedTuple):
    result: Annotated[Operand, "the entries moved along; what leaves at the end comes in at the beginning"]


class Turned(NamedTuple):
    result: Annotated[Operand, "the table of entries turned by quarters"]


def flip(A: AnyArray, axis: Along = None) -> Flipped:
    """The entries in reverse order along an axis, or along all of them, as numpy.flip has it."""
    _known(A, axis)
    return Flipped(Operand("result", A.shape, A.dtype))


def roll(
    A: AnyArray,
    shift: Annotated[int, "by how many places, backwards where negative"] = 1,
    axis: Annotated[int | None, "the axis along which entries move; none: along all rows in turn"] = None,
) -> Rolled:
    """The entries moved along an axis in a circle, as numpy.roll has it."""
    _known(A, axis)
    return Rolled(Operand("result", A.shape, A.dtype))


def rot90(A: Matrices, k: Annotated[int, "quarter turns, counterclockwise; negative: clockwise"] = 1) -> Turned:
    """The table of entries turned by quarters, as numpy.rot90 has it for one matrix; a stack matrix by matrix.

    It turns how the matrix is written down. What the matrix does to vectors is turned by a rotation matrix instead.
    """
    rows, columns = A.shape[-2:]
    return Turned(Operand("result", (*A.shape[:-2], *((columns, rows) if k % 2 else (rows, columns))), A.dtype))


def _known(A: Operand, axis: int | None) -> None:
    if axis is not None:
        axis_of(A, axis)


def _flipped(A: Array, params: Mapping[str, Any]) -> Array:
    return np.asarray(np.flip(A, params["axis"]))  # of one number NumPy returns no array


def _rolled(A: Array, params: Mapping[str, Any]) -> Array:
    return np.roll(A, params["shift"], params["axis"])


def _turned(A: Array, params: Mapping[str, Any]) -> Array:
    return np.rot90(A, params["k"], (-2, -1))


def _flip_code(name: str, problem: Problem) -> str:
    axis = problem.params["axis"]
    return f"B = np.flip({name}{'' if axis is None else f', {axis}'})"


def _roll_code(name: str, problem: Problem) -> str:
    shift, axis = problem.params["shift"], problem.params["axis"]
    return f"B = np.roll({name}, {shift}{'' if axis is None else f', {axis}'})"


def _turn_code(name: str, problem: Problem) -> str:
    axes = ", (-2, -1)" if problem["A"].ndim > 2 else ""
    return f"B = np.rot90({name}, {problem.params['k']}{axes})"


FLIP = Move(flip, _flipped, _flip_code, "NumPy flip").operation
ROLL = Move(roll, _rolled, _roll_code, "NumPy roll").operation
ROT90 = Move(rot90, _turned, _turn_code, "NumPy rot90", details=of_each_matrix).operation
