"""The kinks and curves between the layers of a network, each in a form that cannot overflow, and in another one."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import scipy

Array = np.ndarray[Any, np.dtype[Any]]
ROOT = math.sqrt(2 / math.pi)
CUBE = 0.044715
"""The constant of the customary approximation of gelu (Hendrycks and Gimpel 2016)."""


def relu(x: Array) -> Array:
    return np.maximum(x, 0)


def sigmoid(x: Array) -> Array:
    """1 / (1 + exp(−x)), through exp of what is negative only."""
    e = np.exp(-np.abs(x))
    return np.asarray(np.where(x >= 0, 1, e) / (1 + e))


def gelu(x: Array) -> Array:
    """x Φ(x) with the distribution function Φ of the normal law."""
    return np.asarray(x * scipy.special.ndtr(x))


def gelu_tanh(x: Array) -> Array:
    """The approximation x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³))), as x times a sigmoid: it keeps digits for x < 0."""
    bounded = np.clip(x, -20, 20)
    return np.asarray(x * sigmoid(2 * ROOT * (bounded + CUBE * bounded**3)))


def softmax(x: Array, axis: int) -> Array:
    """exp(x) over its sum along an axis; the largest is taken away first, which changes nothing and never overflows."""
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return np.asarray(e / e.sum(axis=axis, keepdims=True))


class Activation(NamedTuple):
    """A function, another formula for it, its derivative given x and f(x), and code: for x = {0} and f(x) = {1}."""

    function: Callable[[Array], Array]
    again: Callable[[Array], Array]
    slope: Callable[[Array, Array], Array]
    code: str
    slope_code: str


def _sigmoid_again(x: Array) -> Array:
    return np.asarray(np.exp(-np.logaddexp(0, -x)))


def _tanh_again(x: Array) -> Array:
    e = np.expm1(-2 * np.abs(x))
    return np.asarray(np.sign(x) * -e / (2 + e))


def _gelu_again(x: Array) -> Array:
    return np.asarray(x * 0.5 * scipy.special.erfc(-x / math.sqrt(2)))


def gelu_tanh_again(x: Array) -> Array:
    bounded = np.clip(x, -20, 20)
    inner = ROOT * (bounded + CUBE * bounded**3)
    return np.asarray(x * np.exp(-np.logaddexp(0, -2 * inner)))


def _normal(x: Array) -> Array:
    return np.asarray(np.exp(-x * x / 2) / math.sqrt(2 * math.pi))


ACTIVATIONS = {
    "relu": Activation(
        relu, lambda x: np.where(x > 0, x, 0), lambda x, y: (x > 0).astype(x.dtype), "np.maximum({0}, 0)", "({0} > 0)"
    ),
    "sigmoid": Activation(
        sigmoid, _sigmoid_again, lambda x, y: y * (1 - y), "1 / (1 + np.exp(-{0}))", "{1} * (1 - {1})"
    ),
    "tanh": Activation(np.tanh, _tanh_again, lambda x, y: 1 - y * y, "np.tanh({0})", "(1 - {1}**2)"),
    "gelu": Activation(
        gelu,
        _gelu_again,
        lambda x, y: scipy.special.ndtr(x) + x * _normal(x),
        "{0} * scipy.special.ndtr({0})",
        "(scipy.special.ndtr({0}) + {0} * np.exp(-({0}**2) / 2) / np.sqrt(2 * np.pi))",
    ),
    "identity": Activation(lambda x: x, lambda x: x, lambda x, y: np.ones_like(x), "{0}", "1"),
}
