"""The sign of a matrix."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np
import scipy

from workbench.backends.exact_spectra import Radical
from workbench.model.errors import UserError
from workbench.numerics.bounds import Residual, eps
from workbench.numerics.integrals import power_times
from workbench.numerics.matrix_functions import FAILURES, quietly
from workbench.numerics.probes import largest, probes, scaled, thin
from workbench.operations.spec import Array, Matrix2, Operand, Problem
from workbench.operations.square import functions
from workbench.operations.square.function_check import MatrixFunction
from workbench.operations.square.interpolation import interpolated

STEPS = 3
"""Newton's iteration converges quadratically, and what it starts from is off by rounding."""


class Sign(NamedTuple):
    result: Annotated[Operand, "the S with S S = I and A S = S A that keeps the sides of the imaginary axis"]


def signm(A: Matrix2) -> Sign:
    """The sign of a square matrix: eigenvalues right of the imaginary axis become 1, those left of it −1.

    (I + S)/2 projects onto the invariant subspace on the right. Computed as A (A²)^(−1/2) and corrected by Newton's
    iteration S ← (S + S⁻¹)/2 (Higham, Functions of Matrices, chapter 5).
    """
    functions.need(A, "sign")
    return Sign(Operand("result", A.shape, A.dtype))


def _general(A: Array) -> Array:
    """A (A²)^(−1/2) at a scale where squares neither over- nor underflow, then Newton steps."""
    A = scaled(A)[0]
    S = np.linalg.solve(scipy.linalg.sqrtm(A @ A), A)
    S = S if A.dtype.kind == "c" else S.real
    for _ in range(STEPS):
        S = (S + np.linalg.inv(S)) / 2
    return np.asarray(S.astype(A.dtype))


def _side(w: Array) -> Array:
    """1 right of the imaginary axis, −1 left of it; NumPy's sign of a complex number is its direction."""
    return np.asarray(np.sign(w.real).astype(w.dtype))


def _newton(A: Array) -> Array:
    """Newton's iteration from A itself, scaled to unit determinant (Byers 1987)."""
    n, S = len(A), scaled(A)[0].astype(np.result_type(A.dtype, np.float64))
    for _ in range(100):
        scale = np.exp(-np.linalg.slogdet(S)[1] / n)
        following = (scale * S + np.linalg.inv(S) / scale) / 2
        if largest(following - S) <= 4 * n * eps(S.dtype) * largest(following):
            return np.asarray((following + np.linalg.inv(following)) / 2)
        S = np.asarray(following)
    raise np.linalg.LinAlgError("Newton's iteration for the sign does not converge")


def _truth(A: Array, X: Array) -> Array | None:
    try:
        found = quietly(_newton, A)
    except FAILURES:
        return None
    return found if np.isfinite(found).all() else None


def _identity(A: Array, X: Array) -> tuple[Residual, ...]:
    """S S = I and A S = S A on sign vectors, the latter to half of the digits: its condition is not known."""
    V, n, a, s = probes(len(A), A.dtype), len(A), largest(A), max(1.0, largest(X))
    square = Residual.of(largest(thin(X, thin(X, V)) - V), n * n * s * s, A.dtype)
    commutes = largest(thin(A, thin(X, V)) - thin(X, thin(A, V)))
    return (square, Residual.of(commutes, n * n * a * s * s / math.sqrt(eps(A.dtype)), A.dtype))


def _action(A: Array, X: Array, V: Array, finer: bool) -> Array | None:
    """A (A²)^(−1/2) V."""
    B = scaled(A.astype(np.result_type(A.dtype, np.float64)))[0]
    found = power_times(B @ B, V, -0.5, finer)
    return None if found is None else np.asarray(B @ found)


def _refuse(problem: Problem, w: Array) -> None:
    """Raise where an eigenvalue in w is on the imaginary axis, as far as rounding lets it be told."""
    A = problem["A"]
    on_axis = w[np.abs(w.real) <= len(A) * eps(A.dtype) * largest(w)]
    if on_axis.size:
        x = complex(on_axis[0])
        shown = "0" if abs(x) <= len(A) * eps(A.dtype) * largest(w) else f"{x.imag:.6g} i"
        message = f"{problem.name('A')} has the eigenvalue {shown} on the imaginary axis, so it has no sign."
        raise UserError("domain", message, "Only eigenvalues with a side have one.", ("eigvals",))


FUNCTION = MatrixFunction(
    name="signm",
    what="sign",
    scalar=_side,
    general=_general,
    method="SciPy sqrtm and Newton's iteration",
    truth=_truth,
    sure=lambda A, X: None,
    identity=_identity,
    action=_action,
    refuse=_refuse,
    proof="S S = I and A S = S A are verified",
)


def _exact(problem: Problem) -> dict[str, Any] | None:
    """Of a diagonalisable rational A with rational eigenvalues other than 0."""
    A = problem["A"]
    _refuse(problem, np.linalg.eigvalsh(A) if problem.structures["A"].symmetric else np.linalg.eigvals(A))
    return interpolated(problem.exact.get("A"), lambda x: Radical({1: Fraction((x > 0) - (x < 0))}))


SIGNM = functions.operation(signm, FUNCTION, _exact)
