"""Activations, entry by entry: relu, sigmoid, tanh, gelu."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics import activations
from workbench.numerics.activations import ACTIVATIONS
from workbench.numerics.agreement import agreement
from workbench.numerics.bounds import grain, judge, max_digits
from workbench.operations.common import unusable
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always

Entries = Annotated[Operand, Axes((0, 1, 2, 3, 4), "numbers in any shape")]
Function = Callable[[Array], Array]


class Activated(NamedTuple):
    result: Annotated[Operand, "the function of every entry"]


def relu(X: Entries) -> Activated:
    """The rectifier: negative entries become 0, the others stay."""
    return _declared(X)


def sigmoid(X: Entries) -> Activated:
    """The logistic function 1 / (1 + exp(−x)), from 0 to 1."""
    return _declared(X)


def tanh(X: Entries) -> Activated:
    """The hyperbolic tangent, from −1 to 1."""
    return _declared(X)


def gelu(
    X: Entries,
    approximate: Annotated[
        Literal["none", "tanh"], "none: with the normal law itself; tanh: the customary formula"
    ] = "none",
) -> Activated:
    """x Φ(x), each entry times the share of the normal law below it."""
    return _declared(X)


def _declared(X: Operand) -> Activated:
    return Activated(Operand("result", X.shape, X.dtype))


def _certify(problem: Problem, outcome: Outcome, again: Function) -> Assessment:
    """Every entry by another formula; the rounding of an argument counts as far as the function feels it."""
    X, value = problem["X"], outcome.outputs["result"]
    if (bad := unusable(value, X.shape)) is not None:
        return bad
    if not X.size:
        return Assessment("green", "There are no entries.", 0.0, 0.0, None, 0.0, max_digits(X.dtype))
    with np.errstate(all="ignore"):
        expected = again(X).astype(X.dtype)
    size = float(np.abs(expected).max())
    smallest = grain(X.dtype)
    rounded = 0.0 if again is ACTIVATIONS["relu"].again else size / 2 + smallest
    found = agreement(value / 8, expected / 8, rounded, X.dtype)  # an eighth, so that nothing overflows
    if size <= smallest:
        return Assessment("amber" if size else "green", "Every entry is 0, or next to it.", 0.0, 0.0, None, 0.0)
    return judge(X.dtype, found.bound, found.residual, what="the result", green="Another formula gives the same")


def cost(X: Operand, approximate: str = "none") -> Cost:
    size = float(math.prod(X.shape))
    return Cost(20.0 * size + 1, 3.0 * size * X.dtype.itemsize)


def _pick(problem: Problem, name: str) -> tuple[Function, Function, str]:
    if problem.params.get("approximate") == "tanh":
        inner = "np.sqrt(2 / np.pi) * ({0} + 0.044715 * {0}**3)"
        return activations.gelu_tanh, activations.gelu_tanh_again, f"{{0}} / 2 * (1 + np.tanh({inner}))"
    found = ACTIVATIONS[name]
    return found.function, found.again, found.code


def _run(problem: Problem, name: str) -> Outcome:
    X = problem["X"]
    with np.errstate(all="ignore"):
        return Outcome({"result": np.asarray(_pick(problem, name)[0](X)).astype(X.dtype, copy=False)})


def _exact_relu(problem: Problem) -> dict[str, Any] | None:
    X = problem.exact.get("X")
    return None if X is None else {"result": np.where(X > 0, X, 0 * X)}


def _operation(declare: Any, name: str, exact: Any = None) -> Operation:
    return Operation(
        declare=declare,
        routes=(
            Route(
                "NumPy, entry by entry",
                always("a form that cannot overflow"),
                lambda problem: _run(problem, name),
                lambda problem, names: "Y = " + _pick(problem, name)[2].format(names[0]),
            ),
        ),
        certify=lambda problem, outcome: _certify(problem, outcome, _pick(problem, name)[1]),
        cost=cost,
        exact=exact,
        real=True,
    )


RELU = _operation(relu, "relu", _exact_relu)
SIGMOID = _operation(sigmoid, "sigmoid")
TANH = _operation(tanh, "tanh")
GELU = _operation(gelu, "gelu")
