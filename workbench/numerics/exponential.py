"""The exponential of a matrix by scaling and squaring, without shortcuts for triangular matrices.

SciPy 1.17 takes such shortcuts: where diagonal entries are equal but for rounding and those above them large, it may
get no digit right. This is the algorithm as published (Al-Mohy and Higham, "A new scaling and squaring algorithm for
the matrix exponential", SIAM J. Matrix Anal. Appl. 2009), with the plain squarings of Higham (2005). It is written
against an array namespace: products and one solve are all it takes, on the host or on a device.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

from workbench.numerics.device import DeviceArray, is_complex, is_finite, shift

Array = np.ndarray[Any, np.dtype[Any]]

UNIT = 2.0**-53
THETA = {3: 1.495585217958292e-2, 5: 2.539398330063230e-1, 7: 9.504178996162932e-1, 9: 2.097847961257068, 13: 4.25}
"""The size of a matrix up to which the Padé approximant of that degree has a backward error of one rounding."""
MOST = 150
"""The exponent of a norm whose sixth power is far from overflow."""


def exponential(A: Array) -> Array:
    """exp(A) of an n x n float array, computed in double precision; it may overflow to Inf or NaN."""
    return np.asarray(exponential_in(np, A))


def exponential_in(xp: Any, A: DeviceArray) -> DeviceArray:
    """`exponential` of an array of the namespace `xp`, where it stays."""
    A = xp.astype(A, xp.complex128 if is_complex(xp, A) else xp.float64, copy=False)
    if not A.shape[0]:
        return A
    with np.errstate(all="ignore"):
        halved, powers = 0, _powers(xp, A)
        norms = [_norm(xp, P) for P in powers]
        if not np.isfinite(norms).all():
            halved = _beyond(_norm(xp, A))
            A = shift(A, -halved)
            powers = _powers(xp, A)
            norms = [_norm(xp, P) for P in powers]
        degree, s = _choose(xp, A, norms, halved)
        X = _pade(xp, shift(A, -s), [shift(P, -2 * k * s) for k, P in enumerate(powers, start=1)], degree)
        for _ in range(halved + s):
            X = xp.matmul(X, X)
        return X


def _beyond(norm: float) -> int:
    """How often a matrix of this norm is halved so that its sixth power cannot overflow."""
    return max(0, math.frexp(norm)[1] - MOST) if math.isfinite(norm) else 0


def _powers(xp: Any, A: DeviceArray) -> list[DeviceArray]:
    """A², A⁴ and A⁶."""
    A2 = xp.matmul(A, A)
    A4 = xp.matmul(A2, A2)
    return [A2, A4, xp.matmul(A2, A4)]


def _norm(xp: Any, A: DeviceArray) -> float:
    """The 1-norm."""
    return float(xp.max(xp.sum(xp.abs(A), axis=0)))


def _choose(xp: Any, A: DeviceArray, norms: list[float], halved: int) -> tuple[int, int]:
    """The degree of the approximant, and how often A is halved further (or doubled again, where that is negative).

    Instead of the norm of A, those of its powers count, which for a matrix far from normal are much smaller. More
    halvings than it takes would lose what is small in A.
    """
    size = max(norms[1] ** (1 / 4), norms[2] ** (1 / 6))
    for degree in (3, 5, 7, 9):
        if size < math.ldexp(THETA[degree], -halved) and not _more(xp, A, degree, -halved):
            return degree, -halved
    s = _halvings(size / THETA[13], halved)
    return 13, s + _more(xp, A, 13, s)


def _halvings(ratio: float, halved: int) -> int:
    return max(-halved, math.ceil(math.log2(ratio))) if 0 < ratio < math.inf else -halved


def _more(xp: Any, A: DeviceArray, degree: int, s: int) -> int:
    """Further halvings, so that the first term of the error, taken with moduli, is one rounding of A (section 5)."""
    log, moduli = 0.0, xp.abs(A)
    y = xp.ones((A.shape[0],), dtype=moduli.dtype, device=A.device)
    for _ in range(2 * degree + 1):  # the 1-norm of |A| to that power, without overflow
        y = xp.matmul(y, moduli)
        top = float(xp.max(y))
        if not 0 < top < math.inf:
            return 0
        y, log = y / top, log + math.log2(top)
    norm = float(xp.max(xp.sum(moduli, axis=0)))
    coefficient = math.comb(2 * degree, degree) * math.factorial(2 * degree + 1)
    excess = log - math.log2(norm) - 2 * degree * s - math.log2(coefficient) - math.log2(UNIT)
    return max(0, math.ceil(excess / (2 * degree)))


@cache
def _coefficients(degree: int) -> tuple[float, ...]:
    """Those of the numerator of the diagonal Padé approximant of exp, from the constant term on."""
    m = degree
    whole = math.factorial(2 * m)
    return tuple(math.comb(m, j) * math.factorial(2 * m - j) / whole for j in range(m + 1))


def _pade(xp: Any, A: DeviceArray, powers: list[DeviceArray], degree: int) -> DeviceArray:
    """(V − U)⁻¹ (V + U) with the odd terms in U and the even ones in V."""
    b = _coefficients(degree)
    if degree == 13:
        odd, even = (xp.matmul(powers[2], _sum(xp, b[k : k + 6 : 2], powers)) for k in (9, 8))
        odd, even = _sum(xp, b[3:8:2], powers, odd, b[1]), _sum(xp, b[2:7:2], powers, even, b[0])
    else:
        terms = [*powers, xp.matmul(powers[1], powers[1])] if degree == 9 else powers[: degree // 2]
        odd, even = _sum(xp, b[3::2], terms, None, b[1]), _sum(xp, b[2::2], terms, None, b[0])
    odd = xp.matmul(A, odd)
    if not (is_finite(xp, odd) and is_finite(xp, even)):
        return xp.full_like(A, xp.nan)
    below = even - odd
    odd += even
    return xp.linalg.solve(below, odd)


def _sum(
    xp: Any, coefficients: tuple[float, ...], terms: list[DeviceArray], start: DeviceArray = None, one: float = 0.0
) -> DeviceArray:
    """start + one · I + the sum of coefficients times terms; `start` is written over."""
    total = xp.zeros_like(terms[0]) if start is None else start
    if xp is np:
        return _sum_in_place(coefficients, terms, total, one)
    for c, term in zip(coefficients, terms, strict=True):
        total += term * c
    return total + one * xp.eye(total.shape[0], dtype=total.dtype, device=total.device) if one else total


def _sum_in_place(coefficients: tuple[float, ...], terms: list[Array], total: Array, one: float) -> Array:
    """The same without a new array for each term, for which the standard has no words."""
    product = np.empty_like(total)
    for c, term in zip(coefficients, terms, strict=True):
        total += np.multiply(term, c, out=product)
    total.flat[:: len(total) + 1] += one
    return total
