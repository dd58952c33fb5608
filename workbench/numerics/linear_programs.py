"""Smallest 1-norm and largest-entry norm, of residuals and of solutions, by linear programming.

The simplex method of HiGHS (Huangfu and Hall, Math. Prog. Comp. 2018) finds which entries are active; with these the
answer solves a linear system, which is solved anew to full precision. The multipliers are a vector y that proves the
answer: yᵀ b is a lower bound of the norm whatever x is (duality; Boyd and Vandenberghe, Convex Optimization, 5.1.6 and
6.1).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.numerics.probes import largest

Array = np.ndarray[Any, np.dtype[Any]]

ACTIVE = 1e-7
"""HiGHS keeps to its constraints to 1e-7, so that much nearer to one counts as on it."""


class InfeasibleError(ArithmeticError):
    """A x = b has no solution."""


@dataclass(frozen=True, eq=False)
class Optimum:
    """x with its dual y; the active entries and their signs, of the residual (fits) or of x (solutions)."""

    x: Array
    dual: Array
    active: Array
    signs: Array


def fit(A: Array, b: Array, p: int | str) -> Optimum:
    """The x that makes ‖b − A x‖ least in the 1-norm (p = 1) or the largest entry (p = "inf"); A is m x n, b (m,).

    The dual y has Aᵀ y = 0, and ‖y‖∞ ≤ 1 or ‖y‖₁ ≤ 1. Active are the residuals that are 0, or the largest ones.
    """
    B, columns, c, q = _scaled(A, b)
    if (exactly := _interpolated(B, c)) is not None:
        everywhere = np.ones(len(b), dtype=bool)
        return Optimum(np.ldexp(exactly, q - columns), np.zeros(len(b)), everywhere, np.zeros(len(b)))
    z, y = (_fit_sum if p == 1 else _fit_top)(B, c)
    r = c - B @ z
    top = largest(r)
    size = largest(c) + largest(B) * largest(z)
    near = np.abs(r) <= ACTIVE * size
    active = near if p == 1 else np.abs(r) >= top - ACTIVE * size
    signs = np.where(near, 0.0, np.sign(r)) if p == 1 else np.sign(r)
    z, y = _polished_fit(B, c, p, active, signs, z, y)
    return Optimum(np.ldexp(z, q - columns), y, active, signs)


def shortest(A: Array, b: Array, p: int | str) -> Optimum:
    """The solution of A x = b with the least 1-norm (p = 1) or the least largest entry (p = "inf").

    The dual y has ‖Aᵀ y‖∞ ≤ 1 or ‖Aᵀ y‖₁ ≤ 1, with yᵀ b the norm. Active are the entries of x that are not 0, or the
    largest ones. Raises `InfeasibleError` where there is no solution.
    """
    if not b.any():
        return Optimum(np.zeros(A.shape[1]), np.zeros(len(b)), np.zeros(A.shape[1], dtype=bool), np.zeros(A.shape[1]))
    rows, B, c, q = _scaled_rows(A, b)
    z, y = (_shortest_sum if p == 1 else _shortest_top)(B, c)
    top = largest(z)
    active = np.abs(z) > ACTIVE * top if p == 1 else np.abs(z) >= (1 - ACTIVE) * top
    signs = np.sign(z)
    z, y = _polished_solution(B, c, p, active, signs, z, y)
    return Optimum(np.ldexp(z, q), np.ldexp(y, -rows), active, signs)


def _interpolated(A: Array, b: Array) -> Array | None:
    """A solution of A x = b where there is one but for rounding: then every norm of the residual is 0."""
    x = least(A, b)
    x = x + least(A, b - A @ x)
    rounding = 8 * np.finfo(np.float64).eps * (np.abs(A) @ np.abs(x) + np.abs(b))
    return x if (np.abs(b - A @ x) <= rounding).all() else None


def _exponent(A: Array) -> int:
    return math.frexp(largest(A))[1] if A.any() else 0


def _scaled(A: Array, b: Array) -> tuple[Array, Array, Array, int]:
    """The columns of A and b by powers of two to a size near 1, since HiGHS measures absolutely; and the exponents."""
    columns = np.frexp(np.where(np.abs(A).max(axis=0) > 0, np.abs(A).max(axis=0), 1.0))[1]
    q = _exponent(b)
    return np.ldexp(A, -columns), columns, np.ldexp(b, -q), q


def _scaled_rows(A: Array, b: Array) -> tuple[Array, Array, Array, int]:
    """The equations by powers of two to a size near 1, and then b; and the exponents of both."""
    sizes = np.abs(A).max(axis=1)
    rows = np.frexp(np.where(sizes > 0, sizes, 1.0))[1]
    c = np.ldexp(b, -rows)
    q = _exponent(c)
    return rows, np.ldexp(A, -rows[:, None]), np.ldexp(c, -q), q


def _solve(cost: Array, bounds: Any, equal: Any = None, below: Any = None) -> Any:
    """HiGHS with the dual simplex method, so that the answer is a vertex."""
    import scipy.optimize

    A_eq, b_eq = equal or (None, None)
    A_ub, b_ub = below or (None, None)
    found = scipy.optimize.linprog(cost, A_ub, b_ub, A_eq, b_eq, bounds=bounds, method="highs-ds")
    if found.status == 2:
        raise InfeasibleError
    if found.x is None:
        raise np.linalg.LinAlgError(f"The linear program was not solved: {found.message}")
    return found


def _fit_sum(A: Array, b: Array) -> tuple[Array, Array]:
    """min Σ (u + v) with A x + u − v = b and u, v ≥ 0."""
    import scipy.sparse

    m, n = A.shape
    cost = np.concatenate([np.zeros(n), np.ones(2 * m)])
    bounds = [(None, None)] * n + [(0, None)] * (2 * m)
    one = scipy.sparse.eye_array(m)
    found = _solve(cost, bounds, equal=(scipy.sparse.hstack([scipy.sparse.csr_array(A), one, -one]), b))
    return found.x[:n], found.eqlin.marginals


def _fit_top(A: Array, b: Array) -> tuple[Array, Array]:
    """min t with −t ≤ b − A x ≤ t."""
    m, n = A.shape
    ones = np.ones((m, 1))
    below = np.vstack([np.hstack([-A, -ones]), np.hstack([A, -ones])])
    found = _solve(np.eye(n + 1)[n], [(None, None)] * n + [(0, None)], below=(below, np.concatenate([-b, b])))
    upper, lower = np.split(found.ineqlin.marginals, 2)
    return found.x[:n], lower - upper if m else np.zeros(0)


def _shortest_sum(A: Array, b: Array) -> tuple[Array, Array]:
    """min Σ (u + v) with A (u − v) = b and u, v ≥ 0."""
    n = A.shape[1]
    found = _solve(np.ones(2 * n), [(0, None)] * (2 * n), equal=(np.hstack([A, -A]), b))
    return found.x[:n] - found.x[n:], found.eqlin.marginals


def _shortest_top(A: Array, b: Array) -> tuple[Array, Array]:
    """min t with A x = b and −t ≤ x ≤ t."""
    import scipy.sparse

    m, n = A.shape
    one, ones = scipy.sparse.eye_array(n), scipy.sparse.csr_array(np.ones((n, 1)))
    below = scipy.sparse.block_array([[one, -ones], [-one, -ones]], format="csr")
    equal = (np.hstack([A, np.zeros((m, 1))]), b)
    found = _solve(np.eye(n + 1)[n], [(None, None)] * n + [(0, None)], equal, (below, np.zeros(2 * n)))
    return found.x[:n], found.eqlin.marginals


def fit_system(A: Array, p: int | str, active: Array, signs: Array) -> Array:
    """The matrix M with M x = b on the active rows; for p = "inf" M (x, t) = b, t being the largest residual."""
    M = A[active]
    return M if p == 1 or not signs.any() else np.column_stack([M, signs[active]])


def solution_system(A: Array, p: int | str, active: Array, signs: Array) -> Array:
    """The matrix M with M x = b for the entries that are not 0; for p = "inf" for the smaller ones and the largest."""
    return A[:, active] if p == 1 else np.column_stack([A[:, ~active], A[:, active] @ signs[active]])


def least(M: Array, c: Array) -> Array:
    """The shortest least-squares solution of a small system."""
    return np.asarray(np.linalg.lstsq(M, c, rcond=None)[0])


def _polished_fit(
    A: Array, b: Array, p: int | str, active: Array, signs: Array, x: Array, y: Array
) -> tuple[Array, Array]:
    """x from the active rows; y from Aᵀ y = 0 with the known entries in place, changed as little as possible."""
    M = fit_system(A, p, active, signs)
    x = x + least(M, b[active] - M @ (x if p == 1 else np.append(x, largest(b - A @ x))))[: A.shape[1]]
    y = np.where(active, y, signs if p == 1 else 0.0)
    goal = -(A.T @ y) if p == 1 else np.append(-(A.T @ y), 1 - signs @ y)
    y[active] += least(M.T, goal)
    return x, y


def _polished_solution(
    A: Array, b: Array, p: int | str, active: Array, signs: Array, x: Array, y: Array
) -> tuple[Array, Array]:
    """x from its active entries, and y from what Aᵀ y has to be there."""
    M = solution_system(A, p, active, signs)
    z = least(M, b)
    z = z + least(M, b - M @ z)
    found = np.zeros_like(x)
    if p == 1:
        found[active] = z
        goal = signs[active]
    else:
        found[~active], found[active] = z[:-1], signs[active] * z[-1]
        goal = np.append(np.zeros(int((~active).sum())), 1.0)
    return found, y + least(M.T, goal - M.T @ y)
