"""LU factorisation: elimination with partial, complete or no exchanges of rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from workbench.backends import exact, exact_lu
from workbench.model.certificate import Assessment, Condition
from workbench.numerics.bounds import eps
from workbench.numerics.elimination import Eliminated, ZeroPivotError, eliminate, permutation_matrix
from workbench.numerics.elimination_errors import factor_errors
from workbench.numerics.probes import largest, shifted
from workbench.numerics.scales import Scaled, spacing, unscaled
from workbench.numerics.sensitivity import natural_unit
from workbench.operations.common import kept
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route
from workbench.operations.steps import worked
from workbench.operations.systems import device_factors
from workbench.operations.systems.factors import (
    is_upper,
    order_failure,
    pivot_condition,
    product_check,
    usable,
    verdict,
)
from workbench.operations.systems.lu_refusal import exact_refusal, refusal

Pivoting = Literal["partial", "complete", "none"]


class Factors(NamedTuple):
    P: Annotated[Operand, "the permutation matrix that puts the rows back in order; A = P L U"]
    L: Annotated[Operand, "the multipliers, below a diagonal of ones"]
    U: Annotated[Operand, "what elimination leaves, upper triangular"]
    Q: Annotated[Operand, "the permutation of the columns, with complete pivoting: A = P L U Q; else none"]


def lu(
    A: Matrix2,
    pivoting: Annotated[
        Pivoting,
        "partial: the largest entry of a column; complete: of all that is left; none: the next on the diagonal",
    ] = "partial",
) -> Factors:
    """The LU factorisation A = P L U of a matrix of any shape."""
    (m, n), k = A.shape, min(A.shape)
    shapes = {"P": (m, m), "L": (m, k), "U": (k, n), "Q": (n, n)}
    return Factors(*(Operand(name, shape, A.dtype) for name, shape in shapes.items()))


def cost(A: Operand, pivoting: str = "partial") -> Cost:
    (m, n), k = A.shape, min(A.shape)
    flops = 2.0 * m * n * k / (1.5 if k else 1) * (4 if pivoting == "complete" else 1)
    return Cost(max(flops, 1.0), float(m * m + 3 * m * n) * A.dtype.itemsize)


def _run(problem: Problem) -> Outcome:
    return _finish(problem, eliminate)


def _finish(problem: Problem, algorithm: Callable[..., Eliminated]) -> Outcome:
    A, p = kept(problem, "A")
    pivoting = problem.params["pivoting"]
    try:
        found = algorithm(A, pivoting) if A.size else _of_nothing(A)
    except ZeroPivotError as stop:
        raise refusal(problem, stop.row) from None
    growth = largest(found.U) / largest(A) if found.U.size and A.any() else 1.0
    outputs = {
        "P": permutation_matrix(found.rows, A.dtype),
        "L": found.L,
        "U": shifted(found.U, p) if p else found.U,
        "Q": permutation_matrix(found.columns, A.dtype).T if pivoting == "complete" else None,
    }
    details = {"row_order": found.rows.tolist(), "growth": growth}
    witness = {"order": (found.rows, found.columns), "U": Scaled(found.U, p)}
    return Outcome(outputs, witness, _warnings(found, growth, pivoting), details)


def _of_nothing(A: Array) -> Eliminated:
    (m, n), k = A.shape, min(A.shape)
    return Eliminated(np.eye(m, k, dtype=A.dtype), np.zeros((k, n), A.dtype), np.arange(m), np.arange(n))


def _warnings(found: Eliminated, growth: float, pivoting: str) -> tuple[str, ...]:
    if growth < 1e6:
        return ()
    return (f"The entries grew {growth:.1e} times in elimination{_remedy(pivoting)}.",)


def _remedy(pivoting: str) -> str:
    return "; exchanging rows would have avoided it" if pivoting == "none" else ""


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """P L U Q against A, and the errors of L and U to first order (Stewart 1997)."""
    A, p = kept(problem, "A")
    (m, n), k, out = A.shape, min(A.shape), outcome.outputs
    complete = problem.params["pivoting"] == "complete"
    shapes = {"P": (m, m), "L": (m, k), "U": (k, n), **({"Q": (n, n)} if complete else {})}
    if (bad := usable(out, shapes)) is not None:
        return bad
    P, L, U = out["P"], out["L"], unscaled(out["U"], outcome.witness["U"], p)
    rows, columns = outcome.witness["order"]
    failed = _form(L, U) or order_failure(P, rows, "P")
    if failed is None and complete:
        failed = order_failure(out["Q"].T, columns, "Q")
    if not A.size:
        return Assessment("red" if failed else "green", failed or "There is nothing to eliminate.", 0.0, 0.0, None, 0.0)
    exchanged = A[rows][:, columns] if complete else A[rows]
    product = product_check(exchanged, L, U)
    unit = natural_unit(k, eps(A.dtype), product.residual.relative)
    return verdict(
        A.dtype,
        max(factor_errors(exchanged, L, U, unit)),
        product.backward,
        product.residual,
        condition=_pivots(U),
        green="P L U = A is verified",
        failed=failed,
        spacing=spacing(out["U"], U, p),
        spoilt=f"Elimination has lost every digit of A: entries grew from {largest(A):.0e} to {largest(U):.0e}.",
    )


def _form(L: Array, U: Array) -> str | None:
    if not is_upper(L.T) or (np.diagonal(L) != 1).any():
        return "Verification failed: L is not lower triangular with ones on its diagonal."
    return None if is_upper(U) else "Verification failed: U is not upper triangular."


def _pivots(U: Array) -> Condition | None:
    """The largest pivot over the smallest: no norm, but what elimination knows of the condition."""
    d = np.abs(np.diagonal(U))
    return pivot_condition(d) if d.size else None


def exact_lu_factors(problem: Problem) -> dict[str, Any] | None:
    """P, L, U and Q in fractions, of the same choice of pivots."""
    A = problem.exact.get("A")
    if A is None or not exact.fits(A):
        return None
    try:
        found = exact_lu.lu(A, problem.params["pivoting"])
    except exact_lu.ZeroPivotError as stop:
        raise exact_refusal(problem, stop) from None
    answer = {"P": found.P, "L": found.L, "U": found.U}
    return {**answer, "Q": found.Q} if problem.params["pivoting"] == "complete" else answer


def _partial(problem: Problem) -> str | None:
    return "the largest entry of each column is the pivot" if problem.params["pivoting"] == "partial" else None


def _other(problem: Problem) -> str:
    if problem.params["pivoting"] == "none":
        return "asked to go without exchanges of rows"
    return "asked to look for the largest entry of all that is left"


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"P, L, U = scipy.linalg.lu({names[0]})"


def _loop_code(problem: Problem, names: tuple[str, ...]) -> str:
    complete = problem.params["pivoting"] == "complete"
    choose = (
        "    i, j = np.unravel_index(np.argmax(abs(U[k:, k:])), U[k:, k:].shape)\n"
        "    U[[k, k + i]], rows[[k, k + i]] = U[[k + i, k]], rows[[k + i, k]]\n"
        "    U[:, [k, k + j]], columns[[k, k + j]] = U[:, [k + j, k]], columns[[k + j, k]]\n"
    )
    loop = (
        f"U = np.array({names[0]}, dtype={_dtype(problem)})\n"
        "rows, columns = np.arange(len(U)), np.arange(U.shape[1])\n"
        "for k in range(min(U.shape)):\n"
        f"{choose if complete else ''}"
        "    if U[k, k] != 0:\n"
        "        U[k + 1:, k] /= U[k, k]\n"
        "        U[k + 1:, k + 1:] -= np.outer(U[k + 1:, k], U[k, k + 1:])\n"
        "L = np.tril(U, -1)[:, :min(U.shape)] + np.eye(len(U), min(U.shape))\n"
        "U = np.triu(U[:min(U.shape)])\n"
        "P = np.eye(len(rows))[:, rows]"
    )
    return f"{loop}\nQ = np.eye(len(columns))[columns]" if complete else loop


def _dtype(problem: Problem) -> str:
    return "complex" if problem["A"].dtype.kind == "c" else "float"


LU = Operation(
    declare=lu,
    routes=(
        Route("LAPACK getrf", _partial, _run, _code),
        Route("elimination in NumPy", _other, _run, _loop_code),
        *device_factors.lu_routes(_partial, _finish, _code),
    ),
    certify=certify,
    cost=cost,
    exact=exact_lu_factors,
    steps=worked("factors", "lu_steps"),
    stacked=True,
)
