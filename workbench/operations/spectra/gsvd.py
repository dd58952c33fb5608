"""Generalised singular values: A = U · C · Xᴴ and B = V · S · Xᴴ with unitary U and V, and CᴴC + SᴴS = I."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, NamedTuple

import numpy as np
import scipy

from workbench.model.certificate import Assessment
from workbench.numerics.bounds import digits, eps
from workbench.numerics.cosine_sine import check_pair, pair_exponent
from workbench.numerics.probes import shifted
from workbench.operations.common import by, judged, need_entries, shape_error
from workbench.operations.spec import Array, Axes, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always

Second = Annotated[Operand, Axes((2,), "the second matrix, of as many columns")]
GREEN = "U C Xᴴ and V S Xᴴ rebuild A and B, U and V are unitary, and CᴴC + SᴴS = I"
UNPROVED = "The products rebuild A and B, but in some directions both are so small that no digit of C and S is sure."
CODE = """\
m, n, p = {0}.shape[-2], {0}.shape[-1], {1}.shape[-2]
k = min(m + p, n)
Q, R = scipy.linalg.qr(np.concatenate([{0}, {1}], axis=-2))
W, CS, Zh = scipy.linalg.cossin(Q, p=m, q=k)
U, V = W[..., :m, :m], W[..., m:, m:]
C, S = CS[..., :m, :k], CS[..., m:, :k]
X = (Zh[..., :k, :k] @ R[..., :k, :]).conj().mT"""
CODE_WIDE = """\
m, p = {0}.shape[-2], {1}.shape[-2]
U, V = np.eye(m), np.eye(p)
C, S = np.eye(m, m + p), np.eye(p, m + p, k=m)
X = np.concatenate([{0}, {1}], axis=-2).conj().mT"""


class Factors(NamedTuple):
    U: Annotated[Operand, "orthogonal or unitary: turns the rows of A"]
    V: Annotated[Operand, "orthogonal or unitary: turns the rows of B"]
    X: Annotated[Operand, "what both have in common, a column for each angle"]
    C: Annotated[Operand, "the cosines of the angles, at most one in each row and column"]
    S: Annotated[Operand, "their sines; the ratios C / S are the generalised singular values"]


def gsvd(A: Matrix2, B: Second) -> Factors:
    """The singular value decomposition of two matrices at once: A = U C Xᴴ and B = V S Xᴴ, with CᴴC + SᴴS = I.

    Ratios of cosines and sines say in which directions A is large beside B; of a regular B they are the singular values
    of A B⁻¹, found without an inverse. Computed from a QR factorisation of A on top of B and the cosine-sine
    decomposition of its Q (Van Loan, SIAM J. Numer. Anal. 1976; Paige and Saunders, SIAM J. Numer. Anal. 1981).
    """
    if A.shape[1] != B.shape[1]:
        message = f"{A.name} is {by(A.shape)} and {B.name} is {by(B.shape)}; they must have as many columns."
        raise shape_error(message, "One stands on top of the other.", ("svd",), A, B, axes={A.name: 1, B.name: 1})
    for M in (A, B):
        need_entries(M, "there is nothing to compare")
    (m, n), p = A.shape, B.shape[0]
    k, kind = min(m + p, n), np.result_type(A.dtype, B.dtype)
    shapes = {"U": (m, m), "V": (p, p), "X": (n, k), "C": (m, k), "S": (p, k)}
    real = np.dtype(kind.type(0).real.dtype)
    return Factors(*(Operand(name, shape, real if name in "CS" else kind) for name, shape in shapes.items()))


def _is_wide(problem: Problem) -> str | None:
    rows, columns = len(problem["A"]) + len(problem["B"]), problem["A"].shape[1]
    return f"{rows} rows in {columns} columns: each row has a direction of its own" if rows <= columns else None


def _run_wide(problem: Problem) -> Outcome:
    """Nothing is to be turned: A on top of B is X itself."""
    A, B = problem["A"], problem["B"]
    m, p, dtype = len(A), len(B), np.result_type(A, B)
    real = dtype.type(0).real.dtype
    C, S = np.eye(m, m + p, dtype=real), np.eye(p, m + p, k=m, dtype=real)
    X = np.concatenate([A, B]).astype(dtype).conj().T
    return Outcome({"U": np.eye(m, dtype=dtype), "V": np.eye(p, dtype=dtype), "X": X.copy(), "C": C, "S": S})


def _run(problem: Problem) -> Outcome:
    A, B = problem["A"], problem["B"]
    (m, n), dtype, q = A.shape, np.result_type(A, B), pair_exponent(A, B)
    Q, R = scipy.linalg.qr(np.concatenate([shifted(A, -q), shifted(B, -q)]).astype(dtype), check_finite=False)
    W, CS, Zh = scipy.linalg.cossin(Q, p=m, q=n)
    X = shifted((Zh[:n, :n] @ R[:n]).conj().T, q)
    C, S = (_cleared(M.real.astype(dtype.type(0).real.dtype)) for M in (CS[:m, :n], CS[m:, :n]))
    return Outcome({"U": W[:m, :m].copy(), "V": W[m:, m:].copy(), "X": X, "C": C, "S": S})


def _cleared(M: Array) -> Array:
    """0 for a cosine or sine that is so only to rounding."""
    return np.where(eps(M.dtype) < M, M, np.zeros_like(M))


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Both products, unitary factors, one cosine and sine a column; the bound is a backward error.

    It is relative to A and B together: by so much CᴴC + SᴴS = I lets the one speak for the other.
    """
    A, B = problem["A"], problem["B"]
    dtype = np.result_type(A, B)
    check, unproved = check_pair(A, B, *(np.asarray(outcome.outputs[name]) for name in Factors._fields)), None
    if check.bound is not None and digits(check.bound, dtype) < 1:
        check, unproved = replace(check, bound=None), UNPROVED
    for name, M in (("A", "C"), ("B", "S")):
        if problem[name].any() and not np.asarray(outcome.outputs[M]).any():
            unproved = f"{problem.name(name)} is so small beside the other that no digit of {M} is sure."
    return judged(dtype, check, what="the factors", green=GREEN, unproved=unproved)


def cost(A: Operand, B: Operand) -> Cost:
    (m, n), p = A.shape, B.shape[0]
    rows = float(m + p)
    return Cost(12.0 * rows**3 + 4.0 * rows * n * n, 8.0 * (6 * rows**2 + 2 * rows * n))


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    return CODE.format(*names)


def _code_wide(problem: Problem, names: tuple[str, ...]) -> str:
    return CODE_WIDE.format(*names)


GSVD = Operation(
    declare=gsvd,
    routes=(
        Route("A on top of B", _is_wide, _run_wide, _code_wide, may=_is_wide),
        Route("LAPACK geqrf and orcsd", always("angles between the parts of an orthonormal basis"), _run, _code),
    ),
    certify=certify,
    cost=cost,
    stacked=True,
)
