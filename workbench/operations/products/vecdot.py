"""Dot products of many vectors at once: one for each place along an axis."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.operations.common import by, shape_error
from workbench.operations.products import exactly, wrapping
from workbench.operations.products.contraction import (
    Contraction,
    certify_contraction,
    certify_integers,
    count_wrapped,
    evaluate_scaled,
)
from workbench.operations.products.shapes import ANY, axis_of, broadcast_shape, entries, joint_dtype, joint_shape
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.zero import truth

Vectors = Annotated[Operand, Axes(ANY[1:], "vectors along one axis; arrays are stretched to each other")]
Axis = Annotated[int, "the axis along which the vectors lie; −1 is the last, so that they are rows"]


class Products(NamedTuple):
    result: Annotated[Operand, "a number for each pair of vectors"]


def vecdot(A: Vectors, B: Vectors, axis: Axis = -1) -> Products:
    """The dot product of each vector of A with its partner in B, complex ones of A conjugated, as numpy.vecdot has it.

    Entries meet as in the entrywise product and are then added along the axis.
    """
    (a, i), (b, j) = ((item.shape, axis_of(item, axis)) for item in (A, B))
    if a[i] != b[j]:
        message = f"{A.name} is {by(a)} and {B.name} is {by(b)}: vectors of {a[i]} and of {b[j]} entries."
        hint = "Vectors that are multiplied must be equally long."
        raise shape_error(message, hint, ("transpose",), A, B, axes={A.name: i, B.name: j})
    return Products(Operand("result", broadcast_shape(_without(A, i), _without(B, j)), joint_dtype(A, B)))


def _without(A: Operand, axis: int) -> Operand:
    return Operand(A.name, A.shape[:axis] + A.shape[axis + 1 :], A.dtype)


def _rows(problem: Problem, *arrays: Array) -> list[Array]:
    """Both with the vectors along the last axis, those of the first conjugated."""
    A, B = (np.moveaxis(array, problem.params["axis"], -1) for array in arrays)
    return [np.conj(A) if A.dtype.kind == "c" else A, B]


def _sums(*arrays: Array) -> Contraction:
    """Index 0 is summed over; the others are counted from the back, so that axes that meet have one."""
    terms = [(*range(array.ndim - 1, 0, -1), 0) for array in arrays]
    return Contraction(tuple(terms), max(terms, key=len)[:-1])


def _run(problem: Problem) -> Outcome:
    arrays = _rows(problem, problem["A"], problem["B"])
    found = _sums(*arrays)
    if not wrapping.is_integer(arrays[0]):
        return Outcome({"result": evaluate_scaled(found.evaluate, arrays)})
    value = found.evaluate(arrays)
    return Outcome({"result": value}, warnings=wrapping.warning(count_wrapped(found, arrays, value), value.dtype))


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The same sums with random signs, in another order; see `contraction`."""
    arrays, value = _rows(problem, problem["A"], problem["B"]), outcome.outputs["result"]
    if wrapping.is_integer(value):
        return certify_integers(_sums(*arrays), arrays, value)
    known = truth(problem, _exact)
    return certify_contraction(_sums(*arrays), arrays, value, known, "Every sum of products is verified")


def _exact(problem: Problem) -> dict[str, Any] | None:
    arrays = exactly.inputs(problem, "A", "B")
    if arrays is None:
        return None
    rows = _rows(problem, *arrays)
    shape = np.broadcast_shapes(rows[0].shape[:-1], rows[1].shape[:-1])
    answer = exactly.finished((rows[0] * rows[1]).sum(axis=-1), shape)
    return None if answer is None else {"result": answer}


def cost(A: Operand, B: Operand, axis: int = -1) -> Cost:
    size = entries(joint_shape(A, B))
    return Cost(2 * size, size * joint_dtype(A, B).itemsize)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A, B = (wrapping.spelled(problem, key, name) for key, name in zip("AB", names, strict=True))
    along = "" if problem.params["axis"] == -1 else f", axis={problem.params['axis']}"
    return f"c = np.vecdot({A}, {B}{along})"


VECDOT = Operation(
    declare=vecdot,
    routes=(Route("NumPy einsum", always("one sum of products for every pair of vectors"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
    integers=True,
)
