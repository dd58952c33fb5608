"""Running sums along an axis."""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.bounds import Residual, growth, judge
from workbench.operations import zero
from workbench.operations.common import by
from workbench.operations.products import exactly, wrapping
from workbench.operations.products.entries import not_finite, overflow
from workbench.operations.products.shapes import AnyArray, axis_of, entries
from workbench.operations.spec import Array, Cost, Operand, Operation, Outcome, Problem, Route, always

Axis = Annotated[int | None, "the axis along which it runs, 0 for the first; by default through all entries in a row"]
WHAT = "the running sum"


class Running(NamedTuple):
    result: Annotated[Operand, "the sum of the entries up to each"]


def cumsum(A: AnyArray, axis: Axis = None) -> Running:
    """The sum of the entries so far, along an axis or through all of them, as numpy.cumsum has it."""
    if axis is None:
        return Running(Operand("result", (math.prod(A.shape),), A.dtype))
    axis_of(A, axis)
    return Running(Operand("result", A.shape, A.dtype))


def _along(problem: Problem, A: Array) -> tuple[Array, int]:
    """The array that is summed, and along which axis."""
    axis = problem.params["axis"]
    return (A.reshape(-1), 0) if axis is None else (A, axis)


def _run(problem: Problem) -> Outcome:
    A, axis = _along(problem, problem["A"])
    with np.errstate(all="ignore"):
        result = np.cumsum(A, axis=axis, dtype=A.dtype)
    warnings: tuple[str, ...] = ()
    if wrapping.is_integer(result):
        warnings = wrapping.warning(_wrapped(A, axis, result), A.dtype)
    return Outcome({"result": result}, warnings=warnings)


def _wrapped(A: Array, axis: int, result: Array) -> int:
    return wrapping.wrapped(lambda near: near, (np.cumsum(A, axis=axis, dtype=np.float64),), result)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Summed once more in a wider type, against the running sums of moduli (Higham, section 4.2)."""
    (A, axis), value = _along(problem, problem["A"]), outcome.outputs["result"]
    if np.shape(value) != A.shape:
        return Assessment("red", f"Verification failed: {WHAT} does not have the shape {by(A.shape)}.")
    if wrapping.is_integer(value):
        return _certify_integers(A, axis, value)
    with np.errstate(all="ignore"):
        wide = np.cumsum(A, axis=axis, dtype=np.clongdouble if A.dtype.kind == "c" else np.longdouble)
        moduli = np.cumsum(np.abs(A), axis=axis, dtype=np.float64)
        expected = wide.astype(A.dtype)
    if not problem.structures["A"].finite:
        return not_finite(value, expected, WHAT)
    if not np.isfinite(value).all():
        return overflow(WHAT)
    return _judged(problem, value, Residual.of(value - expected, moduli * growth(min(A.size, 4096)), value.dtype))


def _judged(problem: Problem, value: Array, check: Residual) -> Assessment:
    size, level = float(np.abs(value).max(initial=0)), float(check.level.max(initial=0))
    if not size and level and check.passes:
        known, exact = zero.truth(problem, _exact), zero.are_whole([problem["A"]], value.size)
        return zero.verdict(WHAT, value.dtype, True, known, exact, bool(check.observed.any()))
    bound = level / size if size else 0.0
    return judge(value.dtype, bound, check, what=WHAT, green="Summed once more, wider")


def _certify_integers(A: Array, axis: int, value: Array) -> Assessment:
    """The difference of neighbours is the entry, modulo 2ᵇⁱᵗˢ."""
    with np.errstate(all="ignore"):
        back = np.diff(value, axis=axis, prepend=np.zeros_like(np.take(value, [0] if value.size else [], axis=axis)))
    if not np.array_equal(back, A):
        return Assessment("red", f"Verification failed: {WHAT} is not right modulo 2ⁿ.")
    return wrapping.verdict(_wrapped(A, axis, value), value.dtype)


def _exact(problem: Problem) -> dict[str, Any] | None:
    arrays = exactly.inputs(problem, "A")
    if arrays is None:
        return None
    A, axis = _along(problem, arrays[0])
    answer = exactly.finished(np.cumsum(A, axis=axis), A.shape)
    return None if answer is None else {"result": answer}


def cost(A: Operand, axis: int | None = None) -> Cost:
    return Cost(entries(A.shape), entries(A.shape) * A.dtype.itemsize)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A, axis = wrapping.spelled(problem, "A", names[0]), problem.params["axis"]
    dtype = f", dtype=np.{problem['A'].dtype}" if wrapping.is_integer(problem["A"]) else ""
    return f"S = np.cumsum({A}, axis={axis}{dtype})"


CUMSUM = Operation(
    declare=cumsum,
    routes=(Route("NumPy cumsum", always("one entry after the other"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
    finite=False,
    integers=True,
)
