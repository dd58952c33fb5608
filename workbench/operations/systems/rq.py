"""RQ factorisation: a triangle times orthonormal rows, found from the last row upwards."""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import numpy as np
import scipy

from workbench.backends import exact
from workbench.backends.exact_gram_schmidt import gram_schmidt
from workbench.model.certificate import Assessment, Condition
from workbench.numerics.bounds import Residual, eps
from workbench.numerics.factor import conjugate_transpose
from workbench.numerics.probes import largest, shifted
from workbench.numerics.rectangular import triangle_condition
from workbench.numerics.scales import Scaled, spacing, unscaled
from workbench.numerics.sensitivity import natural_unit, qr_errors
from workbench.operations.common import scale
from workbench.operations.scaled_code import divided
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.systems.factors import columns_check, is_upper, least_seen, orthonormal_check, usable, verdict


class Factors(NamedTuple):
    R: Annotated[Operand, "upper triangular up from its last row, its diagonal not negative"]
    Q: Annotated[Operand, "orthonormal rows"]


def rq(A: Matrix2, full: Annotated[bool, "a square Q with a basis of all space"] = False) -> Factors:
    """The RQ factorisation A = R Q of a matrix of any shape, with the triangle in front.

    By LAPACK's gerqf. It is the QR factorisation of the rows of A taken from the last to the first, by which it is
    checked: (J A)ᴴ = (Qᴴ J)(J Rᴴ J) for the J that reverses. Cameras are split so into a lens and a turn.
    """
    (m, n), k = A.shape, A.shape[1] if full else min(A.shape)
    return Factors(Operand("R", (m, k), A.dtype), Operand("Q", (k, n), A.dtype))


def cost(A: Operand, full: bool = False) -> Cost:
    (m, n), k = A.shape, A.shape[1] if full else min(A.shape)
    return Cost(max(1.0, 4.0 * m * n * min(m, n)), float(2 * m * n + m * k + k * n) * A.dtype.itemsize)


def _run(problem: Problem) -> Outcome:
    A, p = scale(problem, "A")
    R, Q = _factors(A, problem.params["full"])
    details = {"orthogonality_loss": float(orthonormal_check(conjugate_transpose(Q)).observed)}
    return Outcome({"R": shifted(R, p) if p else R, "Q": Q}, {"R": Scaled(R, p)}, details=details)


def _factors(A: Array, full: bool) -> tuple[Array, Array]:
    (m, n), k = A.shape, min(A.shape)
    if not k:
        rows = n if full else 0
        return np.zeros((m, rows), A.dtype), np.eye(rows, n, dtype=A.dtype)
    R, Q = scipy.linalg.rq(A, mode="full" if full else "economic")
    d = np.diagonal(R[-k:, -k:])
    sizes = np.abs(d)
    phase = np.where(sizes == 0, 1, d / np.where(sizes == 0, 1, sizes))
    Q[-k:] *= phase[:, None]
    R[:, -k:] *= phase.conj()
    R[np.arange(m - k, m), np.arange(R.shape[1] - k, R.shape[1])] = sizes
    return R, Q


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """As of QR, for the rows in reverse: the product, orthonormal rows, and the errors of both to first order."""
    A, p = scale(problem, "A")
    (m, n), k, out = A.shape, A.shape[1] if problem.params["full"] else min(A.shape), outcome.outputs
    if (bad := usable(out, {"R": (m, k), "Q": (k, n)})) is not None:
        return bad
    if not A.size:
        known = np.array_equal(out["Q"], np.eye(k, n)) and not out["R"].any()
        return Assessment("green" if known else "red", "There is nothing to factor.", 0.0, 0.0, None, 0.0)
    given = unscaled(out["R"], outcome.witness["R"], p)
    B, Q, R = (conjugate_transpose(M) for M in (A[::-1], out["Q"][::-1], given[::-1, ::-1]))
    check, loss, thin = columns_check(B, Q, R), orthonormal_check(Q), min(m, n)
    unit = natural_unit(max(m, n), eps(A.dtype), check.relative)
    forward = max(*qr_errors(Q[:, :thin], R[:thin], unit), least_seen(check, loss, Q, R))
    forward = forward if np.diagonal(R).all() else math.inf  # of a row without a pivot at least the sign is free
    return verdict(
        A.dtype,
        max(forward, float(loss.observed)),
        _relative(check, B),
        check,
        loss,
        condition=Condition(triangle_condition(R[:, :thin], scale=False), "2") if m <= n else None,
        green="A = R Q and Q Qᴴ = I are verified",
        failed=_form(R),
        spacing=spacing(out["R"], given, p),
    )


def _relative(check: Residual, B: Array) -> float:
    size = math.sqrt(len(B)) * largest(B)
    return float(np.max(check.observed, initial=0)) / size if size and check.observed.size else 0.0


def _form(R: Array) -> str | None:
    """What is wrong with the triangle, seen from its last row upwards."""
    if not is_upper(R):
        return "Verification failed: R is not upper triangular."
    d = np.diagonal(R)
    return "Verification failed: the diagonal of R is not positive." if (d.real < 0).any() or d.imag.any() else None


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    line, A, times, _ = divided(problem, "A", names[0])
    mode = "full" if problem.params["full"] else "economic"
    return (
        f"{line}R, Q = scipy.linalg.rq({A}, mode={mode!r})\n"
        f"k = min({names[0]}.shape)\n"
        "d = np.diag(R[-k:, -k:])\n"
        "s = np.where(d == 0, 1, d / np.where(d == 0, 1, abs(d)))\n"
        "Q[-k:] *= s[:, None]\n"
        "R[:, -k:] *= s.conj()"
    ) + (f"\nR = {times}R" if line else "")


def exact_rq(problem: Problem) -> dict[str, Any] | None:
    """R and Q with their square roots, by Gram and Schmidt from the last row upwards; for independent rows."""
    A = problem.exact.get("A")
    if A is None or not exact.fits(A) or problem.params["full"]:
        return None
    found = gram_schmidt(A[::-1].T)
    if found.independent != tuple(range(min(A.shape))):
        return None
    return {"R": exact.spelled(found.lengths[::-1, ::-1].T), "Q": exact.spelled(found.Q.T[::-1])}


RQ = Operation(
    declare=rq,
    routes=(Route("LAPACK gerqf", always("reflections keep Q orthonormal"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=exact_rq,
    stacked=True,
)
