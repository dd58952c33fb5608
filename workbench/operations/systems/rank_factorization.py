"""A full-rank factorisation: the columns of the pivots times the rows of the reduced row echelon form."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact, exact_echelon
from workbench.model.certificate import Assessment
from workbench.numerics.cutoff import need_rtol
from workbench.operations.spec import Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.steps import worked
from workbench.operations.systems import echelon
from workbench.operations.systems.factors import usable


class ColumnsRows(NamedTuple):
    C: Annotated[Operand, "the columns of A that have pivots: a basis of its column space"]
    R: Annotated[Operand, "the rows of the reduced row echelon form that are not zero: a basis of the row space"]


def rank_factorization(
    A: Matrix2,
    rtol: Annotated[
        float | None, "entries up to rtol times the largest row sum count as zero; max(m, n) · eps if empty"
    ] = None,
) -> ColumnsRows:
    """The factors A = C R of full rank, with columns of A in C and the reduced row echelon form in R.

    Both have as many columns and rows as the rank (Ben-Israel and Greville, Generalized Inverses, section 1.7).
    """
    need_rtol(rtol)
    (m, n), most = A.shape, min(A.shape)
    return ColumnsRows(Operand("C", (m, most), A.dtype), Operand("R", (most, n), A.dtype))


def cost(A: Operand, rtol: float | None = None) -> Cost:
    m, n = A.shape
    return Cost(max(1.0, 2.0 * m * n * min(m, n)), (3.0 * m * n + min(m, n) * (m + n)) * A.dtype.itemsize)


def _run(problem: Problem) -> Outcome:
    reduced = echelon.run(problem)
    pivots = reduced.outputs["pivots"]
    outputs = {"C": problem["A"][:, pivots].copy(), "R": reduced.outputs["R"][: len(pivots)]}
    return replace(reduced, outputs=outputs, details={**reduced.details, "pivots": pivots.tolist()})


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """C holds columns of A to the last digit; R is judged as the reduced form that it is a part of."""
    A, pivots = problem["A"], outcome.witness["reduced"].pivots
    (m, n), r = A.shape, len(pivots)
    if (bad := usable(outcome.outputs, {"C": (m, r), "R": (r, n)})) is not None:
        return bad
    if not np.array_equal(outcome.outputs["C"], A[:, pivots]):
        return Assessment("red", "Verification failed: C does not hold the columns of the pivots.")
    rows = outcome.outputs["R"]
    whole = np.concatenate([rows, np.zeros((m - r, n), rows.dtype)])
    return echelon.certify(problem, replace(outcome, outputs={"R": whole, "pivots": pivots}))


def _exact(problem: Problem) -> dict[str, Any] | None:
    A = problem.exact.get("A")
    if A is None or not exact.fits(A):
        return None
    C, R = exact_echelon.column_row(A)
    return {"C": C, "R": R}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"{echelon.code(problem, names[0])}\nC, R = {names[0]}[:, pivots], R[:len(pivots)]"


RANK_FACTORIZATION = Operation(
    declare=rank_factorization,
    routes=(Route("Gauss-Jordan elimination", always("with the largest entry of each column as pivot"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
    steps=worked("spaces", "rank_factorization_steps"),
)
