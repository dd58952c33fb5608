"""Definiteness: which signs the quadratic form xᵀ A x takes, with the evidence."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact, exact_definite, exact_spectra
from workbench.model.certificate import Assessment
from workbench.numerics import decompose, device_spectral, factor
from workbench.numerics.bounds import Residual, judge
from workbench.numerics.probes import scaled
from workbench.numerics.spectral import check_symmetric, floor
from workbench.operations.common import hermitian, need_entries, need_square
from workbench.operations.on_device import device_route, start
from workbench.operations.scaled_code import part_code
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route


class Signs(NamedTuple):
    eigenvalues: Annotated[Operand, "those of the symmetric part, largest first: the curvatures of the form"]
    inertia: Annotated[Operand, "how many eigenvalues are positive, zero and negative"]
    failing_minor: Annotated[Operand, "the order of the first leading minor that is not positive, 0 if all are"]


def definiteness(A: Matrix2) -> Signs:
    """Whether a quadratic form is positive definite, semidefinite or indefinite, told from eigenvalues and minors.

    The form xᵀ A x depends on the symmetric part (A + Aᵀ)/2 alone. Eigenvalues smaller than their error bound count
    as zero; integers and fractions are decided exactly.
    """
    need_square(A, "it has no quadratic form", "Aᵀ A has one for any shape, and it is never negative.", ("svdvals",))
    need_entries(A, "it has no quadratic form")
    whole = np.dtype(np.int64)
    real = np.dtype(A.dtype.type(0).real.dtype)
    return Signs(
        Operand("eigenvalues", A.shape[:1], real), Operand("inertia", (3,), whole), Operand("failing_minor", (), whole)
    )


def _symmetric(problem: Problem) -> str | None:
    return f"{problem.name('A')} is {hermitian(problem)}" if problem.structures["A"].symmetric else None


def _part(problem: Problem) -> str | None:
    return f"the form of {problem.name('A')} is that of its {_word(problem)} part"


def _word(problem: Problem) -> str:
    return "Hermitian" if problem["A"].dtype.kind == "c" else "symmetric"


def _form(problem: Problem) -> Array:
    A = problem["A"]
    return A if problem.structures["A"].symmetric else decompose.hermitian_part(A)


def _run(problem: Problem) -> Outcome:
    A = _form(problem)
    w, V = _pairs(problem, A)
    inertia = _inertia(problem, w, check_symmetric(A, w, V).bound or 0.0)
    kind = _kind(*(int(x) for x in inertia))
    outputs = {"eigenvalues": w, "inertia": inertia, "failing_minor": np.asarray(_failing(problem, A, inertia))}
    name = problem.name("A")
    mark = "ᴴ" if A.dtype.kind == "c" else "ᵀ"
    words = f"{name} is not {_word(problem)}: this is said of ({name} + {name}{mark})/2, which has the same form."
    warnings = () if problem.structures["A"].symmetric else (words,)
    return Outcome(outputs, {"V": V}, warnings, {"definiteness": kind, **_minor(problem)})


def _pairs(problem: Problem, A: Array) -> tuple[Array, Array]:
    """Eigenvalues and vectors of the form, on the device where there is one for this problem."""
    if problem.placed is None:
        return decompose.symmetric(A)
    place, (B, p) = problem.placed, scaled(A)
    there = start(problem) if A is problem["A"] else (place.put(B), p)
    return device_spectral.symmetric(place, *there)


def _entries(problem: Problem) -> Array | None:
    """The symmetric part in fractions."""
    A = problem.exact.get("A")
    return (A + A.T) / 2 if A is not None and exact.fits(A) else None


def _inertia(problem: Problem, w: Array, bound: float) -> Array:
    """Signs counted, from exact arithmetic where there is an exact twin."""
    entries = _entries(problem)
    if entries is not None:
        found = exact_definite.definiteness(entries).inertia
        return np.array([found.positive, found.zero, found.negative])
    least = bound * float(np.abs(w).max())
    return np.array([(w > least).sum(), (np.abs(w) <= least).sum(), (w < -least).sum()])


def _minor(problem: Problem) -> dict[str, Any]:
    """The value of the first leading minor that is not positive, where it is known exactly."""
    entries = _entries(problem)
    failing = None if entries is None else exact_definite.definiteness(entries).failing
    return {} if failing is None else {"failing_value": str(failing.value)}


def _failing(problem: Problem, A: Array, inertia: Array) -> int:
    """Where Cholesky stops: the order of the first leading minor that is not positive."""
    entries = _entries(problem)
    if entries is not None:
        failing = exact_definite.definiteness(entries).failing
        return 0 if failing is None else failing.order
    if inertia[0] == len(A):
        return 0
    return int(factor.lapack("potrf", A)(A, lower=1, clean=0)[1]) or len(A)


def _kind(positive: int, zero: int, negative: int) -> str:
    if positive and negative:
        return "indefinite"
    if not positive and not negative:
        return "zero"
    return f"{'positive' if positive else 'negative'} {'semidefinite' if zero else 'definite'}"


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Verify eigenvalues and vectors, count again, and see where Cholesky stops.

    An eigenvalue within its error bound of 0 may have either sign: amber, unless exact arithmetic has decided.
    """
    A, w = _form(problem), outcome.outputs["eigenvalues"]
    found = check_symmetric(A, np.asarray(w), outcome.witness["V"])
    if found.failure is not None or found.bound is None:
        return judge(A.dtype, None, failed=found.failure or "Verification failed: no bound for the eigenvalues.")
    inertia = _inertia(problem, w, found.bound)
    failed = None
    if not np.array_equal(outcome.outputs["inertia"], inertia):
        failed = "Verification failed: the signs of the eigenvalues are counted wrongly."
    elif not np.array_equal(outcome.outputs["failing_minor"], _failing(problem, A, inertia)):
        failed = "Verification failed: this is not the first leading minor that is not positive."
    kind = _kind(*(int(x) for x in inertia))
    undecided = bool(inertia[1]) and _entries(problem) is None and not problem.structures["A"].zero
    return judge(
        A.dtype,
        max(found.bound, floor(len(A), A.dtype)),
        Residual.of(0.0, 1.0, A.dtype),
        what="the eigenvalues",
        residual=found.residual,
        backward_error=found.residual,
        green=f"{problem.name('A')} is {kind}",
        unproved=f"{problem.name('A')} is {kind} to working precision: some eigenvalue may have either sign."
        if undecided
        else None,
        failed=failed,
    )


def cost(A: Operand) -> Cost:
    n = float(A.shape[0])
    return Cost(9.0 * n**3, 4.0 * n * n * A.dtype.itemsize)


def _exact(problem: Problem) -> dict[str, Any] | None:
    entries = _entries(problem)
    if entries is None:
        return None
    found = exact_definite.definiteness(entries)
    order = 0 if found.failing is None else found.failing.order
    inertia = [found.inertia.positive, found.inertia.zero, found.inertia.negative]
    return {"eigenvalues": exact_spectra.eigenvalues(entries), "inertia": inertia, "failing_minor": order}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A = names[0]
    return f"w = np.linalg.eigvalsh({A})[::-1]"


def _part_code(problem: Problem, names: tuple[str, ...]) -> str:
    A = names[0]
    return f"w = np.linalg.eigvalsh({part_code(problem, 'A', A)})[::-1]"


DEFINITENESS = Operation(
    declare=definiteness,
    routes=(
        Route("LAPACK syevd", _symmetric, _run, _code),
        Route("LAPACK syevd, of the symmetric part", _part, _run, _part_code),
        device_route("cuSOLVER syevd", _symmetric, _run, _code, "spectral", _symmetric),
        device_route("cuSOLVER syevd, of the symmetric part", _part, _run, _part_code, "spectral"),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    stacked=True,
)
