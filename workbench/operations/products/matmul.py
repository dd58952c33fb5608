"""The matrix product of matrices, vectors and stacks, as @ has it."""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.operations.batches import batch_details
from workbench.operations.common import by, shape_error
from workbench.operations.products import device, exactly, wrapping
from workbench.operations.products.freivalds import (
    balanced_pair,
    certify_modular,
    certify_product,
    certify_stack,
    evaluated,
)
from workbench.operations.products.shapes import ANY, joint_dtype
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.steps import worked
from workbench.operations.zero import truth

Factor1 = Annotated[Operand, Axes(ANY[1:], "the left factor; a vector counts as a row, more axes as a stack")]
Factor2 = Annotated[Operand, Axes(ANY[1:], "the right factor; a vector counts as a column, more axes as a stack")]


class Product(NamedTuple):
    result: Annotated[Operand, "A B: row i times column j"]


def matmul(A: Factor1, B: Factor2) -> Product:
    """The product of two matrices, as numpy.matmul and @ have it; stacks are multiplied matrix by matrix."""
    inner, other = A.shape[-1], B.shape[_rows(B)]
    if inner != other:
        raise _clash(A, B, inner, other)
    return Product(Operand("result", _shape(A, B), joint_dtype(A, B)))


def _rows(B: Operand) -> int:
    """The axis of B that the columns of A meet."""
    return max(0, len(B.shape) - 2)


def _shape(A: Operand, B: Operand) -> tuple[int, ...]:
    try:
        batch = np.broadcast_shapes(A.shape[:-2], B.shape[:-2])
    except ValueError:
        message = (
            f"{A.name} is {by(A.shape)} and {B.name} is {by(B.shape)}: their stacks do not fit, "
            f"{A.shape[:-2]} and {B.shape[:-2]} in front of the last two axes."
        )
        raise shape_error(message, "Axes in front must be equal, or 1.", ("dot", "reshape"), A, B) from None
    return batch + A.shape[-2:-1] + (B.shape[-1:] if len(B.shape) > 1 else ())


def _clash(A: Operand, B: Operand, inner: int, other: int) -> Exception:
    columns, rows = "column" if inner == 1 else "columns", "row" if other == 1 else "rows"
    meet = "meets" if inner == 1 else "meet"
    axes = f"the {inner} {columns} of {A.name} {meet} the {other} {rows} of {B.name}"
    hint = "The columns of the first must be as many as the rows of the second."
    if A.shape[-1] == B.shape[-1]:
        hint = f"{A.name} times the transpose of {B.name} would fit."
    elif A.shape[0] == B.shape[0]:
        hint = f"The transpose of {A.name} times {B.name} would fit."
    elif A.shape[0] == B.shape[-1]:
        hint = f"The other order, {B.name} times {A.name}, would fit."
    message = f"{A.name} is {by(A.shape)} and {B.name} is {by(B.shape)}, so they have no product: {axes}."
    return shape_error(message, hint, ("transpose",), A, B, axes={A.name: len(A.shape) - 1, B.name: _rows(B)})


def _run(problem: Problem) -> Outcome:
    if wrapping.is_integer(problem["A"]):
        return _integers(problem)
    C = evaluated(problem, np.matmul)
    return Outcome({"result": C}, details=_batch(problem, C))


def _integers(problem: Problem) -> Outcome:
    A, B = problem["A"], problem["B"]
    C = np.asarray(np.matmul(A, B))
    count = wrapping.wrapped(lambda x: x, (_near(A, B),), C)
    return Outcome({"result": C}, warnings=wrapping.warning(count, C.dtype), details=_batch(problem, C))


def _near(A: Array, B: Array) -> Array:
    return np.asarray(np.matmul(A.astype(np.float64), B.astype(np.float64)))


def _flat(problem: Problem) -> bool:
    return max(problem["A"].ndim, problem["B"].ndim) <= 2


def _batch(problem: Problem, C: Array) -> dict[str, Any]:
    """Which axes of the result count the problems of a stack."""
    if _flat(problem):
        return {}
    count = max(problem["A"].ndim, problem["B"].ndim) - 2
    return batch_details(C.shape[:count], next(X.shape[-2:] for X in problem.arrays.values() if X.ndim > 2))


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Freivalds' probes, for a stack in every matrix of it."""
    A, B, C = problem["A"], problem["B"], outcome.outputs["result"]
    if not _flat(problem):
        return _certify_stack(problem, C)
    shape = A.shape[:-1] + B.shape[1:]
    if wrapping.is_integer(C):
        return certify_modular(_rows_of(A), _columns_of(B), C, shape)
    return certify_product(*balanced_pair(problem, _matrices), C, shape, truth(problem, _exact))


def _rows_of(A: Array) -> Array:
    return A.reshape(1, len(A)) if A.ndim == 1 else A


def _matrices(A: Array, B: Array) -> tuple[Array, Array]:
    return _rows_of(A), _columns_of(B)


def _columns_of(B: Array) -> Array:
    return B.reshape(len(B), 1) if B.ndim == 1 else B


def _certify_stack(problem: Problem, C: Any) -> Assessment:
    A, B = problem["A"], problem["B"]
    shape = _shape(Operand("A", A.shape), Operand("B", B.shape))
    if np.shape(C) != shape:
        return Assessment("red", f"Verification failed: the product is not {by(shape)}.")
    if wrapping.is_integer(C):
        return certify_modular(_rows_of(A), _columns_of(B), C, shape)
    front = shape[: max(A.ndim, B.ndim) - 2]
    A, B, p = balanced_pair(problem, _matrices)
    return certify_stack(A, B, C.reshape(*front, A.shape[-2], B.shape[-1]), p, truth(problem, _exact))


def _exact(problem: Problem) -> dict[str, Any] | None:
    pair = exactly.inputs(problem, "A", "B")
    if pair is None:
        return None
    A, B = pair
    if not _flat(problem):
        product = np.asarray(np.matmul(A, B), dtype=object)
        answer = exactly.finished(product, product.shape)
        return None if answer is None else {"result": answer}
    found = exact.to_flint(_rows_of(A)) * exact.to_flint(B)
    shape = A.shape[:-1] + B.shape[1:]
    return {"result": exact.from_flint(found, shape) if shape else exact.fraction(found[0, 0])}


def cost(A: Operand, B: Operand) -> Cost:
    batch = max(math.prod(A.shape[:-2]), math.prod(B.shape[:-2]))
    rows = A.shape[-2] if len(A.shape) > 1 else 1
    columns = B.shape[-1] if len(B.shape) > 1 else 1
    size = float(batch) * rows * columns
    return Cost(2.0 * size * A.shape[-1], size * joint_dtype(A, B).itemsize)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A, B = (wrapping.spelled(problem, key, name) for key, name in zip("AB", names, strict=True))
    return f"C = {A} @ {B}"


MATMUL = Operation(
    declare=matmul,
    routes=(
        Route("BLAS gemm (NumPy matmul)", always("no special structure is used"), _run, _code),
        *device.matmul_routes(_code),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    integers=True,
    steps=worked("products", "product_steps"),
)
