"""Gradient descent on a quadratic function ½ xᵀH x − gᵀx, step by step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from workbench.numerics.agreement import Agreement, relative
from workbench.numerics.bounds import Residual
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

    def rate(self, eta: float) -> float:
        """max |1 − η λ|: what a step leaves of the distance to the minimum, at most."""
        kept = self.values[self.values >= self.least]
        return float(np.abs(1 - eta * kept).max(initial=0))


class Descent(NamedTuple):
    """The points from the start on, one in each row, and how it ended."""

    path: Array
    converged: bool
    diverged: bool


def descend(problem: Quadratic, start: Array, goal: Array, eta: float, tol: float, steps: int) -> Descent:
    """x ← x − η (H x − g) until x is within tol of the goal, relative to where it started."""
    path, far = [start], float(np.linalg.norm(start - goal))
    distance = far
    while distance > tol * far and distance <= RUNAWAY * max(far, 1e-300) and len(path) <= steps:
        x = path[-1]
        path.append(x - eta * (problem.H @ x - problem.g))
        distance = float(np.linalg.norm(path[-1] - goal))
    return Descent(np.array(path), distance <= tol * far, not distance <= far)


def check_path(path: Array, eta: float, times: Callable[[Array], Array], g: Array, norm: float) -> Agreement:
    """Every step on a few vectors: x' = x − η (H x − g), with H V as `times` gives it; `norm` is at least ‖H‖."""
    V = uneven(path.shape[1], np.float64)
    HV = times(V)
    with np.errstate(all="ignore"):
        expected = path[:-1] @ V - eta * (path[:-1] @ HV - g @ V)
        observed = np.abs(path[1:] @ V - expected).max(axis=1, initial=0)
    sizes = np.linalg.norm(path, axis=1)
    reach = float(np.linalg.norm(V, axis=0).max(initial=0))
    scale = reach * (sizes[1:] + (1 + eta * norm) * sizes[:-1] + eta * float(np.linalg.norm(g)))
    found = Residual.of(observed, scale, path.dtype)
    return Agreement(found, relative(found, float(np.abs(path).max(initial=0))))
