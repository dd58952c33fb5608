"""Softmax: scores into shares that add up to 1."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics import activations
from workbench.numerics.agreement import agreement
from workbench.numerics.bounds import growth, judge
from workbench.operations.common import need_entries, unusable
from workbench.operations.spec import Axes, Cost, Operand, Operation, Outcome, Problem, Route, always

Scores = Annotated[Operand, Axes((1, 2, 3, 4), "the scores (logits)")]


class Shares(NamedTuple):
    result: Annotated[Operand, "positive numbers that add up to 1 along the axis"]


def softmax(X: Scores, axis: Annotated[int, "along which the shares add up to 1; -1 is the last"] = -1) -> Shares:
    """exp(x) over the sum of all exp(x) along an axis; the largest is taken away first, so that nothing overflows."""
    need_entries(X, "there is nothing to share")
    if not -len(X.shape) <= axis < len(X.shape):
        raise UserError("domain", f"{X.name} has {len(X.shape)} axes: there is no axis {axis}.", "The last is -1.")
    return Shares(Operand("result", X.shape, X.dtype))


def _run(problem: Problem) -> Outcome:
    return Outcome({"result": activations.softmax(problem["X"], problem.params["axis"])})


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The shares add up to 1, and each is to the largest as exp of the difference of their scores."""
    X, value, axis = problem["X"], outcome.outputs["result"], problem.params["axis"]
    if (bad := unusable(value, X.shape, "the shares")) is not None:
        return bad
    with np.errstate(all="ignore"):
        below = X / 2 - X.max(axis=axis, keepdims=True) / 2  # halves cannot overflow
        top = np.take_along_axis(value, X.argmax(axis=axis, keepdims=True), axis)
        expected = top * np.exp(below) ** 2
    size = float(np.max(value))
    ratios = agreement(value, expected, 4 * top, X.dtype, size)
    count = X.shape[axis]
    total = agreement(value.sum(axis=axis, dtype=np.float64), 1.0, growth(count) * 2, X.dtype, 1.0)
    return judge(
        X.dtype,
        max(ratios.bound, total.bound),
        ratios.residual,
        total.residual,
        what="the shares",
        green="They add up to 1 and stand in the right ratios",
    )


def cost(X: Operand, axis: int = -1) -> Cost:
    size = float(math.prod(X.shape))
    return Cost(20.0 * size, 4.0 * size * X.dtype.itemsize)


SOFTMAX = Operation(
    declare=softmax,
    routes=(
        Route(
            "NumPy, shifted by the largest",
            always("a form that cannot overflow"),
            _run,
            lambda problem, names: f"Y = scipy.special.softmax({names[0]}, axis={problem.params['axis']})",
        ),
    ),
    certify=certify,
    cost=cost,
    real=True,
)
