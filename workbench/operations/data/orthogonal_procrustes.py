"""The turn that brings one set of points nearest to another."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment, Condition
from workbench.numerics.bounds import Residual, eps, grain, growth, judge, quantum
from workbench.numerics.polar import Polar, check_polar, polar
from workbench.numerics.probes import shifted
from workbench.numerics.spectral import Check, column_lengths, frobenius, signs, times
from workbench.operations.common import by, need_entries, scale, shape_error, unusable
from workbench.operations.data.device import procrustes_routes
from workbench.operations.scaled_code import far
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always

WHY = always("R is the orthogonal factor of AᵀB")


class Turn(NamedTuple):
    R: Annotated[Operand, "the orthogonal matrix for which A R is nearest to B"]
    scale: Annotated[Operand, "the sum of the singular values of AᵀB, which is the trace of (A R)ᵀB"]


def orthogonal_procrustes(A: Matrix2, B: Matrix2) -> Turn:
    """The orthogonal R that makes ‖A R − B‖ least in the Frobenius norm, a turn or a reflection: rows are points.

    R is the orthogonal factor of the polar decomposition of AᵀB (Schönemann, Psychometrika 1966). That is what is
    verified: R is orthogonal, and RᵀAᵀB symmetric and positive semidefinite. It is unique if AᵀB is invertible.
    """
    if A.shape != B.shape:
        message = f"{A.name} is {by(A.shape)} and {B.name} is {by(B.shape)}; each point needs its partner."
        raise shape_error(message, "Give two matrices of one shape, a point in each row.", ("transpose",), A, B)
    need_entries(A, "there is nothing to turn")
    n, dtype = A.shape[1], np.result_type(A.dtype, B.dtype)
    return Turn(Operand("R", (n, n), dtype), Operand("scale", (), np.zeros(0, dtype).real.dtype))


def _scaled(problem: Problem) -> tuple[Array, Array, int]:
    """A and B of one type and of moderate size, and the exponent of what was taken out of their product."""
    (A, p), (B, q) = scale(problem, "A"), scale(problem, "B")
    dtype = np.result_type(A, B)
    return A.astype(dtype, copy=False), B.astype(dtype, copy=False), p + q


def _run(problem: Problem) -> Outcome:
    A, B, p = _scaled(problem)
    M = A.conj().T @ B
    return _finished(problem, M, polar(M), p)


def _finished(problem: Problem, M: Array, found: Polar, p: int) -> Outcome:
    R, P, S, method = found
    total = np.asarray(shifted(np.asarray(S.sum()), p))
    least, size = float(S[-1]), float(S[0])
    warnings: tuple[str, ...] = ()
    if least <= len(S) * eps(S.dtype) * size:
        warnings = ("The product of the two has not full rank to working precision: R is one of many.",)
    witness = {"M": M, "P": P, "S": S}
    details = {"singular_values": shifted(S, p)}
    return Outcome({"R": np.ascontiguousarray(R), "scale": total}, witness, warnings, details, method)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """R is the polar factor of AᴴB, itself compared on sign vectors; it is as sure as AᴴB is far from singular.

    For real matrices R moves by 2/(σₙ₋₁ + σₙ) times what AᴴB does, for complex ones by 1/σₙ times that (Higham,
    Functions of Matrices, theorem 8.10); `scale` by √n times that at most.
    """
    A, B, p = _scaled(problem)
    n, R, total = A.shape[1], outcome.outputs["R"], np.asarray(outcome.outputs["scale"])
    if (bad := unusable(R, (n, n), "R") or unusable(total, (), "the scale")) is not None:
        return bad
    M, S, size = outcome.witness["M"], outcome.witness["S"], frobenius(outcome.witness["M"])
    check, kappa = check_polar(M, R, outcome.witness["P"], float(S[-1]))
    product = _product(A, B, M)
    trace = _trace(R, M, shifted(total, -p), S, p)
    left = (check.values or 0.0) * size + _rounding(A, B)
    moved = _moved(S, left, M.dtype.kind == "c") if kappa is not None and check.failure is None else math.inf
    return _judged(problem, check, kappa, moved, left / size if size else math.inf, float(total), product, trace)


def _judged(
    problem: Problem, check: Check, kappa: float | None, moved: float, off: float, total: float, *also: Residual
) -> Assessment:
    """`moved` is a bound for the error of R, `off` one for that of AᴴB, relative to their norms."""
    known = moved < 0.1 and check.bound is not None
    unproved = None if known else "R is orthogonal and the polar factor, but not unique: AᵀB is all but singular."
    dtype = np.result_type(problem["A"], problem["B"])
    spacing = quantum(dtype) / total if total else 1.0
    return judge(
        dtype,
        max(check.bound or 0.0, moved, off, spacing) if known else None,
        *also,
        what="the turn",
        residual=check.residual,
        backward_error=check.residual,
        condition=None if kappa is None else Condition(kappa, "F"),
        green="R is orthogonal, and RᵀAᵀB symmetric and positive semidefinite",
        unproved=unproved,
        failed=check.failure,
        spacing=spacing,
    )


def _rounding(A: Array, B: Array) -> float:
    """The error of AᴴB in the Frobenius norm, if its roundings are independent."""
    return growth(len(A)) * eps(A.dtype) * frobenius(A) * frobenius(B)


def _product(A: Array, B: Array, M: Array) -> Residual:
    """M V against Aᴴ (B V) for sign vectors, each row against the product of lengths."""
    V = signs(M.shape[1], M.dtype)
    W = times(B, V)
    observed = np.abs(times(M, V) - A.conj().T @ W)
    sizes = np.outer(column_lengths(A), column_lengths(W))
    return Residual.of(observed, growth(max(A.shape)) * sizes, M.dtype)


def _trace(R: Array, M: Array, total: Array, S: Array, p: int) -> Residual:
    """The scale times 2⁻ᵖ against the trace of RᴴM; it may be next to the least number itself."""
    found = float(np.einsum("ij,ij->", R.conj(), M).real)
    size = growth(len(R)) * 4 * float(S.sum()) + (grain(M.dtype, -p) if p < 0 else 0.0)
    return Residual.of(abs(float(total) - found), size, M.dtype)


def _moved(S: Array, left: float, complex_: bool) -> float:
    """How far R may turn, relative to its norm √n, if AᴴB is off by `left`; infinite where it may be another."""
    n, least = len(S), float(S[-1])
    if not left < least / 2:
        return math.inf
    gap = least if complex_ or n == 1 else (float(S[-2]) + least) / 2
    return left / gap / math.sqrt(n)


def cost(A: Operand, B: Operand) -> Cost:
    m, n = A.shape
    return Cost(2.0 * m * n * n + 26.0 * n**3, 8.0 * 7 * n * n)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    """Entries whose products would leave the range are divided by the largest first."""
    wide = [key for key in ("A", "B") if far(problem, key)]
    lines = [f"size_{key} = np.abs({problem.name(key)}).max()" for key in wide]
    parts = [f"{name} / size_{key}" if key in wide else name for key, name in zip("AB", names, strict=True)]
    lines.append(f"R, scale = scipy.linalg.orthogonal_procrustes({', '.join(parts)})")
    lines += [f"scale = scale * size_{key}" for key in wide]
    return "\n".join(lines)


ORTHOGONAL_PROCRUSTES = Operation(
    declare=orthogonal_procrustes,
    routes=(*procrustes_routes(WHY, _finished, _code), Route("LAPACK gesdd", WHY, _run, _code)),
    certify=certify,
    cost=cost,
    stacked=True,
)
