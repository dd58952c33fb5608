"""Nonnegative least squares of a rational matrix, exactly."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from workbench.backends import exact

Array = np.ndarray[Any, np.dtype[Any]]


class Nonnegative(NamedTuple):
    """A minimiser x ≥ 0 of shape (n,), and the residual b − A x."""

    x: Array
    residual: Array


def nnls(A: Array, b: Array) -> Nonnegative:
    """An x ≥ 0 that makes ‖A x − b‖₂ least, by the active sets of Lawson and Hanson (1974, chapter 23).

    Without rounding it ends: the residual falls with every set. Checked by the conditions of Karush, Kuhn and Tucker.
    """
    x, passive = exact.zeros(A.shape[1]), list[int]()
    while (j := _steepest(A, b - A.dot(x), passive)) is not None:
        passive.append(j)
        x = _inside(A, b, x, passive)
    rest = b - A.dot(x)
    gradient = A.T.dot(rest)
    exact.confirm(bool((x >= 0).all() and (gradient <= 0).all()), "x or its gradient has the wrong sign")
    exact.confirm(not any(x * gradient), "an unknown above 0 has a gradient")
    return Nonnegative(x, rest)


def _steepest(A: Array, rest: Array, passive: list[int]) -> int | None:
    """The unknown, 0 so far, along which the residual falls fastest."""
    gradient = A.T.dot(rest)
    free = [j for j in range(A.shape[1]) if j not in passive and gradient[j] > 0]
    return max(free, key=lambda j: gradient[j]) if free else None


def _inside(A: Array, b: Array, x: Array, passive: list[int]) -> Array:
    """The least squares of the passive columns; those that would turn negative are given up on the way there."""
    while True:
        z = exact.zeros(len(x))
        z[passive] = _fit(A[:, passive], b)
        negative = [k for k in passive if z[k] <= 0]
        if not negative:
            return z
        step = min(x[k] / (x[k] - z[k]) for k in negative)
        x = x + step * (z - x)
        passive[:] = [k for k in passive if x[k] > 0]


def _fit(C: Array, b: Array) -> Array:
    """Columns that joined because the residual was not orthogonal to them are independent of the others."""
    M, right = exact.to_flint(C), exact.to_flint(b)
    transposed = M.transpose()
    return exact.from_flint((transposed * M).solve(transposed * right), (C.shape[1],))
