"""Powers by repeated squaring, kept step by step so that each product can be checked and its error followed."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy

from workbench.numerics.bounds import Residual, eps, grain, growth
from workbench.numerics.probes import probes, uneven

Array = np.ndarray[Any, np.dtype[Any]]

SMALL = 64
"""Order up to which errors are followed entry by entry."""


@dataclass(frozen=True, eq=False)
class Step:
    """product = left @ right."""

    left: Array
    right: Array
    product: Array


def raised(A: Array, n: int) -> tuple[Array, list[Step]]:
    """Aⁿ for n ≥ 1, with every product on the way; about log₂ n squarings and as many products at most.

    A may be an array of any library, and stays one of it.
    """
    steps: list[Step] = []
    square, result = A, None
    while True:
        if n & 1:
            result = square if result is None else _product(steps, result, square)
        n >>= 1
        if not n:
            break
        square = _product(steps, square, square)
    assert result is not None
    return result, steps


def _product(steps: list[Step], left: Array, right: Array) -> Array:
    with np.errstate(all="ignore"):
        steps.append(Step(left, right, left @ right))
    return steps[-1].product


def count(n: int) -> int:
    """How many products |n| takes."""
    n = abs(n)
    return max(0, n.bit_length() - 1 + n.bit_count() - 1)


class Followed:
    """The error of each matrix on the way: entry by entry for small ones, else one number for all entries."""

    def __init__(self, first: Array, error: Array | float) -> None:
        self.errors: dict[int, Array | float] = {id(first): error}
        self.checks: list[Residual] = []
        self._norms: dict[int, float] = {}

    def follow(self, steps: Sequence[Step]) -> bool:
        """Check each step and carry the errors on; False where a step uses a matrix that nobody has checked."""
        for step in steps:
            left, right = (self.errors.get(id(part)) for part in (step.left, step.right))
            if left is None or right is None:
                return False
            carry = self._entries if len(step.left) <= SMALL else self._whole
            with np.errstate(all="ignore"):
                self.errors[id(step.product)] = carry(step, left, right)
        return True

    def _entries(self, step: Step, left: Any, right: Any) -> Array:
        """|X| E_Y + E_X (|Y| + E_Y) + rounding, which |X||Y| bounds (Higham, section 3.5), and underflow."""
        X, Y = np.abs(step.left), np.abs(step.right)
        V = probes(len(X), step.product.dtype)
        observed = np.abs(step.product @ V - step.left @ (step.right @ V))
        dtype, least = step.product.dtype, growth(len(X)) * grain(step.product.dtype)
        self.checks.append(Residual.of(observed, growth(len(X)) * (X @ (Y @ np.abs(V))) + least, dtype))
        return np.asarray(X @ right + left @ (Y + right) + eps(dtype) * (growth(len(X)) * (X @ Y) + least))

    def _whole(self, step: Step, left: Any, right: Any) -> float:
        """The same in norms: the level of each row of the product, and 2-norms estimated by power iteration."""
        V = uneven(len(step.left), step.product.dtype)
        Y = step.right @ V
        observed = np.abs(step.product @ V - step.left @ Y)
        rows, columns = np.linalg.norm(step.left, axis=1), float(np.linalg.norm(Y, axis=0).max())
        check = Residual.of(observed.max(axis=1), rows * columns + growth(len(V)) * grain(Y.dtype), Y.dtype)
        self.checks.append(check)
        level = float(np.linalg.norm(check.level))
        return float(self.norm(step.left) * right + left * (self.norm(step.right) + right) + level)

    def norm(self, X: Array) -> float:
        """An estimate of ‖X‖₂, a little above it as a rule."""
        if id(X) not in self._norms:
            v = probes(len(X), X.dtype)[:, :2]
            for _ in range(4):
                w = (X @ v).conj().T @ X
                w = w.conj().T
                v = w / (np.linalg.norm(w, axis=0) + np.finfo(X.real.dtype).tiny)
            self._norms[id(X)] = 1.1 * float(np.linalg.norm(X @ v, axis=0).max())
        return self._norms[id(X)]

    def of(self, result: Array) -> float | None:
        """A bound on the largest error of an entry; None for a matrix that was not followed.

        Errors of a large matrix are spread over its entries: 8 times their root mean square.
        """
        error = self.errors.get(id(result))
        if error is None:
            return None
        if isinstance(error, np.ndarray):
            return float(error.max(initial=0))
        last = max((float(check.level.max()) for check in self.checks[-1:]), default=0.0)
        return max(error * min(1.0, 8 / math.sqrt(len(result))), last)


def apart(A: Array, n: int, power: Array) -> float:
    """How far power · V is from A(A(… V)) for random signs V: two evaluations whose errors have little in common.

    For a negative n systems with A are solved, by factors of Aᵀ, whose rounding errors are others than those of A's.
    """
    V = uneven(len(A), A.dtype)
    Y, step = V, _solve(A) if n < 0 else A.__matmul__
    with np.errstate(all="ignore"):
        for _ in range(abs(n)):
            Y = step(Y)
        return float(np.abs(power @ V - Y).max(initial=0))


def _solve(A: Array) -> Callable[[Array], Array]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a singular A shows in the answer
        factors = scipy.linalg.lu_factor(A.T, check_finite=False)
    return lambda Y: np.asarray(scipy.linalg.lu_solve(factors, Y, trans=1, check_finite=False))
