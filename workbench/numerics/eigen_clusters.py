"""Which eigenvalues nearly coincide, and how far those of a cluster can be off together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy

from workbench.numerics.bounds import eps
from workbench.numerics.factor import lapack

Array = np.ndarray[Any, np.dtype[Any]]

CLOSE = 8.0
"""Roundings, times the condition of an eigenvalue, within which another one counts as the same."""
SAFETY = 3.0
"""The backward error of what is bounded may be so much larger than that of the Schur form beside it."""
WIDEST = 1e-3
"""Where that is more than this part of the norm of A, it is taken to be this part."""


def conditions(V: Array) -> Array:
    """1/|yᴴx| for each column x of V and its left vector y: the lengths of the rows of V⁻¹."""
    if not V.size:
        return np.zeros(0)
    try:
        with np.errstate(all="ignore"):
            rows = np.linalg.norm(np.linalg.inv(V.astype(np.result_type(V.dtype, np.float64))), axis=1)
    except np.linalg.LinAlgError:
        return np.full(len(V), math.inf)
    return np.asarray(np.maximum(1.0, np.where(np.isfinite(rows), rows, math.inf)))


def clusters(w: Array, conditions: Array, size: float, dtype: Any) -> list[list[int]]:
    """Groups of two or more eigenvalues that rounding cannot tell apart, as positions.

    To first order rounding moves an eigenvalue by its condition times ε‖A‖, and where it has torn a multiple one
    apart, by just as much as these then differ. Values whose discs of that radius touch are of one group.
    """
    radii = size * np.minimum(WIDEST, CLOSE * eps(dtype) * np.maximum(1.0, conditions))
    owner = np.arange(len(w))
    for i in range(len(w)):
        met = np.unique(owner[np.abs(w - w[i]) <= radii + radii[i]])
        if len(met) > 1:
            owner[np.isin(owner, met)] = met[0]
    groups = (np.flatnonzero(owner == first).tolist() for first in np.unique(owner))
    return [group for group in groups if len(group) > 1]


def independent(V: Array, group: Sequence[int], dtype: Any) -> int:
    """How many independent directions the eigenvectors of one group have: the geometric multiplicity.

    Squares of singular values, sooner found than they, are far above rounding where they count.
    """
    X = V[:, list(group)]
    squares = np.linalg.eigvalsh(X.conj().T @ X)
    return int(np.count_nonzero(100 * eps(dtype) ** 0.5 * squares[-1] < squares))


def cluster_bound(A: Array, w: Array, V: Array) -> float:
    """How far any of the eigenvalues w of A can be off, those of a cluster taken together; infinite if unknown.

    In a Schur form A + E = Z T Zᴴ each cluster is moved to the front (LAPACK trsen). Its m eigenvalues are then those
    of a block T₁₁ + F with ‖F‖ ≤ ‖E‖/s, s being the cosine of its spectral projector, if E is small beside the
    separation from the others (Stewart and Sun 1990, Theorem V.2.7); and none is further than δ from its diagonal with
    ‖F‖ Σ ‖N‖ᵏ/δᵏ⁺¹ = 1, k < m, N being what is above it (Henrici 1962).
    """
    try:
        T, Z = scipy.linalg.schur(A.astype(np.result_type(A, np.complex128)), output="complex")
    except np.linalg.LinAlgError:  # it did not converge
        return math.inf
    size = float(np.linalg.norm(A))
    error = float(np.linalg.norm(A @ Z - Z @ T)) + 4 * eps(np.float64) * size
    t = np.diagonal(T).copy()
    groups = clusters(w, conditions(V), size, A.dtype)
    alone = sorted(set(range(len(w))) - {i for group in groups for i in group})
    groups += [[i] for i in alone]
    owner = np.empty(len(w), int)
    for number, group in enumerate(groups):
        owner[group] = number
    nearest = owner[np.argmin(np.abs(t[:, None] - w), axis=1)]
    if not np.array_equal(np.bincount(nearest, minlength=len(groups)), [len(group) for group in groups]):
        return math.inf
    return max(_reach(T, nearest == number, w[group], error, size) for number, group in enumerate(groups))


def _reach(T: Array, chosen: Array, w: Array, error: float, size: float) -> float:
    """How far the eigenvalues w, which belong to the chosen places on the diagonal of T, can be off."""
    t, m, n = np.diagonal(T)[chosen], len(w), len(T)
    moved, _, _, _, s, sep, info = lapack("trsen", T)(chosen.astype(np.int32), T, T, wantq=0, lwork=n * n + 1)
    if info or not s > 0 or (m < n and not 8 * error * (size + error) < max(0.0, sep - 2 * error) ** 2):
        return math.inf
    above = float(np.linalg.norm(np.triu(moved[:m, :m], 1)))
    low, high, powers = error / float(s), max(size, error / float(s)), np.arange(m)
    for _ in range(60):
        middle = math.sqrt(low * high)
        with np.errstate(over="ignore", under="ignore"):
            resolvent = float(np.sum((above / middle) ** powers)) / middle
        low, high = (middle, high) if error / float(s) * resolvent > 1 else (low, middle)
    return SAFETY * (high + float(np.abs(w[:, None] - t).max()))
