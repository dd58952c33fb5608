"""Norms found from a few products or solves instead of all entries or singular values: lower bounds, with a proof."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from workbench.numerics.factor import conjugate_transpose
from workbench.numerics.probes import thin
from workbench.numerics.residual import residual

Array = np.ndarray[Any, np.dtype[Any]]
Solve = Callable[[Array], Array]

STEPS = 5


def enlarged(solve: Solve, adjoint: Solve, n: int, dtype: Any) -> Array:
    """x = A⁻¹ b for a b of 1-norm 1 that makes the 1-norm of x nearly as large as that of A⁻¹.

    Hager's ascent over the columns, and one more vector for what deceives it, as in LAPACK's lacn2 (Higham, "FORTRAN
    codes for estimating the one-norm of a real or complex matrix", ACM Trans. Math. Softw. 1988).
    """
    x = solve(np.full(n, 1 / n, dtype))
    best, seen = x, -1
    for _ in range(STEPS):
        sizes = np.abs(x)
        z = np.abs(adjoint(np.where(sizes == 0, 1, x / np.where(sizes == 0, 1, sizes)).astype(dtype)))
        j = int(np.argmax(z))
        if j == seen or (seen >= 0 and z[j] == z[seen]):
            break
        b = np.zeros(n, dtype)
        b[j], seen = 1, j
        x = solve(b)
        if not _sum(x) > _sum(best):
            break
        best = x
    ramp = (1 + np.arange(n) / max(1, n - 1)) * np.where(np.arange(n) % 2, -1.0, 1.0)
    x = solve((ramp / np.abs(ramp).sum()).astype(dtype))
    return x if _sum(x) > _sum(best) else best


def _sum(x: Array) -> float:
    return float(np.abs(x).sum())


def product(A: Array, v: Array) -> Array:
    """A v as if computed in twice the precision, where that is within range."""
    found = residual(A, v[:, None], np.zeros((len(A), 1), A.dtype))[:, 0]
    if A.dtype.itemsize == (8 if A.dtype.kind == "c" else 4):
        wide = np.complex128 if A.dtype.kind == "c" else np.float64
        return np.asarray(A.astype(wide) @ v.astype(wide))
    return found if np.isfinite(found).all() else np.asarray(A @ v)


def stretched(A: Array, tol: float, most: int) -> tuple[Array, int]:
    """A vector of length 1 that A stretches nearly most, by the power method for AᴴA; and the number of steps.

    It stops where a step changes the length of A v by no more than the part `tol`. The start is random, so that it is
    hardly ever at right angles to the answer (Kuczyński and Woźniakowski, SIAM J. Matrix Anal. Appl. 1992).
    """
    v, e = start(A.shape[1]).astype(A.dtype), 0.0
    there, back = thin(A, v[:, None]), conjugate_transpose(A)
    for k in range(1, most + 1):
        w = thin(back, there)[:, 0]
        size = float(np.linalg.norm(w))
        if not size > 0:
            return np.asarray(v / np.linalg.norm(v), dtype=A.dtype), k
        v = np.asarray(w / size, dtype=A.dtype)
        there = thin(A, v[:, None])
        e, before = float(np.linalg.norm(there)), e
        if abs(e - before) <= tol * e:
            return v, k
    return v, most


def start(n: int) -> Array:
    return np.random.default_rng(0).standard_normal(n)
