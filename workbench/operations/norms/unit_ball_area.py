"""The area of the unit ball of a p-norm."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import balls
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import Residual, eps, judge
from workbench.operations.norms.unit import P
from workbench.operations.spec import Cost, Operand, Operation, Outcome, Problem, Route, always

MOST = 1000
ROUND = {1: Fraction(2), 2: "pi", 3: "4*pi/3"}
"""The content of the round ball in few dimensions."""


class Area(NamedTuple):
    result: Annotated[Operand, "the area of all x with ‖x‖ₚ ≤ 1; in three dimensions the volume, and so on"]


def unit_ball_area(
    p: Annotated[P | float, "the exponent: 2 circle, 1 diamond, inf square, below 1 a star"] = 2,
    n: Annotated[int, "how many dimensions"] = 2,
) -> Area:
    """The area of the unit ball of the p-norm, 4 Γ(1 + 1/p)² / Γ(1 + 2/p); the volume in n dimensions.

    In n dimensions 2ⁿ Γ(1 + 1/p)ⁿ / Γ(1 + n/p) (Dirichlet 1839). Below p = 1 the ball is not convex: no norm.
    """
    if not p == "inf" and not float(p) > 0:
        raise UserError("domain", f"There is no unit ball for p = {p:g}.", "p must be greater than 0.")
    if not 1 <= n <= MOST:
        raise UserError("domain", f"n cannot be {n}.", f"Choose from 1 to {MOST} dimensions.")
    return Area(Operand("result", (), np.dtype(np.float64)))


def _exponent(problem: Problem) -> float:
    p = problem.params.get("p", 2)
    return math.inf if p == "inf" else float(p)


def _run(problem: Problem) -> Outcome:
    p, n = _exponent(problem), int(problem.params.get("n", 2))
    log = n * math.log(2) + n * math.lgamma(1 + 1 / p) - math.lgamma(1 + n / p)
    direct = 2.0**n if math.isinf(p) else _product(p, n)
    value = direct if direct is not None else math.exp(log)
    warnings = ("Below p = 1 the ball is not convex, so the triangle rule fails: this is no norm.",) if p < 1 else ()
    return Outcome({"result": np.asarray(value, dtype=problem.dtype.type(0).real.dtype)}, {}, warnings)


def _product(p: float, n: int) -> float | None:
    """Without logarithms where nothing overflows."""
    if 1 + n / p > 170 or n > 200:
        return None
    return float((2 * math.gamma(1 + 1 / p)) ** n / math.gamma(1 + n / p))


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Compare with the gamma function in ball arithmetic."""
    value = np.asarray(outcome.outputs["result"])
    p, n = _exponent(problem), int(problem.params.get("n", 2))
    truth = balls.ball_content(p, n)
    if value.shape != () or not np.isfinite(value) or value < 0:
        return Assessment("red", "Verification failed: an area is a number that is not negative.")
    if not truth:
        reason = "The area is below the smallest number of the type."
        return Assessment("red" if value else "amber", f"Verification failed. {reason}" if value else reason)
    size = 1 + (0.0 if math.isinf(p) else abs(math.lgamma(1 + n / p)) + n * (1 + abs(math.lgamma(1 + 1 / p))))
    check = Residual.of(abs(float(value) - truth), size * truth + 5e-324, value.dtype)
    bound = max(check.relative * size, size * eps(value.dtype))
    return judge(value.dtype, bound, check, what="the area", green="Ball arithmetic agrees")


def cost(p: P | float = 2, n: int = 2) -> Cost:
    return Cost(1000.0, 8.0)


def _exact(problem: Problem) -> dict[str, Any] | None:
    """2ⁿ (k!)ⁿ / (n k)! for p = 1/k, 2ⁿ for p = ∞, and π for the circle."""
    p, n = _exponent(problem), int(problem.params.get("n", 2))
    if math.isinf(p):
        return {"result": Fraction(2**n)}
    if p == 2:
        return {"result": ROUND[n]} if n in ROUND else None
    k = 1 / Fraction(p)
    if k.denominator != 1 or k * n > MOST:
        return None
    whole = int(k)
    return {"result": Fraction((2 * math.factorial(whole)) ** n, math.factorial(n * whole))}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    p, n = _exponent(problem), problem.params.get("n", 2)
    if math.isinf(p):
        return f"a = 2.0**{n}"
    if _product(p, n) is None:
        log = f"{n} * (np.log(2) + gammaln(1 + 1 / {p!r})) - gammaln(1 + {n} / {p!r})"
        return f"from scipy.special import gammaln\na = np.exp({log})"
    return f"import math\na = (2 * math.gamma(1 + 1 / {p!r}))**{n} / math.gamma(1 + {n} / {p!r})"


UNIT_BALL_AREA = Operation(
    declare=unit_ball_area,
    routes=(Route("Gamma function", always("Dirichlet's formula"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
)
