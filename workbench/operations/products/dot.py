"""Inner products: dot, inner and vdot, which agree for two vectors and differ beyond them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.operations.common import by, shape_error
from workbench.operations.products import exactly, wrapping
from workbench.operations.products.device import tensordot_routes
from workbench.operations.products.freivalds import balanced_pair, certify_modular, certify_product, evaluated, wraps
from workbench.operations.products.shapes import ANY, AnyArray, entries, joint_dtype
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.steps import worked
from workbench.operations.zero import truth

Factor = Annotated[Operand, Axes(ANY[1:], "an array with at least one axis")]
Shape = tuple[int, ...]
Pair = Callable[[Array, Array], tuple[Array, Array]]


class Dot(NamedTuple):
    result: Annotated[Operand, "for two vectors the sum of products, one number"]


def dot(A: Factor, B: Factor) -> Dot:
    """The dot product of NumPy: the last axis of A against the last but one of B, for every pair of the other indices.

    Of matrices and vectors it is the matrix product; from 3 axes up it differs from matmul, which pairs the stacks.
    """
    axis = max(0, len(B.shape) - 2)
    _meet(A, B, axis)
    return Dot(Operand("result", _dot_shape(A.shape, B.shape), joint_dtype(A, B)))


def inner(A: Factor, B: Factor) -> Dot:
    """The inner product of NumPy: the last axis of A against the last of B, without conjugation."""
    _meet(A, B, len(B.shape) - 1)
    return Dot(Operand("result", _inner_shape(A.shape, B.shape), joint_dtype(A, B)))


def vdot(A: AnyArray, B: AnyArray) -> Dot:
    """The inner product of all entries, those of A conjugated; for matrices Frobenius' inner product tr(Aᴴ B)."""
    if math.prod(A.shape) != math.prod(B.shape):
        message = (
            f"{A.name} is {by(A.shape)} and {B.name} is {by(B.shape)}: "
            f"{math.prod(A.shape)} entries meet {math.prod(B.shape)}."
        )
        raise shape_error(message, "Both need equally many entries.", ("inner", "dot"), A, B)
    return Dot(Operand("result", (), joint_dtype(A, B)))


def _meet(A: Operand, B: Operand, axis: int) -> None:
    m, n = A.shape[-1], B.shape[axis]
    if m == n:
        return
    message = (
        f"{A.name} is {by(A.shape)} and {B.name} is {by(B.shape)}: axis {len(A.shape) - 1} of {A.name} has length {m}, "
        f"axis {axis} of {B.name} has {n}."
    )
    hint = "The axes that are summed over must be equally long."
    raise shape_error(message, hint, ("transpose",), A, B, axes={A.name: len(A.shape) - 1, B.name: axis})


def _dot_shape(a: Shape, b: Shape) -> Shape:
    return a[:-1] + (b[:-2] + b[-1:] if len(b) > 1 else ())


def _inner_shape(a: Shape, b: Shape) -> Shape:
    return a[:-1] + b[:-1]


def _no_axes(a: Shape, b: Shape) -> Shape:
    return ()


def _dot_pair(A: Array, B: Array) -> tuple[Array, Array]:
    """Both as matrices whose product it is."""
    k = A.shape[-1]
    right = B.reshape(k, 1) if B.ndim == 1 else np.moveaxis(B, -2, 0).reshape(k, math.prod(_dot_shape((k,), B.shape)))
    return A.reshape(math.prod(A.shape[:-1]), k), right


def _inner_pair(A: Array, B: Array) -> tuple[Array, Array]:
    k = A.shape[-1]
    return A.reshape(math.prod(A.shape[:-1]), k), B.reshape(math.prod(B.shape[:-1]), k).T


def _vdot_pair(A: Array, B: Array) -> tuple[Array, Array]:
    flat = A.reshape(1, A.size)
    return (np.conj(flat) if A.dtype.kind == "c" else flat), B.reshape(B.size, 1)


@dataclass(frozen=True)
class InnerProduct:
    """NumPy's function, the shape of its result, and the two matrices whose product the result is."""

    function: Callable[[Array, Array], Any]
    shape: Callable[[Shape, Shape], Shape]
    pair: Pair
    axes: Callable[[int, int], tuple[int, int]] | None = None
    """Which axes of arrays with so many are summed over; none where a device gains nothing."""

    @property
    def name(self) -> str:
        return self.function.__name__

    def _shape(self, problem: Problem) -> Shape:
        return self.shape(problem["A"].shape, problem["B"].shape)

    def run(self, problem: Problem) -> Outcome:
        if wrapping.is_integer(problem["A"]):
            C = np.asarray(self.function(problem["A"], problem["B"]))
            count = wraps(*self.pair(problem["A"], problem["B"]), C)
            return Outcome({"result": C}, warnings=wrapping.warning(count, C.dtype))
        return Outcome({"result": evaluated(problem, self.function)})

    def certify(self, problem: Problem, outcome: Outcome) -> Assessment:
        """As a product of two matrices, by Freivalds' probes."""
        C, shape = outcome.outputs["result"], self._shape(problem)
        if wrapping.is_integer(C):
            return certify_modular(*self.pair(problem["A"], problem["B"]), C, shape)
        return certify_product(*balanced_pair(problem, self.pair), C, shape, truth(problem, self.exact))

    def exact(self, problem: Problem) -> dict[str, Any] | None:
        arrays, shape = exactly.inputs(problem, "A", "B"), self._shape(problem)
        if arrays is None:
            return None
        left, right = (exact.to_flint(matrix) for matrix in self.pair(arrays[0], arrays[1]))
        answer = exactly.finished(exact.from_flint(left * right, shape), shape)
        return None if answer is None else {"result": answer}

    def code(self, problem: Problem, names: tuple[str, ...]) -> str:
        A, B = (wrapping.spelled(problem, key, name) for key, name in zip("AB", names, strict=True))
        return f"C = np.{self.name}({A}, {B})"

    def cost(self, A: Operand, B: Operand) -> Cost:
        """m x k times k x n takes m k n multiplications, whose square is the product of the three sizes."""
        size = entries(self.shape(A.shape, B.shape))
        return Cost(2 * math.sqrt(entries(A.shape) * entries(B.shape) * size), size * joint_dtype(A, B).itemsize)

    def operation(self, declare: Callable[..., NamedTuple], steps: str) -> Operation:
        route = Route(f"BLAS (NumPy {self.name})", always("one sum of products for every pair"), self.run, self.code)
        there = () if self.axes is None else tensordot_routes(self.axes, self.code)
        shown = worked("products", steps)
        return Operation(declare, (*there, route), self.certify, self.cost, self.exact, integers=True, steps=shown)


DOT = InnerProduct(np.dot, _dot_shape, _dot_pair, lambda a, b: (a - 1, max(0, b - 2))).operation(dot, "product_steps")
INNER = InnerProduct(np.inner, _inner_shape, _inner_pair, lambda a, b: (a - 1, b - 1)).operation(inner, "inner_steps")
VDOT = InnerProduct(np.vdot, _no_axes, _vdot_pair).operation(vdot, "vdot_steps")
