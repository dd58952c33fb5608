"""Cosine-sine decomposition: a unitary matrix in four blocks, each of which gets its singular values at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, NamedTuple

import numpy as np
import scipy

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import eps
from workbench.numerics.cosine_sine import identities, of_angles
from workbench.numerics.equivalence import check_equivalences
from workbench.numerics.spectral import column_lengths, gram_defect, tolerance, worst
from workbench.operations.common import judged, need_square
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always

GREEN = "U CS Vh rebuilds A, U and Vh are unitary, and CS holds cosines and sines"


class Factors(NamedTuple):
    U: Annotated[Operand, "orthogonal or unitary, of two blocks: p x p and the rest"]
    CS: Annotated[Operand, "cosines C and sines S: C and −S above, S and C below, beside ones where blocks differ"]
    Vh: Annotated[Operand, "orthogonal or unitary, of two blocks: q x q and the rest"]


def cossin(
    A: Matrix2,
    p: Annotated[int | None, "rows of the first block; automatic: half of them"] = None,
    q: Annotated[int | None, "columns of the first block; automatic: half of them"] = None,
) -> Factors:
    """The cosine-sine decomposition A = U CS Vh of a unitary matrix in four blocks.

    U and Vh turn the rows and columns of each block by themselves; what is left of the blocks are the cosines and sines
    of the angles between the spaces of the first q columns and of the first p axes. Computed by LAPACK orcsd (Sutton,
    Numer. Algorithms 2009).
    """
    need_square(A, "it is not unitary", "qr gives orthonormal columns, gsvd compares two matrices.", ("qr", "gsvd"))
    n = A.shape[0]
    if n < 2:
        hint = "Give it at least two rows."
        raise UserError("shape", f"{A.name} is {n} x {n} and cannot be divided into blocks.", hint)
    for name, side in (("p", p), ("q", q)):
        if side is not None and not 1 <= side < n:
            message = f"{name} is {side}; of a matrix that is {n} x {n} it is 1 to {n - 1}."
            raise UserError("domain", message, "No block may be empty.")
    real = np.dtype(A.dtype.type(0).real.dtype)
    return Factors(*(Operand(name, A.shape, real if name == "CS" else A.dtype) for name in Factors._fields))


def _sides(problem: Problem) -> tuple[int, int]:
    half = len(problem["A"]) // 2
    return problem.params["p"] or half, problem.params["q"] or half


def _run(problem: Problem) -> Outcome:
    A, (p, q) = problem["A"], _sides(problem)
    _need_unitary(problem)
    (U1, U2), theta, (V1, V2) = scipy.linalg.cossin(A, p=p, q=q, separate=True)
    C, S = (np.where(eps(A.dtype) < M, M, np.zeros_like(M)) for M in (np.cos(theta), np.sin(theta)))
    CS = of_angles(C, S, len(A), p, q)
    outputs = {"U": scipy.linalg.block_diag(U1, U2), "CS": CS, "Vh": scipy.linalg.block_diag(V1, V2)}
    return Outcome(outputs, details={"angles": theta})


def _need_unitary(problem: Problem) -> None:
    A, name = problem["A"], problem.name("A")
    off = max(worst(gram_defect(A), len(A)), float(np.abs(column_lengths(A) - 1).max()))
    if off <= tolerance(len(A), A.dtype):
        return
    word, adjoint = ("unitary", "ᴴ") if A.dtype.kind == "c" else ("orthogonal", "ᵀ")
    message = f"{name} is not {word}: {name}{adjoint}{name} differs from the identity by {off:.1e}."
    hint = f"polar gives the nearest {word} matrix; gsvd decomposes any two blocks."
    raise UserError("domain", message, hint, ("polar", "qr", "gsvd"), {"defect": off})


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The product, unitary factors of two blocks and the form of CS; the bound is a backward error."""
    A, (p, q) = problem["A"], _sides(problem)
    U, CS, Vh = (np.asarray(outcome.outputs[name]) for name in Factors._fields)
    check = check_equivalences({"A": A}, {"A": CS}, U, Vh.conj().T)
    if check.failure is None:
        check = replace(check, failure=_form_failure(U, CS, Vh, p, q))
    return judged(A.dtype, check, what="the factors", green=GREEN)


def _form_failure(U: Array, CS: Array, Vh: Array, p: int, q: int) -> str | None:
    for name, M, k in (("U", U, p), ("Vh", Vh, q)):
        if M[:k, k:].any() or M[k:, :k].any():
            return f"Verification failed: {name} does not have two blocks."
    n = len(CS)
    r, first, _, _, last = identities(n, p, q)
    i = first + np.arange(r)
    C, S = CS[i, i], CS[p + last + np.arange(r), i]
    if CS.dtype.kind == "c" or (C < 0).any() or (S < 0).any() or not np.array_equal(CS, of_angles(C, S, n, p, q)):
        return "Verification failed: CS does not have the form of cosines and sines."
    return None


def cost(A: Operand, p: int | None = None, q: int | None = None) -> Cost:
    n = float(A.shape[0])
    return Cost(12.0 * n**3, 6.0 * n * n * A.dtype.itemsize)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    p, q = _sides(problem)
    return f"U, CS, Vh = scipy.linalg.cossin({names[0]}, p={p}, q={q})"


COSSIN = Operation(
    declare=cossin,
    routes=(Route("LAPACK orcsd", always("angles between the spaces of its columns and the axes"), _run, _code),),
    certify=certify,
    cost=cost,
)
