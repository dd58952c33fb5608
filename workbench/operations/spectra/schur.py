"""Schur form: A = Z · T · Zᴴ with a unitary Z and a triangular T."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal, NamedTuple

import numpy as np
import scipy

from workbench.model.certificate import Assessment
from workbench.numerics.decompose import symmetric
from workbench.numerics.probes import scaled, shifted
from workbench.numerics.similarity import below, check_similarity, has_wide_block
from workbench.operations.common import judged, need_square
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.spectra import eigenvalues


class Factors(NamedTuple):
    T: Annotated[Operand, "upper triangular, with the eigenvalues on its diagonal; 2 x 2 blocks for complex pairs"]
    Z: Annotated[Operand, "orthogonal or unitary: its first k columns span what A maps into itself"]


def schur(
    A: Matrix2,
    output: Annotated[Literal["real", "complex"], "complex: triangular even where a real A has complex pairs"] = "real",
) -> Factors:
    """Turn A by a unitary Z until it is triangular: A = Z T Zᴴ. It exists for every square matrix.

    The eigenvalues stand on the diagonal of T; where a real matrix stays real, a complex pair is a 2 x 2 block.
    """
    need_square(A, "it has no Schur form", "Singular values exist for every shape.", ("svd",))
    dtype = A.dtype if output == "real" else np.result_type(A.dtype, np.complex64)
    return Factors(Operand("T", A.shape, dtype), Operand("Z", A.shape, dtype))


def _run_symmetric(problem: Problem) -> Outcome:
    w, V = symmetric(problem["A"])
    kind = V.dtype if problem.params.get("output") != "complex" else np.result_type(V.dtype, np.complex64)
    return Outcome({"T": np.diag(w).astype(kind), "Z": V.astype(kind)})


def _run(problem: Problem) -> Outcome:
    B, p = scaled(problem["A"])
    if not B.size:
        return Outcome({"T": B.copy(), "Z": B.copy()})
    T, Z = scipy.linalg.schur(B, output=problem.params.get("output", "real"), check_finite=False)
    return Outcome({"T": shifted(T, p), "Z": Z})


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Residual, unitary Z, triangular T; what is bounded is the distance to the matrix that Z T Zᴴ is exactly."""
    A = problem["A"]
    T, Z = (np.asarray(outcome.outputs[name]) for name in ("T", "Z"))
    check = check_similarity(A, T, Z)
    if check.failure is None and not _is_triangular(A, T):
        check = replace(check, failure="Verification failed: T is not triangular.")
    return judged(A.dtype, check, what="the product Z T Zᴴ", green="Z T Zᴴ rebuilds A, and Z is unitary")


def _is_triangular(A: Array, T: Array) -> bool:
    """Up to 2 x 2 blocks where A and T are real."""
    if A.dtype.kind == "c" or T.dtype.kind == "c":
        return not below(T, 0)
    return not below(T, -1) and not has_wide_block(T)


def cost(A: Operand, output: str = "real") -> Cost:
    n = float(A.shape[0])
    return Cost(25.0 * n**3, 8.0 * 4 * n * n)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    return f'T, Z = scipy.linalg.schur({names[0]}, output="{problem.params.get("output", "real")}")'


def _code_symmetric(problem: Problem, names: tuple[str, ...]) -> str:
    return f"w, Z = np.linalg.eigh({names[0]})\nT, Z = np.diag(w[::-1]), Z[:, ::-1]  # largest first"


SCHUR = Operation(
    declare=schur,
    routes=(
        Route("LAPACK syevd", eigenvalues.is_symmetric, _run_symmetric, _code_symmetric),
        Route("LAPACK gees", always("A has no symmetry to use"), _run, _code),
    ),
    certify=certify,
    cost=cost,
    stacked=True,
)
