"""The column space: all that a matrix can reach."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact, exact_subspaces
from workbench.model.certificate import Assessment
from workbench.numerics.cutoff import argument, need_rtol
from workbench.operations import singular
from workbench.operations.spec import Cost, Matrix2, Operand, Operation, Outcome, Problem
from workbench.operations.steps import worked
from workbench.operations.systems import bases
from workbench.operations.systems.bases import RTol


class Range(NamedTuple):
    result: Annotated[Operand, "an orthonormal basis as columns, the most important direction first"]


def orth(A: Matrix2, rtol: RTol = None) -> Range:
    """An orthonormal basis of the column space, of all vectors A x.

    The exact twin is made of columns of A.
    """
    need_rtol(rtol)
    return Range(Operand("result", (A.shape[0], min(A.shape)), A.dtype))


def cost(A: Operand, rtol: float | None = None) -> Cost:
    return singular.cost(A)


def _run(problem: Problem) -> Outcome:
    found = bases.cut(problem, full=False)
    return Outcome({"result": found.bases["column"].copy()}, {"cut": found}, details=found.details)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """As `bases.verdict`: the decomposition and the basis are verified, the angle bounded by Wedin's theorem."""
    return bases.verdict(problem, outcome.outputs, outcome.witness["cut"], {"result": "column"})


def _exact(problem: Problem) -> dict[str, Any] | None:
    A = problem.exact.get("A")
    if A is None or not exact.fits(A):
        return None
    return {"result": exact_subspaces.column_space(A)}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    rtol = problem.params.get("rtol")
    call = f"Q = scipy.linalg.orth({names[0]}{argument(rtol, 'rcond')})"
    return f"{call}\n{bases.turned('Q')}" if np.size(problem["A"]) else call


ORTH = Operation(
    declare=orth,
    routes=bases.routes("singular values show how much is reached", _run, _code),
    certify=certify,
    cost=cost,
    exact=_exact,
    steps=worked("spaces", "column_space_steps"),
)
