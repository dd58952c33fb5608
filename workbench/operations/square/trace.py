"""The trace: the sum of the diagonal, rounded once."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.numerics.bounds import Residual, eps, grain, judge
from workbench.numerics.probes import scaled, shifted
from workbench.operations.common import unusable
from workbench.operations.on_device import device_route
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always


class Trace(NamedTuple):
    result: Annotated[Operand, "the sum of the diagonal; for a square matrix also the sum of the eigenvalues"]


def trace(A: Matrix2) -> Trace:
    """The sum of the diagonal entries."""
    return Trace(Operand("result", (), A.dtype))


def _sum(d: Array) -> Array:
    """The exact sum, rounded once to the type (Shewchuk's algorithm); what IEEE says where there is NaN or Inf."""
    if not np.isfinite(d).all():
        with np.errstate(invalid="ignore"):
            return np.asarray(d.sum(), dtype=d.dtype)
    d, p = scaled(d)
    total = complex(math.fsum(d.real), math.fsum(d.imag)) if d.dtype.kind == "c" else math.fsum(d)
    return shifted(np.asarray(total, dtype=d.dtype), p)


def _run(problem: Problem) -> Outcome:
    return Outcome({"result": _sum(np.diagonal(problem["A"]))})


def _run_device(problem: Problem) -> Outcome:
    diagonal = problem.place.get(problem.place.xp.linalg.diagonal(problem.place["A"]))
    return Outcome({"result": _sum(diagonal)})


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Sum once more, without rounding, and compare; the sum itself is rounded only once."""
    d, value = np.diagonal(problem["A"]), outcome.outputs["result"]
    expected = _sum(d)
    if not np.isfinite(d).all():
        return _not_finite(value, expected)
    if not np.isfinite(expected) and np.array_equal(value, expected):
        return Assessment("amber", "The sum is beyond the largest number of the type.")
    if (bad := unusable(value, (), "the trace")) is not None:
        return bad
    check = Residual.of(abs(value * 0.5 - expected * 0.5), abs(expected * 0.5) + grain(d.dtype), d.dtype)
    return judge(d.dtype, max(check.relative, eps(d.dtype)), check, what="the trace", green="The sum is rounded once")


def _not_finite(value: Array, expected: Array) -> Assessment:
    if not np.array_equal(value, expected, equal_nan=True):
        return Assessment("red", "Verification failed: this is not the sum of the diagonal.")
    return Assessment("amber", "The diagonal holds NaN or Inf.")


def _exact(problem: Problem) -> dict[str, Fraction] | None:
    A = problem.exact.get("A")
    if A is None or not exact.fits(A):
        return None
    return {"result": Fraction(sum(np.diagonal(A)))}


def cost(A: Operand) -> Cost:
    return Cost(float(min(A.shape)), 64.0 * min(A.shape))


TRACE = Operation(
    declare=trace,
    routes=(
        Route(
            "Correctly rounded sum (math.fsum)",
            always("a sum of few numbers can be rounded once"),
            _run,
            lambda _, names: f"t = np.trace({names[0]})",
        ),
        device_route(
            "Correctly rounded sum of the diagonal (math.fsum)",
            always("a sum of few numbers can be rounded once"),
            _run_device,
            lambda _, names: f"t = np.trace({names[0]})",
            "product",
        ),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    finite=False,
    stacked=True,
)
