"""Whether the passes of a network with one hidden layer are right, found anew and in forward mode."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.activations import ACTIVATIONS
from workbench.numerics.agreement import Agreement, agreement
from workbench.numerics.bounds import growth, judge
from workbench.numerics.network import NAMES, Network
from workbench.numerics.probes import largest, scaled, uneven
from workbench.operations.common import unusable
from workbench.operations.data.shared import vanished
from workbench.operations.spec import Array, Outcome, Problem


def network_of(problem: Problem, arrays: Any) -> Network:
    """The network with samples as rows and outputs as columns."""
    dtype = arrays["X"].dtype
    X, y = np.atleast_2d(arrays["X"]), arrays.get("y")
    weights = {
        "W1": arrays["W1"],
        "b1": arrays["b1"],
        "W2": np.atleast_2d(arrays["W2"]),
        "b2": np.asarray(arrays["b2"], dtype).reshape(-1),
    }
    target = None if y is None else np.asarray(y, dtype).reshape(len(X), -1)
    kinds = ACTIVATIONS[problem.params["activation"]], ACTIVATIONS[problem.params["output"]]
    return Network(X, weights, *kinds, target)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Layer by layer anew; each gradient, on a few directions, against the derivative in forward mode."""
    network = network_of(problem, problem.arrays)
    given = {name: value for name, value in outcome.outputs.items() if value is not None}
    dtype = network.X.dtype
    found = network.forward()
    for name, shape in _shapes(problem).items():
        if (bad := unusable(given.get(name), shape, name)) is not None:
            return bad
    if (lost := _underflow(network, found, given)) is not None:
        return lost
    parts, green = [*_forward(network, given, dtype)], "Every layer is found anew"
    if network.target is not None:
        parts += [_loss(network, given["loss"], found["out"])]
        parts += [_gradient(network, name, given[f"d{name}"], found) for name in NAMES]
        green += ", and the gradients agree with forward mode"
    residuals = (part.residual for part in parts)
    return judge(dtype, max(part.bound for part in parts), *residuals, what="the network", green=green)


def _underflow(network: Network, found: dict[str, Array], given: dict[str, Any]) -> Assessment | None:
    """Amber where products of numbers that are not 0 are, layer by layer and back again."""
    W = network.weights
    products = [(found["z1"], network.X, W["W1"].T), (found["z2"], found["h"], W["W2"].T)]
    if network.target is not None:
        off, back = found["out"] - network.target, network.through(found)
        products += [(np.asarray(given["loss"]), off, off.T), (given["dW2"], back[0].T, found["h"])]
        products += [(given["dW1"], back[1].T, network.X)]
    lost = (vanished(np.asarray(value), _top(A, B)) for value, A, B in products)
    return next((bad for bad in lost if bad is not None), None)


def _top(A: Array, B: Array) -> float:
    """The p for which every term of A B, moduli added up, is below 2ᵖ; infinite where all of them are 0."""
    (A, p), (B, q) = scaled(np.abs(A), limit=0), scaled(np.abs(B), limit=0)
    size = largest(A @ B)
    return p + q + math.log2(size) if size else math.inf


def _shapes(problem: Problem) -> dict[str, tuple[int, ...]]:
    arrays, front = problem.arrays, problem["X"].shape[:-1]
    shapes: dict[str, tuple[int, ...]] = {
        "result": front + problem["W2"].shape[:-1],
        "hidden": (*front, len(problem["W1"])),
    }
    if "y" in arrays:
        shapes |= {"loss": ()} | {f"d{name}": arrays[name].shape for name in NAMES}
    return shapes


def _loss(network: Network, value: Array, out: Array) -> Agreement:
    """Half the squared error, whose rounding is relative to the outputs and targets it is the difference of."""
    assert network.target is not None
    terms = np.square(np.abs(out) + np.abs(network.target))
    scale = growth(terms.size) * float(terms.sum()) / len(network.X)
    loss = float(network.loss(out))
    return agreement(value, loss, scale, out.dtype, max(loss, scale))


def _forward(network: Network, given: dict[str, Any], dtype: Any) -> tuple[Agreement, Agreement]:
    """The hidden units by another formula for the activation, and the output from them."""
    W = network.weights
    h = np.asarray(given["hidden"]).reshape(len(network.X), -1)
    z1 = np.einsum("ni,hi->nh", network.X, W["W1"]) + W["b1"]
    first = growth(network.X.shape[1]) * (np.abs(network.X) @ np.abs(W["W1"]).T + np.abs(W["b1"])) + 4 * np.abs(h)
    z2 = np.einsum("nh,oh->no", h, W["W2"]) + W["b2"]
    second = growth(h.shape[1]) * (np.abs(h) @ np.abs(W["W2"]).T + np.abs(W["b2"])) + 1
    out = np.asarray(given["result"]).reshape(len(network.X), -1)
    with np.errstate(all="ignore"):
        return (
            agreement(h, network.hidden.again(z1), 2 * first, dtype),
            agreement(out, network.output.again(z2), 2 * second, dtype),
        )


def _gradient(network: Network, name: str, value: Array, found: dict[str, Array]) -> Agreement:
    """⟨gradient, U⟩ against the derivative of the loss along U."""
    part = network.weights[name]
    observed, scales = [], []
    for U in uneven(part.size, network.X.dtype).T:
        direction = np.ascontiguousarray(U).reshape(part.shape)
        observed.append(
            float((np.asarray(value).reshape(part.shape) * direction).sum()) - network.along(name, direction, found)
        )
        scales.append(network.along(name, direction, found, moduli=True))
    scale = growth(len(network.X)) * np.asarray(scales)
    size = float(np.abs(value).max(initial=0))
    return agreement(np.asarray(observed), 0.0, scale, network.X.dtype, max(size, float(scale.max(initial=0)) / 1e3))
