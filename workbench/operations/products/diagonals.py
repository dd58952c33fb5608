"""Diagonals and triangles: diag both ways, tril and triu."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.operations.common import by
from workbench.operations.products.moving import Move, of_each_matrix
from workbench.operations.products.same import certify_same, equal, sure
from workbench.operations.products.shapes import ANY
from workbench.operations.spec import Array, Axes, Operand, Problem

Offset = Annotated[int, "0 is the main diagonal, 1 the one above it, −1 the one below"]
Matrices = Annotated[Operand, Axes(ANY[2:], "a matrix, or a stack in the last two axes")]


class Diagonal(NamedTuple):
    result: Annotated[Operand, "the matrix with that diagonal, or the diagonal of the matrix"]


class Triangle(NamedTuple):
    result: Annotated[Operand, "the matrix with zeros on one side of the diagonal"]


def diag(
    A: Annotated[Operand, Axes((1, 2), "a vector makes a diagonal matrix, a matrix gives its diagonal")], k: Offset = 0
) -> Diagonal:
    """A diagonal matrix from a vector, or the diagonal of a matrix, as numpy.diag has it."""
    if len(A.shape) == 1:
        n = A.shape[0] + abs(k)
        if abs(k) > 10**9:
            raise UserError("domain", f"The diagonal {k} is too far out.", "Give a number nearer to 0.")
        return Diagonal(Operand("result", (n, n), A.dtype))
    m, n = A.shape
    if not -max(m, 1) < k < max(n, 1):
        message = f"{A.name} is {by(A.shape)}, so it has no diagonal {k}."
        raise UserError("domain", message, f"Diagonals go from {1 - m} to {n - 1}.")
    return Diagonal(Operand("result", (min(m + min(k, 0), n - max(k, 0)),), A.dtype))


def tril(A: Matrices, k: Offset = 0) -> Triangle:
    """The lower triangle: everything above diagonal k becomes 0."""
    return Triangle(Operand("result", A.shape, A.dtype))


def triu(A: Matrices, k: Offset = 0) -> Triangle:
    """The upper triangle: everything below diagonal k becomes 0."""
    return Triangle(Operand("result", A.shape, A.dtype))


def _diagonal(A: Array, params: Mapping[str, Any]) -> Array:
    return np.diagonal(A, params["k"]) if A.ndim == 2 else np.asarray(np.diag(A, params["k"]))


def _certify(problem: Problem, value: Array) -> Assessment:
    """The diagonal is the vector, and there is nothing but zeros beside it."""
    A, k = problem["A"], problem.params["k"]
    if A.ndim == 2:
        return certify_same(np.diagonal(A, k), value)
    n = len(A) + abs(k)
    if not isinstance(value, np.ndarray) or value.shape != (n, n):
        return Assessment("red", f"Verification failed: the result is not {by((n, n))}.")
    if np.count_nonzero(value) != np.count_nonzero(A):
        return Assessment("red", "Verification failed: there is something beside the diagonal.")
    return certify_same(A, np.diagonal(value, k))


def _certify_triangle(lower: bool) -> Any:
    def certify(problem: Problem, value: Array) -> Assessment:
        """Row by row: the entries on one side are those of A, the others 0."""
        A, k = problem["A"], problem.params["k"]
        if not isinstance(value, np.ndarray) or value.shape != A.shape or value.dtype != A.dtype:
            return Assessment("red", f"Verification failed: the result is not {by(A.shape)}.")
        n = A.shape[-1]
        for i in range(A.shape[-2]):
            cut = min(max(i + k + lower, 0), n)
            kept, rest = (np.s_[:cut], np.s_[cut:]) if lower else (np.s_[cut:], np.s_[:cut])
            if value[..., i, rest].any() or not equal(A[..., i, kept], value[..., i, kept]):
                return Assessment("red", "Verification failed: the entries are not those of the triangle.")
        return sure(value.dtype, "Every entry of the triangle is the same, the others are 0.")

    return certify


def _shift(problem: Problem) -> str:
    """The diagonal as an argument, where it is not the main one."""
    return f", {problem.params['k']}" if problem.params["k"] else ""


DIAG = Move(
    diag, _diagonal, lambda name, problem: f"d = np.diag({name}{_shift(problem)})", "NumPy diag", _certify
).operation
TRIL = Move(
    tril,
    lambda A, params: np.tril(A, params["k"]),
    lambda name, problem: f"L = np.tril({name}{_shift(problem)})",
    "NumPy tril",
    _certify_triangle(lower=True),
    details=of_each_matrix,
).operation
TRIU = Move(
    triu,
    lambda A, params: np.triu(A, params["k"]),
    lambda name, problem: f"U = np.triu({name}{_shift(problem)})",
    "NumPy triu",
    _certify_triangle(lower=False),
    details=of_each_matrix,
).operation
