"""Power and inverse iteration step by step: vectors, Rayleigh quotients, residuals, and the angle to where they go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from workbench.numerics.bounds import eps
from workbench.numerics.decompose import general, symmetric
from workbench.numerics.device import DeviceArray, is_complex
from workbench.numerics.eigen_conditions import sensitivity
from workbench.numerics.factor import lu
from workbench.numerics.probes import largest_part

Array = np.ndarray[Any, np.dtype[Any]]

SAME = 1e-6
"""Eigenvalues that differ by less, relative to the largest, share a limit."""


class Path(NamedTuple):
    """Unit vectors as columns, the start first; and per step the shift by which it was made (0 for powers)."""

    iterates: Array
    shifts: Array


class NullError(ArithmeticError):
    """A step has led to the zero vector."""


def power_path(A: Array, x: Array, steps: int) -> Path:
    """xⱼ₊₁ = A xⱼ / ‖A xⱼ‖ (von Mises). Raises `NullError` where A xⱼ is zero."""
    return Path(np.asarray(powers_in(np, A, x, steps)), np.zeros(steps, A.dtype))


def powers_in(xp: Any, A: DeviceArray, x: DeviceArray, steps: int) -> DeviceArray:
    """The unit vectors of `power_path` as columns, in the array namespace `xp`."""
    return _walk(xp, x, steps, lambda y, j: xp.matmul(A, y))


def inverse_path(A: Array, x: Array, steps: int, shift: complex, update: bool) -> Path:
    """xⱼ₊₁ = (A − σI)⁻¹ xⱼ, normalised (Wielandt); with `update` σ becomes the Rayleigh quotient after each step.

    A shift that is an eigenvalue itself is moved by a rounding: that the solution is then inaccurate does no harm,
    since the error lies along the eigenvector (Peters and Wilkinson 1979).
    """
    shifts: list[complex] = []
    known: dict[complex, tuple[complex, Callable[[Array], Array]]] = {}

    def step(y: Array, j: int) -> Array:
        sigma = np.vdot(y, A @ y) if update and j else shift
        moved, solve = known[sigma] if sigma in known else _solver(A, sigma)
        known.clear()
        known[sigma] = moved, solve
        shifts.append(moved)
        return solve(y)

    iterates = np.asarray(_walk(np, x, steps, step))
    return Path(iterates, np.asarray(shifts, dtype=iterates.dtype))


def _solver(A: Array, sigma: complex) -> tuple[complex, Callable[[Array], Array]]:
    """A solver for A − σI, and the σ for which elimination meets no zero pivot."""
    size = largest_part(A) or 1.0
    for k in range(8):
        moved = sigma + (k * 2.0**k) * eps(A.dtype) * max(size, abs(sigma))
        factors = lu(np.asfortranarray(A - moved * np.eye(len(A), dtype=A.dtype)))
        if not factors.zero_pivot:
            return moved, factors.solve
    raise NullError


def _walk(xp: Any, x: DeviceArray, steps: int, step: Callable[[DeviceArray, int], DeviceArray]) -> DeviceArray:
    """The unit vectors as columns, the start first."""
    found = [_unit(xp, x)]
    for j in range(steps):
        found.append(_unit(xp, step(found[-1], j)))
    return xp.stack(found, axis=1)


def _unit(xp: Any, x: DeviceArray) -> DeviceArray:
    parts = (xp.real(x), xp.imag(x)) if is_complex(xp, x) else (x,)
    top = max(float(xp.max(xp.abs(part))) for part in parts)
    if not np.isfinite(top) or top == 0:
        raise NullError
    x = x / top
    return x / xp.linalg.vector_norm(x)


def quotients(A: Array, X: Array) -> tuple[Array, Array]:
    """xᴴA x and ‖A x − (xᴴA x) x‖ for each column of length 1."""
    AX = A @ X
    values = np.einsum("ij,ij->j", X.conj(), AX)
    return values, np.linalg.norm(AX - X * values, axis=0)


@dataclass(frozen=True, eq=False)
class Limit:
    """Where an iteration leads: the eigenvalue and a basis of its eigenvectors; how fast, and how sensitive it is.

    `basis` is None where several eigenvalues are equally near, so that nothing need converge.
    """

    value: complex
    basis: Array | None
    ratio: float
    condition: float


def power_limit(A: Array) -> Limit:
    """The eigenvalue of largest modulus; the ratio is |λ₂/λ₁|."""
    return _limit(A, lambda w: np.abs(w), False)


def inverse_limit(A: Array, shift: complex) -> Limit:
    """The eigenvalue nearest to the shift; the ratio is that of the distances of the nearest two."""
    return _limit(A, lambda w: np.abs(w - shift), True)


def _limit(A: Array, distance: Callable[[Array], Array], nearest: bool) -> Limit:
    hermitian = np.array_equal(A, A.conj().T)
    w, V = symmetric(A) if hermitian else general(A)[0]
    conditions = np.ones(len(w)) if hermitian else sensitivity(w, V, None, A.dtype.kind != "c").conditions
    with np.errstate(over="ignore"):  # the difference of two of the largest numbers is beyond them, and not near
        far = distance(w)
        first = int(np.argmin(far) if nearest else np.argmax(far))
        same = np.abs(w - w[first]) <= SAME * np.abs(w).max()
    others = far[~same]
    if not len(others):
        ratio = 0.0
    elif nearest:
        ratio = float(far[first] / others.min())
    else:
        ratio = float(others.max() / far[first]) if far[first] else 1.0
    basis = None if ratio > 1 - SAME else np.linalg.qr(_real_where_possible(V[:, same], A))[0]
    return Limit(complex(w[first]), basis, ratio, float(conditions[first]))


def _real_where_possible(V: Array, A: Array) -> Array:
    return V.real.copy() if A.dtype.kind != "c" and not V.imag.any() else V


def angles(basis: Array, X: Array) -> Array:
    """The angle between each unit column of X and the span of an orthonormal basis, in degrees."""
    along = basis.conj().T @ X
    across = np.linalg.norm(X - basis @ along, axis=0)
    return np.asarray(np.degrees(np.arctan2(across, np.linalg.norm(along, axis=0))))
