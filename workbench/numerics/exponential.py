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
import scipy

from workbench.numerics.device import DeviceArray, is_complex, is_finite, shift

Array = np.ndarray[Any, np.dtype[Any]]

UNIT = 2.0**-53
THETA = {3: 1.495585217958292e-2, 5: 2.539398330063230e-1, 7: 9.504178996162932e-1, 9: 2.097847961257068, 13: 4.25}
"""The size of a matrix up to which the Padé approximant of that degree has a backward error of one rounding."""
MOST = 150
"""The exponent of a norm whose sixth power is far from overflow."""


def exponential(A: Array) -> Array:
    """exp(A) of an n x n float array, computed in double precision; it may overflow to Inf or NaN.

    It is computed of the transpose, whose rows are the columns that LAPACK wants.
    """
    return np.asarray(exponential_in(np, A.T)).T


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
        X = _pade(xp, shift(A, -s), powers, degree, s)
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


def _pade(xp: Any, A: DeviceArray, powers: list[DeviceArray], degree: int, s: int) -> DeviceArray:
    """(V − U)⁻¹ (V + U) with the odd terms in U and the even ones in V, of A and 4⁻ˢᵏ times its powers of order 2k."""
    b = _coefficients(degree)
    if degree == 13:
        odd, even, *tails = _sums(xp, [b[3:8:2], b[2:7:2], b[9::2], b[8::2]], powers, s)
        odd += xp.matmul(powers[2], tails[0] * 4.0 ** (-3 * s))
        even += xp.matmul(powers[2], tails[1] * 4.0 ** (-3 * s))
    else:
        terms = [*powers, xp.matmul(powers[1], powers[1])] if degree == 9 else powers[: degree // 2]
        odd, even = _sums(xp, [b[3::2], b[2::2]], terms, s)
    one = xp.eye(A.shape[0], dtype=A.dtype, device=A.device)
    odd += b[1] * one
    even += b[0] * one
    odd = xp.matmul(A, odd)
    if not (is_finite(xp, odd) and is_finite(xp, even)):
        return xp.full_like(A, xp.nan)
    below = even - odd
    even += odd
    return _quotient(xp, below, even)


def _quotient(xp: Any, below: DeviceArray, above: DeviceArray) -> DeviceArray:
    """below⁻¹ above, which commute, being polynomials in one matrix; on the host with the pivots of the transpose."""
    if xp is not np:
        return xp.linalg.solve(below, above)
    (gesv,) = scipy.linalg.get_lapack_funcs(("gesv",), (below, above))
    *_, found, info = gesv(below.T, above.T, overwrite_a=True, overwrite_b=True)
    if info > 0:
        raise np.linalg.LinAlgError("Singular matrix")
    return found.T


def _sums(xp: Any, coefficients: list[tuple[float, ...]], terms: list[DeviceArray], s: int) -> tuple[DeviceArray, ...]:
    """The sums of coefficients times 4⁻ˢᵏ times the k-th terms, all of them as one product, which reads each once."""
    rows = [[c * 4.0 ** (-k * s) for k, c in enumerate(row, start=1)] for row in coefficients]
    factors = xp.asarray(rows, dtype=terms[0].dtype, device=terms[0].device)
    found = xp.matmul(factors, xp.reshape(xp.stack(terms), (len(terms), -1)))
    return tuple(xp.reshape(found[k, ...], terms[0].shape) for k in range(len(rows)))
