"""Contraction of some axes of one array with as many of another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.operations.common import by, shape_error
from workbench.operations.products import exactly, wrapping
from workbench.operations.products.contraction import (
    Contraction,
    certify_contraction,
    certify_integers,
    count_wrapped,
    evaluate_scaled,
)
from workbench.operations.products.shapes import MOST, AnyArray, distinct_axes, entries, joint_dtype
from workbench.operations.spec import Array, Cost, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.zero import truth

EXACT_PRODUCTS = 100_000
Some = tuple[int, ...] | None


class Contracted(NamedTuple):
    result: Annotated[Operand, "the sums of products: first the axes of A that are left, then those of B"]


def tensordot(
    A: AnyArray,
    B: AnyArray,
    axes: Annotated[
        int, "how many of the last axes of A meet as many of the first of B: 0 outer product, 1 matrix product"
    ] = 2,
    axes_a: Annotated[tuple[int, ...] | None, "which axes of A are summed, in place of a number of them"] = None,
    axes_b: Annotated[tuple[int, ...] | None, "the axes of B that they meet, in this order"] = None,
) -> Contracted:
    """Products of two arrays summed over axes that meet, as numpy.tensordot has it: `axes` of them, or those listed.

    numpy.tensordot(A, B, axes=(axes_a, axes_b)) is the form with lists.
    """
    left, right = _meeting(A, B, axes, axes_a, axes_b)
    for one, other in zip(left, right, strict=True):
        if A.shape[one] != B.shape[other]:
            message = (
                f"{A.name} is {by(A.shape)} and {B.name} is {by(B.shape)}: axis {one} of {A.name} has length "
                f"{A.shape[one]}, and axis {other} of {B.name}, which it meets, has {B.shape[other]}."
            )
            hint = "Axes that meet are of one length; axes_a and axes_b say which do."
            raise shape_error(message, hint, ("einsum",), A, B, axes={A.name: one, B.name: other})
    shape = _left_over(A, left) + _left_over(B, right)
    if len(shape) > MOST:
        message = f"The result would have {len(shape)} axes, and arrays have up to {MOST} here."
        raise UserError("unsupported", message, "Sum over more of them.")
    return Contracted(Operand("result", shape, joint_dtype(A, B)))


def _left_over(A: Operand, summed: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(n for axis, n in enumerate(A.shape) if axis not in summed)


def _meeting(A: Operand, B: Operand, axes: int, a: Some, b: Some) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The axes of A that are summed and those of B that they meet, counted from the front."""
    if (a is None) != (b is None) or (a is not None and b is not None and len(a) != len(b)):
        counts = f"{len(a or ())} of {A.name} and {len(b or ())} of {B.name}"
        raise UserError("usage", f"Axes meet in pairs, and {counts} are named.", "Give axes_a and axes_b as many each.")
    if a is not None and b is not None:
        return distinct_axes(A, a), distinct_axes(B, b)
    most = min(len(A.shape), len(B.shape))
    if not 0 <= axes <= most:
        message = f"{A.name} has {len(A.shape)} and {B.name} {len(B.shape)} axes, so {axes} of each cannot meet."
        raise UserError("domain", message, f"Up to {most} can.")
    return tuple(range(len(A.shape) - axes, len(A.shape))), tuple(range(axes))


def _contraction(problem: Problem) -> Contraction:
    """Indices of A are 0, 1 ...; those of B that meet one bear its number."""
    A, B = (Operand(problem.name(key), array.shape, array.dtype) for key, array in problem.arrays.items())
    left, right = _meeting(A, B, *(problem.params[key] for key in ("axes", "axes_a", "axes_b")))
    met = dict(zip(right, left, strict=True))
    one = tuple(range(len(A.shape)))
    other = tuple(met.get(axis, len(one) + axis) for axis in range(len(B.shape)))
    return Contraction((one, other), tuple(i for i in (*one, *other) if i not in left))


def _run(problem: Problem) -> Outcome:
    found, arrays = _contraction(problem), list(problem.arrays.values())
    a, b = (tuple(term.index(i) for i in found.terms[0] if i in found.terms[1]) for term in found.terms)
    warnings: tuple[str, ...] = ()
    if wrapping.is_integer(arrays[0]):
        value = _multiplied(arrays, (a, b))
        warnings = wrapping.warning(count_wrapped(found, arrays, value), value.dtype)
    else:
        value = evaluate_scaled(lambda pair: _multiplied(pair, (a, b)), arrays)
    met = [list(pair) for pair in zip(a, b, strict=True)]
    return Outcome({"result": value}, warnings=warnings, details={"after": list(value.shape), "axes_that_meet": met})


def _multiplied(pair: Sequence[Array], axes: tuple[tuple[int, ...], tuple[int, ...]]) -> Array:
    return np.asarray(np.tensordot(pair[0], pair[1], axes=axes))


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The same sums with random signs, in another order; see `contraction`."""
    arrays, value = list(problem.arrays.values()), outcome.outputs["result"]
    if wrapping.is_integer(value):
        return certify_integers(_contraction(problem), arrays, value)
    green = "Summed once more in another order"
    return certify_contraction(_contraction(problem), arrays, value, truth(problem, _exact), green)


def _exact(problem: Problem) -> dict[str, Any] | None:
    found = _contraction(problem)
    lengths = found.lengths([array.shape for array in problem.arrays.values()])
    shape = tuple(lengths[index] for index in found.out)
    arrays = exactly.inputs(problem, "A", "B", size=math.prod(shape))
    if arrays is None or math.prod(lengths.values()) > EXACT_PRODUCTS:
        return None
    answer = exactly.finished(found.evaluate(arrays), shape)
    return None if answer is None else {"result": answer}


def cost(A: Operand, B: Operand, axes: int = 2, axes_a: Some = None, axes_b: Some = None) -> Cost:
    left, right = _meeting(A, B, axes, axes_a, axes_b)
    shape = _left_over(A, left) + _left_over(B, right)
    met = math.prod(A.shape[axis] for axis in left)
    size = entries(A.shape, B.shape, shape)
    return Cost(max(1.0, 2.0 * math.prod(shape) * met), size * joint_dtype(A, B).itemsize)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A, B = (wrapping.spelled(problem, key, name) for key, name in zip(problem.arrays, names, strict=True))
    a, b = problem.params["axes_a"], problem.params["axes_b"]
    axes = problem.params["axes"] if a is None else (list(a), list(b))
    return f"C = np.tensordot({A}, {B}, axes={axes})"


TENSORDOT = Operation(
    declare=tensordot,
    routes=(Route("NumPy tensordot", always("as one product of matrices"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
    integers=True,
)
