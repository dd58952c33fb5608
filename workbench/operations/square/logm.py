"""The principal logarithm of a matrix."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np
import scipy

from workbench.backends import balls, exact
from workbench.model.errors import UserError
from workbench.numerics.bounds import Residual, eps, growth
from workbench.numerics.exponential import exponential
from workbench.numerics.integrals import logarithm_times
from workbench.numerics.matrix_functions import FAILURES, apply_exponential, quietly, total_modulus
from workbench.numerics.probes import largest, probes, scaled, thin
from workbench.operations.spec import Array, Matrix2, Operand, Problem
from workbench.operations.square import functions
from workbench.operations.square.function_check import MatrixFunction

TWICE = 64
"""Up to this order the logarithm of a matrix of twice the order is computed for the certificate."""


class Logarithm(NamedTuple):
    result: Annotated[Operand, "the X with exp(X) = A whose eigenvalues have imaginary parts between −π and π"]


def logm(A: Matrix2) -> Logarithm:
    """The principal logarithm of a square matrix without eigenvalues on the negative real axis.

    Computed by inverse scaling and squaring (Al-Mohy and Higham, SIAM J. Sci. Comput. 2012), of symmetric positive
    definite matrices by their eigenvalues.
    """
    functions.need(A, "logarithm")
    return Logarithm(Operand("result", A.shape, A.dtype))


def _general(A: Array) -> Array:
    """log(2ᵖ B) = p log 2 · I + log B, for a B whose powers neither over- nor underflow."""
    B, p = scaled(A)
    return np.asarray(scipy.linalg.logm(B) + p * np.log(2.0) * np.eye(len(A)) if p else scipy.linalg.logm(B))


def _truth(A: Array, X: Array) -> Array | None:
    """X + L(A − exp X), one Newton step, for the derivative L of the logarithm at A.

    It stands in the corner of the logarithm of [[A, E], [0, A]] (Higham, Functions of Matrices, theorem 3.6).
    """
    if len(A) > TWICE:
        return None
    if np.array_equal(exponential(X), A):
        return X
    A, p = scaled(A)
    Y = X - p * np.log(2.0) * np.eye(len(A)) if p else X
    known = balls.exponential(Y)
    E = A - (exponential(Y) if known is None else known)
    unit = largest(E) / (largest(A) or 1.0) or 1.0
    whole = np.block([[A, E / unit], [np.zeros_like(A), A]])
    if not np.isfinite(whole).all():
        return None
    try:
        D = quietly(scipy.linalg.logm, whole)[: len(A), len(A) :] * unit
    except FAILURES:
        return None
    return X + D if np.isfinite(D).all() else None


def _identity(A: Array, X: Array) -> tuple[Residual, ...]:
    """exp(X) V against A V for sign vectors."""
    V = probes(len(A), A.dtype, 4)
    found = apply_exponential(X, V)
    if found is None:
        return ()
    scale = growth(len(A)) * (1 + total_modulus(X)) * total_modulus(A)
    return (Residual.of(np.abs(found - thin(A, V)).max(), scale, A.dtype),)


def _branch(X: Array) -> tuple[Residual, ...]:
    """No eigenvalue of X beyond the strip of the principal logarithm."""
    beyond = max(float(np.abs(np.linalg.eigvals(X).imag).max(initial=0)) - np.pi, 0.0)
    return (Residual.of(beyond, 1e3 * (1 + largest(X)), X.dtype),)


def _refuse(problem: Problem, w: Array) -> None:
    """Raise where an eigenvalue in w is 0 or on the negative real axis, where the logarithm is cut."""
    A, name = problem["A"], problem.name("A")
    entries = problem.exact.get("A")
    if entries is not None and exact.fits(entries) and exact.rank(entries) < len(A):
        raise _refusal(f"{name} is singular, so it has no logarithm.", 0.0)
    slack = 8 * eps(A.dtype) * largest(w) if A.dtype.kind == "c" else 0.0
    if (w == 0).any():
        raise _refusal(f"{name} is singular, so it has no logarithm.", 0.0)
    on_axis = w[(np.abs(w.imag) <= slack) & (w.real < 0)].real
    if on_axis.size:
        x = float(on_axis.min())
        words = f"{name} has the eigenvalue {x:.6g} on the negative real axis, so it has no principal logarithm."
        raise _refusal(words, x)


def _refusal(message: str, eigenvalue: float) -> UserError:
    hint = "The principal logarithm asks for eigenvalues that are neither 0 nor negative."
    return UserError("domain", message, hint, ("eigvals",), {"eigenvalue": eigenvalue})


FUNCTION = MatrixFunction(
    name="logm",
    what="logarithm",
    scalar=np.log,
    general=_general,
    method="SciPy logm, inverse scaling and squaring",
    truth=_truth,
    sure=_truth,
    identity=_identity,
    action=lambda A, X, V, finer: logarithm_times(A, V, finer),
    branch=_branch,
    refuse=_refuse,
    proof="exp(X) = A is verified",
)


LOGM = functions.operation(logm, FUNCTION)
