"""Centring: every column minus its mean."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.numerics.bounds import quantum
from workbench.numerics.column_scales import at_own_scale
from workbench.numerics.equilibrium import moved
from workbench.numerics.probes import largest
from workbench.numerics.samples import centered, check_centered
from workbench.operations.common import unusable
from workbench.operations.data.shared import Table, mean_exactly, need_table, verdict
from workbench.operations.spec import Cost, Operand, Operation, Outcome, Problem, Route, always


class CenteredData(NamedTuple):
    result: Annotated[Operand, "the rows minus the mean: every column has mean 0"]
    mean: Annotated[Operand, "the mean of each column"]


def center(X: Table) -> CenteredData:
    """Take the mean of each column from it, so that the cloud of samples has its middle at 0.

    The rounding error of the mean is taken out again, so that data far from 0 keep the digits of their spread.
    """
    need_table(X)
    return CenteredData(Operand("result", X.shape, X.dtype), Operand("mean", X.shape[1:], X.dtype))


def _run(problem: Problem) -> Outcome:
    X, powers = at_own_scale(problem["X"])
    rows, mean = centered(X)
    if powers.any():
        rows, mean = moved(rows, powers), moved(mean, powers)
    return Outcome({"result": rows, "mean": mean})


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Compare with a mean that is summed in another way, corrected, and taken from the rows."""
    X, powers = at_own_scale(problem["X"])
    rows, mean = outcome.outputs["result"], outcome.outputs["mean"]
    bad = unusable(rows, X.shape, "the centred data") or unusable(mean, X.shape[1:], "the mean")
    if bad is not None:
        return bad
    words: dict[str, Any] = {"what": "the centred data", "green": "The mean is summed anew, and the rows agree"}
    if not powers.any():
        return verdict(X.dtype, *check_centered(X, rows, mean), **words)
    parts = check_centered(X, moved(rows, -powers), moved(mean, -powers), 1.0, powers)
    least = min((size for size in (largest(rows), largest(mean)) if size), default=1.0)
    return verdict(X.dtype, *parts, spacing=quantum(X.dtype) / least, **words)


def _exact(problem: Problem) -> dict[str, Any] | None:
    X = problem.exact.get("X")
    if X is None or not exact.fits(X):
        return None
    mean = mean_exactly(X)
    return {"result": X - mean, "mean": mean}


def cost(X: Operand) -> Cost:
    n, p = X.shape
    return Cost(6.0 * n * p, 1.0 * n * p * X.dtype.itemsize)


CENTER = Operation(
    declare=center,
    routes=(
        Route(
            "Two-pass mean",
            always("the mean's own rounding error is corrected"),
            _run,
            lambda _, names: f"mean = {names[0]}.mean(axis=0)\nB = {names[0]} - mean",
        ),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    stacked=True,
)
