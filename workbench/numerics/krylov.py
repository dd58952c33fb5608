"""Iterations in Krylov spaces: conjugate gradients for definite matrices, GMRES for any.

Hestenes and Stiefel 1952; Saad and Schultz 1986; Saad, Iterative Methods for Sparse Linear Systems, chapter 6.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from workbench.numerics.bounds import eps
from workbench.numerics.descent import length
from workbench.numerics.factor import triangular_solve
from workbench.numerics.iterates import System, Track, Walk

Array = np.ndarray[Any, np.dtype[Any]]


def conjugate_gradient(system: System) -> Walk:
    """Minimise xᴴA x / 2 − Re bᴴx along directions that are conjugate; A is Hermitian.

    It ends "indefinite" at a direction p with pᴴA p < 0 and "spoiled" where that vanishes but for rounding: then the
    condition number is beyond 1 / (4 n eps), and what follows the best iterate is left out.
    The witness holds the directions, each times its step.
    """
    track, A = Track(system), system.A
    r = p = system.residual(system.x)
    rr, moves = _square(r), list[Array]()
    while track.ending is None:
        q = A @ p
        curvature, level = float(np.vdot(p, q).real), 4 * len(A) * eps(A.dtype) * system.norm * _square(p)
        if not curvature > level or not rr > 0:
            track.ending = "indefinite" if curvature < -level else "spoiled" if rr > 0 else "breakdown"
            break
        alpha = A.real.dtype.type(rr / curvature)
        moves.append(alpha * p)
        track.add(track.x + moves[-1])
        r = r - alpha * q
        before, rr = rr, _square(r)
        p = r + A.real.dtype.type(rr / before) * p
    if track.ending == "spoiled":
        track.back_to_best()
    return track.walk(moves=np.array(moves[: len(track.path) - 1]).reshape(-1, len(A)))


def _square(v: Array) -> float:
    return float(np.vdot(v, v).real)


def gmres(system: System) -> Walk:
    """The x in x₀ + span{r, A r, A² r, ...} with the least ‖b − A x‖, for one more power in each step.

    Arnoldi's basis V stays orthonormal; the small least squares problem is kept triangular by rotations. The witness
    holds V as columns, and the coefficients of x − x₀ in it, a row for each step.
    """
    track, A = Track(system), system.A
    r = system.residual(system.x)
    beta = length(r)
    count = min(system.steps, len(A))
    basis = np.zeros((len(A), count + 1), A.dtype, order="F")
    basis[:, 0] = r / beta if beta else r
    rows: list[Array] = []
    small = _Triangle(count, beta, A.dtype)
    while track.ending is None and len(rows) < count:
        V = basis[:, : len(rows) + 1]
        w, h = _orthogonalised(V, A @ V[:, -1])
        off = length(w)
        small.add(h, off)
        y = small.solve()
        rows.append(y)
        track.add(system.x + V @ y)
        if not off > len(A) * eps(A.dtype) * system.norm:
            track.ending = track.ending or "breakdown"
        basis[:, len(rows)] = w / off if off else w
    kept = len(track.path) - 1
    Y = np.zeros((kept, count), A.dtype)
    for k, y in enumerate(rows[:kept]):
        Y[k, : len(y)] = y
    if kept == len(A) and track.ending == "steps":
        track.ending = "breakdown"
    return track.walk(basis=basis[:, : len(rows)], coefficients=Y[:, : len(rows)])


def _orthogonalised(V: Array, w: Array) -> tuple[Array, Array]:
    """w less its parts along the orthonormal columns of V, and those parts.

    Twice is enough (Kahan and Parlett), unless what is left is rounding.
    """
    h = np.zeros(V.shape[1], w.dtype)
    for _ in range(4):
        before, more = length(w), V.conj().T @ w
        w, h = w - V @ more, h + more
        if length(w) > before / 2:
            break
    return w, h


class _Triangle:
    """The least squares problem min ‖β e₁ − H y‖ of a growing Hessenberg matrix H, kept as a triangle by rotations."""

    def __init__(self, count: int, beta: float, dtype: np.dtype[Any]) -> None:
        self.R = np.zeros((count + 1, count), dtype)
        self.Qh = np.eye(count + 1, dtype=dtype)
        self.k = 0
        self.beta = beta

    def add(self, h: Array, off: float) -> None:
        """One more column: h, and `off` below it."""
        k = self.k
        column = np.concatenate([h, [off]])
        top = self.Qh[: k + 2, : k + 2] @ column
        size = math.hypot(abs(top[k]), abs(top[k + 1]))
        if size:
            c, s = top[k] / size, top[k + 1] / size
            upper, lower = self.Qh[k].copy(), self.Qh[k + 1].copy()
            self.Qh[k], self.Qh[k + 1] = c.conjugate() * upper + s.conjugate() * lower, c * lower - s * upper
        self.R[:k, k], self.R[k, k] = top[:k], size
        self.k += 1

    def solve(self) -> Array:
        """The minimiser; the shortest one where the triangle is singular."""
        k = self.k
        R, g = self.R[:k, :k], self.beta * self.Qh[:k, 0]
        sizes = np.abs(np.diagonal(R))
        if sizes.min() > eps(R.dtype) * sizes.max():
            return triangular_solve(np.asfortranarray(R), g, lower=False)
        return np.asarray(np.linalg.lstsq(R, g, rcond=None)[0])
