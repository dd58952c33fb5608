"""Sums and means over one axis or all of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.bounds import Residual, growth, judge
from workbench.operations import zero
from workbench.operations.common import by, shape_error
from workbench.operations.products import exactly
from workbench.operations.products.entries import overflow
from workbench.operations.products.shapes import AnyArray, axis_of, entries
from workbench.operations.products.slabs import aligned, slabs
from workbench.operations.spec import Array, Cost, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.zero import truth

Axis = Annotated[int | None, "the axis that is summed away, 0 for the first; by default all of them"]


class Total(NamedTuple):
    result: Annotated[Operand, "the sums, without the axis that was summed"]


class Mean(NamedTuple):
    result: Annotated[Operand, "the means, without the axis they are taken over"]


def sum(A: AnyArray, axis: Axis = None) -> Total:
    """The sum over an axis, or of all entries; the axis disappears."""
    return Total(Operand("result", _left(A, axis), A.dtype))


def mean(A: AnyArray, axis: Axis = None) -> Mean:
    """The mean over an axis, or of all entries; the axis disappears."""
    shape = _left(A, axis)
    if not (math.prod(A.shape) if axis is None else A.shape[axis_of(A, axis)]):
        raise shape_error(f"{A.name} is {by(A.shape)}: there is nothing to take a mean of.", "Add entries.", (), A)
    return Mean(Operand("result", shape, A.dtype))


def _left(A: Operand, axis: int | None) -> tuple[int, ...]:
    if axis is None:
        return ()
    at = axis_of(A, axis)
    return A.shape[:at] + A.shape[at + 1 :]


def cost(A: Operand, axis: int | None = None) -> Cost:
    size = entries(A.shape)
    return Cost(size, entries(_left(A, axis)) * A.dtype.itemsize)


def _over(problem: Problem) -> tuple[int, ...]:
    A, axis = problem["A"], problem.params["axis"]
    return tuple(range(A.ndim)) if axis is None else (axis % A.ndim,)


def _summed(A: Array, over: tuple[int, ...]) -> tuple[Array, Array]:
    """Sums of the entries and of their moduli, part by part in another order than NumPy's, at least in float64."""
    wide = np.complex128 if A.dtype.kind == "c" else np.float64
    shape = tuple(1 if axis in over else n for axis, n in enumerate(A.shape))
    total, moduli = np.zeros(shape, wide), np.zeros(shape)
    order = sorted(range(A.ndim), key=lambda axis: -abs(A.strides[axis]))
    (seen,) = aligned(A)
    into = [array.transpose(order) for array in (total, moduli)]
    axes = tuple(order.index(axis) for axis in over)
    with np.errstate(all="ignore"):
        for index in slabs(seen.shape):
            part = seen[index]
            place = tuple(np.s_[:] if axis in axes else cut for axis, cut in enumerate(index))
            into[0][place] += part.sum(axis=axes, keepdims=True, dtype=wide)
            into[1][place] += np.abs(part).sum(axis=axes, keepdims=True, dtype=np.float64)
    return total, moduli


def _operation(declare: Callable[..., NamedTuple], mean_of: bool) -> Operation:
    name = declare.__name__

    def run(problem: Problem) -> Outcome:
        A, over = problem["A"], _over(problem)
        with np.errstate(all="ignore"):
            result = np.asarray((A.mean if mean_of else A.sum)(axis=over))
        return Outcome({"result": result}, details={"before": list(A.shape), "after": list(result.shape)})

    def certify(problem: Problem, outcome: Outcome) -> Assessment:
        """Sum again in parts; errors are relative to the sum of moduli (Higham, section 4.2)."""
        A, value, over = problem["A"], outcome.outputs["result"], _over(problem)
        shape = tuple(n for axis, n in enumerate(A.shape) if axis not in over)
        if np.shape(value) != shape:
            return Assessment("red", f"Verification failed: the {name} does not have the shape {by(shape)}.")
        count = math.prod(A.shape[axis] for axis in over)
        total, moduli = (array.reshape(shape) / (count if mean_of else 1) for array in _summed(A, over))
        if not problem.structures["A"].finite:
            return _not_finite(np.asarray(value), total, f"the {name}")
        if not np.isfinite(value).all():
            return overflow(f"the {name}")
        check = Residual.of(np.abs(value - total), moduli * growth(min(count, 4096)), value.dtype)
        size = float(np.abs(value).max(initial=0))
        if not size and check.passes and moduli.any():
            what, known = f"the {name}", truth(problem, exact)
            return zero.verdict(what, value.dtype, True, known, zero.are_whole([A], count), bool(check.observed.any()))
        bound = float(check.level.max(initial=0)) / size if size else 0.0
        return judge(value.dtype, bound, check, what=f"the {name}", green="Summed once more in another order")

    def exact(problem: Problem) -> dict[str, Any] | None:
        arrays, over = exactly.inputs(problem, "A"), _over(problem)
        if arrays is None:
            return None
        count = math.prod(arrays[0].shape[axis] for axis in over) if mean_of else 1
        total = np.asarray(arrays[0].sum(axis=over), dtype=object)
        answer = exactly.finished(total / count, total.shape)
        return None if answer is None else {"result": answer}

    def code(problem: Problem, names: tuple[str, ...]) -> str:
        axis = problem.params["axis"]
        return f"s = np.{name}({names[0]}" + (")" if axis is None else f", axis={axis})")

    route = Route(f"NumPy {name}", always("pairwise summation"), run, code)
    return Operation(declare, (route,), certify, cost, exact, finite=False)


def _not_finite(value: Array, total: Array, what: str) -> Assessment:
    """Where NaN and Inf came in they must come out; sums beside them are compared roughly."""
    agrees = np.isfinite(value) == np.isfinite(total)
    close = np.isclose(value, total, rtol=1e-4, equal_nan=True) | ~np.isfinite(total)
    if not (agrees & close).all():
        return Assessment("red", f"Verification failed: this is not {what}.")
    return Assessment("amber", "NaN or Inf in the input pass through.")


SUM = _operation(sum, mean_of=False)
MEAN = _operation(mean, mean_of=True)
