"""A network with one hidden layer: forward, backward (reverse mode), and along a direction (forward mode)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from workbench.numerics.activations import Activation
from workbench.numerics.bounds import eps, growth

Array = np.ndarray[Any, np.dtype[Any]]
NAMES = ("W1", "b1", "W2", "b2")


class Errors(NamedTuple):
    """Of the hidden units and of the outputs."""

    h: Array
    out: Array


def _through(activation: Activation, z: Array, error: Array) -> Array:
    """How far an error of z moves the activation: not at all where a unit is dead or saturated."""
    middle = activation.function(z)
    return np.asarray(np.maximum(*(np.abs(activation.function(z + e) - middle) for e in (error, -error))))


@dataclass(frozen=True, eq=False)
class Network:
    """out = g(f(X W1ᵀ + b1) W2ᵀ + b2) for the rows of X; the loss is ½ ‖out − target‖², averaged over the rows."""

    X: Array
    weights: Mapping[str, Array]
    hidden: Activation
    output: Activation
    target: Array | None = None

    def forward(self) -> dict[str, Array]:
        """Before and after each activation: z1, h, z2, out."""
        W = self.weights
        z1 = self.X @ W["W1"].T + W["b1"]
        h = self.hidden.function(z1)
        z2 = h @ W["W2"].T + W["b2"]
        return {"z1": z1, "h": h, "z2": z2, "out": self.output.function(z2)}

    def loss(self, out: Array) -> Any:
        assert self.target is not None
        off = out - self.target
        return (off * off).sum() / 2 / len(self.X)

    def backward(self, found: Mapping[str, Array]) -> dict[str, Array]:
        """The gradient of the loss with respect to each parameter, from the output back."""
        back, through = self.through(found)
        return {
            "W1": through.T @ self.X,
            "b1": through.sum(axis=0),
            "W2": back.T @ found["h"],
            "b2": back.sum(axis=0),
        }

    def through(self, found: Mapping[str, Array]) -> tuple[Array, Array]:
        """The slope of the loss by z2, and by z1, for each sample."""
        assert self.target is not None
        back = (found["out"] - self.target) / len(self.X) * self.output.slope(found["z2"], found["out"])
        return back, (back @ self.weights["W2"]) * self.hidden.slope(found["z1"], found["h"])

    def along(self, name: str, U: Array, found: Mapping[str, Array]) -> float:
        """The derivative of the loss as one parameter moves along U, forward through the layers."""
        assert self.target is not None
        moved = self._moves(name, U, found, np.asarray)
        if name in ("W1", "b1"):
            moved = (self.hidden.slope(found["z1"], found["h"]) * moved) @ self.weights["W2"].T
        second = self.output.slope(found["z2"], found["out"])
        return float(((found["out"] - self.target) * second * moved).sum() / len(self.X))

    def sizes_along(self, name: str, U: Array, found: Mapping[str, Array], errors: Errors, least: float) -> float:
        """The sum of the moduli of the terms of `along`, with errors of the layers: rounding is relative to it.

        Each step, forward and back, may lose as much as `least` to underflow.
        """
        assert self.target is not None
        moved = self._moves(name, U, found, np.abs) + least
        if name == "W2":
            moved = moved + errors.h @ np.abs(U).T
        reached = moved
        if name in ("W1", "b1"):
            reached = np.abs(self.hidden.slope(found["z1"], found["h"])) * moved + least
            moved = reached @ np.abs(self.weights["W2"]).T + least
        off = np.abs(found["out"] - self.target) + errors.out
        back = off * np.abs(self.output.slope(found["z2"], found["out"])) / len(self.X) + least
        return float((back * moved).sum() + least * (reached.sum() + U.size))

    def errors(self, h: Array, out: Array, least: float) -> Errors:
        """How far rounding may have moved both layers, in units of eps; `least` is what underflow adds."""
        W, unit = self.weights, eps(h.dtype)
        first = growth(self.X.shape[1]) * (np.abs(self.X) @ np.abs(W["W1"]).T + np.abs(W["b1"])) + least
        of_h = _through(self.hidden, self.X @ W["W1"].T + W["b1"], 2 * first * unit) / unit + 4 * np.abs(h) + least
        second = growth(h.shape[1]) * (np.abs(h) @ np.abs(W["W2"]).T + np.abs(W["b2"])) + of_h @ np.abs(W["W2"]).T
        of_out = _through(self.output, h @ W["W2"].T + W["b2"], 2 * (second + least) * unit) / unit
        return Errors(of_h, of_out + 4 * np.abs(out) + least)

    def _moves(self, name: str, U: Array, found: Mapping[str, Array], size: Any) -> Array:
        """How z1, or z2, moves with its weights or biases along U."""
        before, after = (self.X, "z1") if name in ("W1", "b1") else (found["h"], "z2")
        if name in ("b1", "b2"):
            return np.asarray(np.broadcast_to(size(U), found[after].shape))
        return np.asarray(size(before) @ size(U).T)

    def moved(self, name: str, at: tuple[int, ...], by: float) -> float:
        """The loss with one entry of one parameter changed."""
        changed = self.weights[name].copy()
        changed[at] += by
        other = Network(self.X, {**self.weights, name: changed}, self.hidden, self.output, self.target)
        return float(other.loss(other.forward()["out"]))
