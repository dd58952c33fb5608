"""The orthogonal projector onto the column space."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact, exact_lstsq
from workbench.model.certificate import Assessment
from workbench.numerics.bounds import Residual, growth, judge
from workbench.numerics.cutoff import argument, need_rtol
from workbench.numerics.device import DeviceArray, adjoint
from workbench.numerics.probes import largest
from workbench.numerics.spectral import adjoint_times, check_svd, probe_length, signs, times
from workbench.operations import singular
from workbench.operations.common import unusable
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem
from workbench.operations.steps import worked
from workbench.operations.systems import bases
from workbench.operations.systems.bases import Cut, RTol

Directions = Annotated[Operand, Axes((1, 2), "directions as columns, or a single one")]


class Projector(NamedTuple):
    result: Annotated[Operand, "P with P = P² = Pᴴ: P b is the shadow of b on the column space"]


def projector(A: Directions, rtol: RTol = None) -> Projector:
    """The matrix that projects orthogonally onto the column space of A; onto the line of a vector."""
    need_rtol(rtol)
    return Projector(Operand("result", (A.shape[0], A.shape[0]), A.dtype))


def cost(A: Operand, rtol: float | None = None) -> Cost:
    m, n = A.shape[0], A.shape[1] if len(A.shape) > 1 else 1
    found = singular.cost(Operand(A.name, (m, n), A.dtype))
    return Cost(max(1.0, found.flops + 2.0 * m * m * min(m, n)), found.bytes + m * m * A.dtype.itemsize)


def _run(problem: Problem) -> Outcome:
    found = bases.cut(bases.as_columns(problem), full=False)
    P = _onto(problem, found.bases["column"])
    return Outcome({"result": P}, {"cut": found}, details={**found.details, "trace": float(np.trace(P).real)})


def _onto(problem: Problem, U: Array) -> Array:
    """U Uᴴ, exactly symmetric; on the device, where there is one for this problem."""
    if problem.placed is None or not U.size:
        return np.asarray(_square(np, U))
    return problem.placed.get(_square(problem.placed.xp, problem.placed.put(U)))


def _square(xp: Any, U: DeviceArray) -> DeviceArray:
    P = xp.matmul(U, adjoint(xp, U))
    return (P + adjoint(xp, P)) / 2


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """P against U Uᴴ of a checked decomposition; the error is at most the backward error over the gap (Wedin 1972)."""
    posed = bases.as_columns(problem)
    A, P, found = posed["A"], outcome.outputs["result"], outcome.witness["cut"]
    if (bad := unusable(P, (len(A), len(A)), "the projector")) is not None:
        return bad
    if not A.size:
        return Assessment("red" if P.any() else "green", "The column space is {0}.", 0.0, 0.0, None, 0.0)
    check, against = check_svd(A, found.U, found.S, found.Vh), _against(P, found)
    size = largest(P)
    free = 0 < found.rank < len(P)
    error = max(2 * bases.turn(found, check.residual) if free else 0.0, float(against.scale) * against.eps)
    bound, unproved = bases.settled(posed, found, error / size if size else 0.0)
    return judge(
        A.dtype,
        bound,
        against,
        what="the projector",
        residual=check.residual,
        backward_error=check.residual,
        green=f"P v lies in the column space, of dimension {found.rank}, and v − P v is orthogonal to it",
        unproved=unproved,
        failed=check.failure,
    )


def _against(P: Array, found: Cut) -> Residual:
    U = found.bases["column"]
    with np.errstate(all="ignore"):
        V = signs(len(P), P.dtype)
        off = np.abs(times(P, V) - times(U, adjoint_times(U, V))).max(initial=0)
    return Residual.of(off, growth(len(P)) * probe_length(len(P)), P.dtype)


def _exact(problem: Problem) -> dict[str, Any] | None:
    A = problem.exact.get("A")
    if A is None or not exact.fits(A):
        return None
    return {"result": exact_lstsq.projectors(A.reshape(len(A), -1)).column}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A, rtol = names[0], problem.params.get("rtol")
    A = f"{A}.reshape(-1, 1)" if problem["A"].ndim == 1 else A
    return f"U = scipy.linalg.orth({A}{argument(rtol, 'rcond')})\nP = U @ U.conj().T"


PROJECTOR = Operation(
    declare=projector,
    routes=bases.routes("U Uᴴ of an orthonormal basis U", _run, _code),
    certify=certify,
    cost=cost,
    exact=_exact,
    steps=worked("projection", "projector_steps"),
)
