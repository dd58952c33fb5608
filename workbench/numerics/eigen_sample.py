"""A few of many eigenvalues checked by inverse iteration, and what their sensitivity says of all."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from workbench.numerics.balancing import balanced
from workbench.numerics.bounds import eps
from workbench.numerics.factor import lu
from workbench.numerics.probes import largest, scaled, shifted
from workbench.numerics.spectral import MARGIN, tolerance

Array = np.ndarray[Any, np.dtype[Any]]

STEPS = 3
SAFETY = 8.0
"""How much more sensitive, or further off, others may be than those that are looked at."""
NONE = 0.1
"""From this relative error on nothing is said."""


class Sample(NamedTuple):
    """`failure` in words or None; how many were checked; residual, condition, and a bound relative to the largest."""

    failure: str | None
    checked: int
    residual: float
    condition: float
    bound: float | None


def sample(A: Array, w: Array) -> Sample:
    """The largest of the eigenvalues w, and the one that has most others near it and so tends to be most sensitive.

    The residual ‖A x − λ x‖ is the backward error of λ for x of length 1, and 1/|yᴴx| its condition for the left vector
    y (Wilkinson 1965), both of the balanced matrix. An LU factorisation each, a fifteenth of what the values cost.
    """
    balance = balanced(A)
    B, z = balance.B, shifted(w, -balance.p)
    size, top = float(np.linalg.norm(B)), largest(z)
    if not top:
        return Sample(None, 0, 0.0, 1.0, None)
    found = [_look(B, z[i], size) for i in sorted({0, _crowded(z)})]
    residual, condition = (max(pair[k] for pair in found) for k in (0, 1))
    if not residual <= tolerance(len(B), B.dtype):
        words = f"Verification failed: A − λ I is not singular for an eigenvalue λ, but {residual:.1e} away from it."
        return Sample(words, len(found), residual, condition, None)
    level = max(residual, eps(B.dtype)) * condition * SAFETY * size / top
    bound = max(level, _unseen(A, w))
    return Sample(None, len(found), residual, condition, bound if bound < NONE else None)


def _unseen(A: Array, w: Array) -> float:
    """A hundredth of the error of one value that the trace leaves unseen (`invariants_failure`)."""
    S, p = scaled(A)
    slack = tolerance(len(A), A.dtype) * math.sqrt(len(A)) * float(np.linalg.norm(S))
    return MARGIN * slack / largest(shifted(w, -p)) / 100


def _crowded(w: Array) -> int:
    """Which value has the least product of distances to all others."""
    with np.errstate(divide="ignore"):
        logs = np.log(np.abs(w[:, None] - w).astype(np.float32) + np.eye(len(w), dtype=np.float32))
    return int(np.argmin(logs.sum(axis=1)))


def _look(B: Array, value: Any, size: float) -> tuple[float, float]:
    """The residual of a value relative to the size of B, and its condition."""
    n = len(B)
    value = value.real if B.dtype.kind != "c" and not value.imag else value
    M = B.astype(B.dtype if np.isrealobj(value) else np.result_type(B.dtype, np.complex64))
    M[np.diag_indices(n)] -= value
    factors = lu(M)
    if factors.zero_pivot:
        M[np.diag_indices(n)] += eps(B.dtype) * size
        factors = lu(M)
    (x, residual), (y, _) = (_iterated(M, factors, adjoint) for adjoint in (False, True))
    met = abs(np.vdot(y, x))
    return residual / size, (1 / met if met > 0 else math.inf)


def _iterated(M: Array, factors: Any, adjoint: bool) -> tuple[Array, float]:
    """The vector of inverse iteration with M or Mᴴ that it makes shortest, and that length; infinite if none is."""
    solve = factors.adjoint if adjoint else factors.solve
    x = np.random.default_rng(20_261_124).standard_normal(len(M)).astype(M.dtype)
    best = x, math.inf
    for _ in range(STEPS):
        x = solve(x)
        length = float(np.linalg.norm(x))
        if not 0 < length < math.inf:
            break
        x = x / length
        left = float(np.linalg.norm(x.conj() @ M if adjoint else M @ x))
        best = (x, left) if left < best[1] else best
    return best
