"""How sure a nonnegative solution of least squares is: by its gradient, and by the unknowns that could be above 0."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment, Condition
from workbench.numerics.bounds import LIMIT, Residual, digits, eps, growth, judge
from workbench.numerics.probes import exponent, largest, shifted
from workbench.numerics.scales import spacing
from workbench.operations.common import unusable
from workbench.operations.spec import Array, Outcome, Problem
from workbench.operations.systems.fit_check import check_fit, close, norms, reached, vanishes
from workbench.operations.systems.fitting import Posed, independent, leveled, plain_residual, posed

NEAR = "x = 0 fits, but of some unknowns rounding cannot tell whether they are 0."
OPEN = "No gradient points into x ≥ 0, but of some unknowns rounding cannot tell whether they are 0."
SURE = 0.1
"""The error up to which it does not matter which unknowns are 0."""


def unit(problem: Problem) -> Posed:
    """The problem with a matrix and a right-hand side of size 1: the steps of SciPy's routine end by what is near 0.

    Scaling columns by positive numbers changes nothing in what is asked.
    """
    given = leveled(posed(problem))
    p, q = exponent(given.A), exponent(given.b)
    return given._replace(A=shifted(given.A, -p), b=shifted(given.b, -q), p=given.p + p, q=given.q + q)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The conditions of Karush, Kuhn and Tucker: x ≥ 0, no gradient where x > 0, and none that points inward elsewhere.

    The true x is 0 wherever the gradient points outward beyond doubt. On the other columns it is the point of x ≥ 0
    next to their unconstrained solution, whose error is that of least squares (Björck 1996, 1.4 and 5.2).
    """
    x, rest = outcome.outputs["result"], outcome.outputs["residual"]
    if (bad := unusable(x, problem["A"].shape[1:], "the solution")) is not None:
        return bad
    given = unit(problem)
    y = given.inward(x, outcome.witness["scaled"])
    if (failed := _beside(problem, x, rest)) is not None:
        return Assessment("red", failed)
    if not problem["b"].any() and not x.any():
        return judge(x.dtype, eps(x.dtype), green="x = 0 leaves nothing")
    return _judged(problem, outcome, given, y, Gradient.of(given, y))


def _beside(problem: Problem, x: Array, rest: Any) -> str | None:
    if (x < 0).any():
        return "Verification failed: an entry of x is negative."
    if np.shape(rest) != () or not close(np.asarray(rest), plain_residual(problem, x)):
        return "Verification failed: the residual is not the length of A x − b."
    return None


@dataclass(frozen=True, eq=False)
class Gradient:
    """Aᵀ(b − A y) with its rounding level, by unknowns."""

    values: Array
    scale: Array

    @classmethod
    def of(cls, given: Posed, y: Array) -> Gradient:
        """Of b those rows count that the column reaches, or those that y is made of."""
        sizes, b = norms(given.A), given.b.astype(np.float64)
        rows = (given.A != 0) | (given.A[:, y > 0] != 0).any(axis=1)[:, None]
        whole = float(sizes @ y) + norms(np.where(rows, b[:, None], 0))
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
        if fit.nothing and digits(error, x.dtype) < 1:
            unproved = (
                f"{problem.name('b')} is orthogonal to the columns that count but for rounding: no digit is sure."
            )
        elif fit.sure or error < SURE:
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
    nothing: bool
    """Whether what b has in these columns may be rounding."""


def _fit(given: Posed, y: Array, among: Array) -> Fit | None:
    """None where columns are dependent to working precision.

    Where more columns may be used than are, y is not quite their unconstrained solution, which lies as far from it on
    one side as the true x at most on the other.
    """
    used = y > 0
    wide = _on(given, y, among)
    if wide is None or (used == among).all():
        return wide
    narrow = _on(given, y, used) if used.any() else wide._replace(checks=())
    return None if narrow is None else wide._replace(checks=narrow.checks, error=2 * wide.error, sure=False)


def _on(given: Posed, y: Array, columns: Array) -> Fit | None:
    """Least squares of these columns alone."""
    if np.count_nonzero(columns) > len(given.b):
        return None
    A, y = np.asfortranarray(given.A[:, columns]), y[columns]
    if (factors := independent(A)) is None:
        return None
    b = reached(A, given.b)
    check = check_fit(A, b, y, factors, given.powers[columns])
    return Fit(check.residuals, check.bound, factors.condition, True, vanishes(A, b, y, factors))


def _relative(given: Posed, error: float, x: Array, among: Array) -> float:
    """An error of the scaled solution relative to the largest entry of x."""
    top = exponent(x)
    size = largest(shifted(x, -top))
    reach = float(np.ldexp(error, int(given.powers[among].max()) - top))
    return reach / size if size else math.inf
