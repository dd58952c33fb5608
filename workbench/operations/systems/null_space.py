"""The null space: what a matrix sends to zero."""

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


class NullSpace(NamedTuple):
    result: Annotated[Operand, "an orthonormal basis as columns; none if the columns of A are independent"]


def null_space(A: Matrix2, rtol: RTol = None) -> NullSpace:
    """An orthonormal basis of the vectors x with A x = 0.

    How many there are depends on the tolerance, which the details show; the exact twin has none.
    """
    need_rtol(rtol)
    return NullSpace(Operand("result", (A.shape[1], A.shape[1]), A.dtype))


def cost(A: Operand, rtol: float | None = None) -> Cost:
    return singular.cost(A)


def _run(problem: Problem) -> Outcome:
    m, n = problem["A"].shape
    found = bases.cut(problem, full=n > m)
    return Outcome({"result": found.bases["null"].copy()}, {"cut": found}, details=found.details)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """As `bases.verdict`: the decomposition and the basis are verified, the angle bounded by Wedin's theorem."""
    return bases.verdict(problem, outcome.outputs, outcome.witness["cut"], {"result": "null"})


def _exact(problem: Problem) -> dict[str, Any] | None:
    A = problem.exact.get("A")
    if A is None or not exact.fits(A):
        return None
    return {"result": exact_subspaces.null_space(A)}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    rtol = problem.params.get("rtol")
    call = f"N = scipy.linalg.null_space({names[0]}{argument(rtol, 'rcond')})"
    return f"{call}\n{bases.turned('N')}" if np.size(problem["A"]) else call


NULL_SPACE = Operation(
    declare=null_space,
    routes=bases.routes("singular values show what vanishes", _run, _code),
    certify=certify,
    cost=cost,
    exact=_exact,
    steps=worked("spaces", "null_space_steps"),
)
