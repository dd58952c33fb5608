"""The principal square root of a matrix."""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import numpy as np
import scipy

from workbench.backends import balls
from workbench.backends.exact_spectra import Radical
from workbench.model.errors import UserError
from workbench.numerics.bounds import LIMIT, Residual, eps, growth
from workbench.numerics.integrals import power_times
from workbench.numerics.matrix_functions import quietly
from workbench.numerics.probes import abs_times, largest, probes, scaled, shifted, thin
from workbench.operations.spec import Array, Matrix2, Operand, Problem
from workbench.operations.square import functions
from workbench.operations.square.function_check import MatrixFunction
from workbench.operations.square.interpolation import interpolated


class SquareRoot(NamedTuple):
    result: Annotated[Operand, "the X with X X = A whose eigenvalues have no negative real part"]


def sqrtm(A: Matrix2) -> SquareRoot:
    """The principal square root of a square matrix, complex where A has negative eigenvalues.

    Computed from the Schur form (Björck and Hammarling 1983; Deadman, Higham and Ralha 2013), of symmetric matrices
    from their eigenvalues. The condition is that of the equation X E + E X = F (Higham, Functions of Matrices, 6.1).
    """
    functions.need(A, "square root")
    return SquareRoot(Operand("result", A.shape, A.dtype))


def _scalar(w: Array) -> Array:
    """√w; complex where some w is negative by more than the rounding of the largest."""
    if w.dtype.kind == "c":
        return np.sqrt(w)
    least = -8 * eps(w.dtype) * largest(w)
    return np.sqrt(np.maximum(w, 0)) if (w >= least).all() else np.sqrt(w.astype(np.result_type(w, np.complex64)))


def _halved(A: Array) -> tuple[Array, int]:
    """4⁻ᵖ A whose square root has products that neither over- nor underflow; and p."""
    p = (scaled(A)[1] + 1) // 2
    return shifted(A, -2 * p) if p else A, p


def _general(A: Array) -> Array:
    B, p = _halved(A)
    X = scipy.linalg.sqrtm(B)
    return shifted(X, p) if p else X


def _truth(A: Array, X: Array) -> Array | None:
    """One Newton step X + E, where X E + E X = A − X² and the right-hand side is exact."""
    B, p = _halved(A)
    found = _step(B, shifted(X, -p) if p else X)
    return shifted(found, p) if p and found is not None else found


def _step(A: Array, X: Array) -> Array | None:
    try:
        E = quietly(lambda R: scipy.linalg.solve_sylvester(X, X, R), balls.square_defect(X, A))
    except (np.linalg.LinAlgError, ValueError):
        return None
    return X + E if np.isfinite(E).all() else None


def _identity(A: Array, X: Array) -> tuple[Residual, ...]:
    """X (X V) against A V for sign vectors; rounding is relative to |X| |X| (Higham, Functions of Matrices, 6.3)."""
    A, p = _halved(A)
    X = shifted(X, -p) if p else X
    V, ones = probes(len(A), A.dtype), np.ones(len(A))
    scale = growth(len(A)) * abs_times(X, abs_times(X, ones))
    observed = np.abs(thin(X, thin(X, V)) - thin(A, V)).max(axis=1)
    return (Residual.of(observed, np.full(len(A), scale.max()), A.dtype),)


def _branch(X: Array) -> tuple[Residual, ...]:
    """No eigenvalue of X left of the imaginary axis by more than half of the digits, which a defective 0 may cost."""
    left = max(0.0, -float(np.linalg.eigvals(X).real.min(initial=0)))
    return (Residual.of(left, largest(X) / (LIMIT * math.sqrt(eps(X.dtype))), X.dtype),)


def _reject(problem: Problem, X: Array) -> None:
    """Refuse what is no root: it comes of a defective eigenvalue 0."""
    if _defective(problem["A"], X):
        raise UserError(
            "domain",
            f"{problem.name('A')} has no principal square root: it is singular, and 0 is a defective eigenvalue of it.",
            "Look at its Jordan form: a block of 0 larger than 1 x 1 has no root that is a function of the matrix.",
            ("jordan", "eig"),
        )


def _defective(A: Array, X: Array) -> bool:
    """Whether 0 is a defective eigenvalue of A: then the Schur method divides by what should be 0, and X² is not A."""
    if not np.isfinite(X).all():
        return True
    A, p = _halved(A)
    X = shifted(X, -p) if p else X
    with np.errstate(all="ignore"):
        off = np.abs(X @ X - A).max(initial=0)
    return not off <= eps(A.dtype) ** 0.5 * largest(A) and int(np.linalg.matrix_rank(A)) < len(A)


FUNCTION = MatrixFunction(
    name="sqrtm",
    what="square root",
    scalar=_scalar,
    general=_general,
    method="SciPy sqrtm, Schur form",
    truth=_truth,
    sure=_truth,
    identity=_identity,
    action=lambda A, X, V, finer: power_times(A, V, 0.5, finer),
    branch=_branch,
    reject=_reject,
    proof="X X = A is verified",
)


def _exact(problem: Problem) -> dict[str, Any] | None:
    """Of a diagonalisable rational A with rational eigenvalues, in square roots of these."""
    return interpolated(problem.exact.get("A"), Radical.root)


SQRTM = functions.operation(sqrtm, FUNCTION, _exact)
