"""Vectors of exact numbers or decimals, as columns: products, lengths and a tidy multiple."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from workbench.model.steps import Number
from workbench.model.surd import Surd, root_of
from workbench.operations.spec import Array


class NestedRootError(ArithmeticError):
    """A length or a singular value that is no sum of square roots."""


def inner(x: Array, y: Array) -> Any:
    """xᴴ y of two columns."""
    return sum((a.conjugate() * b for a, b in zip(x.flat, y.flat, strict=True)), x.flat[0] * 0)


def root(value: Number) -> Any:
    """√value of a number that is not negative. Raises `NestedRootError` where it has no plain form."""
    if isinstance(value, float | complex):
        return math.sqrt(value.real)
    found = root_of(value)
    if found is None:
        raise NestedRootError(f"the root of {value}")
    return found


def length(x: Array) -> Any:
    """‖x‖. Raises `NestedRootError` where it has no plain form."""
    return root(inner(x, x))


def tidy(x: Array) -> Array:
    """The multiple of an exact column with whole numbers that have no common factor; decimals as they are."""
    parts = [c for value in x.flat for c in _parts(value)]
    if not parts:
        return x
    scale = Fraction(math.lcm(*(c.denominator for c in parts)))
    common = math.gcd(*(int(c * scale) for c in parts)) or 1
    return np.asarray(x * (scale / common), dtype=object)


def _parts(value: Number) -> list[Fraction]:
    if isinstance(value, Fraction):
        return [value]
    return [c for _, c in value.terms] if isinstance(value, Surd) else []


def adjoint_mark(A: Array) -> str:
    """`ᵀ`, or `ᴴ` where entries are complex and the conjugates are meant."""
    return "ᴴ" if any(isinstance(x, complex) and x.imag for x in A.flat) else "ᵀ"


def conjugated(x: Array) -> Array:
    """The complex conjugate of every entry."""
    out = np.empty(x.shape, dtype=object)
    for at, value in np.ndenumerate(x):
        out[at] = value.conjugate()
    return out
