"""How sure a nonnegative solution of least squares is: by its gradient, and by the unknowns that could be above 0."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment, Condition
from workbench.numerics.bounds import LIMIT, Residual, eps, growth, judge
from workbench.numerics.equilibrium import column_exponents, moved
from workbench.numerics.probes import exponent, largest, shifted
from workbench.numerics.scales import spacing, unscaled
from workbench.operations.common import unusable
from workbench.operations.spec import Array, Outcome, Problem
from workbench.operations.systems.fit_check import Check, check_fit, close
from workbench.operations.systems.fitting import LEVEL, independent

NEAR = "x = 0 fits, but of some unknowns rounding cannot tell whether they are 0."
OPEN = "No gradient points into x ≥ 0, but of some unknowns rounding cannot tell whether they are 0."
SURE = 0.1
"""The error up to which it does not matter which unknowns are 0."""


@dataclass(frozen=True, eq=False)
class Posed:
    """A and b scaled, each column by itself where they differ much: x = 2^(q − columns) y for a solution y of this.

    Scaling columns by positive numbers changes nothing in what is asked.
    """

    A: Array
    b: Array
    q: int
    columns: Array

    @property
    def powers(self) -> Array:
        return np.asarray(self.q - self.columns)


def posed(problem: Problem) -> Posed:
    A, b = problem["A"], problem["b"]
    columns, q = column_exponents(A), exponent(b)
    if np.ptp(columns) <= LEVEL:
        columns = np.full(A.shape[1], exponent(A))
    return Posed(moved(A, -columns), shifted(b, -q), q, columns)


def length(problem: Problem, x: Array) -> Any:
    """‖A x − b‖."""
    given = posed(problem)
    norm = np.linalg.norm(given.b - given.A @ moved(x, -given.powers))
    return shifted(np.asarray(norm), given.q)[()]


def rounding(given: Posed, y: Array) -> Any:
    """The length of A x − b that rounding alone may leave."""
    sizes = np.abs(given.A) @ y + np.abs(given.b)
    level = growth(max(given.A.shape)) * eps(given.A.dtype) * np.linalg.norm(sizes)
    return shifted(np.asarray(LIMIT * level), given.q)[()]


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The conditions of Karush, Kuhn and Tucker: x ≥ 0, no gradient where x > 0, and none that points inward elsewhere.

    The true x is 0 wherever the gradient points outward beyond doubt. On the other columns it is the point of x ≥ 0
    next to their unconstrained solution, whose error is that of least squares (Björck 1996, 1.4 and 5.2).
    """
    x, rest = outcome.outputs["result"], outcome.outputs["residual"]
    if (bad := unusable(x, problem["A"].shape[1:], "the solution")) is not None:
        return bad
    given = posed(problem)
    y = unscaled(x, outcome.witness["scaled"], given.powers)
    if (failed := _beside(problem, x, rest)) is not None:
        return Assessment("red", failed)
    if not problem["b"].any() and not x.any():
        return judge(x.dtype, eps(x.dtype), green="x = 0 leaves nothing")
    return _judged(problem, outcome, given, y, Gradient.of(given, y))


def _beside(problem: Problem, x: Array, rest: Any) -> str | None:
    if (x < 0).any():
        return "Verification failed: an entry of x is negative."
    if np.shape(rest) != () or not close(np.asarray(rest), np.asarray(length(problem, x))):
        return "Verification failed: the residual is not the length of A x − b."
    return None


@dataclass(frozen=True, eq=False)
class Gradient:
    """Aᵀ(b − A y) with its rounding level, by unknowns."""

    values: Array
    scale: Array

    @classmethod
    def of(cls, given: Posed, y: Array) -> Gradient:
        sizes = np.linalg.norm(given.A, axis=0)
        whole = float(sizes @ y) + float(np.linalg.norm(given.b))
        return cls(given.A.T @ (given.b - given.A @ y), growth(max(given.A.shape)) * sizes * whole)

    def residual(self, y: Array) -> Residual:
        """What is not to be there: any gradient where y > 0, an inward one elsewhere."""
        wrong = np.where(y > 0, np.abs(self.values), np.maximum(self.values, 0))
        return Residual.of(wrong, self.scale, y.dtype)

    def open(self, y: Array) -> Array:
        """The unknowns that may be above 0 in the true solution."""
        return np.asarray((y > 0) | (self.values >= -LIMIT * eps(y.dtype) * self.scale))


def _judged(problem: Problem, outcome: Outcome, given: Posed, y: Array, found: Gradient) -> Assessment:
    x, checks = outcome.outputs["result"], [found.residual(y)]
    among, unproved, condition, bound, lost = found.open(y), None, None, None, spacing(x, y, given.powers)
    if not among.any():
        bound = eps(x.dtype)
    elif (fit := _fit(given, y, among)) is None:
        unproved = f"The columns of {problem.name('A')} that count are dependent: other x may fit equally well."
    elif not y.any():
        unproved = NEAR
    else:
        error = _relative(given, fit.error, x, among)
        checks += fit.checks
        if fit.sure or error < SURE:
            condition, bound = Condition(fit.condition, "2"), error + lost
        else:
            unproved = OPEN
    return judge(
        x.dtype,
        bound,
        *checks,
        what="the solution",
        residual=float(outcome.outputs["residual"]),
        condition=condition,
        green="No gradient points into x ≥ 0" if among.any() else "Every gradient points outward, so x = 0",
        unproved=unproved,
        spacing=lost,
    )


class Fit(NamedTuple):
    """What is to hold on the columns that are used, and the error on those that may be."""

    checks: tuple[Residual, ...]
    error: float
    condition: float
    sure: bool
    """Whether these are the same columns."""


def _fit(given: Posed, y: Array, among: Array) -> Fit | None:
    """None where columns are dependent to working precision.

    Where more columns may be used than are, y is not quite their unconstrained solution, which lies as far from it on
    one side as the true x at most on the other.
    """
    used = y > 0
    wide = _on(given, y, among)
    if wide is None or (used == among).all():
        return None if wide is None else Fit(wide[0].residuals, wide[0].bound, wide[1], True)
    narrow = _on(given, y, used) if used.any() else wide
    if narrow is None:
        return None
    return Fit(narrow[0].residuals if used.any() else (), 2 * wide[0].bound, wide[1], False)


def _on(given: Posed, y: Array, columns: Array) -> tuple[Check, float] | None:
    """Least squares of these columns alone."""
    if np.count_nonzero(columns) > len(given.b):
        return None
    A = np.asfortranarray(given.A[:, columns])
    factors = independent(A)
    return None if factors is None else (check_fit(A, given.b, y[columns], factors), factors.condition)


def _relative(given: Posed, error: float, x: Array, among: Array) -> float:
    """An error of the scaled solution relative to the largest entry of x."""
    top = exponent(x)
    size = largest(shifted(x, -top))
    reach = float(np.ldexp(error, int(given.powers[among].max()) - top))
    return reach / size if size else math.inf
