"""Products of all entries, or of those along an axis, with no overflow on the way."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends.exact import BITS
from workbench.model.certificate import Assessment
from workbench.numerics.bounds import Residual, grain, judge, quantum
from workbench.numerics.probes import largest_part, shifted
from workbench.numerics.running_products import running_products
from workbench.operations import zero
from workbench.operations.common import by
from workbench.operations.products import exactly, wrapping
from workbench.operations.products.entries import not_finite, overflow
from workbench.operations.products.shapes import AnyArray, axis_of, entries
from workbench.operations.spec import Array, Cost, Operand, Operation, Outcome, Problem, Route, always

WHAT = "the product"
HUGE, DOWN = 2.0**900, 80
"""From where differences may leave the range of float64, and by which power of two they are divided then."""


class Product(NamedTuple):
    result: Annotated[Operand, "the products, without the axis that was multiplied"]


def prod(
    A: AnyArray,
    axis: Annotated[int | None, "the axis along which entries are multiplied, 0 for the first; by default all"] = None,
) -> Product:
    """The product of the entries along an axis, or of all of them; the axis disappears. Of no entries it is 1.

    A product on the way that leaves the range of the type does not spoil the last. Integer types wrap round.
    """
    return Product(Operand("result", _left(A, axis), A.dtype))


def _left(A: Operand, axis: int | None) -> tuple[int, ...]:
    if axis is None:
        return ()
    at = axis_of(A, axis)
    return A.shape[:at] + A.shape[at + 1 :]


def cost(A: Operand, axis: int | None = None) -> Cost:
    return Cost(entries(A.shape), 2 * entries(A.shape) * A.dtype.itemsize)


def _in_front(problem: Problem, A: Array) -> Array:
    """The array with the axis that is multiplied in front; all entries in a row where none was named."""
    axis = problem.params["axis"]
    return A.reshape(-1) if axis is None else np.moveaxis(A, axis, 0)


def _product(A: Array) -> Array:
    """The product along the first axis, in the type of A."""
    if not len(A):
        return np.ones(A.shape[1:], A.dtype)
    if A.dtype.kind not in "fc":
        return np.asarray(np.prod(A, axis=0, dtype=A.dtype))
    return np.array(running_products(A, 0)[-1])


def _run(problem: Problem) -> Outcome:
    A = _in_front(problem, problem["A"])
    result = _product(A)
    warnings = wrapping.warning(_wrapped(A, result), A.dtype) if wrapping.is_integer(A) else ()
    details = {"before": list(problem["A"].shape), "after": list(result.shape)}
    return Outcome({"result": result}, warnings=warnings, details=details)


def _wrapped(A: Array, value: Array) -> int:
    """How many integer products are beyond their type."""
    return wrapping.wrapped(lambda near: near, (np.asarray(np.prod(A, axis=0, dtype=np.float64)),), value)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Once more from the last entry to the first, in a wider type; integers modulo 2ᵇⁱᵗˢ."""
    A, value = _in_front(problem, problem["A"]), np.asarray(outcome.outputs["result"])
    if value.shape != A.shape[1:]:
        return Assessment("red", f"Verification failed: {WHAT} does not have the shape {by(A.shape[1:])}.")
    if wrapping.is_integer(value):
        right = np.array_equal(value, _product(A[::-1]))
        return wrapping.verdict(_wrapped(A, value), value.dtype) if right else WRONG
    wide = _product(A[::-1].astype(np.clongdouble if A.dtype.kind == "c" else np.longdouble))
    expected = wide.astype(A.dtype)
    if not problem.structures["A"].finite:
        return not_finite(value, expected, WHAT)
    if not np.isfinite(value).all() and np.array_equal(np.isfinite(value), np.isfinite(expected)):
        return overflow(WHAT)
    return _judged(problem, value, wide, len(A))


def _judged(problem: Problem, value: Array, wide: Array, count: int) -> Assessment:
    """Each product against as many roundings as it has factors; those of equal factors may all go one way."""
    p = 0 if np.abs(wide).max(initial=0) < HUGE else -DOWN
    least = np.where(wide == 0, 0.0, grain(value.dtype))
    rounding = np.abs(wide) * max(1.0, count / 40) + least
    observed = np.ldexp(np.abs(value - wide), p).astype(np.float64)
    check = Residual.of(observed, np.ldexp(rounding, p), value.dtype)
    size, level = largest_part(shifted(value, p)), float(check.level.max(initial=0))
    if not size and level and check.passes:
        return zero.verdict(WHAT, value.dtype, True, zero.truth(problem, exact_prod), False, True)
    spacing = quantum(value.dtype, p) / size if size else 0.0
    green = "Multiplied once more in another order, wider"
    bound = level / size if size else 0.0
    return judge(value.dtype, bound, check, what=WHAT, green=green, spacing=spacing)


def exact_prod(problem: Problem) -> dict[str, Any] | None:
    """The products in fractions, where they are not too long to print."""
    arrays = exactly.inputs(problem, "A")
    if arrays is None:
        return None
    A = _in_front(problem, arrays[0])
    columns = A.reshape(len(A), -1).T
    if any(_bits(column) > 2 * BITS for column in columns):
        return None
    answer = exactly.finished(np.reshape([_times(column) for column in columns], A.shape[1:]), A.shape[1:])
    return None if answer is None else {"result": answer}


def _bits(column: Array) -> int:
    return sum(x.numerator.bit_length() + x.denominator.bit_length() for x in column)


def _times(column: Array) -> Fraction:
    return Fraction(math.prod(x.numerator for x in column), math.prod(x.denominator for x in column))


def _leaves_range(A: Array) -> bool:
    """Whether a product of some real entries along the first axis may leave the range of the type."""
    if A.dtype.kind != "f" or not A.size:
        return False
    return bool(np.abs(np.frexp(A)[1]).sum(axis=0).max() >= -np.finfo(A.dtype).minexp)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A, axis = _in_front(problem, problem["A"]), problem.params["axis"]
    name, along = wrapping.spelled(problem, "A", names[0]), "" if axis is None else f", axis={axis}"
    if _leaves_range(A) and len(A) < -np.finfo(A.dtype).minexp:
        return f"m, e = np.frexp({name})\np = np.ldexp(np.prod(m{along}), np.sum(e{along}))"
    dtype = f", dtype=np.{A.dtype}" if wrapping.is_integer(A) else ""
    return f"p = np.prod({name}{along}{dtype})"


WRONG = Assessment("red", "Verification failed: the product is not right modulo 2ⁿ.")

PROD = Operation(
    declare=prod,
    routes=(Route("NumPy, one factor after the other", always("no overflow on the way"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=exact_prod,
    finite=False,
    integers=True,
)
