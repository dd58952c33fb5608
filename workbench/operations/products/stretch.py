"""An array stretched to a larger shape by NumPy's rule of broadcasting."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.operations.common import by, shape_error
from workbench.operations.products.moving import Move
from workbench.operations.products.shapes import MOST, AnyArray
from workbench.operations.spec import Array, Operand, Problem


class Stretched(NamedTuple):
    result: Annotated[Operand, "A repeated along every axis that was missing or had length 1"]


def broadcast_to(
    A: AnyArray, shape: Annotated[tuple[int, ...] | None, "the lengths to stretch to, such as 3, 4"] = None
) -> Stretched:
    """A stretched to a shape: axes of length 1, and axes that are missing in front, are repeated."""
    wanted = A.shape if shape is None else shape
    pairs = list(zip(reversed(A.shape), reversed(wanted), strict=False))
    clash = next((back for back, (m, n) in enumerate(pairs, 1) if m not in (n, 1)), None)
    if len(wanted) > MOST or any(n < 0 for n in wanted) or len(wanted) < len(A.shape) or clash:
        at = len(A.shape) - (clash or 0)
        why = f": axis {at} has length {A.shape[at]} and would become {pairs[clash - 1][1]}" if clash else ""
        message = f"{A.name} is {by(A.shape)} and cannot be stretched to {by(wanted)}{why}."
        raise shape_error(message, "Only an axis of length 1, or a new one in front, is stretched.", ("reshape",), A)
    return Stretched(Operand("result", wanted, A.dtype))


def _stretched(A: Array, params: Mapping[str, Any]) -> Array:
    shape = params["shape"]
    return np.broadcast_to(A, A.shape if shape is None else shape)


def copies(before: tuple[int, ...], after: tuple[int, ...]) -> dict[str, Any]:
    """Which axes of the result are stretched, and how many copies of the array it shows."""
    new = len(after) - len(before)
    axes = [axis for axis, n in enumerate(after) if n != 1 and (axis < new or before[axis - new] == 1)]
    return {"stretched_axes": axes, "copies": math.prod(after[axis] for axis in axes)}


def _details(A: Array, result: Array) -> dict[str, Any]:
    return copies(A.shape, result.shape)


def _words(problem: Problem) -> tuple[str, ...]:
    """A sentence where a vector has become a square: it might have been meant as a column as well."""
    A, shape = problem["A"], problem.params["shape"]
    if A.ndim != 1 or len(A) < 2 or shape is None or tuple(shape[-2:]) != 2 * A.shape:
        return ()
    n, name = len(A), problem.name("A")
    return (f"{name} has shape {A.shape} and became {by(tuple(shape))}: it is repeated in every row; as a column, "
            f"{n} x 1, it would be in every column.",)  # fmt: skip


def _code(name: str, problem: Problem) -> str:
    shape = problem.params["shape"]
    return f"C = np.broadcast_to({name}, {name + '.shape' if shape is None else tuple(shape)})"


BROADCAST_TO = Move(broadcast_to, _stretched, _code, "NumPy broadcast_to", words=_words, details=_details).operation
