"""Principal angles between two column spaces."""

from __future__ import annotations

import math
from typing import Annotated, Literal, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment, Condition
from workbench.numerics.angles import angles_of_projectors, principal_angles
from workbench.numerics.bounds import Residual, eps, judge
from workbench.numerics.rectangular import SVD, checks, svd
from workbench.operations.common import by, need_entries, scale, shape_error, unusable
from workbench.operations.data.device import angle_routes
from workbench.operations.spec import Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always

WHY = always("small angles come from sines, large ones from cosines")
Unit = Annotated[Literal["radians", "degrees"], "how the angles are given"]


class Angles(NamedTuple):
    result: Annotated[Operand, "the principal angles, largest first; as many as the smaller space has dimensions"]


def subspace_angles(A: Matrix2, B: Matrix2, unit: Unit = "radians") -> Angles:
    """The principal angles between the spaces that the columns of A and of B span, largest first."""
    need_entries(A, "it spans nothing")
    need_entries(B, "it spans nothing")
    if A.shape[0] != B.shape[0]:
        raise shape_error(
            f"{A.name} is {by(A.shape)} and {B.name} is {by(B.shape)}: their columns do not lie in the same space.",
            "Both need the same number of rows.",
            ("transpose",),
            A,
            B,
            axes={A.name: 0, B.name: 0},
        )
    real = np.zeros(0, np.result_type(A.dtype, B.dtype)).real.dtype
    return Angles(Operand("result", (min(*A.shape, *B.shape),), real))


def _bases(problem: Problem) -> tuple[SVD, SVD]:
    return svd(scale(problem, "A")[0], None), svd(scale(problem, "B")[0], None)


def _run(problem: Problem) -> Outcome:
    return _finished(problem, *_bases(problem))


def _finished(problem: Problem, first: SVD, second: SVD) -> Outcome:
    P, Q = (found.U[:, : found.rank] for found in (first, second))
    angles = principal_angles(P, Q)
    result = np.degrees(angles) if problem.params["unit"] == "degrees" else angles
    warnings = tuple(
        f"{problem.name(key)} has rank {found.rank} of {problem[key].shape[1]} columns."
        for key, found in (("A", first), ("B", second))
        if found.rank < problem[key].shape[1]
    )
    details = {"dimensions": [first.rank, second.rank], "unit": problem.params["unit"]}
    return Outcome({"result": result}, {"bases": (first, second)}, warnings, details)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Checked bases, then the angles anew from the projectors; errors of the bases go into them as they are."""
    first, second = outcome.witness["bases"]
    value = outcome.outputs["result"]
    count = min(first.rank, second.rank)
    if (bad := unusable(value, (count,), "the angles")) is not None:
        return bad
    A, B = scale(problem, "A")[0], scale(problem, "B")[0]
    dtype = np.result_type(A, B)
    parts = (*checks(A, first), *checks(B, second))
    factor = 180 / math.pi if problem.params["unit"] == "degrees" else 1.0
    expected = factor * angles_of_projectors(first.U[:, : first.rank], second.U[:, : second.rank])
    kappa = max(first.condition, second.condition)
    size = float(np.max(value, initial=0))
    found = Residual.of(np.abs(value - expected), np.full(count, 4 * factor * max(1.0, math.sqrt(len(A)) / 4)), dtype)
    absolute = max(float(found.level.max(initial=0)), 4 * factor * kappa * eps(dtype))
    vanished = None
    if size <= absolute:
        vanished = "The spaces coincide, or one holds the other, as far as rounding lets one see."
    return judge(
        dtype,
        None if vanished else absolute / size,
        found,
        *parts,
        what="the angles",
        residual=float(found.observed.max(initial=0)),
        backward_error=max(part.relative for part in parts),
        condition=Condition(kappa, "2"),
        green="The bases are verified, and the angles found in two ways agree",
        unproved=vanished,
    )


def cost(A: Operand, B: Operand, unit: str = "radians") -> Cost:
    (m, n), k = A.shape, B.shape[1]
    return Cost(6.0 * m * (n * n + k * k) + 20.0 * (n**3 + k**3), 4.0 * m * (n + k) * A.dtype.itemsize)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    angles = f"scipy.linalg.subspace_angles({names[0]}, {names[1]})"
    return f"angles = np.degrees({angles})" if problem.params["unit"] == "degrees" else f"angles = {angles}"


SUBSPACE_ANGLES = Operation(
    declare=subspace_angles,
    routes=(
        *angle_routes(WHY, _finished, _code),
        Route("LAPACK gesdd, sines and cosines", WHY, _run, _code),
    ),
    certify=certify,
    cost=cost,
)
