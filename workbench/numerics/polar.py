"""A = U P with U of orthonormal columns (or rows) and P positive semidefinite: made from an SVD, and checked."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from workbench.numerics.bounds import eps, quantum, spacing
from workbench.numerics.decompose import svd
from workbench.numerics.device import DeviceArray, adjoint
from workbench.numerics.equilibrium import moved
from workbench.numerics.factor import cholesky, conjugate_transpose
from workbench.numerics.probes import largest, scaled, shifted
from workbench.numerics.spectral import (
    Check,
    column_lengths,
    floor,
    frobenius,
    gram_defect,
    row_lengths,
    signs,
    times,
    tolerance,
    total,
    worst,
)

Array = np.ndarray[Any, np.dtype[Any]]


WIDENED = 1 << 20
"""Entries up to which a residual of single precision is taken in double."""


class Polar(NamedTuple):
    """The factors, and the singular values of A."""

    U: Array
    P: Array
    S: Array
    method: str


def polar(A: Array) -> Polar:
    """U = W Vᴴ and P = V Σ Vᴴ of A = W Σ Vᴴ (Higham, Functions of Matrices, 2008, section 8.1)."""
    W, S, Vh, method = svd(A)
    T, p = scaled(S)
    U, P = factors(np, W, T, Vh)
    return Polar(U, shifted(P, p), S, method)


def factors(xp: Any, W: DeviceArray, S: DeviceArray, Vh: DeviceArray) -> tuple[Any, Any]:
    """U and P of the singular value decomposition, in the array namespace `xp`."""
    P = xp.matmul(adjoint(xp, Vh) * S, Vh)
    return xp.matmul(W, Vh), (P + adjoint(xp, P)) / 2


def of_diagonal(A: Array) -> tuple[Array, Array]:
    """The phases and the moduli of a diagonal matrix without zeros: no entry takes anything from another."""
    a = np.diagonal(A)
    powers = np.frexp(np.maximum(np.abs(a.real), np.abs(a.imag)))[1]
    near = moved(a, -powers)  # of modulus about 1, so that nothing is lost of what is subnormal or huge
    moduli = np.abs(near)
    return np.diag(near / moduli), np.diag(moved(moduli, powers).astype(A.dtype))


def check_of_diagonal(A: Array, U: Array, P: Array) -> str | None:
    """What is wrong with the factors of a diagonal matrix without zeros, entry by entry."""
    if U.shape != A.shape or P.shape != A.shape:
        return "Verification failed: the factors have the wrong shapes."
    phases, moduli = of_diagonal(A)
    near = 4 * eps(A.dtype)
    same = (np.abs(U - phases) <= near) & (np.abs(P - moduli) <= near * moduli.real + quantum(A.dtype) * np.eye(len(A)))
    return None if same.all() else "Verification failed: U and P are not the phases and the moduli of the diagonal."


def check_polar(A: Array, U: Array, P: Array, least: float) -> tuple[Check, float | None]:
    """Check A = U P, U's columns or rows, and P ≥ 0; and the condition of U, None where P may be singular.

    P changes by no more than √2 times what A does, in the Frobenius norm; U by 2/σₙ times that, if A has full column
    rank (Higham 2008, Theorems 8.9 and 8.10). `values` is what is left of A, which moves U so, as a lack of
    orthonormality does not. `least` is what the smallest eigenvalue of P is said to be; a Cholesky factorisation of P
    less half of it proves that.
    """
    (m, n), none = A.shape, None
    if U.shape != (m, n) or P.shape != (n, n):
        return Check("Verification failed: the factors have the wrong shapes."), none
    if not (np.isfinite(U).all() and np.isfinite(P).all()):
        return Check("A factor is not finite: it leaves the range of the number type."), none
    if not np.array_equal(P, conjugate_transpose(P)):
        return Check("Verification failed: P is not symmetric."), none
    if not A.size:
        return Check(None, 0.0, 0.0, floor(1, A.dtype)), 1.0
    A, p = scaled(A)
    P, least = shifted(P, -p), math.ldexp(least, -p)
    size = frobenius(P) or 1.0
    apart = spacing(A.dtype, p, size)
    check = _residuals(A, U, P, apart)
    if not _exceeds(P, -(tolerance(n, A.dtype) + n * apart) * size):
        return Check("Verification failed: P has a negative eigenvalue.", check.residual, check.orthonormality), none
    full = m >= n and least > 0 and _exceeds(P, least / 2)
    return check, (2 * size / least if full else None)


def _exceeds(P: Array, level: float) -> bool:
    """Whether all eigenvalues of P exceed that level."""
    return cholesky(P - level * np.eye(len(P), dtype=P.dtype)) is not None


def _residuals(A: Array, U: Array, P: Array, apart: float) -> Check:
    (m, n), size = A.shape, frobenius(A) or 1.0
    X = signs(n, A.dtype)
    R = _left_over(A, U, P, X)
    Q = U if m >= n else conjugate_transpose(U)
    E = gram_defect(Q)
    allowed = tolerance(max(m, n), A.dtype)
    loose = allowed + math.sqrt(n) * apart  # each entry of P is rounded
    residual = worst(R, n) / size
    defect = max(worst(E, Q.shape[1]), float(np.abs(column_lengths(Q) - 1).max()))
    failure = None
    if not residual <= loose:
        failure = f"Verification failed: U P rebuilds A only to {residual:.1e} of its size."
    elif not defect <= allowed:
        failure = f"Verification failed: U is not orthonormal ({defect:.1e} off)."
    left = max(1.5 * total(R, n) / size, floor(max(m, n), A.dtype))
    scale = max(size / (largest(P) or 1.0), 1 / (largest(U) * float(row_lengths(Q).min()) or 1.0))
    bound = max(left + 1.5 * total(E, Q.shape[1]), 1.5 * loose * math.sqrt(n) * min(scale, 1e6) / 100)
    return Check(failure, residual, defect, bound, left, apart)


def _left_over(A: Array, U: Array, P: Array, X: Array) -> Array:
    """A X − U P X, in double precision unless A is so large that it would cost memory: κ magnifies rounding in it."""
    kind = np.result_type(A.dtype, np.float64 if A.size <= WIDENED else A.dtype)
    A, U, P, X = (M.astype(kind, copy=False) for M in (A, U, P, X))
    return np.asarray(times(A, X) - U @ (P @ X))
