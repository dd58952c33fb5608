"""The reduced row echelon form."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact, exact_echelon
from workbench.numerics.cutoff import need_rtol
from workbench.operations.spec import Cost, Matrix2, Operand, Operation, Problem, Route, always
from workbench.operations.steps import worked
from workbench.operations.systems import echelon


class Echelon(NamedTuple):
    R: Annotated[Operand, "the reduced form: each pivot 1, and alone in its column"]
    pivots: Annotated[Operand, "the columns of the pivots, counted from 0"]


def rref(
    A: Matrix2,
    rtol: Annotated[
        float | None, "entries up to rtol times the largest row sum count as zero; max(m, n) · eps if empty"
    ] = None,
) -> Echelon:
    """The reduced row echelon form of a matrix of any shape.

    With rounding errors, what is zero is a decision: the details hold its tolerance. The exact twin has none.
    """
    need_rtol(rtol)
    return Echelon(Operand("R", A.shape, A.dtype), Operand("pivots", (min(A.shape),), np.dtype(np.int64)))


def cost(A: Operand, rtol: float | None = None) -> Cost:
    m, n = A.shape
    return Cost(max(1.0, 2.0 * m * n * min(m, n)), 3.0 * m * n * A.dtype.itemsize)


def _exact(problem: Problem) -> dict[str, Any] | None:
    A = problem.exact.get("A")
    if A is None or not exact.fits(A):
        return None
    found = exact_echelon.rref(A)
    return {"R": found.form, "pivots": list(found.pivots)}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    return echelon.code(problem, names[0])


RREF = Operation(
    declare=rref,
    routes=(
        Route("Gauss-Jordan elimination", always("with the largest entry of each column as pivot"), echelon.run, _code),
    ),
    certify=echelon.certify,
    cost=cost,
    exact=_exact,
    steps=worked("reduced", "rref_steps"),
)
