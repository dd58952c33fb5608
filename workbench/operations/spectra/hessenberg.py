"""Hessenberg form: A = Q · H · Qᴴ with a unitary Q and zeros below the first subdiagonal of H."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, NamedTuple

import numpy as np
import scipy

from workbench.model.certificate import Assessment
from workbench.numerics.probes import scaled, shifted
from workbench.numerics.similarity import below, check_similarity
from workbench.operations.common import judged, need_square
from workbench.operations.spec import Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always


class Factors(NamedTuple):
    H: Annotated[Operand, "zero below the first subdiagonal, with the eigenvalues of A"]
    Q: Annotated[Operand, "orthogonal or unitary"]


def hessenberg(A: Matrix2) -> Factors:
    """Turn A by a unitary Q until nothing is left below the first subdiagonal: A = Q H Qᴴ.

    The first half of every eigenvalue routine, done in finitely many steps. Of a symmetric matrix H is tridiagonal.
    """
    need_square(A, "it has no Hessenberg form", "Singular values exist for every shape.", ("svd",))
    return Factors(Operand("H", A.shape, A.dtype), Operand("Q", A.shape, A.dtype))


def _run(problem: Problem) -> Outcome:
    B, p = scaled(problem["A"])
    if not B.size:
        return Outcome({"H": B.copy(), "Q": B.copy()})
    H, Q = scipy.linalg.hessenberg(B, calc_q=True, check_finite=False)
    return Outcome({"H": shifted(H, p), "Q": Q})


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Residual, unitary Q, zeros where they belong; the bound is a backward error."""
    A = problem["A"]
    H, Q = (np.asarray(outcome.outputs[name]) for name in ("H", "Q"))
    check = check_similarity(A, H, Q)
    if check.failure is None and below(H, -1):
        check = replace(check, failure="Verification failed: H is not zero below its first subdiagonal.")
    return judged(A.dtype, check, what="the product Q H Qᴴ", green="Q H Qᴴ rebuilds A, and Q is unitary")


def cost(A: Operand) -> Cost:
    n = float(A.shape[0])
    return Cost(14.0 / 3 * n**3, 8.0 * 4 * n * n)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"H, Q = scipy.linalg.hessenberg({names[0]}, calc_q=True)"


HESSENBERG = Operation(
    declare=hessenberg,
    routes=(Route("LAPACK gehrd", always("reflections, column by column"), _run, _code),),
    certify=certify,
    cost=cost,
    stacked=True,
)
