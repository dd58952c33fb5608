"""Polar decomposition: A = U · P, a turn after a stretch."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Annotated, Literal, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment, Condition
from workbench.numerics.bounds import judge, quantum
from workbench.numerics.factor import conjugate_transpose
from workbench.numerics.polar import Polar, check_of_diagonal, check_polar, of_diagonal
from workbench.numerics.polar import polar as decompose
from workbench.numerics.probes import largest
from workbench.numerics.spectral import floor
from workbench.operations.common import diagonal, judged
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.spectra import device


class Factors(NamedTuple):
    U: Annotated[Operand, "the nearest matrix with orthonormal columns (or rows, if A is wide)"]
    P: Annotated[Operand, "positive semidefinite: the stretch, √(AᵀA) or √(A Aᵀ)"]


def polar(
    A: Matrix2,
    side: Annotated[Literal["right", "left"], "right: A = U P, stretch first; left: A = P U, turn first"] = "right",
) -> Factors:
    """Split A into a turn U and a stretch P along perpendicular directions: A = U P, as a complex number is e^iφ r."""
    order = A.shape[1 if side == "right" else 0]
    return Factors(Operand("U", A.shape, A.dtype), Operand("P", (order, order), A.dtype))


def _upright(problem: Problem, A: Array) -> Array:
    """A for A = U P, and Aᴴ for A = P U, since Aᴴ = Uᴴ P."""
    return A if problem.params.get("side", "right") == "right" else conjugate_transpose(A)


def _run(problem: Problem) -> Outcome:
    return _outcome(problem, decompose(_upright(problem, problem["A"])))


def _outcome(problem: Problem, found: Polar) -> Outcome:
    U, P, S, method = found
    least = float(S[-1]) if len(S) else 0.0
    warnings: tuple[str, ...] = ()
    if len(S) and least <= max(problem["A"].shape) * np.finfo(S.dtype).eps * float(S[0]):
        warnings = (f"{problem.name('A')} has not full rank to working precision: U is one of many, or all but.",)
    outputs = {"U": np.ascontiguousarray(_upright(problem, U)), "P": P}
    return Outcome(outputs, {"least": least}, warnings, method=method)


def _is_diagonal(problem: Problem) -> str | None:
    A = problem["A"]
    found = diagonal(problem) if A.shape[0] == A.shape[1] and np.diagonal(A).all() else None
    return found and f"{found} without zeros: U has the phases of its entries, P their moduli"


def _run_diagonal(problem: Problem) -> Outcome:
    U, P = of_diagonal(problem["A"])
    return Outcome({"U": U, "P": P}, {"diagonal": True})


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """U P rebuilds A, U is orthonormal, P is positive; U is only as good as A is well conditioned."""
    A = _upright(problem, problem["A"])
    U, P = np.asarray(outcome.outputs["U"]), np.asarray(outcome.outputs["P"])
    if "diagonal" in outcome.witness:
        return _certify_diagonal(problem["A"], U, P)
    least = float(outcome.witness["least"])
    check, kappa = check_polar(A, _upright(problem, U) if U.ndim == 2 else U, P, least)
    unproved, name = None, problem.name("A")
    # the theorem speaks of norms: U, of norm √n, moves by κ times what is left of A, relative to A
    moved = math.inf if kappa is None or check.values is None else check.values * kappa / math.sqrt(max(1, A.shape[1]))
    if moved < 0.1 and check.bound is not None:
        check = replace(check, bound=max(check.bound, moved / 2))
    elif check.failure is None:
        short = A.shape[0] < A.shape[1] or not least > 0
        why = f"not unique: {name} has not full column rank" if short else f"all but free: {name} is almost singular"
        unproved = f"U P rebuilds {name} and P is right, but U is {why}."
    condition = Condition(kappa, "F") if kappa is not None else None
    green = "U P rebuilds A, U is orthonormal and P positive semidefinite"
    return judged(A.dtype, check, what="the factors", condition=condition, green=green, unproved=unproved)


def _certify_diagonal(A: Array, U: Array, P: Array) -> Assessment:
    apart, failed = quantum(A.dtype) / largest(A), check_of_diagonal(A, U, P)
    green = "U and P are the phases and the moduli of the diagonal"
    return judge(A.dtype, max(floor(1, A.dtype), apart), what="the factors", green=green, failed=failed, spacing=apart)


def cost(A: Operand, side: str = "right") -> Cost:
    m, n = A.shape
    k, long = min(m, n), max(m, n)
    return Cost(4.0 * long * k * k + 22.0 * k**3 + 4.0 * m * n * k, 8.0 * 6 * m * n)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    return f'U, P = scipy.linalg.polar({names[0]}, side="{problem.params.get("side", "right")}")'


REASON = always("U and P are made of the singular value decomposition")
POLAR = Operation(
    declare=polar,
    routes=(
        Route("read off the diagonal", _is_diagonal, _run_diagonal, _code),
        Route("LAPACK gesdd", REASON, _run, _code),
        *device.polar_routes(REASON, _outcome, _code),
    ),
    certify=certify,
    cost=cost,
    stacked=True,
)
