"""Eigenvalues by the symmetric solver, whatever the matrix: of its symmetric part."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends.exact import fits
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import eps
from workbench.numerics.decompose import SYMMETRIC, asymmetry, hermitian_part, symmetric_by
from workbench.numerics.spectral import check_symmetric
from workbench.operations.scaled_code import part_code
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route
from workbench.operations.spectra import device, eigenvalues, exactly


class EigenPairs(NamedTuple):
    eigenvalues: Annotated[Operand, "the eigenvalues, real, largest first"]
    eigenvectors: Annotated[Operand, "orthonormal eigenvectors, the columns"]


def eigh(A: Matrix2, digits: exactly.Digits = 30) -> EigenPairs:
    """Real eigenvalues and perpendicular eigenvectors of the symmetric part of A, (A + Aᴴ) / 2.

    For a matrix that should be symmetric but is not quite. It says how far it is from it; numpy.linalg.eigh reads
    one triangle and says nothing.
    """
    eigenvalues.need(A, instead="svd")
    exactly.need_digits(digits)
    real = np.dtype(A.dtype.type(0).real.dtype)
    return EigenPairs(Operand("eigenvalues", A.shape[:1], real), Operand("eigenvectors", A.shape, A.dtype))


def _is_asymmetric(problem: Problem) -> str:
    return f"the symmetric part of {problem.name('A')} is taken"


def _run(problem: Problem) -> Outcome:
    found, method = symmetric_by(problem["A"])
    return _outcome(problem, *found, method)


def _outcome(problem: Problem, w: Array, V: Array, method: str | None = None) -> Outcome:
    return eigenvalues.told(problem["A"], w, V, method=method, asymmetry=0.0)


def _run_part(problem: Problem) -> Outcome:
    found, method = symmetric_by(hermitian_part(problem["A"]))
    return _outcome_of_part(problem, *found, method)


def _outcome_of_part(problem: Problem, w: Array, V: Array, method: str | None = None) -> Outcome:
    """The pairs of the symmetric part, and how far A is from it."""
    A, name = problem["A"], problem.name("A")
    off = asymmetry(A)
    if not off:
        return _outcome(problem, w, V, method)
    warning = f"{name} differs from its transpose by {off:.1e} of its largest entry; its symmetric part was taken."
    if off > SYMMETRIC * eps(A.dtype):
        warning += f" That is more than rounding: these are not the eigenvalues of {name} itself."
    return eigenvalues.told(hermitian_part(A), w, V, (warning,), method, asymmetry=off)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Residual and orthonormality, for the symmetric part of A."""
    A = problem["A"] if problem.structures["A"].symmetric or not problem["A"].size else hermitian_part(problem["A"])
    w, V = (np.asarray(outcome.outputs[name]) for name in ("eigenvalues", "eigenvectors"))
    whose = "A" if A is problem["A"] else "the symmetric part of A"
    return eigenvalues.judged_with_vectors(A, w, V, check_symmetric(A, w, V), f"Orthonormal eigenvectors fit {whose}")


def cost(A: Operand, digits: int = 30) -> Cost:
    n = float(A.shape[0])
    return Cost(9.0 * n**3, 8.0 * 5 * n * n)


def _exact(problem: Problem) -> dict[str, Any] | None:
    A = problem.exact.get("A")
    if A is None or not fits(A):
        return None
    half: Array = (A + A.T) / 2
    digits = problem.params.get("digits", 30)
    values = exactly.values(half, digits)
    return None if values is None else {"eigenvalues": values, "eigenvectors": exactly.vectors(half, digits)}


def _refusal(problem: Problem) -> UserError | None:
    A = problem.exact.get("A")
    if A is None:
        return None
    whose = "" if np.array_equal(A, A.T) else "the symmetric part of "
    return exactly.no_vectors((A + A.T) / 2, whose + problem.name("A"))


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"w, V = np.linalg.eigh({names[0]})\nw, V = w[::-1], V[:, ::-1]  # largest first"


def _code_part(problem: Problem, names: tuple[str, ...]) -> str:
    return _code(problem, (part_code(problem, "A", names[0]),))


EIGH = Operation(
    declare=eigh,
    routes=(
        Route("LAPACK syevd", eigenvalues.is_symmetric, _run, _code),
        Route("LAPACK syevd", _is_asymmetric, _run_part, _code_part),
        *device.eigh_routes(_is_asymmetric, _outcome, _outcome_of_part, _code, _code_part),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    refusal=_refusal,
    stacked=True,
)
