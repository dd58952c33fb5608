"""A network with one hidden layer: the forward pass, and the gradients of the backward pass."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.errors import UserError
from workbench.numerics.activations import ACTIVATIONS
from workbench.numerics.network import NAMES, Network
from workbench.operations.common import by, need_entries, shape_error
from workbench.operations.learning.mlp_check import certify, network_of
from workbench.operations.spec import Axes, Cost, Operand, Operation, Outcome, Problem, Route, always

NO_FIXES: tuple[str, ...] = ()
CHECKED = 10**6
"""Multiplications that finite differences may cost."""
Sample = Annotated[Operand, Axes((1, 2), "a sample, or a batch with one in each row")]
First = Annotated[Operand, Axes((2,), "weights of the hidden layer: a row for each unit")]
Bias1 = Annotated[Operand, Axes((1,), "bias of the hidden layer")]
Second = Annotated[Operand, Axes((1, 2), "weights of the output: a row for each output, or a vector for a single one")]
Bias2 = Annotated[Operand, Axes((0, 1), "bias of the output")]
Target = Annotated[Operand, Axes((0, 1, 2), "what the output should be; with it come loss and gradients")]
Kind = Literal["relu", "sigmoid", "tanh", "gelu", "identity"]


class Passes(NamedTuple):
    result: Annotated[Operand, "the output for each sample"]
    hidden: Annotated[Operand, "the hidden units after the activation"]
    loss: Annotated[Operand, "half the squared error, averaged over the samples; none without a target"]
    dW1: Annotated[Operand, "the gradient of the loss with respect to W1"]  # noqa: N815  as everybody writes it
    db1: Annotated[Operand, "the gradient with respect to b1"]
    dW2: Annotated[Operand, "the gradient with respect to W2"]  # noqa: N815
    db2: Annotated[Operand, "the gradient with respect to b2"]


def mlp(
    X: Sample,
    W1: First,
    b1: Bias1,
    W2: Second,
    b2: Bias2,
    y: Target | None = None,
    activation: Annotated[Kind, "between the layers; identity merges them into one"] = "relu",
    output: Annotated[Literal["identity", "sigmoid", "tanh"], "after the second layer"] = "identity",
) -> Passes:
    """Run a network with one hidden layer forward, and with a target backward: out = g(W2 f(W1 x + b1) + b2).

    The gradients are those of half the squared error, by reverse mode.
    """
    for part in (X, W1, b1, W2, b2):
        need_entries(part, "there is nothing to multiply")
    units, features = W1.shape
    _fits(X, X.shape[-1], W1, features, "features of a sample meet {} columns of weights")
    _fits(b1, b1.shape[0], W1, units, "biases meet {} hidden units")
    _fits(W2, W2.shape[-1], W1, units, "columns of weights meet {} hidden units")
    outputs = W2.shape[0] if len(W2.shape) == 2 else 1
    _fits(b2, math.prod(b2.shape), W2, outputs, "biases meet {} outputs")
    shape = X.shape[:-1] + W2.shape[:-1]
    if y is not None and y.shape != shape:
        raise shape_error(
            f"{y.name} is {by(y.shape)}, the output is {by(shape)}.", "One target for each output.", (), y
        )
    dtype = np.result_type(X.dtype, W1.dtype)
    gradients = (Operand(f"d{part}", item.shape, dtype) for part, item in zip(NAMES, (W1, b1, W2, b2), strict=True))
    whole = (
        Operand("result", shape, dtype),
        Operand("hidden", (*X.shape[:-1], units), dtype),
        Operand("loss", (), dtype),
    )
    return Passes(*whole, *gradients)


def _fits(part: Operand, have: int, other: Operand, want: int, words: str) -> None:
    if have != want:
        hint, fixes = "The sizes of neighbouring layers must agree.", NO_FIXES
        if part.name != other.name and len(other.shape) == 2 and have in other.shape:
            hint, fixes = f"Transpose {other.name}?", ("transpose",)
        message = f"{part.name} is {by(part.shape)} and {other.name} is {by(other.shape)}: {have} {words.format(want)}."
        raise shape_error(message, hint, fixes, part, other)


def _run(problem: Problem) -> Outcome:
    with np.errstate(all="ignore"):
        network = network_of(problem, problem.arrays)
        outputs = _passes(problem, network, problem.arrays)
    details = _details(problem, network, outputs)
    if not all(np.isfinite(value).all() for value in outputs.values() if value is not None):
        raise UserError("domain", "The network overflows: some value is too large.", "Scale the data or the weights.")
    return Outcome(outputs, details=details)


def _passes(problem: Problem, network: Network, arrays: Any) -> dict[str, Any]:
    """The outputs in the shapes of the inputs."""
    found = network.forward()
    X, W2 = arrays["X"], arrays["W2"]
    outputs: dict[str, Any] = dict.fromkeys(Passes._fields)
    outputs["result"] = found["out"].reshape(X.shape[:-1] + W2.shape[:-1])
    outputs["hidden"] = found["h"].reshape(*X.shape[:-1], -1)
    if network.target is not None:
        outputs["loss"] = np.asarray(network.loss(found["out"]))
        for name, value in network.backward(found).items():
            outputs[f"d{name}"] = value.reshape(arrays[name].shape)
    return outputs


def _details(problem: Problem, network: Network, outputs: dict[str, Any]) -> dict[str, Any]:
    shapes = [problem["X"].shape, outputs["hidden"].shape, outputs["result"].shape]
    details: dict[str, Any] = {
        "shapes": [list(shape) for shape in shapes],
        "orientation": "samples are rows: X W1ᵀ + b1",
    }
    if network.target is not None:
        details["finite_differences"] = _differences(network, outputs)
    return details


def _differences(network: Network, outputs: dict[str, Any]) -> float | None:
    """The largest difference between a gradient and a central difference of the loss; None for a large network."""
    count = sum(part.size for part in network.weights.values())
    if count * len(network.X) * len(network.weights["b1"]) > CHECKED:
        return None
    worst, step = 0.0, float(np.cbrt(np.finfo(network.X.dtype).eps))
    for name, part in network.weights.items():
        slope = outputs[f"d{name}"].reshape(part.shape)
        for at in np.ndindex(part.shape):
            h = step * max(1.0, abs(float(part[at])))
            found = (network.moved(name, at, h) - network.moved(name, at, -h)) / (2 * h)
            worst = max(worst, abs(found - float(slope[at])))
    return worst if math.isfinite(worst) else None


def _exact(problem: Problem) -> dict[str, Any] | None:
    """In fractions, for activations that are rational."""
    given = {name: problem.exact.get(name) for name in problem.arrays}
    rational = problem.params["activation"] in ("relu", "identity") and problem.params["output"] == "identity"
    if not rational or any(value is None for value in given.values()) or not exact.fits(problem.exact["X"]):
        return None
    arrays = {name: np.asarray(value, dtype=object) for name, value in given.items()}
    passes = _passes(problem, network_of(problem, arrays), arrays)
    return {name: None if value is None else value[()] for name, value in passes.items()}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    X, W1, b1, W2, b2, *y = names
    f, g = (ACTIVATIONS[problem.params[key]] for key in ("activation", "output"))
    lines = [
        f"z1 = {X} @ {W1}.T + {b1}",
        f"hidden = {f.code.format('z1')}",
        f"z2 = hidden @ {W2}.T + {b2}{'[0]' if problem['W2'].ndim == 1 == problem['b2'].ndim else ''}",
        f"out = {g.code.format('z2')}",
    ]
    if y:
        lines += [
            f"rows, target = np.atleast_2d({X}), np.reshape({y[0]}, (len(np.atleast_2d({X})), -1))",
            "z2, out2 = np.reshape(z2, target.shape), np.reshape(out, target.shape)",
            "loss = ((out2 - target)**2).sum() / 2 / len(rows)",
            f"back = (out2 - target) / len(rows) * {g.slope_code.format('z2', 'out2')}",
            f"through = back @ np.atleast_2d({W2}) * {f.slope_code.format('z1', 'hidden')}",
            "dW1, db1 = through.T @ rows, through.sum(axis=0)",
            f"dW2 = np.reshape(back.T @ np.atleast_2d(hidden), np.shape({W2}))",
            f"db2 = np.reshape(back.sum(axis=0), np.shape({b2}))",
        ]
    return "\n".join(lines)


def cost(X: Operand, W1: Operand, b1: Operand, W2: Operand, b2: Operand, y: Operand | None = None, **_: Any) -> Cost:
    n, size = math.prod(X.shape[:-1]), math.prod(W1.shape) + math.prod(W2.shape)
    return Cost(6.0 * n * size + 1, 8.0 * (4.0 * n * W1.shape[0] + 2 * size))


MLP = Operation(
    declare=mlp,
    routes=(
        Route("Forward and reverse mode (NumPy)", always("two affine layers with an activation between"), _run, _code),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    real=True,
)
