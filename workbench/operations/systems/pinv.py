"""The Moore-Penrose pseudoinverse: by QR where the rank is clearly full, by SVD otherwise."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact, exact_lstsq
from workbench.model.certificate import Assessment, Condition
from workbench.numerics import cutoff
from workbench.numerics.bounds import Residual, eps, growth, judge, max_digits
from workbench.numerics.factor import conjugate_transpose
from workbench.numerics.penrose import penrose
from workbench.numerics.probes import largest, probes, shifted
from workbench.numerics.rectangular import QR, SAFETY, SVD, checks, form_q, householder, svd, triangle_condition
from workbench.operations.common import scale, unusable
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.steps import worked
from workbench.operations.systems import device_lstsq
from workbench.operations.systems.rank import doubt


class Pseudoinverse(NamedTuple):
    result: Annotated[Operand, "A⁺: A⁺ b is the shortest least-squares solution of A x = b"]


def pinv(
    A: Matrix2,
    rtol: Annotated[
        float | None, "singular values up to rtol times the largest count as zero; by default max(m, n) eps"
    ] = None,
) -> Pseudoinverse:
    """The Moore-Penrose pseudoinverse of a matrix of any shape."""
    cutoff.need_rtol(rtol)
    return Pseudoinverse(Operand("result", A.shape[::-1], A.dtype))


def cost(A: Operand, rtol: float | None = None) -> Cost:
    long, short = max(A.shape), min(A.shape)
    return Cost(8.0 * long * short**2, 4.0 * long * short * A.dtype.itemsize)


def _tall(problem: Problem) -> tuple[Array, int, bool]:
    """A scaled, its exponent, and whether Aᴴ was taken to have at least as many rows as columns."""
    A, p = scale(problem, "A")
    wide = A.shape[0] < A.shape[1]
    return (conjugate_transpose(A) if wide else A), p, wide


def _run(problem: Problem) -> Outcome:
    """A⁺, with the four conditions of Penrose as numbers beside it."""
    outcome = _found(problem)
    A, p = scale(problem, "A")
    X = outcome.outputs["result"]
    conditions = penrose(A, shifted(X, p) if p else X)
    return replace(outcome, details={**outcome.details, "penrose": conditions})


def _found(problem: Problem) -> Outcome:
    A, p, wide = _tall(problem)
    name = problem.name("A")
    if not A.size:
        return _finish(np.zeros(A.shape[::-1], A.dtype), None, p, wide, f"{name} has no entries")
    rtol = problem.params.get("rtol")
    if problem.structures["A"].zero:
        return _by_svd(problem, A, p, wide, f"{name} is zero")
    packed, tau = householder(A)
    limit = cutoff.relative(A, rtol)
    kappa = triangle_condition(packed, scale=False)
    if not SAFETY * kappa * limit < 1:
        return _by_svd(problem, A, p, wide, f"{name} is rank-deficient or close to it")
    found = form_q(packed, tau, kappa)
    return _finish(found.solve(conjugate_transpose(found.Q)), found, p, wide)


def _by_svd(problem: Problem, A: Array, p: int, wide: bool, why: str) -> Outcome:
    found = svd(A, problem.params.get("rtol"))
    r = found.rank
    X = (found.Vh[:r].conj().T / found.S[:r]) @ found.U[:, :r].conj().T
    return _finish(X, found, p, wide, why)


def _finish(X: Array, found: QR | SVD | None, p: int, wide: bool, why: str | None = None) -> Outcome:
    X = conjugate_transpose(X) if wide else X
    method = "LAPACK gesdd" if isinstance(found, SVD) else None
    rank = 0 if found is None else found.rank
    details: dict[str, Any] = {"rank": rank}
    if isinstance(found, SVD):
        details["singular_values"] = shifted(found.S, p)
    warnings: tuple[str, ...] = ()
    if rank < min(X.shape):
        warnings = (f"The rank is {rank} of {min(X.shape)}: smaller singular values count as zero.",)
    return Outcome({"result": shifted(X, -p) if p else X}, {"factors": found}, warnings, details, method, why)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Check the factors and their bases with probes, then A⁺ v against them; the error is at most 1.6 κ η (Wedin)."""
    A, p, wide = _tall(problem)
    X, found = outcome.outputs["result"], outcome.witness.get("factors")
    if (bad := unusable(X, problem["A"].shape[::-1], "the pseudoinverse")) is not None:
        return bad
    if found is None:
        return Assessment("green", "There is nothing to compute.", 0.0, 0.0, None, 0.0, max_digits(A.dtype))
    X = shifted(X, p) if p else X
    X = conjugate_transpose(X) if wide else X
    parts = checks(A, found)
    direct = _direct(X, found, parts[0].relative)
    size, bound = largest(X), float(direct.level.max(initial=0))
    relative = 0.0 if bound == 0 else (bound / size if size else math.inf)
    unsure = _doubt(problem, found)
    return judge(
        A.dtype,
        relative if unsure is None else None,
        direct,
        *parts,
        what="the pseudoinverse",
        residual=float(direct.observed.max(initial=0)),
        backward_error=parts[0].relative,
        condition=Condition(found.condition, "2"),
        green="A⁺ v is verified against checked factors",
        unproved=unsure,
    )


def _direct(X: Array, found: QR | SVD, backward: float) -> Residual:
    """A⁺ v from X and from the factors; both are off by κ times the backward error.

    QR has errors in proportion to each column, so that its κ is that of columns brought to one length: scaling them
    scales the rows of A⁺, and no relative error of a row (Wedin's bound row by row).
    """
    kappa = found.condition
    if isinstance(found, QR):
        kappa = min(kappa, math.sqrt(len(found.R)) * triangle_condition(found.R, scale=True))
    V = probes(X.shape[1], X.dtype)
    with np.errstate(all="ignore"):
        expected = found.pseudo(V)
    scale = growth(max(X.shape)) * 1.62 * kappa * float(np.abs(expected).max(initial=0))
    return Residual.of(np.abs(X @ V - expected).max(initial=0), scale * max(1.0, backward / eps(X.dtype)), X.dtype)


def _doubt(problem: Problem, found: QR | SVD) -> str | None:
    """A word where rounding or scale decided about the rank."""
    return doubt(problem, found.S) if isinstance(found, SVD) else None


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    rtol = problem.params.get("rtol")
    return f"X = np.linalg.pinv({names[0]}{cutoff.argument(rtol)})"


def _exact(problem: Problem) -> dict[str, Any] | None:
    """In fractions; a cutoff of singular values has no meaning there."""
    A = problem.exact.get("A")
    if A is None or not exact.fits(A) or problem.params.get("rtol") is not None:
        return None
    return {"result": exact_lstsq.pinv(A)}


PINV = Operation(
    declare=pinv,
    routes=(
        Route("LAPACK geqrf", always("the rank is full and the condition moderate"), _run, _code),
        *device_lstsq.pinv_routes(_finish, _code),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    steps=worked("pseudoinverse", "pinv_steps"),
    stacked=True,
)
