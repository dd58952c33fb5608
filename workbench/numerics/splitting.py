"""Iterations by a splitting A = M − N: x ← x + M⁻¹ (b − A x), with M the diagonal of A or its lower triangle.

Varga, Matrix Iterative Analysis, chapters 3 and 4; Saad, Iterative Methods for Sparse Linear Systems, chapter 4.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from workbench.numerics.bounds import eps
from workbench.numerics.factor import Triangular
from workbench.numerics.iterates import System, Track, Walk

Array = np.ndarray[Any, np.dtype[Any]]

WHOLE = 128
"""Up to this order the eigenvalues of the iteration matrix are found for what they tell."""
SURE = 1e-8
"""So far from 1 a spectral radius is known to be on its side of it."""


def jacobi(A: Array) -> Array:
    """M of Jacobi's iteration: the diagonal."""
    return np.diag(np.diagonal(A))


def relaxation(A: Array, omega: float) -> Array:
    """M of successive over-relaxation: D / ω + L, which is that of Gauss and Seidel for ω = 1."""
    M = np.tril(A)
    at = np.arange(len(A))
    M[at, at] = np.diagonal(A) / A.dtype.type(omega)
    return M


def solver(M: Array) -> Callable[[Array], Array]:
    """How to apply M⁻¹, for a diagonal or lower triangular M."""
    if not np.tril(M, -1).any():
        d = np.diagonal(M).copy()
        return lambda r: np.asarray((r.T / d).T)
    return Triangular(np.asfortranarray(M), lower=True).solve


def iterate(system: System, M: Array) -> Walk:
    """x ← x + M⁻¹ (b − A x) until the rule of the system ends it."""
    track, apply = Track(system), solver(M)
    while track.ending is None:
        track.add(track.x + apply(system.residual(track.x)))
    return track.walk()


class Outlook(NamedTuple):
    """What is known of the iteration matrix G = I − M⁻¹A: its spectral radius, and whether Gᵏ → 0, with the reason.

    The radius is None where it would cost too much, `converges` None where nothing is known.
    """

    radius: float | None
    converges: bool | None
    reason: str


def outlook(A: Array, M: Array, name: str, classical: str | None) -> Outlook:
    """By a theorem (`classical` says which), else by the spectral radius of a small iteration matrix."""
    radius = spectral_radius(A, M) if len(A) <= WHOLE else None
    if classical is not None:
        return Outlook(radius, True, classical)
    if radius is None:
        return Outlook(None, None, f"{name} is neither strictly diagonally dominant nor known to be definite")
    if radius < 1 - SURE:
        return Outlook(radius, True, f"the spectral radius {radius:.6g} is below 1")
    if radius > 1 + SURE:
        return Outlook(radius, False, f"the spectral radius {radius:.6g} is above 1")
    return Outlook(radius, None, "the spectral radius is 1 but for rounding")


def spectral_radius(A: Array, M: Array) -> float | None:
    """The largest modulus of the eigenvalues of I − M⁻¹A; None where that is beyond the range of numbers."""
    G = np.eye(len(A), dtype=A.dtype) - solver(M)(A)
    return float(np.abs(np.linalg.eigvals(G)).max(initial=0)) if np.isfinite(G).all() else None


def margins(A: Array) -> Array:
    """|aᵢᵢ| − Σⱼ≠ᵢ |aᵢⱼ| of each row, rounded down: A is strictly diagonally dominant where all are above 0."""
    others = np.abs(A)
    own = np.diagonal(others).copy()
    np.fill_diagonal(others, 0)
    return np.asarray(own - others.sum(axis=1) * (1 + len(A) * eps(A.dtype)))


def dominance(A: Array, name: str) -> str | None:
    """Why A is strictly diagonally dominant, if it is."""
    for B, what in ((A, "rows"), (A.T, "columns")):
        if (margins(B) > 0).all():
            return f"{name} is strictly diagonally dominant by {what}"
    return None
