"""Eigenvalues alone of a symmetric matrix, with its tridiagonal form as their witness.

A = Q T Qᴴ is half of every symmetric eigenvalue routine (LAPACK sytrd). Kept, it proves the values at the price of a
few products: A and Q T Qᴴ agree on sign vectors, and Sturm counts bound each eigenvalue of T.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.numerics.bounds import spacing
from workbench.numerics.factor import lapack
from workbench.numerics.probes import largest, scaled, shifted
from workbench.numerics.spectral import Check, floor, signs, times, tolerance, total, worst
from workbench.numerics.sturm import prove

Array = np.ndarray[Any, np.dtype[Any]]

BLOCK = 64  # columns that LAPACK may reduce at once


@dataclass(frozen=True, eq=False)
class Tridiagonal:
    """T by its diagonals, and Q as the reflections that LAPACK leaves below the subdiagonal."""

    d: Array
    e: Array
    reflectors: Array
    tau: Array

    def times(self, X: Array) -> Array:
        """T X."""
        Y = self.d[:, None] * X
        Y[:-1] += self.e[:, None] * X[1:]
        Y[1:] += self.e[:, None] * X[:-1]
        return Y

    def turn(self, X: Array, back: bool = False) -> Array:
        """Q X, or Qᴴ X."""
        return np.vstack([X[:1], apply_reflections(self.reflectors, self.tau, X[1:], back)])


def apply_reflections(reflectors: Array, tau: Array, X: Array, back: bool) -> Array:
    """Q X or Qᴴ X for the Q that LAPACK's geqrf would leave as these columns."""
    if not len(tau):
        return X
    complex_ = reflectors.dtype.kind == "c"
    routine = lapack("unmqr" if complex_ else "ormqr", reflectors)
    trans = ("C" if complex_ else "T") if back else "N"
    X = np.asfortranarray(X, dtype=reflectors.dtype)
    found, _, _ = routine("L", trans, reflectors, tau, X, BLOCK * max(1, X.shape[1]) + BLOCK * BLOCK)
    return np.asarray(found)


def values(A: Array) -> tuple[Array, Tridiagonal]:
    """The eigenvalues of a symmetric or Hermitian matrix, largest first (LAPACK sytrd and sterf), and the witness."""
    B, p = scaled(A)
    reduce = lapack("hetrd" if B.dtype.kind == "c" else "sytrd", B)
    c, d, e, tau, _ = reduce(B, lower=1, lwork=BLOCK * len(B))
    w, info = lapack("sterf", d)(d, e)
    if info:
        raise np.linalg.LinAlgError("Eigenvalues did not converge")
    witness = Tridiagonal(d, e, np.asfortranarray(c[1:, :-1]), tau)
    return shifted(np.asarray(w)[::-1], p), witness


def check_values(A: Array, w: Array, witness: Tridiagonal) -> Check:
    """Check eigenvalues by their tridiagonal witness: Weyl's bound from A to T, Sturm counts from T to each value."""
    n = len(A)
    if w.shape != (n,) or w.dtype.kind == "c" or not np.isfinite(w).all():
        return Check("Verification failed: the eigenvalues are not as many finite real numbers as there should be.")
    if (w[1:] > w[:-1]).any():
        return Check("Verification failed: the eigenvalues are out of order.")
    A, p = scaled(A)
    w = shifted(w, -p).astype(np.float64)
    return _checked(A, w, witness, spacing(A.dtype, p, largest(w)))


def _checked(A: Array, w: Array, witness: Tridiagonal, apart: float) -> Check:
    n, top = len(w), float(np.abs(w).max()) or 1.0
    X = signs(n, A.dtype)
    Y = witness.turn(X, back=True)
    R, E = times(A, X) - witness.turn(witness.times(Y)), witness.turn(Y) - X
    allowed = tolerance(n, A.dtype)
    residual, defect = worst(R, n) / top, worst(E, n)
    if not max(residual, defect) <= allowed:
        return Check(f"Verification failed: the tridiagonal form is not that of A ({residual:.1e} off).", residual)
    near = floor(n, A.dtype)
    levels = near + apart, allowed + apart
    slack = next((level for level in levels if prove(witness.d, witness.e, w, level * top)), None)
    if slack is None:
        return Check("Verification failed: an eigenvalue is not that of the tridiagonal form.", residual)
    return Check(None, residual, defect, max(total(R, n) / top + total(E, n), near) + slack, spacing=apart)
