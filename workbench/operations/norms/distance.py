"""The distance between two vectors or matrices."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.numerics.bounds import Residual, eps, grain, judge
from workbench.numerics.probes import scaled, shifted
from workbench.numerics.sizes import rounding, size, size_again
from workbench.operations.common import by, shape_error
from workbench.operations.norms.exactly import exact_norm
from workbench.operations.norms.powers import check_power, vector_kind
from workbench.operations.norms.unit import P
from workbench.operations.scaled_code import divided, far
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always

Point = Annotated[Operand, Axes((1, 2), "a vector or matrix")]


class Distance(NamedTuple):
    result: Annotated[Operand, "the p-norm of the difference, a number that is never negative"]


def distance(
    x: Point,
    y: Point,
    p: Annotated[P | float, "2: straight line, 1: along the axes, inf: largest difference, or any p ≥ 0"] = 2,
) -> Distance:
    """How far two vectors are apart: the p-norm of their difference, entry by entry for matrices too.

    Below p = 1 the way round a corner may be shorter than the straight one.
    """
    check_power(p)
    if x.shape != y.shape:
        message = f"{x.name} is {by(x.shape)} and {y.name} is {by(y.shape)}: they are not points of one space."
        raise shape_error(message, "Both must have the same shape.", (), x, y)
    return Distance(Operand("result", (), np.zeros(0, np.result_type(x.dtype, y.dtype)).real.dtype))


def _difference(problem: Problem) -> tuple[Array, int]:
    """(x − y) 2⁻ᵏ as one vector, and k: each entry is rounded once."""
    dtype = np.result_type(problem["x"], problem["y"])
    both, k = scaled(np.stack([problem["x"].astype(dtype), problem["y"].astype(dtype)]).reshape(2, -1), limit=100)
    return both[0] - both[1], k


def _kind(problem: Problem) -> Any:
    return vector_kind(problem.params.get("p", 2))


def _run(problem: Problem) -> Outcome:
    d, k = _difference(problem)
    value = size(d, _kind(problem))
    return Outcome({"result": value if _kind(problem) == "zero" else shifted(value, k)})


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The norm of the difference in another order of summation: a difference is rounded once, however small it is."""
    (d, k), kind = _difference(problem), _kind(problem)
    value = np.asarray(outcome.outputs["result"])
    right = size_again(d, kind)
    right = right if kind == "zero" else shifted(right, k)
    if value.shape != () or np.isnan(value):
        return Assessment("red", "Verification failed: the distance is not a number.")
    if np.isinf(value) or np.isinf(right):
        same = bool(value == right)
        reason = "The distance is beyond the largest number of the type."
        return Assessment("amber" if same else "red", reason if same else f"Verification failed. {reason}")
    unit = rounding(d, kind)
    check = Residual.of(abs(value * 0.5 - right * 0.5), unit / 4 * (abs(right * 0.5) + grain(d.dtype)), d.dtype)
    return judge(
        d.dtype, unit * eps(d.dtype), check, what="the distance", residual=check.relative,
        green="Two ways of computing it agree",
    )  # fmt: skip


def cost(x: Operand, y: Operand, p: P | float = 2) -> Cost:
    count = float(np.prod(x.shape))
    return Cost(4.0 * count, 32.0 * count)


def _exact(problem: Problem) -> dict[str, Any] | None:
    x, y = problem.exact.get("x"), problem.exact.get("y")
    if x is None or y is None or not exact.fits(x, y):
        return None
    found = exact_norm((x - y).reshape(-1), _kind(problem))
    return None if found is None else {"result": found}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    p = problem.params.get("p", 2)
    flat = ".ravel()" if problem["x"].ndim == 2 else ""
    x, y = names
    line, x, times, over = divided(problem, "x" if far(problem, "x") else "y", x)
    return f"{line}d = {times}np.linalg.norm(({x} - {y}{over}){flat}, {'np.inf' if p == 'inf' else repr(p)})"


DISTANCE = Operation(
    declare=distance,
    routes=(Route("NumPy sums at a safe scale", always("the norm of a difference"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
)
