"""A network with one hidden layer: forward, backward (reverse mode), and along a direction (forward mode)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.numerics.activations import Activation

Array = np.ndarray[Any, np.dtype[Any]]
NAMES = ("W1", "b1", "W2", "b2")


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

    def along(self, name: str, U: Array, found: Mapping[str, Array], moduli: bool = False) -> float:
        """The derivative of the loss as one parameter moves along U, forward through the layers.

        With `moduli` the sum of the moduli of its terms, which is what rounding is relative to.
        """
        assert self.target is not None
        size = np.abs if moduli else np.asarray
        first, second = self.hidden.slope(found["z1"], found["h"]), self.output.slope(found["z2"], found["out"])
        if name in ("W1", "b1"):
            moved = size(self.X) @ size(U).T if name == "W1" else np.broadcast_to(size(U), found["z1"].shape)
            moved = (size(first) * moved) @ size(self.weights["W2"]).T
        else:
            moved = size(found["h"]) @ size(U).T if name == "W2" else np.broadcast_to(size(U), found["z2"].shape)
        off = size(found["out"] - self.target)
        if moduli:
            off = off + np.abs(found["out"]) + np.abs(self.target)
        return float((off * size(second) * moved).sum() / len(self.X))

    def moved(self, name: str, at: tuple[int, ...], by: float) -> float:
        """The loss with one entry of one parameter changed."""
        changed = self.weights[name].copy()
        changed[at] += by
        other = Network(self.X, {**self.weights, name: changed}, self.hidden, self.output, self.target)
        return float(other.loss(other.forward()["out"]))
