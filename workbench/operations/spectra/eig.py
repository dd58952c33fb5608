"""Eigenvalues and eigenvectors: A · v = λ · v."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.model.steps import Derivation, Way
from workbench.numerics.bounds import eps
from workbench.numerics.decompose import general, hermitian_part, symmetric_by
from workbench.numerics.eigenbasis import basis_condition, defective_beyond, factor
from workbench.numerics.spectral import WHOLE, check_symmetric
from workbench.numerics.spectral_general import EigenCheck, check_general
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.spectra import defects, device, directions, eigenvalues, exactly, pencils
from workbench.operations.spectra.diagnosis import Diagnosis, diagnose, sentence
from workbench.operations.steps import worked

DEPENDENT = 1e-2
"""Vectors whose condition exceeds this part of 1/ε are dependent to working precision."""


class EigenPairs(NamedTuple):
    eigenvalues: Annotated[Operand, "the factors λ; largest first, or by modulus if A is not symmetric"]
    eigenvectors: Annotated[Operand, "the directions v, one a column, of length 1, in the order of the eigenvalues"]


def eig(A: Matrix2, B: pencils.SecondMatrix | None = None, digits: exactly.Digits = 30) -> EigenPairs:
    """The directions that A only stretches, and by how much: A v = λ v.

    A symmetric (or Hermitian) matrix has real eigenvalues, largest first, and perpendicular eigenvectors. Any other
    is answered with complex numbers, ordered by modulus, conjugate pairs side by side. With a second matrix it is
    A v = λ B v: real if A is symmetric and B positive definite, infinite for v with B v = 0. Exact eigenvectors are
    in smallest integers or square roots, not of length 1.
    """
    eigenvalues.need(A, instead="svd")
    pencils.need_like(A, B)
    exactly.need_digits(digits)
    kind = np.result_type(A.dtype, np.complex64)
    return EigenPairs(Operand("eigenvalues", A.shape[:1], kind), Operand("eigenvectors", A.shape, kind))


def _run_diagonal(problem: Problem) -> Outcome:
    w, order = eigenvalues.diagonal(problem)
    V = np.eye(len(w), dtype=np.result_type(problem["A"].dtype, w.dtype))[:, order]
    found = diagnose(problem["A"], w[order], V)
    known = {name: value for name, value in found.details.items() if name not in directions.TOLD}
    return _told(problem, Outcome({"eigenvalues": w[order], "eigenvectors": V}, details=known))


def _run_symmetric(problem: Problem) -> Outcome:
    (w, V), method = symmetric_by(problem["A"])
    return eigenvalues.told(problem["A"], w, V, method=method)


def _run_nearly_symmetric(problem: Problem) -> Outcome:
    (w, V), method = symmetric_by(hermitian_part(problem["A"]))
    said = (eigenvalues.taken_for_symmetric(problem),)
    return _told(problem, eigenvalues.told(problem["A"], w, V, said, method))


def _told(problem: Problem, outcome: Outcome) -> Outcome:
    return defects.told(outcome, outcome.outputs["eigenvalues"], problem.name("A"), defects.known(problem))


def _run_general(problem: Problem) -> Outcome:
    A = problem["A"]
    (w, V), method = general(A)
    return _finish_general(problem, w, V, method)


def _finish_general(problem: Problem, w: Array, V: Array, method: str) -> Outcome:
    A = problem["A"]
    real = A.dtype.kind != "c"
    finite = bool(np.isfinite(w).all())
    factors = factor(w, V, real) if len(w) > WHOLE and finite else None
    kappa = basis_condition(A, V) if factors is None else factors.condition
    distinct = exactly.distinct(problem.exact.get("A"))
    found = diagnose(A, w, V, True, factors, distinct) if finite else Diagnosis({})
    warnings = directions.warnings(w, found.determined, eigenvalues.WHAT)
    if not problem.structures["A"].triangular:
        warnings += directions.faint(w, eigenvalues.WHAT, None)
    lacking = () if distinct or not finite else defects.known(problem)
    dependent = kappa > defective_beyond(A.dtype)
    details = defects.corrected(found.details, w, lacking)
    if dependent:
        warnings = (sentence(problem.name("A"), details, kappa, distinct),)
    outcome = Outcome(
        {"eigenvalues": w, "eigenvectors": V},
        witness={"factors": factors, "determined": found.determined},
        warnings=warnings,
        details=details,
        method=method,
    )
    return outcome if dependent else defects.told(outcome, w, problem.name("A"), lacking)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Residual, length and order of what was returned; orthonormal vectors where the values are real."""
    look = pencils.certify if pencils.given(problem) else _certify
    return defects.judged(look(problem, outcome), outcome)


def _certify(problem: Problem, outcome: Outcome) -> Assessment:
    A = problem["A"]
    w, V = (np.asarray(outcome.outputs[name]) for name in ("eigenvalues", "eigenvectors"))
    if w.dtype.kind != "c":
        green = "A V = V Λ holds, and the eigenvectors are orthonormal"
        real = check_symmetric(A, w, V, eigenvalues.slack(problem))
        if problem.structures["A"].diagonal:  # the unit vectors are no matter of gaps
            return eigenvalues.judged(A, real, 1.0, green)
        return eigenvalues.judged_with_vectors(A, w, V, real, green)
    known = eigenvalues.are_diagonal(problem, w)
    check = check_general(A, w, V, outcome.witness.get("factors"), known)
    said = _certify_general(A, check, known)
    return directions.judged(said, w, outcome.witness.get("determined"), eigenvalues.WHAT, check.residual)


def _certify_general(A: Array, check: EigenCheck, known: bool) -> Assessment:
    kappa, unproved = check.condition, None
    if kappa is not None and kappa > (DEPENDENT / eps(A.dtype) if known else defective_beyond(A.dtype)):
        unproved = "A V = V Λ holds, but A is defective or nearly so: its eigenvectors are almost dependent."
    elif check.values is None:
        unproved = "A V = V Λ holds, but theory promises no digit of the eigenvalues."
    return eigenvalues.judged(A, check, kappa, "A V = V Λ holds for independent eigenvectors", unproved)


def cost(A: Operand, B: Operand | None = None, digits: int = 30) -> Cost:
    n = float(A.shape[0])
    return Cost((26.0 if B is None else 80.0) * n**3, 8.0 * 10 * n * n)


def _exact(problem: Problem) -> dict[str, object] | None:
    A = pencils.exact_quotient(problem) if pencils.given(problem) else problem.exact.get("A")
    digits = problem.params.get("digits", 30)
    if A is None and pencils.given(problem):
        return pencils.exact_answer(problem, digits)
    values = exactly.values(A, digits)
    if values is None:
        return None
    answer: dict[str, object] = {"eigenvalues": values, "eigenvectors": exactly.vectors(A, digits)}
    known = [] if answer["eigenvectors"] else exactly.known_vectors(A)
    return answer | ({"exact_vectors": known} if known else {})


def _refusal(problem: Problem) -> UserError | None:
    A = pencils.exact_quotient(problem) if pencils.given(problem) else problem.exact.get("A")
    name = problem.name("A")
    if A is None and pencils.given(problem):
        return pencils.no_vectors(problem)
    return exactly.no_vectors(A, f"{problem.name('B')}⁻¹ {name}" if pencils.given(problem) else name)


WORKED = worked("eigenpairs", "eig_steps")


def _steps(problem: Problem, way: Way) -> Derivation | None:
    return None if pencils.given(problem) else WORKED(problem, way)


def _code_symmetric(problem: Problem, names: tuple[str, ...]) -> str:
    return f"w, V = np.linalg.eigh({names[0]})\nw, V = w[::-1], V[:, ::-1]  # largest first"


def _code_general(problem: Problem, names: tuple[str, ...]) -> str:
    return f"w, V = np.linalg.eig({names[0]})\n{pencils.SORTED}"


EIG = Operation(
    declare=eig,
    routes=(
        *pencils.routes(),
        *(
            pencils.alone(route)
            for route in (
                Route("read off the diagonal", eigenvalues.is_diagonal, _run_diagonal, _code_general),
                Route("LAPACK syevd", eigenvalues.is_symmetric, _run_symmetric, _code_symmetric),
                Route("LAPACK geev", eigenvalues.is_triangular, _run_general, _code_general),
                Route("LAPACK syevd", eigenvalues.is_nearly_symmetric, _run_nearly_symmetric, _code_symmetric),
                Route("LAPACK geev", always("A has no symmetry to use"), _run_general, _code_general),
                *device.eig_routes(_code_symmetric, _code_general, _finish_general),
            )
        ),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    refusal=_refusal,
    steps=_steps,
    stacked=True,
)
