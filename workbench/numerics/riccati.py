"""Algebraic Riccati equations: what is left of one at some X, and its linear part there, a Lyapunov equation.

Newton's method for them solves that equation again and again (Kleinman, IEEE Trans. Automat. Control 1968; Hewer, ibid.
1971; Guo and Lancaster, Math. Comp. 1998, where X is not definite).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from workbench.numerics.factor import conjugate_transpose
from workbench.numerics.matrix_equations import Equation, Stein, Sylvester, schur

Array = np.ndarray[Any, np.dtype[Any]]


class Riccati(Protocol):
    """An equation for a Hermitian X, with coefficients A (n x n), B (n x m), Q (n x n) and R (m x m)."""

    @property
    def A(self) -> Array: ...
    @property
    def B(self) -> Array: ...
    @property
    def Q(self) -> Array: ...
    def weight(self, X: Array) -> Array: ...
    def right(self, X: Array) -> Array: ...
    def moduli(self, X: Array, K: Array) -> tuple[Array, Array]: ...
    def rest(self, X: Array, K: Array) -> Array: ...
    def linear(self, K: Array) -> Equation: ...
    def beyond(self, w: Array) -> Array: ...
    def passed(self, N: Array, K: Array) -> Array: ...
    def steers(self, X: Array) -> bool: ...


def gain(equation: Riccati, X: Array) -> Array:
    """K with W K = F for the weight W and the right side F at X. Raises `LinAlgError` where W is singular."""
    return weighed(equation.weight(X), equation.right(X))


def weighed(W: Array, F: Array) -> Array:
    """W⁻¹ F with W in units in which its diagonal is about 1 (van der Sluis, Numer. Math. 1969)."""
    d = even_units(W)
    return np.asarray(d[:, None] * np.linalg.solve(W * np.outer(d, d), d[:, None] * F))


def even_units(R: Array) -> Array:
    """Powers of two by which rows and columns of a Hermitian matrix are multiplied to have a diagonal near 1."""
    diagonal = np.abs(np.diagonal(R))
    known = (diagonal > 0) & np.isfinite(diagonal)
    return np.ldexp(1.0, np.where(known, -np.frexp(diagonal)[1] // 2, 0))


def corrected(equation: Riccati, X: Array, steps: int) -> Array:
    """X after some steps of Newton's method, as long as they make what is left smaller."""
    left = _size(equation, X)
    for _ in range(steps):
        K = gain(equation, X)
        Y = X + equation.linear(K).solve(equation.rest(X, K))
        Y = Y / 2 + conjugate_transpose(Y) / 2
        found = _size(equation, Y) if np.isfinite(Y).all() else np.inf
        if not found < left:
            break
        X, left = Y, found
    return X


def _size(equation: Riccati, X: Array) -> float:
    return float(np.abs(equation.rest(X, gain(equation, X))).max())


def second(equation: Riccati, N: Array, X: Array, K: Array) -> Array:
    """What is left of the equation at X + N, beyond the linear part: of second order in N."""
    F = equation.passed(N, K)
    return np.asarray(conjugate_transpose(F) @ weighed(equation.weight(X), F))


@dataclass(frozen=True, eq=False)
class Continuous:
    """Aᴴ X + X A − X B R⁻¹ Bᴴ X + Q = 0; K = R⁻¹ Bᴴ X makes A − B K stable."""

    A: Array
    B: Array
    Q: Array
    R: Array

    def weight(self, X: Array) -> Array:
        return self.R

    def right(self, X: Array) -> Array:
        return np.asarray(self._adjoint @ X)

    @cached_property
    def _adjoint(self) -> Array:
        return conjugate_transpose(self.B)

    def rest(self, X: Array, K: Array) -> Array:
        """The right-hand side of the equation for a correction of X."""
        found = X @ self.A - conjugate_transpose(K) @ (self.R @ K)
        half = conjugate_transpose(self.A) @ X
        return np.asarray(-(half + found + self.Q))

    def moduli(self, X: Array, K: Array) -> tuple[Array, Array]:
        """What rounding is relative to, of what is left and of W K − F."""
        A, B, Q, R, X, K = (np.abs(M) for M in (self.A, self.B, self.Q, self.R, X, K))
        inner = R @ K + B.T @ X
        return A.T @ X + X @ A + K.T @ inner + Q, inner

    def linear(self, K: Array) -> Sylvester:
        """N ↦ (A − B K)ᴴ N + N (A − B K)."""
        closed = self.A - self.B @ K
        adjoint = np.ascontiguousarray(conjugate_transpose(closed))
        form = schur(adjoint)
        return Sylvester(adjoint, closed, form, form)

    def beyond(self, w: Array) -> Array:
        """How far eigenvalues are from the stable side, negative within it."""
        return np.asarray(w.real)

    def passed(self, N: Array, K: Array) -> Array:
        """What a change of X by N does to F, but for what it does to W K."""
        return np.asarray(self._adjoint @ N)

    def steers(self, X: Array) -> bool:
        """Whether F has any term that is not 0, however small."""
        return bool(((self.B != 0).T @ (X != 0)).any())


@dataclass(frozen=True, eq=False)
class Discrete:
    """Aᴴ X A − X − Aᴴ X B (R + Bᴴ X B)⁻¹ Bᴴ X A + Q = 0; K = (R + Bᴴ X B)⁻¹ Bᴴ X A makes A − B K stable."""

    A: Array
    B: Array
    Q: Array
    R: Array

    def weight(self, X: Array) -> Array:
        return np.asarray(self.R + conjugate_transpose(self.B) @ X @ self.B)

    def right(self, X: Array) -> Array:
        return np.asarray(conjugate_transpose(self.B) @ X @ self.A)

    def rest(self, X: Array, K: Array) -> Array:
        """The right-hand side of the equation for a correction of X."""
        return np.asarray(
            conjugate_transpose(self.A) @ X @ self.A - X - conjugate_transpose(K) @ (self.weight(X) @ K) + self.Q
        )

    def moduli(self, X: Array, K: Array) -> tuple[Array, Array]:
        """What rounding is relative to, of what is left and of W K − F."""
        A, B, Q, R, X, K = (np.abs(M) for M in (self.A, self.B, self.Q, self.R, X, K))
        inner = (R + B.T @ X @ B) @ K + B.T @ X @ A
        return A.T @ X @ A + X + K.T @ inner + Q, inner

    def linear(self, K: Array) -> Stein:
        """N ↦ N − (A − B K)ᴴ N (A − B K)."""
        closed = np.ascontiguousarray(conjugate_transpose(self.A - self.B @ K))
        return Stein(closed, 1.0, schur(closed, "complex"))

    def beyond(self, w: Array) -> Array:
        """How far eigenvalues are from the stable side, negative within it."""
        return np.asarray(np.abs(w) - 1)

    def passed(self, N: Array, K: Array) -> Array:
        """What a change of X by N does to F, but for what it does to W K."""
        return np.asarray(conjugate_transpose(self.B) @ N @ (self.A - self.B @ K))

    def steers(self, X: Array) -> bool:
        """Whether F has any term that is not 0, however small."""
        return bool(((self.B != 0).T @ (X != 0) @ (self.A != 0)).any())
