"""Singular values alone, with the bidiagonal form as their witness.

A = Q B Pᴴ is the first half of every routine for singular values (LAPACK gebrd, after a QR decomposition where A is
tall). Kept, it proves the values at the price of a few products: A and Q B Pᴴ agree on sign vectors, and Sturm counts
of the matrix [0 Bᵀ; B 0], which is tridiagonal when its rows are shuffled (Golub and Kahan 1965), bound each of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.numerics.bounds import spacing
from workbench.numerics.factor import conjugate_transpose, lapack
from workbench.numerics.fortran import routine
from workbench.numerics.probes import largest, scaled, shifted
from workbench.numerics.spectral import Check, floor, signs, times, tolerance, total, values_failure, worst
from workbench.numerics.sturm import counts_below
from workbench.numerics.tridiagonal import BLOCK, apply_reflections

Array = np.ndarray[Any, np.dtype[Any]]

TALL = 1.6
"""How many times as many rows as columns make a QR decomposition first pay."""


@dataclass(frozen=True, eq=False)
class Reflections:
    """A unitary matrix as LAPACK leaves it, columns of geqrf's kind."""

    columns: Array
    tau: Array

    def turn(self, X: Array, back: bool = False) -> Array:
        return apply_reflections(self.columns, self.tau, X, back)


@dataclass(frozen=True, eq=False)
class Bidiagonal:
    """B by its diagonals; the left factors, the first applied last; and the right one, which keeps the first row."""

    d: Array
    e: Array
    left: tuple[Reflections, ...]
    right: Reflections

    def times(self, X: Array) -> Array:
        """B X."""
        Y = self.d[:, None] * X
        Y[:-1] += self.e[:, None] * X[1:]
        return np.asarray(Y)

    def turn_left(self, X: Array) -> Array:
        """Q X, with as many rows as A."""
        for factor in reversed(self.left):
            more = len(factor.columns) - len(X)
            X = factor.turn(np.vstack([X, np.zeros((more, X.shape[1]), X.dtype)]))
        return X

    def turn_left_back(self, X: Array) -> Array:
        """Qᴴ X, its first rows."""
        for factor in self.left:
            X = factor.turn(X, back=True)[: factor.columns.shape[1]]
        return X

    def turn_right(self, X: Array, back: bool = False) -> Array:
        """P X or Pᴴ X."""
        return np.vstack([X[:1], self.right.turn(X[1:], back)])


def values(A: Array) -> tuple[Array, Bidiagonal] | None:
    """The singular values, largest first (LAPACK gebrd and dqds), and the witness; None where dqds gives up.

    A has at least two rows and columns.
    """
    B, p = scaled(A)
    B = conjugate_transpose(B) if B.shape[0] < B.shape[1] else B
    first: tuple[Reflections, ...] = ()
    if B.shape[0] > TALL * B.shape[1]:
        qr, tau, _, _ = lapack("geqrf", B)(B, lwork=BLOCK * B.shape[1])
        first, B = (Reflections(qr, tau),), np.triu(qr[: B.shape[1]])
    d, e, left, right = _reduce(B)
    S, work = d.astype(np.float64), np.zeros(4 * len(d))
    if routine("lasq1", np.float64)(len(d), S, np.append(e.astype(np.float64), 0.0), work):
        return None
    return shifted(S.astype(d.dtype), p), Bidiagonal(d, e, (*first, left), right)


def _reduce(B: Array) -> tuple[Array, Array, Reflections, Reflections]:
    """gebrd of a matrix with no more columns than rows."""
    m, n = B.shape
    C, real = np.array(B, order="F"), B.real.dtype
    d, e = np.zeros(n, real), np.zeros(n - 1, real)
    tauq, taup, work = np.zeros(n, B.dtype), np.zeros(n, B.dtype), np.zeros(BLOCK * (m + n), B.dtype)
    routine("gebrd", B.dtype)(m, n, C, m, d, e, tauq, taup, work, len(work))
    right = Reflections(np.asfortranarray(conjugate_transpose(C[: n - 1, 1:])), taup[: n - 1].copy())
    return d, e, Reflections(C, tauq), right


def check_values(A: Array, S: Array, witness: Bidiagonal) -> Check:
    """Check singular values by their bidiagonal witness: Weyl's bound from A to B, Sturm counts from B to each."""
    if S.shape != (min(A.shape),):
        return Check("Verification failed: there are not as many singular values as there should be.")
    if (failure := values_failure(S)) is not None:
        return Check(failure)
    A, p = scaled(A)
    A = conjugate_transpose(A) if A.shape[0] < A.shape[1] else A
    S = shifted(S, -p).astype(np.float64)
    return _checked(A, S, witness, spacing(A.dtype, p, largest(S)))


def _checked(A: Array, S: Array, witness: Bidiagonal, apart: float) -> Check:
    n, top = len(S), float(S[0]) or 1.0
    X = signs(n, A.dtype)
    Y = witness.turn_right(X, back=True)
    R = times(A, X) - witness.turn_left(witness.times(Y))
    E = witness.turn_right(Y) - X, witness.turn_left_back(witness.turn_left(X)) - X
    allowed = tolerance(max(A.shape), A.dtype)
    residual, defect = worst(R, n) / top, max(worst(item, n) for item in E)
    if not max(residual, defect) <= allowed:
        return Check(f"Verification failed: the bidiagonal form is not that of A ({residual:.1e} off).", residual)
    near = floor(max(A.shape), A.dtype)
    slack = next((level for level in (near + apart, allowed + apart) if _proved(witness, S, level * top)), None)
    if slack is None:
        return Check("Verification failed: a singular value is not that of the bidiagonal form.", residual)
    observed = total(R, n) / top + max(total(item, n) for item in E)
    return Check(None, residual, defect, max(observed, near) + slack, spacing=apart)


def _proved(witness: Bidiagonal, S: Array, slack: float) -> bool:
    """Whether each value is within `slack` of the singular value of its place, by counts of ±σ below a number."""
    n = len(S)
    e = np.zeros(2 * n - 1)
    e[0::2], e[1::2] = witness.d, witness.e
    counts = counts_below(np.zeros(2 * n), e, np.concatenate([S - slack, S + slack])) - n
    places = n - np.arange(n)
    return bool((counts[:n] <= places - 1).all() and (counts[n:] >= places).all())
