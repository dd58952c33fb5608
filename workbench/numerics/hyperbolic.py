"""Hyperbolic sine, cosine and tangent of a matrix, and the tangent: rational functions of it and its third.

Written against an array namespace, as the exponential is: products and solves are all they take.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from workbench.numerics.device import DeviceArray, is_complex
from workbench.numerics.exponential import exponential_in
from workbench.numerics.matrix_functions import apply_exponential, total_modulus

Array = np.ndarray[Any, np.dtype[Any]]

SMALL = 1.0
"""Below this norm the exponentials of A and −A agree in too many digits for their difference."""
TERMS = 9
"""Of the series of sinh below that norm: the next is smaller than a rounding of the first."""
BASE = 1 / 3
"""The norm up to which the continued fraction of tanh (Lambert), broken off after 13, is right to a rounding."""
ODD, EVEN = (135135.0, 17325.0, 378.0, 1.0), (135135.0, 62370.0, 3150.0, 28.0)


def sine_in(xp: Any, A: DeviceArray) -> DeviceArray:
    """sinh A, by its series where A is small."""
    A = _wide(xp, A)
    if not A.shape[0] or _norm(xp, A) >= SMALL:
        return (exponential_in(xp, A) - exponential_in(xp, -A)) / 2
    one = xp.eye(A.shape[0], dtype=A.dtype, device=A.device)
    squared = xp.matmul(A, A)
    total = one
    for k in range(TERMS, 0, -1):
        total = one + xp.matmul(squared, total) / (2.0 * k * (2 * k + 1))
    return xp.matmul(A, total)


def cosine_in(xp: Any, A: DeviceArray) -> DeviceArray:
    """cosh A, the mean of two exponentials."""
    A = _wide(xp, A)
    return (exponential_in(xp, A) + exponential_in(xp, -A)) / 2


def tangent_in(xp: Any, A: DeviceArray, sign: int = 1, more: int = 0) -> DeviceArray:
    """tanh A for the sign 1 and tan A for −1: that of A/3ᵏ, and k times tanh 3x = (3t + t³) / (1 + 3t²).

    Of thirds an eigenvalue can only be near a pole where A itself has one there. `more` raises k, for a second
    computation.
    """
    A = _wide(xp, A)
    if not A.shape[0]:
        return A
    with np.errstate(all="ignore"):
        k = _thirds(_norm(xp, A)) + more
        T = _start(xp, A * 3.0 ** -(k // 2) * 3.0 ** -(k - k // 2), sign)
        one = xp.eye(A.shape[0], dtype=A.dtype, device=A.device)
        for _ in range(k):
            squared = xp.matmul(T, T) * float(sign)
            T = xp.linalg.solve(one + 3.0 * squared, 3.0 * T + xp.matmul(squared, T))
        return T


def _start(xp: Any, A: DeviceArray, sign: int) -> DeviceArray:
    """The quotient of two polynomials in A², by Horner's rule."""
    one = xp.eye(A.shape[0], dtype=A.dtype, device=A.device)
    squared = xp.matmul(A, A) * float(sign)
    odd, even = ODD[-1] * one, EVEN[-1] * one
    for p, q in zip(ODD[-2::-1], EVEN[-2::-1], strict=True):
        odd, even = xp.matmul(squared, odd) + p * one, xp.matmul(squared, even) + q * one
    return xp.linalg.solve(even, xp.matmul(A, odd))


def _wide(xp: Any, A: DeviceArray) -> DeviceArray:
    return xp.astype(A, xp.complex128 if is_complex(xp, A) else xp.float64, copy=False)


def _norm(xp: Any, A: DeviceArray) -> float:
    """The 1-norm, the largest number where it is larger."""
    found = float(xp.max(xp.sum(xp.abs(A), axis=0)))
    return min(found, float(np.finfo(np.float64).max))


def _thirds(norm: float) -> int:
    return max(0, math.ceil((math.log(norm) - math.log(BASE)) / math.log(3))) if norm > 0 else 0


def apply_sine(A: Array, V: Array) -> Array | None:
    """sinh(A) V for a few columns V, None for a large A."""
    if total_modulus(A) >= SMALL:
        there, back = apply_exponential(A, V), apply_exponential(-A, V)
        return None if there is None or back is None else np.asarray((there - back) / 2)
    total = term = A @ V
    for k in range(1, TERMS + 1):
        term = A @ (A @ term) / (2.0 * k * (2 * k + 1))
        total = total + term
    return np.asarray(total)


def apply_waves(A: Array, V: Array) -> tuple[Array, Array] | None:
    """cos(A) V and sin(A) V, of real A and V by one exponential; None for a large A."""
    if A.dtype.kind == "c" or V.dtype.kind == "c":
        even, odd = apply_cosine(1j * A, V), apply_sine(1j * A, V)
        return None if even is None or odd is None else (even, odd / 1j)
    both = apply_exponential(1j * A, V)
    if both is None:
        return None
    small = apply_sine(1j * A, V) if total_modulus(A) < SMALL else None
    return both.real, both.imag if small is None else (small / 1j).real


def apply_cosine(A: Array, V: Array) -> Array | None:
    """cosh(A) V for a few columns V, None for a large A."""
    there, back = apply_exponential(A, V), apply_exponential(-A, V)
    return None if there is None or back is None else np.asarray((there + back) / 2)
