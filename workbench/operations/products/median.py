"""The median over one axis or of all entries."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.bounds import eps, judge, quantum
from workbench.operations.common import by, shape_error, unusable
from workbench.operations.products import exactly
from workbench.operations.products.shapes import AnyArray, axis_of, entries
from workbench.operations.spec import Array, Cost, Operand, Operation, Outcome, Problem, Route, always

WHAT = "the median"


class Median(NamedTuple):
    result: Annotated[Operand, "the medians, without the axis they are taken over"]


def median(
    A: AnyArray, axis: Annotated[int | None, "the axis that disappears, 0 for the first; by default all of them"] = None
) -> Median:
    """The median over an axis, or of all entries: as many are smaller as larger; of two in the middle their mean.

    Unlike the mean it hardly moves where a few entries are far off. NaN has no place in an order and is refused.
    """
    at = None if axis is None else axis_of(A, axis)
    if not (math.prod(A.shape) if at is None else A.shape[at]):
        raise shape_error(f"{A.name} is {by(A.shape)}: there is nothing in the middle.", "Add entries.", (), A)
    return Median(Operand("result", () if at is None else A.shape[:at] + A.shape[at + 1 :], A.dtype))


def cost(A: Operand, axis: int | None = None) -> Cost:
    return Cost(20.0 * entries(A.shape), 16.0 * entries(A.shape))


def _columns(problem: Problem, A: Array) -> tuple[Array, tuple[int, ...]]:
    """The numbers of each median as a column, and the shape of the answer."""
    axis = problem.params["axis"]
    if axis is None:
        return A.reshape(-1, 1), ()
    front = np.moveaxis(A, axis, 0)
    return front.reshape(len(front), math.prod(front.shape[1:])), front.shape[1:]


def _run(problem: Problem) -> Outcome:
    A, shape = _columns(problem, problem["A"])
    low, high = (len(A) - 1) // 2, len(A) // 2
    middle = np.partition(A, (low, high), axis=0)
    value = _mean(middle[low], middle[high])
    return Outcome({"result": value.reshape(shape)}, details={"before": list(problem["A"].shape), "after": list(shape)})


def _mean(low: Array, high: Array) -> Array:
    """Halves are added where the sum would overflow; others lose nothing before they are added."""
    total = low + high
    return np.asarray(np.where(np.isfinite(total), total / 2, low / 2 + high / 2))


def _sorted(A: Array) -> tuple[Array, Array]:
    """The two numbers in the middle of each column, which are one where there are oddly many."""
    ordered = np.sort(A, axis=0)
    return ordered[(len(A) - 1) // 2], ordered[len(A) // 2]


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """What stands in the middle of the numbers in order; the mean of two of them is rounded once."""
    A, shape = _columns(problem, problem["A"])
    value = outcome.outputs["result"]
    if (bad := unusable(value, shape, WHAT)) is not None:
        return bad
    low, high = _sorted(A)
    if not np.array_equal(np.ravel(value), _mean(low, high)):
        return Assessment("red", "Verification failed: this does not stand in the middle of the numbers.")
    size = float(np.abs(value).max(initial=0))
    if not size and ((low != -high) & (low != high)).any():
        return Assessment("amber", "The median underflows to 0.", digits=0)
    rounded = bool((low != high).any())
    spacing = quantum(A.dtype) / size if size and rounded else 0.0
    bound = eps(A.dtype) / 2 * rounded + spacing
    return judge(A.dtype, bound, what=WHAT, green="It stands in the middle of the sorted numbers", spacing=spacing)


def _exact(problem: Problem) -> dict[str, Any] | None:
    arrays = exactly.inputs(problem, "A")
    if arrays is None:
        return None
    A, shape = _columns(problem, arrays[0])
    low, high = _sorted(A)
    answer = exactly.finished(((low + high) / Fraction(2)).reshape(shape), shape)
    return None if answer is None else {"result": answer}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    """Halved where the sum of two numbers may overflow."""
    along = "" if problem.params["axis"] is None else f", axis={problem.params['axis']}"
    if (problem.structures["A"].exponent or 0) >= np.finfo(problem["A"].dtype).maxexp:
        return f"m = 2 * np.median({names[0]} / 2{along})"
    return f"m = np.median({names[0]}{along})"


MEDIAN = Operation(
    declare=median,
    routes=(Route("NumPy partition", always("only the middle has to be in its place"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
    real=True,
)
