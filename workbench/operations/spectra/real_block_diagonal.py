"""Real block diagonal form: A = V · D · V⁻¹ without complex numbers, a 2 x 2 block for each conjugate pair."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np
import scipy

from workbench.model.certificate import Assessment
from workbench.numerics.bounds import eps
from workbench.numerics.decompose import general, symmetric_by
from workbench.numerics.eigenbasis import basis_condition, defective_beyond, factor
from workbench.numerics.spectral import WHOLE, check_symmetric
from workbench.numerics.spectral_general import check_general
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.spectra import defects, directions, eigenvalues, pencils
from workbench.operations.spectra.diagnosis import diagnose, sentence

FORM = "Verification failed: D is not diagonal with blocks [[a, b], [−b, a]] for conjugate pairs."
ALMOST = "A V = V D holds, but A is defective or nearly so: the columns of V are almost dependent."


class Blocks(NamedTuple):
    D: Annotated[Operand, "real eigenvalues on the diagonal, and a block [[a, b], [−b, a]] for each pair a ± ib"]
    V: Annotated[Operand, "real eigenvectors; for a pair with the vectors x ± iy the columns −y and x"]


def real_block_diagonal(A: Matrix2) -> Blocks:
    """A real matrix in the basis of its real eigenvectors and of the planes that it turns: A V = V D, all real.

    In the plane of a conjugate pair a ± ib the matrix turns and stretches, as the block [[a, b], [−b, a]] does. The
    pairs of eigenvalues are by modulus, as of eig; made real as scipy.linalg.cdf2rdf has it (Horn and Johnson, Matrix
    Analysis, 3.4).
    """
    eigenvalues.need(A, instead="svd")
    return Blocks(Operand("D", A.shape, A.dtype), Operand("V", A.shape, A.dtype))


def _run_symmetric(problem: Problem) -> Outcome:
    (w, V), method = symmetric_by(problem["A"])
    return Outcome({"D": np.diag(w), "V": V}, method=method)


def _run(problem: Problem) -> Outcome:
    A = problem["A"]
    (w, V), method = general(A)
    large = len(w) > WHOLE and bool(np.isfinite(w).all())
    factors = factor(w, V, True) if large else None
    kappa = basis_condition(A, V) if factors is None else factors.condition
    found = diagnose(A, w, V, True, factors)
    warnings = directions.warnings(w, found.determined, eigenvalues.WHAT)
    lacking = defects.known(problem)
    dependent, details = kappa > defective_beyond(A.dtype), defects.corrected(found.details, w, lacking)
    if dependent:
        warnings = (sentence(problem.name("A"), details, kappa),)
    D, W = scipy.linalg.cdf2rdf(w, V)
    outputs = {"D": D.astype(A.dtype), "V": W.astype(A.dtype)}
    outcome = Outcome(outputs, {"factors": factors, "determined": found.determined}, warnings, details, method)
    return outcome if dependent else defects.told(outcome, w, problem.name("A"), lacking)


def pairs(D: Array, V: Array) -> tuple[Array, Array] | None:
    """The eigenvalues and vectors that D and V say in real numbers; None where D has not the form."""
    n = len(D)
    low, high = np.diagonal(D, -1), np.diagonal(D, 1)
    first = np.flatnonzero(high)
    apart = bool((np.diff(first) > 1).all()) and bool((low == -high).all())
    d, band = np.diagonal(D), np.abs(np.subtract.outer(np.arange(n), np.arange(n))) <= 1
    if not apart or (D[~band] != 0).any() or (d[first] != d[first + 1]).any():
        return None
    kind = np.result_type(D.dtype, np.complex64)
    w, X = d.astype(kind), V.astype(kind)
    w[first] += 1j * high[first]
    X[:, first] = V[:, first + 1] - 1j * V[:, first]
    w[first + 1], X[:, first + 1] = w[first].conj(), X[:, first].conj()
    return w, X


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The form of D, and what is proved of the complex eigenvectors that it stands for (Bauer and Fike 1960)."""
    A = problem["A"]
    D, V = (np.asarray(outcome.outputs[name]) for name in Blocks._fields)
    if D.shape != A.shape or V.shape != A.shape or not (np.isfinite(D).all() and np.isfinite(V).all()):
        return Assessment("red", "Verification failed: a factor has the wrong shape or is not finite.")
    if (found := pairs(D, V)) is None:
        return Assessment("red", FORM)
    w, X = found
    if problem.structures["A"].symmetric:
        return _certify_symmetric(problem, D, V)
    known = eigenvalues.are_diagonal(problem, w)
    check = check_general(A, w, X, outcome.witness.get("factors"), known)
    kappa, unproved = check.condition, None
    if kappa is not None and kappa > (1e-2 / eps(A.dtype) if known else defective_beyond(A.dtype)):
        unproved = ALMOST
    elif check.values is None and A.size:
        unproved = "A V = V D holds, but theory promises no digit of D."
    said = eigenvalues.judged(A, check, kappa, "A V = V D holds for a basis V", unproved)
    said = directions.judged(said, w, outcome.witness.get("determined"), eigenvalues.WHAT, check.residual)
    return defects.judged(said, outcome)


def _certify_symmetric(problem: Problem, D: Array, V: Array) -> Assessment:
    if np.diagonal(D, 1).any():
        return Assessment("red", "Verification failed: a symmetric matrix has no complex eigenvalues.")
    A, w = problem["A"], np.diagonal(D)
    check = check_symmetric(A, w, V, eigenvalues.slack(problem))
    return eigenvalues.judged_with_vectors(A, w, V, check, "A V = V D holds, and the columns of V are orthonormal")


def cost(A: Operand) -> Cost:
    n = float(A.shape[0])
    return Cost(28.0 * n**3, 8.0 * 12 * n * n)


def _code_symmetric(problem: Problem, names: tuple[str, ...]) -> str:
    return f"w, V = np.linalg.eigh({names[0]})\nD, V = np.diag(w[::-1]), V[:, ::-1]  # largest first"


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"w, V = np.linalg.eig({names[0]})\n{pencils.SORTED}\nD, V = scipy.linalg.cdf2rdf(w, V)"


REAL_BLOCK_DIAGONAL = Operation(
    declare=real_block_diagonal,
    routes=(
        Route("LAPACK syevd", eigenvalues.is_symmetric, _run_symmetric, _code_symmetric),
        Route("LAPACK geev", always("A has no symmetry to use"), _run, _code),
    ),
    certify=certify,
    cost=cost,
    stacked=True,
    real=True,
)
