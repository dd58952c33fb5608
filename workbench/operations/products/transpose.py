"""Axes in another order: transpose, conjugate transpose, and one axis moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.operations.common import shape_error
from workbench.operations.products.moving import Move, of_each_matrix
from workbench.operations.products.same import certify_same
from workbench.operations.products.shapes import ANY, AnyArray, axis_of, distinct_axes
from workbench.operations.spec import Array, Axes, Operand, Problem


class Transpose(NamedTuple):
    result: Annotated[Operand, "Aᵀ: rows become columns; of more axes, all in reverse or in the order given"]


class ConjugateTranspose(NamedTuple):
    result: Annotated[Operand, "Aᴴ: rows become columns, every entry is conjugated"]


class Moved(NamedTuple):
    result: Annotated[Operand, "A with one axis in another place"]


def transpose(
    A: AnyArray,
    axes: Annotated[
        tuple[int, ...] | None, "the old axes in their new order, such as 0, 2, 3, 1; by default all in reverse"
    ] = None,
) -> Transpose:
    """The transpose: rows become columns, without conjugation. One axis stays as it is, as in numpy.transpose."""
    if axes is None:
        return Transpose(Operand("result", A.shape[::-1], A.dtype))
    order = distinct_axes(A, axes)
    if len(order) != len(A.shape):
        listed = ", ".join(map(str, range(len(A.shape)))) or "none"
        raise UserError("domain", f"{len(order)} of the {len(A.shape)} axes are named.", f"Order all of {listed}.")
    return Transpose(Operand("result", tuple(A.shape[axis] for axis in order), A.dtype))


def conj_transpose(A: Annotated[Operand, Axes(ANY[2:], "a matrix, or a stack in the last two axes")]) -> (
    ConjugateTranspose
):  # fmt: skip
    """The conjugate transpose of a matrix, or of each matrix of a stack; for real entries the transpose."""
    return ConjugateTranspose(Operand("result", (*A.shape[:-2], A.shape[-1], A.shape[-2]), A.dtype))


def moveaxis(
    A: AnyArray,
    source: Annotated[int, "the axis that moves, from 0; −1 is the last"] = 0,
    destination: Annotated[int, "where it goes"] = -1,
) -> Moved:
    """One axis moved to another place, the others in their order, as numpy.moveaxis has it."""
    if not A.shape:
        raise shape_error(f"{A.name} is a single number, so it has no axis to move.", "Choose an array.", (), A)
    start, stop = axis_of(A, source), axis_of(A, destination)
    lengths = [n for axis, n in enumerate(A.shape) if axis != start]
    lengths.insert(stop, A.shape[start])
    return Moved(Operand("result", tuple(lengths), A.dtype))


def _transposed(A: Array, params: Mapping[str, Any]) -> Array:
    return A.transpose(params.get("axes"))


def _one_axis(problem: Problem) -> tuple[str, ...]:
    if problem["A"].ndim != 1:
        return ()
    n, name = len(problem["A"]), problem.name("A")
    return (f"{name} has one axis, so the transpose leaves it as it is; reshape it to {n} x 1 or 1 x {n} first.",)


def _transpose_code(name: str, problem: Problem) -> str:
    axes = problem.params.get("axes")
    return f"T = {name}.T" if axes is None else f"T = np.transpose({name}, {tuple(axes)})"


def _conjugated(A: Array, params: Mapping[str, Any]) -> Array:
    return A.mT if A.dtype.kind not in "cO" else np.asarray(np.conj(A.mT))


def _certify_conjugate(problem: Problem, value: Array) -> Assessment:
    A = problem["A"]
    return certify_same(A.mT, value, "Every entry is the same or conjugated.", through=np.conj if _complex(A) else None)


def _complex(A: Array) -> bool:
    return A.dtype.kind == "c"


def _conjugate_code(name: str, problem: Problem) -> str:
    return f"H = {name}.mT.conj()" if _complex(problem["A"]) else f"H = {name}.mT"


def _move(A: Array, params: Mapping[str, Any]) -> Array:
    return np.moveaxis(A, params["source"], params["destination"])


TRANSPOSE = Move(transpose, _transposed, _transpose_code, "NumPy transpose", words=_one_axis).operation
CONJ_TRANSPOSE = Move(
    conj_transpose, _conjugated, _conjugate_code, "NumPy conj", _certify_conjugate, details=of_each_matrix
).operation
MOVEAXIS = Move(
    moveaxis,
    _move,
    lambda name, problem: f"M = np.moveaxis({name}, {problem.params['source']}, {problem.params['destination']})",
    "NumPy moveaxis",
).operation
