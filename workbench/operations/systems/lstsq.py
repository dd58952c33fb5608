"""Least squares: by QR for independent columns, by SVD for the shortest of many solutions."""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment, Condition
from workbench.numerics.bounds import LIMIT, Residual, eps, growth, inverse_times, judge
from workbench.numerics.factor import conjugate_transpose
from workbench.numerics.probes import largest, shifted, times_squares
from workbench.numerics.rectangular import QR, SVD, checks, form_q, householder, svd, triangle_condition
from workbench.operations.common import RightSide, need_entries, need_equal_rows, scaled_system, unusable
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.systems import device_lstsq

SAFETY = 10.0


class LeastSquares(NamedTuple):
    x: Annotated[Operand, "the solution, the shortest one if there are many"]
    residual: Annotated[Operand, "the 2-norm of A x − b, for each right-hand side"]
    rank: Annotated[Operand, "the rank that was found"]
    singular_values: Annotated[Operand, "those of A, largest first; none where QR was enough"]


def lstsq(
    A: Matrix2,
    b: RightSide,
    rtol: Annotated[
        float | None, "singular values up to rtol times the largest count as zero; by default max(m, n) eps"
    ] = None,
) -> LeastSquares:
    """The x that makes A x − b shortest, for A of any shape."""
    need_entries(A, "there is nothing to fit")
    need_equal_rows(A, b, ("transpose",) if A.shape[0] in b.shape or b.shape[0] in A.shape else ())
    dtype = np.result_type(A.dtype, b.dtype)
    real = np.zeros(0, dtype).real.dtype
    return LeastSquares(
        Operand("x", A.shape[1:] + b.shape[1:], dtype),
        Operand("residual", b.shape[1:], real),
        Operand("rank", (), np.dtype(np.int64)),
        Operand("singular_values", (min(A.shape),), real),
    )


def cost(A: Operand, b: Operand, rtol: float | None = None) -> Cost:
    (m, n), columns = A.shape, math.prod(b.shape[1:])
    short = min(m, n)
    return Cost(4.0 * m * n * short + 8.0 * m * n * columns, (3.0 * m * n + 3.0 * m * columns) * A.dtype.itemsize)


def _run(problem: Problem) -> Outcome:
    A, b, p, q = scaled_system(problem)
    name = problem.name("A")
    if A.shape[0] < A.shape[1]:
        return _by_svd(problem, f"{name} is wide: of many solutions the shortest is taken")
    if problem.params.get("rtol") is not None:
        return _by_svd(problem, "a cutoff for singular values was asked for")
    packed, tau = householder(A)
    if not SAFETY * triangle_condition(packed, scale=True) * eps(A.dtype) < 1:
        return _by_svd(problem, f"the columns of {name} are dependent to working precision")
    found = form_q(packed, tau)
    return _finish(problem, found, _refined(A, b, found), p, q)


def _refined(A: Array, b: Array, found: QR) -> Array:
    """x = R⁻¹ Qᴴ b and one correction by the residual, which costs a fraction of the factorisation."""
    x = found.pseudo(b)
    with np.errstate(all="ignore"):
        better: Array = x + found.pseudo(b - A @ x)
    return better if np.isfinite(better).all() else x


def _by_svd(problem: Problem, why: str) -> Outcome:
    A, b, p, q = scaled_system(problem)
    found = svd(A, problem.params.get("rtol"))
    return _finish(problem, found, found.pseudo(b), p, q, why)


def _finish(problem: Problem, found: QR | SVD, x: Array, p: int, q: int, why: str | None = None) -> Outcome:
    A, b, _, _ = scaled_system(problem)
    values = shifted(found.S, p) if isinstance(found, SVD) else None
    residual = shifted(_lengths(b - A @ x), q)
    outputs = {"x": shifted(x, q - p), "residual": residual, "rank": np.asarray(found.rank), "singular_values": values}
    method = "LAPACK gesdd" if isinstance(found, SVD) else None
    return Outcome(outputs, {"factors": found}, _warnings(found, A), {}, method, why)


def _warnings(found: QR | SVD, A: Array) -> tuple[str, ...]:
    if found.rank == A.shape[1]:
        return ()
    return (f"The rank is {found.rank} of {A.shape[1]} columns: many x fit equally well, this is the shortest.",)


def _lengths(r: Array) -> Array:
    """The 2-norm of each column, or of the vector."""
    return np.asarray(np.linalg.norm(r, axis=0))


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Check the factors with probes, and that the residual of x is orthogonal to the columns of A."""
    A, b, p, q = scaled_system(problem)
    x, found = outcome.outputs["x"], outcome.witness["factors"]
    if (bad := unusable(x, A.shape[1:] + b.shape[1:], "the solution")) is not None:
        return bad
    x = shifted(x, p - q)
    r = b - A @ x
    failed = _beside(outcome, found, shifted(_lengths(r), q), p)
    parts = checks(A, found)
    with np.errstate(all="ignore"):
        check = (_by_qr if isinstance(found, QR) else _against_svd)(A, b, x, r, found, parts[0].relative)
    size = largest(x)
    relative = 0.0 if check.bound == 0 else (check.bound / size if size else math.inf)
    return judge(
        x.dtype,
        relative,
        check.residual,
        *parts,
        what="the solution",
        residual=float(_lengths(r).max(initial=0)) * 2.0**q if abs(q) < 1000 else None,
        backward_error=max(parts[0].relative, check.residual.relative),
        condition=Condition(found.condition, "2"),
        green="The residual is orthogonal to the columns of A" if isinstance(found, QR) else "x is verified",
        failed=failed,
    )


class Check(NamedTuple):
    residual: Residual
    bound: float


def _by_qr(A: Array, b: Array, x: Array, r: Array, found: QR, backward: float) -> Check:
    """|R⁻¹| of the level of Qᴴ r bounds the error of x; a large r adds what errors of A do through it (Björck 1.4)."""
    x, r, b = (item.reshape(len(item), -1) for item in (x, r, b))
    lengths = np.sqrt(times_squares(np.ones(len(A)), A))
    scale = growth(len(A)) * (lengths @ np.abs(x) + _lengths(b))
    check = Residual.of(conjugate_transpose(found.Q) @ r, np.broadcast_to(scale, (A.shape[1], len(scale))), A.dtype)
    bound = inverse_times(found.solve, found.adjoint, check.level.max(axis=1))
    unit = max(backward, growth(len(A)) * eps(A.dtype))
    inner = inverse_times(found.adjoint, found.solve, lengths * float(_lengths(r).max(initial=0)) * unit)
    return Check(check, bound + inverse_times(found.solve, found.adjoint, np.full(len(lengths), inner)))


def _against_svd(A: Array, b: Array, x: Array, r: Array, found: SVD, backward: float) -> Check:
    """x against V S⁺ Uᴴ b of checked factors; the error is at most κ η (‖x‖ + κ ‖r‖ / ‖A‖) (Wedin)."""
    kappa, size = found.condition, float(_lengths(x).max(initial=0))
    if found.rank:
        size += (float(_lengths(b).max(initial=0)) + kappa * float(_lengths(r).max(initial=0))) / float(found.S[0])
    unit = growth(max(A.shape)) * max(1.0, backward / eps(A.dtype))
    check = Residual.of(np.abs(x - found.pseudo(b)).max(initial=0), unit * kappa * size, A.dtype)
    return Check(check, float(check.level))


def _beside(outcome: Outcome, found: QR | SVD, residual: Array, p: int) -> str | None:
    """What is wrong with the outputs beside x, if anything."""
    given, rank, values = (outcome.outputs[name] for name in ("residual", "rank", "singular_values"))
    if np.shape(given) != residual.shape or not _close(given, residual):
        return "Verification failed: the residual is not the length of A x − b."
    if np.shape(rank) != () or int(rank) != found.rank:
        return f"Verification failed: the rank of the factors is {found.rank}."
    if isinstance(found, SVD):
        expected = shifted(found.S, p)
        if np.shape(values) != expected.shape or not _close(values, expected):
            return "Verification failed: the singular values are not those of the factors."
    return None


def _close(given: Any, expected: Array) -> bool:
    """Equal but for a few roundings, relative to the largest."""
    size = np.abs(expected).max(initial=0)
    return bool(np.all(np.abs(given - expected) <= LIMIT * eps(expected.dtype) * size))


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    rtol = problem.params.get("rtol")
    return f"x, _, rank, s = np.linalg.lstsq({names[0]}, {names[1]}, rcond={rtol!r})"


LSTSQ = Operation(
    declare=lstsq,
    routes=(
        Route("LAPACK geqrf", always("the columns are independent"), _run, _code),
        *device_lstsq.lstsq_routes(_finish, _code),
    ),
    certify=certify,
    cost=cost,
)
