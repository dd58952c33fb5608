"""Shape rules that several operations share: axes, broadcasting, and how a clash is told."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np

from workbench.model.errors import UserError
from workbench.operations.common import by, shape_error
from workbench.operations.spec import Axes, Operand, Problem

Shape = tuple[int, ...]

MOST = 8
"""Axes up to which an array is taken."""
ANY = tuple(range(MOST + 1))
AnyArray = Annotated[Operand, Axes(ANY, "an array with any number of axes; one number is an array without axes")]


def axis_of(A: Operand, axis: int, ndim: int | None = None) -> int:
    """The axis counted from the front; −1 is the last. Raises `UserError` (`domain`) where there is none.

    `ndim` is the number of axes where it is not that of A (a new axis may stand behind the last).
    """
    count = len(A.shape) if ndim is None else ndim
    if not -count <= axis < count:
        noun = "axis" if len(A.shape) == 1 else "axes"
        hint = f"Axes count from 0 to {count - 1}, or from −1 back to −{count}." if count else "It is a single number."
        message = f"{A.name} has {len(A.shape)} {noun}, so there is no axis {axis}."
        raise UserError("domain", message, hint, details={"shapes": {A.name: list(A.shape)}, "axis": axis})
    return axis % count


def distinct_axes(A: Operand, axes: Sequence[int]) -> Shape:
    """Several axes counted from the front, none of them twice."""
    found = tuple(axis_of(A, axis) for axis in axes)
    if len(set(found)) != len(found):
        listed = ", ".join(map(str, axes))
        raise UserError("domain", f"An axis is named twice in {listed}.", "Name each axis once.")
    return found


def broadcast_shape(A: Operand, B: Operand) -> Shape:
    """The shape in which two arrays meet entry by entry, by NumPy's rule: axes are lined up at the end.

    Raises `UserError` (`shape`) that names the axes that clash.
    """
    for back in range(1, min(len(A.shape), len(B.shape)) + 1):
        m, n = A.shape[-back], B.shape[-back]
        if m != n and 1 not in (m, n):
            raise _clash(A, B, back)
    return np.broadcast_shapes(A.shape, B.shape)


def _clash(A: Operand, B: Operand, back: int) -> UserError:
    axes = {A.name: len(A.shape) - back, B.name: len(B.shape) - back}
    message = (
        f"{A.name} is {by(A.shape)} and {B.name} is {by(B.shape)}, so their entries do not meet: "
        f"axis {axes[A.name]} of {A.name} has length {A.shape[-back]}, "
        f"axis {len(B.shape) - back} of {B.name} has {B.shape[-back]}."
    )
    hint, fixes = _way_out(A, B)
    return shape_error(message, hint, fixes, A, B, axes=axes)


def _way_out(A: Operand, B: Operand) -> tuple[str, tuple[str, ...]]:
    for one, other in ((A, B), (B, A)):
        if len(one.shape) == 1 and len(other.shape) == 2 and one.shape[0] == other.shape[0]:
            return f"As a column, {one.shape[0]} x 1, {one.name} would meet every column.", ("reshape",)
    if len(A.shape) == 2 and A.shape == B.shape[::-1]:
        return f"The transpose of {B.name} would fit.", ("transpose",)
    return "Counted from the last axis, lengths must be equal or one of them 1.", ("reshape", "transpose")


def square_warning(problem: Problem, x: str, y: str, noun: str) -> tuple[str, ...]:
    """A sentence where two vectors, one across and one down, have silently become a table."""
    a, b = problem[x].shape, problem[y].shape
    shape = np.broadcast_shapes(a, b)
    if not (is_vector(a) and is_vector(b)) or max(len(a), len(b)) != 2 or min(shape) < 2:
        return ()
    one, other = problem.name(x), problem.name(y)
    return (f"{one} has shape {a} and {other} {b}: the {noun} became {by(shape)}.",)


def is_vector(shape: Shape) -> bool:
    """One axis, or two of which one has length 1."""
    return len(shape) == 1 or (len(shape) == 2 and 1 in shape)


def entries(*shapes: Shape) -> float:
    """How many entries arrays of these shapes have together, as a float, at least 1."""
    return float(max(1, sum(math.prod(shape) for shape in shapes)))


def joint_dtype(*operands: Operand) -> np.dtype[Any]:
    return np.result_type(*(operand.dtype for operand in operands))


def joint_shape(A: Operand, B: Operand) -> Shape:
    """The broadcast shape, or the longer of the two shapes where they clash: good enough for a cost."""
    try:
        return np.broadcast_shapes(A.shape, B.shape)
    except ValueError:
        return max(A.shape, B.shape, key=math.prod)
