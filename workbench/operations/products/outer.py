"""All products of pairs: outer product, and Kronecker product in blocks."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.operations.products import exactly, wrapping
from workbench.operations.products.entries import Entrywise
from workbench.operations.products.shapes import MOST, AnyArray, joint_dtype
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.steps import worked

Shape = tuple[int, ...]
Pair = tuple[Array, Array, Shape]
Factor = Annotated[Operand, Axes(tuple(range(MOST // 2 + 1)), "an array; a matrix as a rule")]


class Outer(NamedTuple):
    result: Annotated[Operand, "entry i, j is entry i of the first times entry j of the second"]


class Kronecker(NamedTuple):
    result: Annotated[Operand, "one block for each entry of A: the entry times B"]


def outer(x: AnyArray, y: AnyArray) -> Outer:
    """The outer product of two vectors, without conjugation; arrays of more axes are flattened, as in numpy.outer."""
    return Outer(Operand("result", (math.prod(x.shape), math.prod(y.shape)), joint_dtype(x, y)))


def kron(A: Factor, B: Factor) -> Kronecker:
    """The Kronecker product: every entry of A times the whole of B, block by block."""
    shape = tuple(m * n for m, n in zip(*_padded(A.shape, B.shape), strict=True))
    return Kronecker(Operand("result", shape, joint_dtype(A, B)))


def _padded(a: Shape, b: Shape) -> tuple[Shape, Shape]:
    """Both shapes with as many axes as the longer one."""
    count = max(len(a), len(b))
    return (1,) * (count - len(a)) + a, (1,) * (count - len(b)) + b


def _crossed(problem: Problem, arrays: tuple[Array, Array]) -> Pair:
    """Views in which all pairs of entries meet by broadcasting, and the shape of the result."""
    one, two = arrays
    if "x" in problem.arrays:
        return one.reshape(-1, 1), two.reshape(1, -1), (one.size, two.size)
    a, b = _padded(one.shape, two.shape)
    left = tuple(n for m in a for n in (m, 1))
    right = tuple(n for m in b for n in (1, m))
    return one.reshape(left), two.reshape(right), tuple(m * n for m, n in zip(a, b, strict=True))


def _arrays(problem: Problem) -> tuple[Array, Array]:
    one, two = problem.arrays.values()
    return one, two


def _run(problem: Problem) -> Outcome:
    left, right, shape = _crossed(problem, _arrays(problem))
    with np.errstate(all="ignore"):
        result = np.asarray(np.multiply(left, right))
    warnings: tuple[str, ...] = ()
    if wrapping.is_integer(result):
        warnings = wrapping.warning(wrapping.wrapped(np.multiply, (left, right), result), result.dtype)
    return Outcome({"result": result.reshape(shape)}, warnings=warnings)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Each entry is one product, rounded once."""
    left, right, shape = _crossed(problem, _arrays(problem))
    value = outcome.outputs["result"]
    if not isinstance(value, np.ndarray) or value.shape != shape:
        return Assessment("red", f"Verification failed: the product does not have the shape {shape}.")
    inner = np.broadcast_shapes(left.shape, right.shape)
    spread = value.reshape(inner)
    if wrapping.is_integer(value):
        return wrapping.certify_wrapping(np.multiply, (left, right), spread, inner, "the product")
    finite = all(structure.finite for structure in problem.structures.values())
    check = Entrywise(np.multiply, underflows=True)
    return check.certify((left, right), spread, inner, "the product", "Every entry is rounded once", finite)


def _exact(problem: Problem) -> dict[str, Any] | None:
    pair = exactly.inputs(problem, size=math.prod(array.size for array in problem.arrays.values()))
    if pair is None:
        return None
    left, right, shape = _crossed(problem, (pair[0], pair[1]))
    answer = exactly.finished(np.asarray(left * right).reshape(shape), shape)
    return None if answer is None else {"result": answer}


def _outer_cost(x: Operand, y: Operand) -> Cost:
    return _size_cost(float(max(1, math.prod(x.shape) * math.prod(y.shape))), x, y)


def _kron_cost(A: Operand, B: Operand) -> Cost:
    return _size_cost(float(max(1, math.prod(A.shape) * math.prod(B.shape))), A, B)


def _size_cost(size: float, one: Operand, other: Operand) -> Cost:
    return Cost(size, size * joint_dtype(one, other).itemsize)


def _operation(declare: Callable[..., NamedTuple], cost: Callable[..., Cost]) -> Operation:
    name = declare.__name__

    def code(problem: Problem, names: tuple[str, ...]) -> str:
        spelled = [wrapping.spelled(problem, key, name) for key, name in zip(problem.arrays, names, strict=True)]
        return f"C = np.{name}({', '.join(spelled)})"

    route = Route("NumPy multiply", always("every pair of entries is multiplied"), _run, code)
    steps = worked("vector_products", f"{name}_steps")
    return Operation(declare, (route,), certify, cost, _exact, finite=False, integers=True, steps=steps)


OUTER = _operation(outer, _outer_cost)
KRON = _operation(kron, _kron_cost)
