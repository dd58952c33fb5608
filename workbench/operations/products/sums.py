"""Sums and means over one axis or all of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.bounds import Residual, grain, growth, judge, quantum
from workbench.numerics.probes import largest_part, shifted
from workbench.operations import zero
from workbench.operations.common import by, shape_error
from workbench.operations.products import exactly, wrapping
from workbench.operations.products.entries import not_finite, overflow
from workbench.operations.products.shapes import AnyArray, axis_of, entries
from workbench.operations.products.slabs import aligned, slabs
from workbench.operations.scaled_code import divided
from workbench.operations.spec import Array, Cost, Operand, Operation, Outcome, Problem, Route, always

Axis = Annotated[int | None, "the axis that is summed away, 0 for the first; by default all of them"]


class Total(NamedTuple):
    result: Annotated[Operand, "the sums, without the axis that was summed"]


class Mean(NamedTuple):
    result: Annotated[Operand, "the means, without the axis they are taken over"]


def sum(A: AnyArray, axis: Axis = None) -> Total:
    """The sum over an axis, or of all entries; the axis disappears. Integer types wrap round in their own type."""
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
    return Cost(entries(A.shape), entries(_left(A, axis)) * A.dtype.itemsize)


def _too_large(problem: Problem) -> int:
    """The exponent of the power of two that sums of moduli are divided by, 0 unless they leave the range of float64."""
    A, p = problem["A"], problem.structures["A"].exponent or 0
    return A.size.bit_length() + 1 if A.dtype.kind in "fc" and p + A.size.bit_length() > 1000 else 0


def _over(problem: Problem) -> tuple[int, ...]:
    A, axis = problem["A"], problem.params["axis"]
    return tuple(range(A.ndim)) if axis is None else (axis % A.ndim,)


def _summed(A: Array, over: tuple[int, ...]) -> tuple[Array, Array]:
    """Sums of the entries and of their moduli, part by part in another order than NumPy's.

    In float64 at least; those of integers in 64 bits, modulo which they are exact.
    """
    wide = {"c": np.complex128, "i": np.int64, "u": np.uint64}.get(A.dtype.kind, np.float64)
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


@dataclass(frozen=True)
class Reduction:
    """Sums, or with `mean` the means."""

    name: str
    mean: bool = False

    @property
    def what(self) -> str:
        return f"the {self.name}"

    def run(self, problem: Problem) -> Outcome:
        A, over = problem["A"], _over(problem)
        with np.errstate(all="ignore"):
            result = self._reduced(A, over)
        warnings = wrapping.warning(_wrapped(A, over, result), A.dtype) if wrapping.is_integer(A) else ()
        details = {"before": list(A.shape), "after": list(result.shape)}
        return Outcome({"result": result}, warnings=warnings, details=details)

    def _reduced(self, A: Array, over: tuple[int, ...]) -> Array:
        """Sums that overflow are made once more of smaller numbers: a mean, or what follows, may bring them back."""
        result = np.asarray(A.mean(axis=over) if self.mean else A.sum(axis=over, dtype=A.dtype))
        if A.dtype.kind not in "fc" or np.isfinite(largest_part(result)):
            return result
        p = A.size.bit_length()
        smaller = shifted(A, -p)
        again = shifted(np.asarray(smaller.mean(axis=over) if self.mean else smaller.sum(axis=over)), p)
        return np.where(np.isfinite(result), result, again)

    def certify(self, problem: Problem, outcome: Outcome) -> Assessment:
        """Sum again in parts; errors are relative to the sum of moduli (Higham, section 4.2)."""
        A, value, over = problem["A"], outcome.outputs["result"], _over(problem)
        shape = tuple(n for axis, n in enumerate(A.shape) if axis not in over)
        if np.shape(value) != shape:
            return Assessment("red", f"Verification failed: {self.what} does not have the shape {by(shape)}.")
        p = _too_large(problem)
        total, moduli = (array.reshape(shape) for array in _summed(shifted(A, -p) if p else A, over))
        if wrapping.is_integer(value):
            right = np.array_equal(value, total.astype(value.dtype))
            return wrapping.verdict(_wrapped(A, over, value), value.dtype) if right else WRONG
        count = math.prod(A.shape[axis] for axis in over)
        total, moduli = (array / (count if self.mean else 1) for array in (total, moduli))
        if not problem.structures["A"].finite:
            return not_finite(np.asarray(value), total, self.what)
        if not np.isfinite(value).all():
            return overflow(self.what)
        value = shifted(value, -p) if p else value
        least = np.where(moduli > 0, grain(value.dtype), 0.0) if self.mean else 0.0
        check = Residual.of(np.abs(value - total), moduli * growth(min(count, 4096)) + least, value.dtype)
        return self._judged(problem, value, check, count)

    def _judged(self, problem: Problem, value: Array, check: Residual, count: int) -> Assessment:
        size, level = float(np.abs(value).max(initial=0)), float(check.level.max(initial=0))
        if not size and level and check.passes:
            known, exact = zero.truth(problem, self.exact), zero.are_whole([problem["A"]], count)
            return zero.verdict(self.what, value.dtype, True, known, exact, bool(check.observed.any()))
        green = "Summed once more in another order"
        spacing = quantum(value.dtype) / size if self.mean and size else 0.0
        bound = level / size if size else 0.0
        return judge(value.dtype, bound, check, what=self.what, green=green, spacing=spacing)

    def exact(self, problem: Problem) -> dict[str, Any] | None:
        arrays, over = exactly.inputs(problem, "A"), _over(problem)
        if arrays is None:
            return None
        count = math.prod(arrays[0].shape[axis] for axis in over) if self.mean else 1
        total = np.asarray(arrays[0].sum(axis=over), dtype=object)
        answer = exactly.finished(total / count, total.shape)
        return None if answer is None else {"result": answer}

    def code(self, problem: Problem, names: tuple[str, ...]) -> str:
        axis, dtype = problem.params["axis"], problem["A"].dtype
        arguments = [wrapping.spelled(problem, "A", names[0])]
        arguments += [] if axis is None else [f"axis={axis}"]
        arguments += [f"dtype=np.{dtype}"] if dtype.kind in "iu" else []
        line, arguments[0], times, _ = divided(problem, "A", arguments[0]) if self.mean else ("", arguments[0], "", "")
        return f"{line}s = {times}np.{self.name}({', '.join(arguments)})"

    def operation(self, declare: Callable[..., NamedTuple]) -> Operation:
        route = Route(f"NumPy {self.name}", always("pairwise summation"), self.run, self.code)
        return Operation(
            declare, (route,), self.certify, cost, self.exact, finite=False, integers=not self.mean
        )  # fmt: skip


WRONG = Assessment("red", "Verification failed: the sum is not right modulo 2ⁿ.")


def _wrapped(A: Array, over: tuple[int, ...], value: Array) -> int:
    """How many integer sums are beyond their type."""
    return wrapping.wrapped(lambda near: near, (np.asarray(A.sum(axis=over, dtype=np.float64)),), np.asarray(value))


SUM = Reduction("sum").operation(sum)
MEAN = Reduction("mean", mean=True).operation(mean)
