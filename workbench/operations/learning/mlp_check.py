"""Whether the passes of a network with one hidden layer are right, found anew and in forward mode."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.activations import ACTIVATIONS
from workbench.numerics.agreement import Agreement, agreement
from workbench.numerics.bounds import eps, grain, growth, judge, quantum
from workbench.numerics.network import NAMES, Errors, Network
from workbench.numerics.probes import largest, scaled, uneven
from workbench.operations.common import unusable
from workbench.operations.data.shared import vanished
from workbench.operations.spec import Array, Outcome, Problem

GREEN = "Every layer is found anew"
AT_KINK = "Rounding decides on which side of its kink a relu is: gradients through it are one of two."
FEW = 4096
"""Products up to which sums near the kink are added up in fractions."""
OWN = 0.01
"""Of what has a larger error than this share of it no digit is told."""


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
    h, out = (np.asarray(given[name]).reshape(len(network.X), -1) for name in ("hidden", "result"))
    errors = network.errors(h, out, grain(dtype))
    parts, green = dict(zip(("hidden units", "output"), _forward(network, h, out, errors), strict=True)), GREEN
    if network.target is not None:
        parts["loss"] = _loss(network, given["loss"], found["out"], errors)
        parts |= {f"d{name}": _gradient(network, name, given[f"d{name}"], found, errors) for name in NAMES}
        green += ", and the gradients agree with forward mode"
    said, lost = _judged(dtype, parts, green), _underflow(network, found, given)
    if lost is None and network.target is not None and _at_kink(problem, network, found):
        lost = Assessment("amber", AT_KINK)
    return said if lost is None or said.verdict == "red" else lost


def _at_kink(problem: Problem, network: Network, found: dict[str, Array]) -> bool:
    """Whether rounding decides on which side of its kink a relu is, so that gradients are one of two.

    Of few hidden units exact sums tell; that of integers is exact as it is.
    """
    if all(np.array_equal(item, np.rint(item)) for item in (network.X, *network.weights.values())):
        return False
    W, names = network.weights, (problem.params["activation"], problem.params["output"])
    layers = ((network.X, "W1", "b1", "z1"), (found["h"], "W2", "b2", "z2"))
    return any(
        kind == "relu" and _undecided(before, W[weights], W[bias], found[z])
        for kind, (before, weights, bias, z) in zip(names, layers, strict=True)
    )


def _undecided(before: Array, W: Array, b: Array, z: Array) -> bool:
    """Whether an entry of z = before Wᵀ + b may have another sign than it is found with."""
    terms = growth(len(W.T)) * (np.abs(before) @ np.abs(W).T + np.abs(b))
    least = np.outer(np.any(before != 0, axis=1), np.any(W != 0, axis=1))
    near = np.argwhere(np.abs(z) <= 4 * eps(z.dtype) * terms + np.where(least, 4 * quantum(z.dtype), 0))
    if len(near) * len(W.T) > FEW:
        return True
    moved = (_exact_sum(before[i], W[j], b[j] if b.size > 1 else b.reshape(-1)[0]) for i, j in near)
    return any((total > 0) != bool(z[i, j] > 0) for total, (i, j) in zip(moved, near, strict=True))


def _exact_sum(x: Array, w: Array, b: Any) -> Fraction:
    products = (Fraction(float(p)) * Fraction(float(q)) for p, q in zip(x, w, strict=True))
    return sum(products, Fraction(float(b)))


def _judged(dtype: Any, parts: dict[str, Agreement], green: str) -> Assessment:
    """Loss and gradients that are 0 to rounding, as they are at a minimum, are named; they have no digits."""
    lost = [name for name, part in parts.items() if not part.bound <= OWN]
    hidden = [name for name in lost if name in ("hidden units", "output")]
    words = f"; {', '.join(lost)} {'is' if len(lost) == 1 else 'are'} 0 as far as rounding shows" if lost else ""
    bound = max((part.bound for name, part in parts.items() if name not in lost), default=0.0)
    unproved = f"No digit of the {' and the '.join(hidden)} is proved: terms cancel or underflow." if hidden else None
    return judge(
        dtype,
        bound if unproved is None else None,
        *(part.residual for part in parts.values()),
        what="the network",
        green=green + words,
        unproved=unproved,
        why=f"terms cancel or underflow{words}",
    )


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


def _loss(network: Network, value: Array, out: Array, errors: Errors) -> Agreement:
    """Half the squared error, with what errors of the output do to it."""
    assert network.target is not None
    off = np.abs(out - network.target)
    terms = off * off + 2 * off * errors.out + eps(out.dtype) * errors.out**2
    scale = growth(terms.size) * float(terms.sum()) / len(network.X) + grain(out.dtype)
    return agreement(value, float(network.loss(out)), scale, out.dtype)


def _forward(network: Network, h: Array, out: Array, errors: Errors) -> tuple[Agreement, Agreement]:
    """The hidden units by another formula for the activation, and the output from them."""
    W = network.weights
    z1 = np.einsum("ni,hi->nh", network.X, W["W1"]) + W["b1"]
    z2 = np.einsum("nh,oh->no", h, W["W2"]) + W["b2"]
    with np.errstate(all="ignore"):
        return (
            agreement(h, network.hidden.again(z1), errors.h, h.dtype),
            agreement(out, network.output.again(z2), errors.out, h.dtype),
        )


def _gradient(network: Network, name: str, value: Array, found: dict[str, Array], errors: Errors) -> Agreement:
    """⟨gradient, U⟩ against the derivative of the loss along U."""
    part = network.weights[name]
    observed, scales = [], []
    for U in uneven(part.size, network.X.dtype).T:
        direction = np.ascontiguousarray(U).reshape(part.shape)
        observed.append(
            float((np.asarray(value).reshape(part.shape) * direction).sum()) - network.along(name, direction, found)
        )
        scales.append(network.sizes_along(name, direction, found, errors, grain(network.X.dtype)))
    scale = growth(len(network.X)) * np.asarray(scales)
    return agreement(np.asarray(observed), 0.0, scale, network.X.dtype, float(np.abs(value).max(initial=0)))
