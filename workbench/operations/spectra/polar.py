"""Polar decomposition: A = U · P, a turn after a stretch."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment, Condition
from workbench.numerics.factor import conjugate_transpose
from workbench.numerics.polar import Polar, check_polar
from workbench.numerics.polar import polar as decompose
from workbench.operations.common import judged
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
        warnings = (f"{problem.name('A')} has not full rank, so that U is one of many.",)
    outputs = {"U": np.ascontiguousarray(_upright(problem, U)), "P": P}
    return Outcome(outputs, {"least": least}, warnings, method=method)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """U P rebuilds A, U is orthonormal, P is positive; U is only as good as A is well conditioned."""
    A = _upright(problem, problem["A"])
    U, P = np.asarray(outcome.outputs["U"]), np.asarray(outcome.outputs["P"])
    check, kappa = check_polar(A, _upright(problem, U) if U.ndim == 2 else U, P, float(outcome.witness["least"]))
    unproved = None
    sure = kappa is not None and check.bound is not None and check.bound * kappa < 0.1
    if sure and kappa is not None and check.bound is not None:
        check = replace(check, bound=check.bound * max(1.0, kappa / 2 / np.sqrt(max(1, A.shape[1]))))
    elif check.failure is None:
        unproved = "U P rebuilds A and P is right, but U is not unique, or all but: A has not full column rank."
    condition = Condition(kappa, "F") if kappa is not None else None
    green = "U P rebuilds A, U is orthonormal and P positive semidefinite"
    return judged(A.dtype, check, what="the factors", condition=condition, green=green, unproved=unproved)


def cost(A: Operand, side: str = "right") -> Cost:
    m, n = A.shape
    k, long = min(m, n), max(m, n)
    return Cost(4.0 * long * k * k + 22.0 * k**3 + 4.0 * m * n * k, 8.0 * 6 * m * n)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    return f'U, P = scipy.linalg.polar({names[0]}, side="{problem.params.get("side", "right")}")'


REASON = always("U and P are made of the singular value decomposition")
POLAR = Operation(
    declare=polar,
    routes=(Route("LAPACK gesdd", REASON, _run, _code), *device.polar_routes(REASON, _outcome, _code)),
    certify=certify,
    cost=cost,
    stacked=True,
)
