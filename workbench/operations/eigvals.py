"""Eigenvalues alone."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact_spectra
from workbench.model.certificate import Assessment, Condition
from workbench.numerics.bounds import eps, judge
from workbench.numerics.decompose import (
    asymmetry,
    general,
    general_values,
    hermitian_part,
    nearly_symmetric,
    symmetric,
    symmetric_values,
)
from workbench.numerics.order import by_modulus
from workbench.numerics.spectral import WHOLE, Check, check_symmetric, check_symmetric_values, floor
from workbench.numerics.spectral_general import check_general, check_general_values, defective_beyond, small_condition
from workbench.operations.common import hermitian, need_square
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always


class Values(NamedTuple):
    result: Annotated[Operand, "the eigenvalues; largest first, or by modulus if A is not symmetric"]


def eigvals(A: Matrix2) -> Values:
    """The eigenvalues of A: the factors by which it stretches its own directions.

    Real and largest first if A is symmetric (or Hermitian); otherwise complex numbers, ordered by modulus.
    """
    need_square(A, "it has no eigenvalues", "Singular values exist for every shape.", ("svdvals",))
    return Values(Operand("result", A.shape[:1], np.result_type(A.dtype, np.complex64)))


def _is_triangular(problem: Problem) -> str | None:
    """A small triangle goes the general way, where the vectors show whether it is defective."""
    structure, A = problem.structures["A"], problem["A"]
    if structure.diagonal or not A.size:
        return f"{problem.name('A')} is diagonal: its eigenvalues are its entries"
    if not structure.triangular or len(A) <= WHOLE:
        return None
    return f"{problem.name('A')} is triangular: its eigenvalues are its diagonal"


def _is_symmetric(problem: Problem) -> str | None:
    return f"{problem.name('A')} is {hermitian(problem)}" if problem.structures["A"].symmetric else None


def _is_nearly_symmetric(problem: Problem) -> str | None:
    if not nearly_symmetric(problem["A"]):
        return None
    return f"{problem.name('A')} is symmetric but for rounding"


def _run_triangular(problem: Problem) -> Outcome:
    return Outcome({"result": _diagonal(problem)}, witness={"diagonal": True})


def _diagonal(problem: Problem) -> Array:
    d = np.diagonal(problem["A"])
    if problem.structures["A"].symmetric or not d.size:
        return np.sort(d.real)[::-1]
    d = d.astype(np.result_type(d.dtype, np.complex64))
    return d[by_modulus(d)]


def _run_symmetric(problem: Problem) -> Outcome:
    A = problem["A"]
    if len(A) > WHOLE:
        return Outcome({"result": symmetric_values(A)})
    w, V = symmetric(A)
    return Outcome({"result": w}, witness={"eigenvectors": V})


def _run_nearly_symmetric(problem: Problem) -> Outcome:
    A = problem["A"]
    whole = Problem({"A": hermitian_part(A)}, problem.structures)
    answer = _run_symmetric(whole)
    warning = (
        f"{problem.name('A')} differs from its transpose by {asymmetry(A):.1e} of its largest entry "
        "and was treated as symmetric."
    )
    return Outcome(answer.outputs, answer.witness, (warning,))


def _run_general(problem: Problem) -> Outcome:
    A = problem["A"]
    if len(A) > WHOLE:
        return Outcome({"result": general_values(A)})
    (w, V), method = general(A)
    return Outcome({"result": w}, {"eigenvectors": V}, _warnings(problem.name("A"), V), method=method)


def _warnings(name: str, V: Array) -> tuple[str, ...]:
    if small_condition(V) <= defective_beyond(V.dtype):
        return ()
    return (f"{name} is defective or nearly so: it lacks independent eigenvectors, and the eigenvalues are sensitive.",)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Prove the values by eigenvectors if they are the witness; without, compare sums."""
    w, V = np.asarray(outcome.outputs["result"]), outcome.witness.get("eigenvectors")
    if "diagonal" in outcome.witness:
        return _certify_diagonal(problem, w)
    if w.dtype.kind != "c":
        return _certify_symmetric(problem, w, V)
    return _certify_general(problem["A"], w, V)


def _certify_diagonal(problem: Problem, w: Array) -> Assessment:
    A, right = problem["A"], _diagonal(problem)
    same = (problem.structures["A"].triangular or not A.size) and w.shape == right.shape and bool((w == right).all())
    failure = None if same else "Verification failed: the eigenvalues are not the diagonal of the triangular matrix."
    green = "The eigenvalues of a triangular matrix are its diagonal"
    return judge(A.dtype, floor(1, A.dtype), residual=0.0, backward_error=0.0, green=green, failed=failure)


def _certify_symmetric(problem: Problem, w: Array, V: Array | None) -> Assessment:
    A = problem["A"]
    near = 8 * eps(A.dtype)
    slack = 0.0 if problem.structures["A"].symmetric or not A.size else min(asymmetry(A, near), near)
    check: Check = check_symmetric_values(A, w) if V is None else check_symmetric(A, w, V, slack)
    unproved = "Values alone: they add up to the trace and their squares to those of A, but no vectors prove each."
    return judge(
        A.dtype,
        check.bound,
        what="the eigenvalues",
        residual=check.residual,
        backward_error=check.residual,
        condition=Condition(1.0, "eigenvector matrix, 2"),
        green="Orthonormal eigenvectors prove the values",
        unproved=unproved if V is None else None,
        failed=check.failure,
    )


def _certify_general(A: Array, w: Array, V: Array | None) -> Assessment:
    check = check_general_values(A, w) if V is None else check_general(A, w, V)
    kappa, unproved = check.condition, None
    if V is None:
        unproved = "Values alone: consistent with the traces of A and A², but how sensitive they are is not known."
    elif kappa is not None and kappa > defective_beyond(A.dtype):
        unproved = "Eigenvectors fit, but A is defective or nearly so: they are almost dependent."
    elif check.bound is None:
        unproved = "Eigenvectors fit, but theory promises no digit of the values."
    return judge(
        A.dtype,
        check.bound,
        what="the eigenvalues",
        residual=check.residual,
        backward_error=check.residual,
        condition=None if kappa is None else Condition(kappa, "eigenvector matrix, 2"),
        green="Independent eigenvectors prove the values",
        unproved=unproved,
        failed=check.failure,
    )


def cost(A: Operand) -> Cost:
    n = float(A.shape[0])
    return Cost(10.0 * n**3, 8.0 * 3 * n * n)


def _exact(problem: Problem) -> dict[str, Any] | None:
    values = exact_spectra.eigenvalues(problem.exact.get("A"))
    return None if values is None else {"result": values}


def _code_symmetric(problem: Problem, names: tuple[str, ...]) -> str:
    return f"w = np.linalg.eigvalsh({names[0]})"


def _code_general(problem: Problem, names: tuple[str, ...]) -> str:
    return f"w = np.linalg.eigvals({names[0]})"


EIGVALS = Operation(
    declare=eigvals,
    title="Eigenvalues",
    group="Eigen and singular values",
    routes=(
        Route("read off the diagonal", _is_triangular, _run_triangular, _code_general),
        Route("LAPACK syevd", _is_symmetric, _run_symmetric, _code_symmetric),
        Route("LAPACK syevd", _is_nearly_symmetric, _run_nearly_symmetric, _code_symmetric),
        Route("LAPACK geev", always("A has no symmetry to use"), _run_general, _code_general),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
)
