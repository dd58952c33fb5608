"""Rank: how many directions survive."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import eps, judge, max_digits
from workbench.operations import singular
from workbench.operations.on_device import device_route
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.steps import worked

CLEAR = 100.0
"""A singular value less than this factor above the tolerance makes the rank a matter of choice."""


class Rank(NamedTuple):
    result: Annotated[Operand, "the number of singular values above the tolerance"]


def matrix_rank(
    A: Matrix2,
    rtol: Annotated[float | None, "tolerance relative to the largest singular value; max(m, n) · eps if empty"] = None,
) -> Rank:
    """The number of independent rows, or columns: of singular values above a tolerance that is shown.

    For numbers with rounding errors rank is a decision; the details hold the tolerance and the values it parts.
    """
    if rtol is not None and not 0 <= rtol < 1:
        raise UserError("usage", f"A tolerance of {rtol} leaves nothing to count.", "Take rtol from 0 to below 1.")
    return Rank(Operand("result", (), np.dtype(np.int64)))


def _is_small(problem: Problem) -> str | None:
    if not singular.is_small(problem):
        return None
    return "the singular values show how clear the rank is, and vectors prove them"


def _run(problem: Problem) -> Outcome:
    S, witness, method = singular.find(problem)
    tolerance = _tolerance(problem, S)
    details = {"tolerance": tolerance, "rtol": _rtol(problem), "singular_values": S}
    return Outcome({"result": np.asarray((tolerance < S).sum())}, witness, details=details, method=method)


def _rtol(problem: Problem) -> float:
    given = problem.params.get("rtol")
    A = problem["A"]
    return float(max(A.shape, default=0) * eps(A.dtype) if given is None else given)


def _tolerance(problem: Problem, S: Array) -> float:
    return _rtol(problem) * float(S[0]) if S.size else 0.0


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Count again from singular values that their vectors prove; say when one lies near the tolerance."""
    A, witness = problem["A"], outcome.witness
    S = witness["S"]
    check, proved = singular.check(A, S, witness), singular.proved(witness)
    result, tolerance = int(outcome.outputs["result"]), _tolerance(problem, S)
    failure = check.failure
    if failure is None and result != int((tolerance < S).sum()):
        failure = f"Verification failed: {result} is not the number of singular values above the tolerance."
    near = _near(S, tolerance)
    unproved = near or (
        None if proved else "Counted from singular values that are consistent, but that no vectors prove."
    )
    assessed = judge(
        A.dtype,
        None if unproved else 0.0,
        residual=check.residual,
        backward_error=check.residual,
        unproved=unproved,
        failed=failure,
    )
    return _worded(assessed, result, S, max_digits(A.dtype)) if assessed.verdict == "green" else assessed


def _near(S: Array, tolerance: float) -> str | None:
    above = S[tolerance < S]
    if not above.size or above[-1] > CLEAR * tolerance:
        return None
    return f"Singular value {above[-1]:.1e} is close to the tolerance {tolerance:.1e}: the rank is a matter of choice."


def _worded(assessed: Assessment, rank: int, S: Array, digits: int) -> Assessment:
    gap = "no singular value vanishes" if rank == len(S) else f"the other {len(S) - rank} vanish but for rounding"
    reason = f"{rank} of {len(S)} singular values lie clearly above the tolerance; {gap}."
    return Assessment("green", reason, assessed.residual, assessed.backward_error, None, assessed.error_bound, digits)


def cost(A: Operand, rtol: float | None = None) -> Cost:
    return singular.cost(A)


def _exact(problem: Problem) -> dict[str, Any] | None:
    entries = problem.exact.get("A")
    if entries is None or not exact.fits(entries):
        return None
    return {"result": Fraction(exact.rank(entries))}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    rtol = problem.params.get("rtol")
    return f"r = np.linalg.matrix_rank({names[0]}{'' if rtol is None else f', rtol={rtol!r}'})"


MATRIX_RANK = Operation(
    declare=matrix_rank,
    routes=(
        Route("LAPACK gesdd", _is_small, _run, _code),
        Route("LAPACK gesdd", always("only singular values are needed"), _run, _code),
        device_route("cuSOLVER gesvd", always("only singular values are needed"), _run, _code, "spectral"),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    steps=worked("reduced", "rref_steps"),
    stacked=True,
)
