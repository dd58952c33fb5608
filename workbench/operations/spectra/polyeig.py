"""Eigenvalues of a matrix polynomial: (A₀ + λ A₁ + ... + λᵏ Aₖ) x = 0."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment, Condition
from workbench.model.errors import UserError
from workbench.numerics.matrix_polynomial import Polynomial, polynomial
from workbench.numerics.matrix_polynomial_check import check_polynomial, conditions
from workbench.numerics.polynomial_eigenpairs import eigenpairs
from workbench.numerics.spectral import WHOLE
from workbench.operations.common import by, judged, need_square, shape_error
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.spectra import at_infinity, exactly
from workbench.operations.spectra.pencils import SORTED

Coefficients = Annotated[Operand, Axes((2,), "square matrices of one size: of λ⁰, of λ¹, and so on")]


class EigenPairs(NamedTuple):
    eigenvalues: Annotated[Operand, "the numbers λ: infinite ones first, the others by modulus"]
    eigenvectors: Annotated[Operand, "the vectors x, one a column, of length 1, in the order of the eigenvalues"]


def polyeig(*arrays: Coefficients, digits: exactly.Digits = 30) -> EigenPairs:
    """The numbers λ for which A0 + λ A1 + λ² A2 + ... is singular, and the vectors x that it takes to 0.

    Vibrations with mass M, damping C and stiffness K are polyeig(K, C, M); 1 x 1 matrices are the coefficients of a
    polynomial. Of n x n matrices up to degree k there are n k eigenvalues, infinite ones where the last is singular.
    Solved as a companion pencil of balanced scale by LAPACK ggev (Tisseur and Meerbergen, SIAM Rev. 2001).
    """
    _need(arrays)
    exactly.need_digits(digits)
    n, kind = arrays[0].shape[0], np.result_type(*(A.dtype for A in arrays), np.complex64)
    count = n * (len(arrays) - 1)
    return EigenPairs(Operand("eigenvalues", (count,), kind), Operand("eigenvectors", (n, count), kind))


def _need(arrays: tuple[Operand, ...]) -> None:
    """Refuse fewer than two, what is not square, and different sizes."""
    if len(arrays) < 2:
        message = f"A polynomial in λ needs at least two matrices, A0 and A1; {len(arrays)} given."
        raise UserError("usage", message, "Give the matrix of each power of λ, the constant one first.", ("eigvals",))
    for A in arrays:
        need_square(A, "it is no coefficient of an eigenproblem", "Give square matrices of one size.", ("svd",))
        if A.shape != arrays[0].shape:
            first = arrays[0]
            message = f"{first.name} is {by(first.shape)} and {A.name} is {by(A.shape)}; they must be of one size."
            raise shape_error(message, "Give square matrices of one size.", (), first, A)


def _given(problem: Problem) -> list[Array]:
    dtype = np.result_type(*problem.arrays.values())
    return [A.astype(dtype, copy=False) for A in problem.arrays.values()]


def _run(problem: Problem) -> Outcome:
    P = polynomial(_given(problem))
    if not P.order:
        empty = np.zeros((0, 0), np.result_type(P.coefficients[0], np.complex64))
        return Outcome({"eigenvalues": empty[0:0].reshape(0), "eigenvectors": empty}, details={"infinite": 0})
    found = eigenpairs(_given(problem))
    names = [problem.name(key) for key in problem.arrays]
    if found.undetermined:
        message = f"The polynomial of {', '.join(names)} is singular for every λ, to working precision."
        raise UserError("singular", message, "There are no eigenvalues to speak of.", ("null_space",))
    if np.count_nonzero(np.isinf(found.values)) > found.infinite:
        message = f"The largest eigenvalue is beyond the range of {found.values.real.dtype}."
        raise UserError("domain", message, f"Divide {names[0]} by a number of its size first.", ("scale",))
    proved = at_infinity.are_proved(problem, tuple(problem.arrays), found.infinite)
    warnings = (at_infinity.words(names[-1], found.infinite, proved),) if found.infinite else ()
    return _outcome(P, found.values, found.vectors, found.infinite, warnings)


def _outcome(P: Polynomial, w: Array, V: Array, infinite: int, warnings: tuple[str, ...]) -> Outcome:
    details: dict[str, Any] = {"infinite": infinite, "degree": P.degree}
    if len(w) <= WHOLE:
        details["eigenvalue_conditions"] = [float(x) for x in conditions(P, w, V)]
    return Outcome({"eigenvalues": w, "eigenvectors": V}, warnings=warnings, details=details)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Residuals relative to their terms, lengths, order; all eigenvalues, bounded through the companion pencil."""
    w, V = (np.asarray(outcome.outputs[name]) for name in EigenPairs._fields)
    P = polynomial(_given(problem))
    check = check_polynomial(P, w, V)
    infinite = int(np.count_nonzero(np.isinf(w))) if check.failure is None else 0
    unproved = at_infinity.unproved(problem, tuple(problem.arrays), infinite)
    if unproved is None and check.bound is None:
        unproved = "P(λ) x = 0 holds, but theory promises no digit of the values."
    condition = None if check.condition is None else Condition(check.condition, "eigenvectors of the companion pencil")
    green = "P(λ) x = 0 holds for as many independent eigenvectors as there are"
    return judged(
        P.coefficients[0].dtype, check, what="the eigenvalues", condition=condition, green=green, unproved=unproved
    )


def _companion(problem: Problem) -> Array | None:
    """The matrix with these eigenvalues in fractions, None where the last coefficient is singular or one not exact."""
    given = [problem.exact.get(key) for key in problem.arrays]
    if not exact.fits(*given):
        return None
    *rest, last = [A for A in given if A is not None]
    n, k = len(last), len(rest)
    if exact.rank(last) < n:
        return None
    C = exact.zeros(n * k, n * k)
    for i in range(n * (k - 1)):
        C[i, i + n] += 1
    for i, A in enumerate(rest):
        C[n * (k - 1) :, n * i : n * (i + 1)] = -exact.from_flint(
            exact.to_flint(last).solve(exact.to_flint(A)), A.shape
        )
    return C


def _exact(problem: Problem) -> dict[str, object] | None:
    C, digits = _companion(problem), problem.params.get("digits", 30)
    values = exactly.values(C, digits)
    if values is None:
        return None
    vectors = exactly.vectors(C, digits)
    n = len(next(iter(problem.arrays.values())))
    return {"eigenvalues": values, "eigenvectors": None if vectors is None else vectors[:n]}


def _refusal(problem: Problem) -> UserError | None:
    return exactly.no_vectors(_companion(problem), "the companion matrix")


def cost(*arrays: Operand, digits: int = 30) -> Cost:
    size = float(arrays[0].shape[0] * (len(arrays) - 1))
    return Cost(80.0 * size**3, 8.0 * 16 * size * size)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    return (
        f"P = ({', '.join(names)})  # of λ⁰, λ¹, ...\n"
        "n, k = len(P[0]), len(P) - 1\n"
        "C, D = np.eye(n * k, k=n, dtype=np.result_type(*P, float)), np.eye(n * k, dtype=np.result_type(*P, float))\n"
        "C[n * (k - 1):], D[n * (k - 1):, n * (k - 1):] = -np.hstack(P[:-1]), P[-1]\n"
        "w, V = scipy.linalg.eig(C, D)  # the companion pencil\n"
        "V = V[:n] / np.linalg.norm(V[:n], axis=0)\n"
        f"{SORTED}"
    )


POLYEIG = Operation(
    declare=polyeig,
    routes=(Route("LAPACK ggev", always("a pencil of the order n k has the same eigenvalues"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
    refusal=_refusal,
    stacked=True,
)
