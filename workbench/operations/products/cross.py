"""The cross product of vectors in space."""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.operations import zero
from workbench.operations.common import by, shape_error
from workbench.operations.products import exactly
from workbench.operations.products.entries import Entrywise
from workbench.operations.products.shapes import ANY, broadcast_shape, entries, joint_dtype, joint_shape
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.steps import worked

Space = Annotated[Operand, Axes(ANY[1:], "a vector of 3, or many in the last axis")]


class Cross(NamedTuple):
    result: Annotated[Operand, "at right angles to both, as long as the area of their parallelogram"]


def cross(x: Space, y: Space) -> Cross:
    """The cross product of two vectors of 3, or of many pairs along the last axis, as numpy.cross has it."""
    for item in (x, y):
        if item.shape[-1] != 3:
            last = f"a vector of {item.shape[0]}" if len(item.shape) == 1 else f"{by(item.shape)}"
            message = f"{item.name} is {last}, and the cross product takes vectors of 3."
            raise shape_error(message, "Along the last axis there must be 3 entries.", ("dot", "outer"), x, y)
    return Cross(Operand("result", broadcast_shape(x, y), joint_dtype(x, y)))


def _run(problem: Problem) -> Outcome:
    with np.errstate(all="ignore"):
        return Outcome({"result": np.cross(problem["x"], problem["y"])})


def _turned(x: Array, y: Array) -> tuple[Array, Array, Array, Array]:
    """The factors of the two products that make up each entry."""
    return np.roll(x, -1, -1), np.roll(y, -2, -1), np.roll(x, -2, -1), np.roll(y, -1, -1)


def _difference(a: Array, b: Array, c: Array, d: Array) -> Array:
    return np.asarray(a * b - c * d)


def _sizes(a: Array, b: Array, c: Array, d: Array) -> Array:
    return np.asarray(np.abs(a * b) + np.abs(c * d))


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Each entry computed again: two products and their difference, which may cancel."""
    x, y = problem["x"], problem["y"]
    check = Entrywise(_difference, _sizes, underflows=True)
    finite = all(structure.finite for structure in problem.structures.values())
    shape = np.broadcast_shapes(x.shape, y.shape)
    green = "Every entry is computed once more"
    what = "the cross product"
    return check.certify(
        _turned(x, y), outcome.outputs["result"], shape, what, green, finite, lambda: _cancelled(problem, what)
    )


def _cancelled(problem: Problem, what: str) -> Assessment:
    x, y = problem["x"], problem["y"]
    return zero.verdict(what, x.dtype, True, zero.truth(problem, _exact), zero.are_whole([x, y], 2), False)


def _exact(problem: Problem) -> dict[str, Any] | None:
    shape = np.broadcast_shapes(problem["x"].shape, problem["y"].shape)
    pair = exactly.inputs(problem, "x", "y", size=math.prod(shape))
    if pair is None:
        return None
    answer = exactly.finished(_difference(*_turned(*pair)), shape)
    return None if answer is None else {"result": answer}


def cost(x: Operand, y: Operand) -> Cost:
    size = entries(joint_shape(x, y))
    return Cost(3 * size, 3 * size * joint_dtype(x, y).itemsize)


CROSS = Operation(
    declare=cross,
    routes=(
        Route("NumPy cross", always("vectors of 3"), _run, lambda _, names: f"c = np.cross({names[0]}, {names[1]})"),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    finite=False,
    steps=worked("vector_products", "cross_steps"),
)
