"""What the functions of a square matrix share: routes by structure, on the host and on a device."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from workbench.model.errors import UserError
from workbench.numerics import decompose
from workbench.numerics.matrix_functions import FAILURES, BeyondRange, of_values, quietly
from workbench.operations.common import hermitian, need_square
from workbench.operations.spec import Array, Cost, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.square import device
from workbench.operations.square.function_check import MatrixFunction, certify


def need(A: Operand, what: str) -> None:
    """Refuse what is not square."""
    need_square(
        A, f"it has no {what}", "Only a square matrix has powers, and functions that are made of them.", ("svd",)
    )


def cost(A: Operand) -> Cost:
    n = float(A.shape[0])
    return Cost(60.0 * n**3, 10.0 * n * n * A.dtype.itemsize)


def routes(function: MatrixFunction) -> tuple[Route, ...]:
    """Entry by entry on a diagonal, by orthonormal eigenvectors, else by the general algorithm."""

    def code(problem: Problem, names: tuple[str, ...]) -> str:
        return function.code(problem, names[0]) or f"X = scipy.linalg.{function.name}({names[0]})"

    def run_general(problem: Problem) -> Outcome:
        if function.refuse is not None:
            function.refuse(problem, np.linalg.eigvals(problem["A"]))
        try:
            X = quietly(function.general, problem["A"])
        except BeyondRange:
            message = f"The {function.what} of {problem.name('A')} is beyond the range of float64."
            hint = "Its eigenvalues show where the function is so large."
            raise UserError("domain", message, hint, ("eigvals",)) from None
        except FAILURES:
            message = f"No {function.what} of {problem.name('A')} was found: the iteration meets a singular matrix."
            raise UserError("domain", message, "Look at its eigenvalues.", ("eig",)) from None
        return finish(problem, X, {})

    def finish(problem: Problem, X: Array, witness: dict[str, Array]) -> Outcome:
        if function.reject is not None:
            function.reject(problem, X)
        return Outcome({"result": _real_where_real(problem["A"], X)}, witness)

    def values(problem: Problem, w: Array) -> Array:
        return _values(function, problem, w)

    return (
        Route("NumPy, on the diagonal", _diagonal, lambda problem: _run_diagonal(function, problem), code),
        Route("LAPACK syevd", _hermitian, lambda problem: _run_hermitian(function, problem), code),
        Route(function.method, always("no special structure"), run_general, code),
        device.hermitian_route(_hermitian, values, finish, code),
        *device.general_routes(function.method, function.there, finish, code),
    )


def _real_where_real(A: Array, X: Array) -> Array:
    """X in the precision of A, complex only where it has to be."""
    if X.dtype.kind == "c" and A.dtype.kind != "c" and not X.imag.any():
        X = X.real
    return X.astype(np.result_type(A.dtype, np.complex64) if X.dtype.kind == "c" else A.dtype, copy=False)


def _diagonal(problem: Problem) -> str | None:
    if not problem["A"].size:
        return f"{problem.name('A')} has no entries"
    return f"{problem.name('A')} is diagonal" if problem.structures["A"].diagonal else None


def _hermitian(problem: Problem) -> str | None:
    """Eigenvalues of a matrix next to the least number would be rounded to a few digits."""
    found, info = problem.structures["A"].exponent, np.finfo(problem["A"].dtype)
    if found is not None and found < info.minexp + info.nmant:
        return None
    return f"{problem.name('A')} is {hermitian(problem)}" if problem.structures["A"].symmetric else None


def _values(function: MatrixFunction, problem: Problem, w: Array) -> Array:
    """The function of the eigenvalues. Raises where one of them rules it out."""
    if function.refuse is not None:
        function.refuse(problem, w)
    return quietly(function.scalar, w)


def _run_diagonal(function: MatrixFunction, problem: Problem) -> Outcome:
    values = _values(function, problem, np.diagonal(problem["A"]).copy())
    return Outcome({"result": _real_where_real(problem["A"], np.diag(values))}, {"diagonal": True})


def _run_hermitian(function: MatrixFunction, problem: Problem) -> Outcome:
    w, V = decompose.symmetric(problem["A"])
    X = of_values(V, _values(function, problem, w))
    return Outcome({"result": _real_where_real(problem["A"], X)}, {"w": w, "V": V})


def operation(declare: Any, function: MatrixFunction, exact: Any = None) -> Operation:
    """The operation that computes the function; `exact` is its exact twin."""
    return Operation(
        declare=declare,
        routes=routes(function),
        certify=partial(certify, function),
        cost=cost,
        exact=exact,
        stacked=True,
    )
