"""The pseudoinverse as an operator for shortest solutions, and what rounding does through it, entry by entry."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from workbench.numerics.bounds import eps
from workbench.numerics.fitting_factors import PivotedQR, keeps_rank, sorted_qr
from workbench.numerics.probes import abs_times, times_abs

Array = np.ndarray[Any, np.dtype[Any]]


STEPS = 24
"""Projections, each of which leaves an eps of what rounding has put into a column space."""


class Pseudoinverse(Protocol):
    """A⁺; `onto` where every right-hand side has a solution for certain."""

    @property
    def onto(self) -> bool: ...
    def times(self, b: Array) -> Array: ...
    def through(self, level: Array) -> Array: ...
    def outside(self, x: Array) -> Array: ...
    def tilt(self, x: Array) -> Array: ...


@dataclass(frozen=True, eq=False)
class ByRows:
    """For independent rows, by QR of Aᵀ: x = Q R⁻ᵀ b.

    Rounding of A tilts its row space: x = Aᵀ w moves by what errors of A do to Aᵀ w.
    """

    A: Array
    factors: PivotedQR
    onto: bool = True

    def times(self, b: Array) -> Array:
        return np.asarray(self.factors.Q @ self.factors.adjoint(b))

    def through(self, level: Array) -> Array:
        """|A⁺| level."""
        return np.asarray(np.abs(self.times(np.eye(len(self.A)))) @ level)

    def outside(self, x: Array) -> Array:
        """What is left of x without its part in the row space."""
        Q = self.factors.Q
        return np.asarray(x - Q @ (Q.T @ x))

    def tilt(self, x: Array) -> Array:
        """What this is rounded relative to: |Aᵀ| |w| and the terms of the projection."""
        Q, w = self.factors.Q, self.factors.pseudo(x)
        steps = math.sqrt(max(self.A.shape))
        return np.asarray(steps * (times_abs(np.abs(w), self.A) + abs_times(Q, times_abs(np.abs(x), Q))) + 1e-300)


@dataclass(frozen=True, eq=False)
class ByColumns:
    """For independent columns: no other x solves A x = b."""

    A: Array
    factors: PivotedQR

    @property
    def onto(self) -> bool:
        return bool(self.A.shape[0] == self.A.shape[1])

    def times(self, b: Array) -> Array:
        return self.factors.pseudo(b)

    def through(self, level: Array) -> Array:
        """|A⁺| level."""
        return np.asarray(np.abs(self.times(np.eye(len(self.A)))) @ level)

    def inner(self, r: Array) -> Array:
        """|(AᵀA)⁻¹| |Aᵀ| |r|: what relative errors of A do to a fit with this residual (Björck 1.4).

        What r owes to rounding of x lies in the column space, and would count for much in rows of large entries.
        """
        one, Q = np.eye(self.A.shape[1]), self.factors.Q
        for _ in range(STEPS):
            r = r - Q @ (Q.T @ r)
        inward = np.abs(self.factors.adjoint(one)) @ times_abs(np.abs(r), self.A)
        return np.asarray(np.abs(self.factors.solve(one)) @ inward)

    def outside(self, x: Array) -> Array:
        """Nothing is outside of a row space that is all of space."""
        return np.zeros(len(x))

    def tilt(self, x: Array) -> Array:
        """What the entries of x are rounded relative to."""
        return np.abs(x) + 1e-300


@dataclass(frozen=True, eq=False)
class BySVD:
    """For any rank: singular values up to max(m, n) eps of the largest count as zero."""

    A: Array
    onto: bool = False

    @cached_property
    def _parts(self) -> tuple[Array, Array, Array]:
        """Uᵀ, S and V of the singular values that count."""
        U, S, Vh = np.linalg.svd(self.A, full_matrices=False)
        count = int((max(self.A.shape) * eps(np.float64) * S.max(initial=0) < S).sum())
        return U[:, :count].T, S[:count], Vh[:count].T

    @property
    def rank(self) -> int:
        return len(self._parts[1])

    def times(self, b: Array) -> Array:
        left, S, V = self._parts
        return np.asarray(V @ ((left @ b).T / S).T)

    def through(self, level: Array) -> Array:
        """|A⁺| level."""
        left, S, V = self._parts
        return np.asarray(np.abs((V / S) @ left) @ level)

    def outside(self, x: Array) -> Array:
        """What is left of x without its part in the row space."""
        V = self._parts[2]
        return np.asarray(x - V @ (V.T @ x))

    def tilt(self, x: Array) -> Array:
        """The length of x times the condition number, as the row space may tilt by its inverse gap."""
        S = self._parts[1]
        kappa = float(S[0] / S[-1]) if len(S) else 1.0
        return np.full(len(x), math.sqrt(max(self.A.shape)) * kappa * math.hypot(*x.tolist()) + 1e-300)


def pseudoinverse(A: Array) -> Pseudoinverse:
    """A⁺ of a real double-precision A by the surest way there is: its rows or columns may differ much in size."""
    wide = A.shape[0] < A.shape[1]
    M = A.T if wide else A
    found = sorted_qr(M)
    if not keeps_rank(M, found):
        return BySVD(A)
    return ByRows(A, found) if wide else ByColumns(A, found)
