"""The Khatri-Rao product: Kronecker products of columns."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.operations.common import by, shape_error
from workbench.operations.products import exactly, wrapping
from workbench.operations.products.entries import Entrywise
from workbench.operations.products.shapes import joint_dtype
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always


class KhatriRao(NamedTuple):
    result: Annotated[Operand, "column j is the Kronecker product of columns j: every entry of A's times B's"]


def khatri_rao(A: Matrix2, B: Matrix2) -> KhatriRao:
    """The Khatri-Rao product of m x n and p x n: column by column their Kronecker product, m p x n, as SciPy has it.

    Tensor factorisations and models of rank-one terms are made of it (Kolda and Bader, SIAM Review 51, 2009).
    """
    if A.shape[1] != B.shape[1]:
        message = f"{A.name} is {by(A.shape)} and {B.name} is {by(B.shape)}: they need as many columns."
        hint = "Each column of one meets the same column of the other; the Kronecker product lets all pairs meet."
        raise shape_error(message, hint, ("kron", "transpose"), A, B, axes={A.name: 1, B.name: 1})
    return KhatriRao(Operand("result", (A.shape[0] * B.shape[0], A.shape[1]), joint_dtype(A, B)))


def cost(A: Operand, B: Operand) -> Cost:
    size = float(max(1, A.shape[0] * B.shape[0] * A.shape[1]))
    return Cost(size, size * joint_dtype(A, B).itemsize)


def _met(A: Array, B: Array) -> tuple[Array, Array, tuple[int, int, int]]:
    """Views in which the pairs of rows meet by broadcasting, and the shape in which they do."""
    return A[:, None], B[None], (len(A), len(B), A.shape[1])


def _run(problem: Problem) -> Outcome:
    left, right, (m, p, n) = _met(problem["A"], problem["B"])
    result = np.asarray(np.multiply(left, right))
    warnings: tuple[str, ...] = ()
    if wrapping.is_integer(result):
        warnings = wrapping.warning(wrapping.wrapped(np.multiply, (left, right), result), result.dtype)
    return Outcome({"result": result.reshape(m * p, n)}, warnings=warnings)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Each entry is one product, rounded once."""
    left, right, shape = _met(problem["A"], problem["B"])
    value, (m, p, n) = outcome.outputs["result"], shape
    if not isinstance(value, np.ndarray) or value.shape != (m * p, n):
        return Assessment("red", f"Verification failed: the product does not have the shape {by((m * p, n))}.")
    if wrapping.is_integer(value):
        return wrapping.certify_wrapping(np.multiply, (left, right), value.reshape(shape), shape, "the product")
    finite = all(structure.finite for structure in problem.structures.values())
    check = Entrywise(np.multiply, underflows=True)
    return check.certify(
        (left, right), value.reshape(shape), shape, "the product", "Every entry is rounded once", finite
    )


def _exact(problem: Problem) -> dict[str, Any] | None:
    shape = (len(problem["A"]) * len(problem["B"]), problem["A"].shape[1])
    pair = exactly.inputs(problem, "A", "B", size=shape[0] * shape[1])
    if pair is None:
        return None
    left, right, _ = _met(pair[0], pair[1])
    answer = exactly.finished(np.asarray(left * right).reshape(shape), shape)
    return None if answer is None else {"result": answer}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A, B = (wrapping.spelled(problem, key, name) for key, name in zip(problem.arrays, names, strict=True))
    return f"C = scipy.linalg.khatri_rao({A}, {B})"


KHATRI_RAO = Operation(
    declare=khatri_rao,
    routes=(Route("NumPy multiply", always("pairs of rows are multiplied column by column"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
    finite=False,
    integers=True,
)
