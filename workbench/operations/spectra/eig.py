"""Eigenvalues and eigenvectors: A · v = λ · v."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.decompose import general, hermitian_part, symmetric
from workbench.numerics.spectral import WHOLE, check_symmetric
from workbench.numerics.spectral_general import EigenCheck, check_general, defective_beyond, factor, small_condition
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.spectra import device, eigenvalues
from workbench.operations.steps.eigenpairs import eig_steps


class EigenPairs(NamedTuple):
    eigenvalues: Annotated[Operand, "the factors λ; largest first, or by modulus if A is not symmetric"]
    eigenvectors: Annotated[Operand, "the directions v, one a column, of length 1, in the order of the eigenvalues"]


def eig(A: Matrix2) -> EigenPairs:
    """The directions that A only stretches, and by how much: A v = λ v.

    A symmetric (or Hermitian) matrix has real eigenvalues, largest first, and perpendicular eigenvectors. Any other
    is answered with complex numbers, ordered by modulus, conjugate pairs side by side.
    """
    eigenvalues.need(A, instead="svd")
    kind = np.result_type(A.dtype, np.complex64)
    return EigenPairs(Operand("eigenvalues", A.shape[:1], kind), Operand("eigenvectors", A.shape, kind))


def _run_diagonal(problem: Problem) -> Outcome:
    w, order = eigenvalues.diagonal(problem)
    V = np.eye(len(w), dtype=np.result_type(problem["A"].dtype, w.dtype))[:, order]
    return Outcome({"eigenvalues": w[order], "eigenvectors": V})


def _run_symmetric(problem: Problem) -> Outcome:
    w, V = symmetric(problem["A"])
    return Outcome({"eigenvalues": w, "eigenvectors": V})


def _run_nearly_symmetric(problem: Problem) -> Outcome:
    w, V = symmetric(hermitian_part(problem["A"]))
    warning = eigenvalues.taken_for_symmetric(problem)
    return Outcome({"eigenvalues": w, "eigenvectors": V}, warnings=(warning,))


def _run_general(problem: Problem) -> Outcome:
    A = problem["A"]
    (w, V), method = general(A)
    return _finish_general(problem, w, V, method)


def _finish_general(problem: Problem, w: Array, V: Array, method: str) -> Outcome:
    A = problem["A"]
    real = A.dtype.kind != "c"
    finite = bool(np.isfinite(w).all())
    factors = factor(w, V, real) if len(w) > WHOLE and finite else None
    kappa = small_condition(V) if factors is None else factors.condition
    warnings = (_defective(problem.name("A"), kappa),) if kappa > defective_beyond(A.dtype) else ()
    return Outcome(
        {"eigenvalues": w, "eigenvectors": V},
        witness={} if factors is None else {"factors": factors},
        warnings=warnings,
        method=method,
    )


def _defective(name: str, kappa: float) -> str:
    return (
        f"{name} is defective or nearly so: its eigenvectors are almost dependent "
        f"(condition {kappa:.1e}), so that they are no basis and the eigenvalues are sensitive."
    )


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Residual, length and order of what was returned; orthonormal vectors where the values are real."""
    A = problem["A"]
    w, V = (np.asarray(outcome.outputs[name]) for name in ("eigenvalues", "eigenvectors"))
    if w.dtype.kind != "c":
        green = "A V = V Λ holds, and the eigenvectors are orthonormal"
        return eigenvalues.judged(A, check_symmetric(A, w, V, eigenvalues.slack(problem)), 1.0, green)
    return _certify_general(A, check_general(A, w, V, outcome.witness.get("factors")))


def _certify_general(A: Array, check: EigenCheck) -> Assessment:
    kappa, unproved = check.condition, None
    if kappa is not None and kappa > defective_beyond(A.dtype):
        unproved = "A V = V Λ holds, but A is defective or nearly so: its eigenvectors are almost dependent."
    elif check.bound is None:
        unproved = "A V = V Λ holds, but theory promises no digit of the eigenvalues."
    return eigenvalues.judged(A, check, kappa, "A V = V Λ holds for independent eigenvectors", unproved)


def cost(A: Operand) -> Cost:
    n = float(A.shape[0])
    return Cost(26.0 * n**3, 8.0 * 10 * n * n)


def _exact(problem: Problem) -> dict[str, object] | None:
    values = eigenvalues.exact_values(problem)
    return None if values is None else {"eigenvalues": values, "eigenvectors": None}


def _code_symmetric(problem: Problem, names: tuple[str, ...]) -> str:
    return f"w, V = np.linalg.eigh({names[0]})"


def _code_general(problem: Problem, names: tuple[str, ...]) -> str:
    return f"w, V = np.linalg.eig({names[0]})"


EIG = Operation(
    declare=eig,
    routes=(
        Route("read off the diagonal", eigenvalues.is_diagonal, _run_diagonal, _code_general),
        Route("LAPACK syevd", eigenvalues.is_symmetric, _run_symmetric, _code_symmetric),
        Route("LAPACK syevd", eigenvalues.is_nearly_symmetric, _run_nearly_symmetric, _code_symmetric),
        Route("LAPACK geev", eigenvalues.is_triangular, _run_general, _code_general),
        Route("LAPACK geev", always("A has no symmetry to use"), _run_general, _code_general),
        *device.eig_routes(_code_symmetric, _code_general, _finish_general),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    steps=eig_steps,
    stacked=True,
)
