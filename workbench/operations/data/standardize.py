"""Standard scores: every column centred and divided by its standard deviation."""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.agreement import agreement
from workbench.numerics.column_scales import at_own_scale
from workbench.numerics.equilibrium import moved
from workbench.numerics.samples import centered, check_centered, lengths
from workbench.operations.common import unusable
from workbench.operations.data.shared import Divisor, Table, divide_by, need_divisor, verdict
from workbench.operations.spec import Array, Cost, Operand, Operation, Outcome, Problem, Route, always


class StandardScores(NamedTuple):
    result: Annotated[Operand, "each column with mean 0 and standard deviation 1, or 0 where it is constant"]
    mean: Annotated[Operand, "the mean of each column"]
    scale: Annotated[Operand, "the standard deviation of each column, 1 where the column is constant"]


def standardize(X: Table, divisor: Divisor = "n - 1") -> StandardScores:
    """Give every column mean 0 and standard deviation 1, so that units no longer count.

    A constant column has no spread to divide by: it becomes 0.
    """
    need_divisor(X, divisor)
    real = np.zeros(0, X.dtype).real.dtype
    shape = X.shape[1:]
    return StandardScores(
        Operand("result", X.shape, X.dtype), Operand("mean", shape, X.dtype), Operand("scale", shape, real)
    )


def _run(problem: Problem) -> Outcome:
    X, p = at_own_scale(problem["X"])
    rows, mean = centered(X)
    spread = lengths(rows) / math.sqrt(divide_by(len(X), problem.params["divisor"]))
    constant = np.flatnonzero(spread == 0)
    rows /= np.where(spread == 0, 1, spread).astype(rows.real.dtype)
    warnings = tuple(f"Column {j} is constant: it has no spread to divide by." for j in constant[:3].tolist())
    given = np.where(spread == 0, 1.0, moved(spread, p)).astype(rows.real.dtype)
    details = {"divisor": divide_by(len(X), problem.params["divisor"]), "constant_columns": constant.tolist()}
    return Outcome({"result": rows, "mean": moved(mean, p), "scale": given}, {}, warnings, details)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The data over the given scale, centred anew, are the scores; every column of those has deviation 1 or is 0."""
    X, p = at_own_scale(problem["X"])
    scores, mean, given = (outcome.outputs[name] for name in ("result", "mean", "scale"))
    for value, shape, what in (
        (scores, X.shape, "the scores"),
        (mean, X.shape[1:], "the mean"),
        (given, X.shape[1:], "the scale"),
    ):
        if (bad := unusable(value, shape, what)) is not None:
            return bad
    constant, root = ~scores.any(axis=0), math.sqrt(divide_by(len(X), problem.params["divisor"]))
    own = centered(X)
    factors = np.where(constant, 1.0, _brought_back(np.asarray(given), lengths(own.rows) / root, p))
    of_rows, of_mean = check_centered(X, scores, _brought_back(mean, own.mean, p), factors)
    unit = lengths(scores) / root
    of_unit = agreement(unit, np.where(constant, 0.0, 1.0), 4.0, X.dtype, 1.0)
    own_scale = np.where(constant, 1.0, lengths(own.rows))
    lost = bool((_is_subnormal(given, own_scale) | _is_subnormal(mean, own.mean)).any())
    return verdict(
        X.dtype,
        of_rows,
        of_mean,
        of_unit,
        what="the standardised data",
        failed=None if (given[constant] == 1).all() else "Verification failed: a constant column has no scale but 1.",
        green=_holds(constant),
        unproved="The mean or scale of such small numbers underflows: it has lost digits." if lost else None,
    )


def _holds(constant: Array) -> str:
    """What is true of the columns: those that are `constant` have become 0."""
    if not constant.any():
        return "Every column has mean 0 and deviation 1"
    if constant.all():
        return "Every column is constant and has become 0"
    return "Every column that is not constant has mean 0 and deviation 1, and constant ones have become 0"


def _brought_back(value: Array, own: Array, p: Any) -> Array:
    """The value · 2⁻ᵖ; what it is rounded from where it is subnormal, and rounded rightly."""
    wide = value.astype(np.result_type(value.dtype, np.float64))
    least = float(np.finfo(value.dtype).smallest_subnormal)
    rounded = _is_subnormal(value, own) & (np.abs(value - moved(own, p)) <= 2 * least)
    return np.where(rounded, own, moved(wide, -p))


def _is_subnormal(value: Array, own: Array) -> Array:
    """Where it is below full precision; 0 is if it came of another number."""
    return np.asarray((own != 0) & (np.abs(value) < np.finfo(value.dtype).tiny))


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    X, ddof = names[0], 1 if problem.params["divisor"] == "n - 1" else 0
    return (
        f"mean, scale = {X}.mean(axis=0), {X}.std(axis=0, ddof={ddof})\n"
        f"Z = ({X} - mean) / np.where(scale == 0, 1, scale)"
    )


def cost(X: Operand, divisor: str = "n - 1") -> Cost:
    n, p = X.shape
    return Cost(9.0 * n * p, 1.0 * n * p * X.dtype.itemsize)


STANDARDIZE = Operation(
    declare=standardize,
    routes=(Route("Two-pass mean and deviation", always("each column by itself"), _run, _code),),
    certify=certify,
    cost=cost,
    stacked=True,
)
