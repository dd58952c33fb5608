"""The shadow of a vector on a subspace, what is left of it, and the angle between them."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact, exact_lstsq
from workbench.model.certificate import Assessment
from workbench.numerics.bounds import LIMIT, Residual, eps, growth, judge
from workbench.numerics.cutoff import argument, need_rtol
from workbench.numerics.factor import conjugate_transpose
from workbench.numerics.probes import largest, shifted
from workbench.numerics.spectral import check_svd
from workbench.operations import singular
from workbench.operations.common import RightSide, need_equal_rows, scale, unusable
from workbench.operations.exact_angles import well_known
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem
from workbench.operations.steps import worked
from workbench.operations.systems import bases
from workbench.operations.systems.bases import RTol
from workbench.operations.systems.fit_check import norms

Directions = Annotated[Operand, Axes((1, 2), "directions as columns, or a single one")]


class Projection(NamedTuple):
    projection: Annotated[Operand, "the nearest vector to b in the column space of A"]
    residual: Annotated[Operand, "b less that, orthogonal to every column of A"]
    angle: Annotated[Operand, "between b and its projection, in radians; NaN for b = 0"]


def project(A: Directions, b: RightSide, rtol: RTol = None) -> Projection:
    """The orthogonal projection of b onto the column space of A, or onto the line of a vector."""
    need_rtol(rtol)
    need_equal_rows(A, b, ("transpose",))
    dtype = np.result_type(A.dtype, b.dtype)
    real = np.zeros(0, dtype).real.dtype
    return Projection(
        Operand("projection", b.shape, dtype), Operand("residual", b.shape, dtype), Operand("angle", b.shape[1:], real)
    )


def cost(A: Operand, b: Operand, rtol: float | None = None) -> Cost:
    m, n = A.shape[0], A.shape[1] if len(A.shape) > 1 else 1
    found = singular.cost(Operand(A.name, (m, n), A.dtype))
    return Cost(max(1.0, found.flops), found.bytes)


def _run(problem: Problem) -> Outcome:
    found = bases.cut(bases.as_columns(problem), full=False)
    b, q = scale(problem, "b")
    projection = np.asarray(_shadow(found, b))
    residual = b - projection
    residual = residual - _shadow(found, residual)
    angle = _angle(projection, residual)
    details = {**found.details, "degrees": np.degrees(angle)}
    warnings = ("The angle of the zero vector is not defined.",) if np.isnan(angle).any() else ()
    outputs = {"projection": shifted(projection, q), "residual": shifted(residual, q), "angle": angle}
    return Outcome(outputs, {"cut": found}, warnings, details)


def _shadow(found: bases.Cut, b: Array) -> Array:
    U = found.bases["column"]
    return np.asarray(U @ (conjugate_transpose(U) @ b))


def _angle(projection: Array, residual: Array) -> Array:
    near, off = norms(projection), norms(residual)
    return np.asarray(np.where((near == 0) & (off == 0), np.nan, np.arctan2(off, near)))


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The projection by a checked basis; the error is at most ‖b‖ times the backward error over the gap (Wedin)."""
    posed, out = bases.as_columns(problem), dict(outcome.outputs)
    b, q = scale(problem, "b")
    for name in ("projection", "residual"):
        if (bad := unusable(out[name], b.shape, f"the {name}")) is not None:
            return bad
        out[name] = shifted(out[name], -q) if q else out[name]
    found, A = outcome.witness["cut"], posed["A"]
    if not A.size or not b.size:
        return Assessment("green", "There is nothing to project.", 0.0, 0.0, None, 0.0)
    check = check_svd(A, found.U, found.S, found.Vh)
    lengths = norms(b)
    sizes = growth(len(b)) * np.broadcast_to(lengths, b.shape)
    near = Residual.of(out["projection"] - _shadow(found, b), sizes, b.dtype)
    sum_ = Residual.of(out["projection"] + out["residual"] - b, sizes, b.dtype)
    free = 0 < found.rank < len(A)
    error = max(bases.turn(found, check.residual) if free else 0.0, 4 * growth(len(b)) * eps(b.dtype))
    size, most = largest(out["projection"]), error * float(np.max(lengths))
    bound, unproved = bases.settled(posed, found, most / size if size > LIMIT * most else error)
    right_angle = _right_angle(problem, size, most, q) if size <= LIMIT * most else None
    return judge(
        b.dtype,
        bound if right_angle is None or not size else None,
        near,
        sum_,
        what="the projection",
        residual=check.residual,
        backward_error=check.residual,
        green=right_angle or "b − p is orthogonal to the column space",
        unproved=unproved,
        failed=check.failure or _angle_failure(out),
    )


def _right_angle(problem: Problem, size: float, most: float, q: int) -> str:
    """What there is of a projection that is 0 but for rounding has no digits."""
    said = f"{problem.name('b')} is orthogonal to the column space"
    return f"{said}: the projection is 0 within {float(shifted(np.asarray(most), q)):.1e}" if size else said


def _angle_failure(out: Any) -> str | None:
    expected, given = _angle(out["projection"], out["residual"]), out["angle"]
    if np.shape(given) == expected.shape and np.allclose(
        given, expected, 0, LIMIT * eps(expected.dtype), equal_nan=True
    ):
        return None
    return "Verification failed: the angle is not that of the projection and the residual."


def _exact(problem: Problem) -> dict[str, Any] | None:
    A, b = problem.exact.get("A"), problem.exact.get("b")
    if A is None or b is None or not exact.fits(A, b):
        return None
    residual = exact_lstsq.lstsq(A.reshape(len(A), -1), b).residual
    return {"projection": b - residual, "residual": residual, "angle": _exact_angle(b, residual)}


def _exact_angle(b: Array, residual: Array) -> Any:
    """Of each column, if all are simple parts of a turn: the residual is sin φ as long as b."""
    whole, off = ((item * item).sum(axis=0) for item in (b, residual))
    pairs = list(zip(np.ravel(whole), np.ravel(off), strict=True))
    if not all(square for square, _ in pairs):
        return None
    found = [well_known(1 - Fraction(less) / square)[1] for square, less in pairs]
    return None if None in found else found[0] if b.ndim == 1 else found


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    (A, b), rtol = names, problem.params.get("rtol")
    A = f"{A}.reshape(-1, 1)" if problem["A"].ndim == 1 else A
    return (
        f"U = scipy.linalg.orth({A}{argument(rtol, 'rcond')})\n"
        f"p = U @ (U.conj().T @ {b})\n"
        f"r = {b} - p\n"
        "angle = np.arctan2(np.linalg.norm(r, axis=0), np.linalg.norm(p, axis=0))"
    )


PROJECT = Operation(
    declare=project,
    routes=bases.routes("by an orthonormal basis of the column space", _run, _code),
    certify=certify,
    cost=cost,
    exact=_exact,
    steps=worked("projection", "project_steps"),
)
