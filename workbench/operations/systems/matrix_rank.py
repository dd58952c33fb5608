"""Rank: how many directions survive."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.numerics import cutoff
from workbench.numerics.bounds import judge, max_digits
from workbench.operations import singular
from workbench.operations.on_device import device_route
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.steps import worked
from workbench.operations.systems.rank import doubt


class Rank(NamedTuple):
    result: Annotated[Operand, "the number of singular values above the tolerance"]


def matrix_rank(
    A: Matrix2,
    rtol: Annotated[float | None, "tolerance relative to the largest singular value; max(m, n) · eps if empty"] = None,
) -> Rank:
    """The number of independent rows, or columns: of singular values above a tolerance that is shown.

    For numbers with rounding errors rank is a decision; the details hold the tolerance and the values it parts.
    """
    cutoff.need_rtol(rtol)
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
    return cutoff.relative(problem["A"], problem.params.get("rtol"))


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
    unproved = doubt(problem, S) or (
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
    cut = problem.params.get("rtol") is not None
    return _worded(assessed, result, S, cut) if assessed.verdict == "green" else assessed


def _worded(assessed: Assessment, rank: int, S: Array, cut: bool) -> Assessment:
    rest, digits = len(S) - rank, max_digits(S.dtype)
    few = "the other one" if rest == 1 else f"the other {rest}"
    below = "below it" if cut else "at 0 but for rounding"
    gap = f"{few} {'lies' if rest == 1 else 'lie'} {below}" if rest else "no singular value vanishes"
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
    return f"r = np.linalg.matrix_rank({names[0]}{cutoff.argument(rtol)})"


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
