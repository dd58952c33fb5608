"""Exact arithmetic on complex matrices, real and imaginary parts side by side, with FLINT."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from workbench.backends import exact

Array = np.ndarray[Any, np.dtype[Any]]
Pair = tuple[Any, Any]


def charpoly(real: Array, imag: Array) -> list[tuple[Fraction, Fraction]]:
    """The coefficients of det(t I − (R + i S)) of matrices of fractions, as real and imaginary parts.

    By Faddeev and Le Verrier: cₖ = −tr(A Bₖ)/k with B₁ = I and Bₖ₊₁ = A Bₖ + cₖ I; A Bₙ + cₙ I = 0 is checked
    (Cayley and Hamilton).
    """
    A, n = (exact.to_flint(real), exact.to_flint(imag)), len(real)
    found = [(Fraction(1), Fraction(0))]
    P: Pair = A
    for k in range(1, n + 1):
        c = tuple(-_trace(part, n) / k for part in P)
        found.append((exact.fraction(c[0]), exact.fraction(c[1])))
        B = _plus(P, c, n)
        P = _times(A, B)
    exact.confirm(not any(x for part in B for x in part.entries()), "p(A) is not 0")
    return found


def _times(A: Pair, B: Pair) -> Pair:
    return A[0] * B[0] - A[1] * B[1], A[0] * B[1] + A[1] * B[0]


def _plus(P: Pair, c: tuple[Any, ...], n: int) -> Pair:
    """P + c I."""
    import flint

    eye = flint.fmpq_mat(n, n, [int(i == j) for i in range(n) for j in range(n)])
    return P[0] + c[0] * eye, P[1] + c[1] * eye


def _trace(M: Any, n: int) -> Any:
    return sum((M[i, i] for i in range(n)), 0 * M[0, 0])
