"""Gradient descent on a quadratic function ½ xᵀH x − gᵀx, step by step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from workbench.numerics.agreement import Agreement, relative
from workbench.numerics.bounds import Residual, eps
from workbench.numerics.probes import uneven

Array = np.ndarray[Any, np.dtype[Any]]

RUNAWAY = 1e12
"""So many times as far from the minimum as at the start, a descent is given up."""


class Quadratic(NamedTuple):
    """H and g of ½ xᵀH x − gᵀx, the minimum next to the start, and the eigenvalues of H, largest first."""

    H: Array
    g: Array
    values: Array

    @property
    def top(self) -> float:
        return float(self.values[0])

    @property
    def least(self) -> float:
        """The smallest eigenvalue that is not 0 but for rounding."""
        kept = self.values[self.values > len(self.values) * np.finfo(self.values.dtype).eps * self.top]
        return float(kept[-1]) if len(kept) else 0.0

    @property
    def best_step(self) -> float:
        """2 / (λmin + λmax), which shrinks the slowest and the fastest direction alike."""
        return 2 / (self.least + self.top)

    @property
    def negative(self) -> bool:
        """Whether an eigenvalue is below 0 by more than rounding."""
        least = float(self.values[-1])
        return least < -1e-12 * max(self.top, -least)

    def rate(self, eta: float) -> float:
        """max |1 − η λ|: what a step leaves of the distance to the minimum, at most."""
        kept = self.values[self.values >= self.least]
        return float(np.abs(1 - eta * kept).max(initial=0))


class Descent(NamedTuple):
    """The points from the start on, one in each row, the goal, how it ended, and whether there is a minimum."""

    path: Array
    goal: Array
    converged: bool
    diverged: bool
    bounded: bool = True


def lengths(rows: Array) -> Array:
    """The 2-norm of each row, whose squares may leave the range of numbers; NaN or Inf where an entry is."""
    tops = np.abs(rows).max(axis=1, initial=0).astype(np.float64)
    units = np.where((tops > 0) & np.isfinite(tops), tops, 1.0)
    return np.asarray(np.linalg.norm(rows / units[:, None], axis=1) * units)


def length(v: Array) -> float:
    """The 2-norm of a vector, as `lengths`."""
    return float(lengths(v[None])[0])


def has_minimum(quadratic: Quadratic, goal: Array) -> bool:
    """Whether no direction goes down for ever: no eigenvalue is negative, and the gradient vanishes somewhere."""
    with np.errstate(all="ignore"):
        slope = np.abs(quadratic.H @ goal - quadratic.g)
        terms = np.abs(quadratic.H) @ np.abs(goal) + np.abs(quadratic.g)
    return not quadratic.negative and length(slope) <= eps(goal.dtype) ** 0.5 * length(terms)


def distance(quadratic: Quadratic, x: Array, goal: Array) -> float:
    """How far x is from the minimum at most, relative to x; directions without slope do not count.

    A gradient over the least eigenvalue bounds the distance: taken at x, or at a goal next to the minimum.
    """
    if not length(x):
        return np.inf if goal.any() else 0.0
    found = min(_from_slope(quadratic, x), length(x - goal) + _from_slope(quadratic, goal))
    return found / length(x)


def _from_slope(quadratic: Quadratic, x: Array) -> float:
    """The length of the gradient at x and of its rounding over the least eigenvalue."""
    with np.errstate(all="ignore"):
        slope = quadratic.H @ x - quadratic.g
        rounding = eps(x.dtype) * (np.abs(quadratic.H) @ np.abs(x) + np.abs(quadratic.g))
    least = quadratic.least
    return (length(slope) + length(rounding)) / least if least else np.inf


def descend(problem: Quadratic, start: Array, goal: Array, eta: float, tol: float, steps: int) -> Descent:
    """x ← x − η (H x − g) until x is within tol of the goal, relative to where it started."""
    path, far = [start], length(start - goal)
    away = far
    while away > tol * far and away <= RUNAWAY * far and len(path) <= steps:
        x = path[-1]
        path.append(x - eta * (problem.H @ x - problem.g))
        away = length(path[-1] - goal)
    return Descent(np.array(path), goal, away <= tol * far, not away <= far)


def check_path(path: Array, eta: float, times: Callable[[Array], Array], g: Array, norm: float) -> Agreement:
    """Every step on a few vectors: x' = x − η (H x − g), with H V as `times` gives it; `norm` is at least ‖H‖."""
    V = uneven(path.shape[1], np.float64)
    HV = times(V)
    with np.errstate(all="ignore"):
        expected = path[:-1] @ V - eta * (path[:-1] @ HV - g @ V)
        observed = np.abs(path[1:] @ V - expected).max(axis=1, initial=0)
    sizes = lengths(path)
    reach = float(np.linalg.norm(V, axis=0).max(initial=0))
    scale = reach * (sizes[1:] + (1 + eta * norm) * sizes[:-1] + eta * length(g))
    found = Residual.of(observed, scale, path.dtype)
    return Agreement(found, relative(found, float(np.abs(path).max(initial=0))))
