"""Running sums and products along an axis."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.bounds import Residual, grain, growth, judge, quantum
from workbench.numerics.probes import largest_part, shifted
from workbench.numerics.running_products import running_products
from workbench.operations import zero
from workbench.operations.common import by
from workbench.operations.products import exactly, wrapping
from workbench.operations.products.entries import not_finite, overflow
from workbench.operations.products.shapes import AnyArray, axis_of, entries
from workbench.operations.spec import Array, Cost, Operand, Operation, Outcome, Problem, Route, always

Axis = Annotated[int | None, "the axis along which it runs, 0 for the first; by default through all entries in a row"]
HUGE, DOWN = 2.0**900, 80
"""From where sums of moduli may leave the range of float64, and by which power of two they are divided then."""


class Running(NamedTuple):
    result: Annotated[Operand, "the sum of the entries up to each"]


class RunningProduct(NamedTuple):
    result: Annotated[Operand, "the product of the entries up to each"]


def cumsum(A: AnyArray, axis: Axis = None) -> Running:
    """The sum of the entries so far, along an axis or through all of them, as numpy.cumsum has it."""
    return Running(_declared(A, axis))


def cumprod(A: AnyArray, axis: Axis = None) -> RunningProduct:
    """The product of the entries so far, along an axis or through all of them, as numpy.cumprod has it.

    A product on the way that leaves the range of the type does not spoil those after it.
    """
    return RunningProduct(_declared(A, axis))


def _declared(A: Operand, axis: int | None) -> Operand:
    if axis is None:
        return Operand("result", (math.prod(A.shape),), A.dtype)
    axis_of(A, axis)
    return Operand("result", A.shape, A.dtype)


def _sums(A: Array, axis: int) -> Array:
    """Sums that overflow are made once more of smaller numbers: later entries may bring them back."""
    found = np.asarray(np.cumsum(A, axis=axis, dtype=A.dtype))
    if A.dtype.kind not in "fc" or np.isfinite(largest_part(found)):
        return found
    p = A.size.bit_length()
    return np.where(np.isfinite(found), found, shifted(np.cumsum(shifted(A, -p), axis=axis, dtype=A.dtype), p))


def _products(A: Array, axis: int) -> Array:
    return running_products(A, axis) if A.dtype.kind in "fc" else np.asarray(np.cumprod(A, axis=axis, dtype=A.dtype))


def _size_of_sums(A: Array, wide: Array, axis: int) -> Array:
    """The sums of moduli (Higham, section 4.2)."""
    moduli = np.abs(A.astype(wide.dtype))  # which may be beyond the type of A
    return np.asarray(np.cumsum(moduli, axis=axis) * growth(min(A.size, 4096)))


def _size_of_products(A: Array, wide: Array, axis: int) -> Array:
    """The product itself, for as many roundings as it has factors, and the least number; nothing where one is 0.

    Roundings of equal factors may all go one way, so that the fortieth part of their number is allowed for.
    """
    shape = tuple(-1 if i == axis else 1 for i in range(A.ndim))
    roundings = np.maximum(1.0, np.arange(A.shape[axis]) / 40).reshape(shape)
    least = np.where(wide == 0, 0.0, grain(A.dtype))
    return np.asarray(np.abs(wide) * roundings + least)


def _differences(A: Array, value: Array, axis: int) -> bool:
    """Whether the difference of neighbours is the entry, modulo 2ᵇⁱᵗˢ."""
    back = np.diff(value, axis=axis, prepend=np.zeros_like(np.take(value, [0] if value.size else [], axis=axis)))
    return np.array_equal(back, A)


def _factors(A: Array, value: Array, axis: int) -> bool:
    """Whether each product is the one before times the entry, modulo 2ᵇⁱᵗˢ."""
    value, A = np.moveaxis(value, axis, 0), np.moveaxis(A, axis, 0)
    return np.array_equal(value[:1], A[:1]) and np.array_equal(value[1:], (value[:-1] * A[1:]).astype(A.dtype))


@dataclass(frozen=True)
class Accumulation:
    """NumPy's function, what each entry is, what its rounding is relative to, and the check of integers.

    `divides` says that small results are rounded to multiples of the least number.
    """

    name: str
    what: str
    why: str
    function: Callable[[Array, int], Array]
    size: Callable[[Array, Array, int], Array]
    whole: Callable[[Array, Array, int], bool]
    divides: bool = False

    def run(self, problem: Problem) -> Outcome:
        A, axis = _along(problem, problem["A"])
        with np.errstate(all="ignore"):
            result = self.function(A, axis)
        warnings: tuple[str, ...] = ()
        if wrapping.is_integer(result):
            warnings = wrapping.warning(self._wrapped(A, axis, result), A.dtype)
        return Outcome({"result": result}, warnings=warnings)

    def _wrapped(self, A: Array, axis: int, result: Array) -> int:
        return wrapping.wrapped(lambda near: near, (self.function(A.astype(np.float64), axis),), result)

    def certify(self, problem: Problem, outcome: Outcome) -> Assessment:
        """Once more in a wider type, against what the rounding of each entry is relative to."""
        (A, axis), value = _along(problem, problem["A"]), outcome.outputs["result"]
        if np.shape(value) != A.shape:
            return Assessment("red", f"Verification failed: {self.what} does not have the shape {by(A.shape)}.")
        if wrapping.is_integer(value):
            return self._certify_integers(A, axis, value)
        with np.errstate(all="ignore"):
            wide = self.function(A.astype(np.clongdouble if A.dtype.kind == "c" else np.longdouble), axis)
            expected = wide.astype(A.dtype)
            if not problem.structures["A"].finite:
                return not_finite(value, expected, self.what)
            if not np.isfinite(value).all() and np.array_equal(np.isfinite(value), np.isfinite(expected)):
                return overflow(self.what)
            size, p = self.size(A, wide, axis), 0 if np.abs(wide).max(initial=0) < HUGE else -DOWN
            observed = np.ldexp(np.abs(value - wide), p).astype(np.float64)
            return self._judged(problem, shifted(value, p), Residual.of(observed, np.ldexp(size, p), A.dtype))

    def _judged(self, problem: Problem, value: Array, check: Residual) -> Assessment:
        size, level = float(largest_part(value)), float(check.level.max(initial=0))
        if not size and level and check.passes:
            known, exact = zero.truth(problem, self.exact), zero.are_whole([problem["A"]], value.size)
            underflows = self.divides or bool(check.observed.any())
            return zero.verdict(self.what, value.dtype, True, known, exact and not self.divides, underflows)
        bound = level / size if size else 0.0
        spacing = quantum(value.dtype) / size if self.divides and size else 0.0
        return judge(value.dtype, bound, check, what=self.what, green="Computed once more, wider", spacing=spacing)

    def _certify_integers(self, A: Array, axis: int, value: Array) -> Assessment:
        with np.errstate(all="ignore"):
            right = self.whole(A, value, axis)
        if not right:
            return Assessment("red", f"Verification failed: {self.what} is not right modulo 2ⁿ.")
        return wrapping.verdict(self._wrapped(A, axis, value), value.dtype)

    def exact(self, problem: Problem) -> dict[str, Any] | None:
        arrays = exactly.inputs(problem, "A")
        if arrays is None:
            return None
        A, axis = _along(problem, arrays[0])
        answer = exactly.finished(getattr(np, self.name)(A, axis=axis), A.shape)
        return None if answer is None else {"result": answer}

    def code(self, problem: Problem, names: tuple[str, ...]) -> str:
        A, axis = wrapping.spelled(problem, "A", names[0]), problem.params["axis"]
        dtype = f", dtype=np.{problem['A'].dtype}" if wrapping.is_integer(problem["A"]) else ""
        along = "" if axis is None else f", axis={axis}"
        return f"S = np.{self.name}({A}{along}{dtype})"

    def operation(self, declare: Callable[..., NamedTuple]) -> Operation:
        return Operation(
            declare=declare,
            routes=(Route(f"NumPy {self.name}", always(self.why), self.run, self.code),),
            certify=self.certify,
            cost=cost,
            exact=self.exact,
            finite=False,
            integers=True,
        )


def _along(problem: Problem, A: Array) -> tuple[Array, int]:
    """The array that is summed or multiplied, and along which axis, counted from the first."""
    axis = problem.params["axis"]
    return (A.reshape(-1), 0) if axis is None else (A, axis % A.ndim)


def cost(A: Operand, axis: int | None = None) -> Cost:
    return Cost(entries(A.shape), entries(A.shape) * A.dtype.itemsize)


CUMSUM = Accumulation(
    "cumsum", "the running sum", "one entry after the other", _sums, _size_of_sums, _differences
).operation(cumsum)  # fmt: skip
CUMPROD = Accumulation(
    "cumprod", "the running product", "one entry after the other", _products, _size_of_products, _factors, divides=True
).operation(cumprod)
