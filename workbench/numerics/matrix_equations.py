"""Linear equations whose unknown is a matrix, solved and solved adjointly by Schur forms of their coefficients.

A X + X B = Q by Bartels and Stewart (1972), LAPACK's trsyl; c X − A X Aᴴ = Q by substitution through the complex Schur
form (Kitagawa 1977), halved until blocks are small (Jonsson and Kågström 2002). As linear maps of the entries of X both
stand for a matrix of order m n.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Protocol

import numpy as np
import scipy

from workbench.numerics.bounds import eps
from workbench.numerics.factor import blas, conjugate_transpose, lapack, triangular_solve

Array = np.ndarray[Any, np.dtype[Any]]


class Form(NamedTuple):
    """A Schur form A = U T Uᴴ; T of a real A may have blocks of two rows on its diagonal."""

    T: Array
    U: Array

    @property
    def eigenvalues(self) -> Array:
        """Those of T, whose blocks LAPACK leaves with equal diagonals and opposite signs beside them."""
        w = np.diagonal(self.T)
        if w.dtype.kind == "c":
            return w.copy()
        beside = np.sqrt(np.abs(np.diagonal(self.T, -1))) * np.sqrt(np.abs(np.diagonal(self.T, 1)))
        imaginary = np.zeros(len(w))
        imaginary[:-1] += beside
        imaginary[1:] -= beside
        return np.asarray(w + 1j * imaginary)


def schur(A: Array, output: str = "real") -> Form:
    """LAPACK gees; raises `LinAlgError` where the QR algorithm gives up."""
    return Form(*scipy.linalg.schur(A, output=output, check_finite=False))


class Pair(NamedTuple):
    """An eigenvalue of A that comes nearest, with another, to making the equation singular, and how near.

    Within `near` a rounding of the largest entries may make it singular; at a `gap` of 0 it is.
    """

    eigenvalue: complex
    gap: float
    near: float


class Equation(Protocol):
    """A linear map L of matrices: L(X), |L| of moduli and of squares, L⁻¹ and L⁻ᴴ, and how near it is to singular."""

    @property
    def A(self) -> Array: ...
    def times(self, X: Array) -> Array: ...
    def moduli(self, X: Array) -> Array: ...
    def squares(self, X: Array) -> Array: ...
    def sizes(self) -> float: ...
    def solve(self, F: Array) -> Array: ...
    def adjoint(self, F: Array) -> Array: ...
    def nearest(self) -> Pair: ...


@dataclass(frozen=True, eq=False)
class Sylvester:
    """X to A X + X B, where A is m x m and B n x n; the forms are those of A and Bᴴ.

    trsyl changes pivots that are tiny beside the largest entry. Complex forms of real coefficients, or `careful`, call
    for substitution column after column instead, which solves graded equations as they are.
    """

    A: Array
    B: Array
    left: Form
    right: Form
    careful: bool = False

    def times(self, X: Array) -> Array:
        return np.asarray(self.A @ X + X @ self.B)

    def moduli(self, X: Array) -> Array:
        """|A| X + X |B| for X ≥ 0."""
        return np.asarray(np.abs(self.A) @ X + X @ np.abs(self.B))

    def squares(self, X: Array) -> Array:
        """|A|² X + X |B|², entry by entry squared, for X ≥ 0."""
        return np.asarray(np.abs(self.A) ** 2 @ X + X @ np.abs(self.B) ** 2)

    def sizes(self) -> float:
        """‖A‖ + ‖B‖ in the Frobenius norm, above the norm of the map."""
        return float(np.linalg.norm(self.A)) + float(np.linalg.norm(self.B))

    def solve(self, F: Array) -> Array:
        if not self.careful:
            return self._by_trsyl(F, "N", "C")
        (R, _), (S, _), Y = self.left, self.right, self._inward(F)
        for j in reversed(range(len(S))):
            Y[:, j] -= _times(Y[:, j + 1 :], S[j, j + 1 :].conj())
            Y[:, j] = _column(R, S[j, j].conj(), Y[:, j], lower=False)
        return self._outward(Y)

    def adjoint(self, F: Array) -> Array:
        """Aᴴ X + X Bᴴ = F."""
        if not self.careful:
            return self._by_trsyl(F, "C", "N")
        (R, _), (S, _), Y = self.left, self.right, self._inward(F)
        L = np.asfortranarray(R.conj().T)
        for j in range(len(S)):
            Y[:, j] -= _times(Y[:, :j], S[:j, j])
            Y[:, j] = _column(L, S[j, j], Y[:, j], lower=True)
        return self._outward(Y)

    def _inward(self, F: Array) -> Array:
        return np.asfortranarray(self.left.U.conj().T @ F @ self.right.U)

    def _outward(self, Y: Array) -> Array:
        X = self.left.U @ Y @ self.right.U.conj().T
        return np.asarray(X) if self.A.dtype.kind == "c" else X.real.copy()

    def _by_trsyl(self, F: Array, first: str, second: str) -> Array:
        """trsyl solves for 2ᵏ X where X itself might overflow on the way."""
        R, S, inner = self.left.T, self.right.T, self._inward(F)
        Y, scale, _ = lapack("trsyl", R, S, inner)(R, S, inner, trana=first, tranb=second)
        return self._outward(Y / scale)

    def nearest(self) -> Pair:
        """How nearly two eigenvalues cancel."""
        w, u = self.left.eigenvalues, self.right.eigenvalues.conj()
        gaps = np.abs(w[:, None] + u)
        i, j = np.unravel_index(int(np.argmin(gaps)), gaps.shape)
        size = max(float(np.abs(form.T).max()) for form in (self.left, self.right))
        return Pair(complex(w[i]), float(gaps[i, j]), 2 * eps(self.A.dtype) * size)


@dataclass(frozen=True, eq=False)
class Stein:
    """X to c X − A X Aᴴ for a number c ≥ 0; the form is the complex one of A."""

    A: Array
    c: float
    form: Form

    def times(self, X: Array) -> Array:
        return np.asarray(self._c * X - self.A @ X @ conjugate_transpose(self.A))

    @cached_property
    def _c(self) -> Any:
        return self.A.real.dtype.type(self.c)

    def moduli(self, X: Array) -> Array:
        """c X + |A| X |A|ᵀ for X ≥ 0."""
        moduli = np.abs(self.A)
        return np.asarray(self._c * X + moduli @ X @ moduli.T)

    def squares(self, X: Array) -> Array:
        """c² X + |A|² X |A|²ᵀ, entry by entry squared, for X ≥ 0."""
        squares = np.abs(self.A) ** 2
        return np.asarray(self._c**2 * X + squares @ X @ squares.T)

    def sizes(self) -> float:
        """c + ‖A‖² in the Frobenius norm, above the norm of the map."""
        return self.c + float(np.linalg.norm(self.A)) ** 2

    def solve(self, F: Array) -> Array:
        Y, R = self._inward(F), self.form.T
        substitute(self._c, R, R, Y)
        return self._outward(Y)

    def adjoint(self, F: Array) -> Array:
        """c X − Aᴴ X A = F: from the last row and column to the first the lower triangle is an upper one."""
        Y, L = self._inward(F), np.asfortranarray(self.form.T.conj().T[::-1, ::-1])
        substitute(self._c, L, L, Y[::-1, ::-1])
        return self._outward(Y)

    def _inward(self, F: Array) -> Array:
        return np.asfortranarray(self.form.U.conj().T @ F @ self.form.U)

    def _outward(self, Y: Array) -> Array:
        X = self.form.U @ Y @ self.form.U.conj().T
        return np.asarray(X) if self.A.dtype.kind == "c" else X.real.copy()

    def nearest(self) -> Pair:
        """How near the product of two eigenvalues, one conjugated, is to c, relative to the larger of both."""
        w = self.form.eigenvalues
        products = w[:, None] * w.conj()
        sizes = np.maximum(np.maximum(np.abs(products), self._c), np.finfo(w.dtype).tiny)
        gaps = np.abs(self._c - products) / sizes
        i, j = np.unravel_index(int(np.argmin(gaps)), gaps.shape)
        return Pair(complex(w[i]), float(gaps[i, j]), 4 * eps(self.A.dtype))


LEAF = 64
"""The order of blocks at which substitution goes on column after column."""


def substitute(c: Any, R: Array, S: Array, Y: Array) -> None:
    """Put the solution of c Y − R Y Sᴴ = F, for upper triangles R and S, in the place of F.

    The equation falls into two of half as many rows or columns, with products of matrices between them.
    """
    m, n = Y.shape
    if max(m, n) <= LEAF:
        _column_by_column(c, R, S, Y)
    elif m >= n:
        k = m // 2
        substitute(c, R[k:, k:], S, Y[k:])
        Y[:k] += R[:k, k:] @ (Y[k:] @ S.conj().T)
        substitute(c, R[:k, :k], S, Y[:k])
    else:
        k = n // 2
        substitute(c, R, S[k:, k:], Y[:, k:])
        Y[:, :k] += R @ (Y[:, k:] @ S[:k, k:].conj().T)
        substitute(c, R, S[:k, :k], Y[:, :k])


def _column_by_column(c: Any, R: Array, S: Array, Y: Array) -> None:
    """From the last column to the first: each is a triangular system, once those behind it are known."""
    factors, M, solve = S.conj(), np.array(R, order="F"), lapack("trtrs", R, Y)
    for j in reversed(range(len(S))):
        y = Y[:, j] + R @ (Y[:, j + 1 :] @ factors[j, j + 1 :])
        np.multiply(R, -factors[j, j], out=M)
        M.ravel("K")[:: len(M) + 1] += c
        x, info = solve(M, y)
        Y[:, j] = np.inf if info > 0 else x


def _times(M: Array, v: Array) -> Array:
    """M v by the same library as the triangular solves between which it stands (see `factor.product`)."""
    return np.asarray(blas("gemv", M, v)(1, M, v)) if v.size else np.zeros(len(M), M.dtype)


def _column(T: Array, number: Any, y: Array, lower: bool) -> Array:
    """(T + number · I)⁻¹ y for a triangular T."""
    M = np.array(T, order="F")
    np.fill_diagonal(M, np.diagonal(M) + number)
    return triangular_solve(M, y, lower)
