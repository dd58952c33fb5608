"""What eig and eigvals share: which matrices are read off or taken for symmetric, and how a check becomes a verdict."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from workbench.model.certificate import Assessment, Condition
from workbench.numerics.bounds import eps
from workbench.numerics.decompose import SYMMETRIC, asymmetry, nearly_symmetric
from workbench.numerics.determined import of_symmetric
from workbench.numerics.order import by_modulus
from workbench.numerics.spectral import Check, floor
from workbench.numerics.spectral_general import EigenCheck
from workbench.operations import common
from workbench.operations.common import hermitian, need_square
from workbench.operations.spec import Array, Operand, Outcome, Problem
from workbench.operations.spectra import directions
from workbench.operations.spectra.diagnosis import diagnose

WHAT = "eigenvalue"


def need(A: Operand, instead: str) -> None:
    """Refuse what is not square; `instead` is the operation that takes every shape."""
    need_square(A, "it has no eigenvalues", "Singular values exist for every shape.", (instead,))


def is_diagonal(problem: Problem) -> str | None:
    if not problem.structures["A"].diagonal and problem["A"].size:
        return None
    return f"{problem.name('A')} is diagonal: its eigenvalues are its entries"


def is_triangular(problem: Problem) -> str | None:
    if not problem.structures["A"].triangular:
        return None
    return f"{problem.name('A')} is triangular: its eigenvalues are its diagonal"


def is_symmetric(problem: Problem) -> str | None:
    return f"{problem.name('A')} is {hermitian(problem)}" if problem.structures["A"].symmetric else None


def is_nearly_symmetric(problem: Problem) -> str | None:
    if not nearly_symmetric(problem["A"]):
        return None
    return f"{problem.name('A')} is symmetric but for rounding"


def taken_for_symmetric(problem: Problem) -> str:
    """The warning that goes with a matrix that is symmetric but for rounding."""
    off = f"{asymmetry(problem['A']):.1e} of its largest entry"
    return f"{problem.name('A')} differs from its transpose by {off} and was treated as symmetric."


def diagonal(problem: Problem) -> tuple[Array, Array]:
    """The diagonal of A, real where A is symmetric and complex elsewhere, and the order of its eigenvalues."""
    d = np.diagonal(problem["A"])
    if problem.structures["A"].symmetric or not d.size:
        return d.real, np.argsort(-d.real, kind="stable")
    d = d.astype(np.result_type(d.dtype, np.complex64))
    return d, by_modulus(d)


def are_diagonal(problem: Problem, w: Array) -> bool:
    """Whether w is the diagonal of a triangular matrix, in order."""
    if not problem.structures["A"].triangular or w.shape != problem["A"].shape[:1]:
        return False
    d, order = diagonal(problem)
    return bool(np.array_equal(d[order], w))


def slack(problem: Problem) -> float:
    """The asymmetry of A that a check forgives, because it was taken for rounding."""
    A = problem["A"]
    if problem.structures["A"].symmetric or not A.size:
        return 0.0
    near = SYMMETRIC * eps(A.dtype)
    return min(asymmetry(A, near), near)


def judged(
    A: Array, check: Check | EigenCheck, kappa: float | None, green: str, unproved: str | None = None
) -> Assessment:
    """The verdict on eigenvalues; `kappa` is the condition of the matrix of eigenvectors, as far as it is known.

    The digits are those of the values, the error bound is that of all outputs.
    """
    bound = None if check.failure else check.bound
    own = replace(check, bound=None if check.failure else check.values or check.bound)
    condition = None if kappa is None else Condition(kappa, "eigenvector matrix, 2")
    said = common.judged(A.dtype, own, what="the eigenvalues", condition=condition, green=green, unproved=unproved)
    return replace(said, error_bound=bound)


def told(
    A: Array, w: Array, V: Array, warnings: tuple[str, ...] = (), method: str | None = None, **details: float
) -> Outcome:
    """The outcome with what is to be said of orthonormal vectors."""
    found = diagnose(A, w, V)
    said = *warnings, *directions.warnings(w, found.determined, WHAT), *directions.faint(w, WHAT, method)
    outputs = {"eigenvalues": w, "eigenvectors": V}
    return Outcome(outputs, warnings=said, details={**details, **found.details}, method=method)


def judged_with_vectors(A: Array, w: Array, V: Array, check: Check, green: str) -> Assessment:
    """The verdict on real values and orthonormal vectors."""
    said = judged(A, check, 1.0, green)
    if said.verdict == "red":
        return said
    return directions.judged(said, w, of_symmetric(w, floor(len(w), A.dtype)), WHAT, check.residual)
