"""Eigenvalues alone."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment, Condition
from workbench.numerics import tridiagonal
from workbench.numerics.bounds import judge
from workbench.numerics.decompose import general, general_values, hermitian_part, symmetric_by
from workbench.numerics.eigen_sample import sample
from workbench.numerics.eigenbasis import basis_condition, defective_beyond
from workbench.numerics.spectral import WHOLE, check_symmetric, check_symmetric_values, floor
from workbench.numerics.spectral_general import EigenCheck, check_general, check_general_values
from workbench.operations import common
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.spectra import device, directions, eigenvalues, exactly
from workbench.operations.steps import worked


class Values(NamedTuple):
    result: Annotated[Operand, "the eigenvalues; largest first, or by modulus if A is not symmetric"]


def eigvals(A: Matrix2, digits: exactly.Digits = 30) -> Values:
    """The eigenvalues of A: the factors by which it stretches its own directions.

    Real and largest first if A is symmetric (or Hermitian); otherwise complex numbers, ordered by modulus.
    """
    eigenvalues.need(A, instead="svdvals")
    exactly.need_digits(digits)
    return Values(Operand("result", A.shape[:1], np.result_type(A.dtype, np.complex64)))


def _is_read_off(problem: Problem) -> str | None:
    return eigenvalues.is_diagonal(problem) or (eigenvalues.is_triangular(problem) if problem["A"].size else None)


def _run_read_off(problem: Problem) -> Outcome:
    return Outcome({"result": _diagonal(problem)}, witness={"diagonal": True})


def _diagonal(problem: Problem) -> Array:
    d, order = eigenvalues.diagonal(problem)
    return d[order]


def _run_symmetric(problem: Problem) -> Outcome:
    A = problem["A"]
    if len(A) > WHOLE:
        w, form = tridiagonal.values(A)
        return Outcome({"result": w}, {"tridiagonal": form}, directions.faint(w, eigenvalues.WHAT, None))
    (w, V), method = symmetric_by(A)
    return Outcome({"result": w}, {"eigenvectors": V}, directions.faint(w, eigenvalues.WHAT, method), method=method)


def _run_nearly_symmetric(problem: Problem) -> Outcome:
    answer = _run_symmetric(Problem({"A": hermitian_part(problem["A"])}, problem.structures))
    return replace(answer, warnings=(eigenvalues.taken_for_symmetric(problem), *answer.warnings))


def _run_general(problem: Problem) -> Outcome:
    A = problem["A"]
    if len(A) > WHOLE:
        w = general_values(A)
        return Outcome({"result": w}, warnings=directions.faint(w, eigenvalues.WHAT, None))
    (w, V), method = general(A)
    return _proved(problem, w, V, method)


def _proved(problem: Problem, w: Array, V: Array, method: str) -> Outcome:
    return Outcome(
        {"result": w},
        {"eigenvectors": V},
        _warnings(problem, V) or directions.faint(w, eigenvalues.WHAT, None),
        method=method,
    )


def _warnings(problem: Problem, V: Array) -> tuple[str, ...]:
    if basis_condition(problem["A"], V) <= defective_beyond(V.dtype):
        return ()
    name = problem.name("A")
    return (f"{name} is defective or nearly so: it lacks independent eigenvectors, and the eigenvalues are sensitive.",)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Prove the values by eigenvectors if they are the witness; without, compare sums."""
    w, V = np.asarray(outcome.outputs["result"]), outcome.witness.get("eigenvectors")
    if "diagonal" in outcome.witness:
        return _certify_diagonal(problem, w)
    if w.dtype.kind != "c":
        return _certify_symmetric(problem, w, V, outcome.witness.get("tridiagonal"))
    return _certify_general(problem["A"], w, V)


def _certify_diagonal(problem: Problem, w: Array) -> Assessment:
    A = problem["A"]
    same = eigenvalues.are_diagonal(problem, w) or not A.size
    failure = None if same else "Verification failed: the eigenvalues are not the diagonal of the triangular matrix."
    green = "The eigenvalues of a triangular matrix are its diagonal"
    return judge(A.dtype, floor(1, A.dtype), residual=0.0, backward_error=0.0, green=green, failed=failure)


def _certify_symmetric(problem: Problem, w: Array, V: Array | None, form: tridiagonal.Tridiagonal | None) -> Assessment:
    A, green = problem["A"], "Orthonormal eigenvectors prove the values"
    if V is not None:
        return eigenvalues.judged(A, check_symmetric(A, w, V, eigenvalues.slack(problem)), 1.0, green)
    if form is not None:
        green = "Sturm counts of a tridiagonal form prove the values"
        return eigenvalues.judged(A, tridiagonal.check_values(A, w, form), 1.0, green)
    unproved = "Values alone: they add up to the trace and their squares to those of A, but no vectors prove each."
    return eigenvalues.judged(A, check_symmetric_values(A, w), 1.0, green, unproved)


def _certify_general(A: Array, w: Array, V: Array | None) -> Assessment:
    if V is None:
        return _certify_sample(A, w)
    check = check_general(A, w, V)
    check = replace(check, bound=check.values)
    kappa, unproved = check.condition, None
    if kappa is not None and kappa > defective_beyond(A.dtype):
        unproved = "Eigenvectors fit, but A is defective or nearly so: they are almost dependent."
    elif check.bound is None:
        unproved = "Eigenvectors fit, but theory promises no digit of the values."
    return eigenvalues.judged(A, check, kappa, "Independent eigenvectors prove the values", unproved)


def _certify_sample(A: Array, w: Array) -> Assessment:
    """The traces for all, inverse iteration for the largest and the most sensitive, as whose error all are taken."""
    check = check_general_values(A, w)
    found = sample(A, w) if check.failure is None else None
    if found is None:
        return eigenvalues.judged(A, check, None, "")
    which, whose = ("the largest and the most crowded", "theirs") if found.checked > 1 else ("the largest", "its")
    words = (
        f"Values alone: inverse iteration proves {found.checked} of {len(w)}, {which}, and the traces of A and A² fit"
    )
    end = ", but theory promises no digit." if found.bound is None else f"; the bound is {whose}."
    return common.judged(
        A.dtype,
        EigenCheck(found.failure, found.residual, found.bound),
        what="the eigenvalues",
        condition=Condition(found.condition, "eigenvalues, sampled") if math.isfinite(found.condition) else None,
        unproved=words + end,
    )


def cost(A: Operand, digits: int = 30) -> Cost:
    n = float(A.shape[0])
    return Cost(10.0 * n**3, 8.0 * 3 * n * n)


def _exact(problem: Problem) -> dict[str, Any] | None:
    values = exactly.values(problem.exact.get("A"), problem.params.get("digits", 30))
    return None if values is None else {"result": values}


def _code_symmetric(problem: Problem, names: tuple[str, ...]) -> str:
    return f"w = np.linalg.eigvalsh({names[0]})[::-1]  # largest first"


def _code_general(problem: Problem, names: tuple[str, ...]) -> str:
    return f'w = np.linalg.eigvals({names[0]})\nw = np.take_along_axis(w, np.argsort(-np.abs(w), kind="stable"), -1)'


EIGVALS = Operation(
    declare=eigvals,
    routes=(
        Route("read off the diagonal", _is_read_off, _run_read_off, _code_general),
        Route("LAPACK syevd", eigenvalues.is_symmetric, _run_symmetric, _code_symmetric),
        Route("LAPACK syevd", eigenvalues.is_nearly_symmetric, _run_nearly_symmetric, _code_symmetric),
        Route("LAPACK geev", always("A has no symmetry to use"), _run_general, _code_general),
        *device.eigvals_routes(_code_symmetric, _code_general, _proved),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    steps=worked("eigenpairs", "eig_steps"),
    stacked=True,
)
