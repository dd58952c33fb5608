"""The same entries in another shape: reshape and flatten, by rows (C order) or by columns (F order)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.operations.common import by, shape_error
from workbench.operations.products.moving import Move
from workbench.operations.products.same import certify_same
from workbench.operations.products.shapes import MOST, AnyArray
from workbench.operations.spec import Array, Operand, Problem

Order = Annotated[
    Literal["C", "F"], "C reads and fills row by row (the last axis fastest), F column by column (the first fastest)"
]
SHOWN = 8
"""Pairs of factors that are offered where a shape does not fit."""


class Reshaped(NamedTuple):
    result: Annotated[Operand, "the same entries in the same order, in the new shape"]


class Flat(NamedTuple):
    result: Annotated[Operand, "all entries in one axis"]


def reshape(
    A: AnyArray,
    shape: Annotated[tuple[int, ...], "the new lengths, such as 3, 2; one may be −1 and is worked out"] = (-1,),
    order: Order = "C",
) -> Reshaped:
    """The same entries in another shape; unlike the transpose it keeps their order in memory."""
    return Reshaped(Operand("result", resolved(A, shape), A.dtype))


def flatten(A: AnyArray, order: Order = "C") -> Flat:
    """All entries in one axis, row by row or column by column."""
    return Flat(Operand("result", (math.prod(A.shape),), A.dtype))


def resolved(A: Operand, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The new shape with −1 worked out.

    Raises `UserError` (`shape`, `domain`) where it does not hold as many entries.
    """
    size, unknown = math.prod(A.shape), shape.count(-1)
    if len(shape) > MOST or unknown > 1 or any(n < -1 for n in shape):
        message = f"{', '.join(map(str, shape))} is no shape: up to {MOST} lengths from 0, one of which may be −1."
        raise UserError("domain", message, "Give lengths such as 3, 2.")
    known = math.prod(n for n in shape if n != -1)
    if unknown and known and size % known == 0:
        return tuple(size // known if n == -1 else n for n in shape)
    if unknown or known != size:
        raise _does_not_fit(A, size, shape, known)
    return shape


def _does_not_fit(A: Operand, size: int, shape: tuple[int, ...], known: int) -> UserError:
    wanted = f"do not divide into parts of {known}" if -1 in shape else f"do not fill {by(shape)}, which has {known}"
    pairs = [f"{m} x {size // m}" for m in range(1, min(size, 10_000) + 1) if size % m == 0]
    hint = f"As a matrix it can be {', '.join(pairs[:SHOWN])}." if pairs else "Without entries some length must be 0."
    message = f"{A.name} is {by(A.shape)}: its {size} entries {wanted}."
    return shape_error(message, hint, (), A, wanted=list(shape), sizes=[size, known])


def _reshaped(A: Array, params: Mapping[str, Any]) -> Array:
    operand = Operand("A", A.shape)
    return A.reshape(resolved(operand, tuple(params.get("shape", (-1,)))), order=params["order"])


def _back(problem: Problem, value: Array) -> Assessment:
    """Put back into the old shape it must be the input."""
    A, shape = problem["A"], resolved(Operand("A", problem["A"].shape), tuple(problem.params.get("shape", (-1,))))
    if not isinstance(value, np.ndarray) or value.shape != shape:
        return Assessment("red", f"Verification failed: the result does not have the shape {by(shape)}.")
    return certify_same(A, value.reshape(A.shape, order=problem.params["order"]))


def _order(problem: Problem) -> str:
    return "" if problem.params["order"] == "C" else ', order="F"'


def _code(name: str, problem: Problem) -> str:
    return f"R = np.reshape({name}, {tuple(problem.params['shape'])}{_order(problem)})"


def _flat_code(name: str, problem: Problem) -> str:
    return f"v = {name}.ravel({_order(problem).removeprefix(', ')})"


RESHAPE = Move(reshape, _reshaped, _code, "NumPy reshape", _back).operation
FLATTEN = Move(
    flatten,
    _reshaped,
    lambda name, problem: f"v = {name}.ravel({_order(problem).removeprefix(', ')})",
    "NumPy reshape",
    _back,
).operation
