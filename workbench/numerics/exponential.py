"""The exponential of a matrix by scaling and squaring, without shortcuts for triangular matrices.

SciPy 1.17 takes such shortcuts: where diagonal entries are equal but for rounding and those above them large, it may
get no digit right. This is the algorithm as published (Al-Mohy and Higham, "A new scaling and squaring algorithm for
the matrix exponential", SIAM J. Matrix Anal. Appl. 2009), with the plain squarings of Higham (2005).
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

from workbench.numerics.probes import shifted

Array = np.ndarray[Any, np.dtype[Any]]

UNIT = 2.0**-53
THETA = {3: 1.495585217958292e-2, 5: 2.539398330063230e-1, 7: 9.504178996162932e-1, 9: 2.097847961257068, 13: 4.25}
"""The size of a matrix up to which the Padé approximant of that degree has a backward error of one rounding."""


def exponential(A: Array) -> Array:
    """exp(A) of an n x n float array, computed in double precision; it may overflow to Inf or NaN."""
    A = A.astype(np.result_type(A.dtype, np.float64), copy=False)
    if not len(A):
        return A.copy()
    with np.errstate(all="ignore"):
        powers = _powers(A)
        degree, s = _choose(A, powers)
        X = _pade(shifted(A, -s), [shifted(P, -2 * k * s) for k, P in enumerate(powers, start=1)], degree)
        for _ in range(s):
            X = X @ X
        return X


def _powers(A: Array) -> list[Array]:
    """A², A⁴ and A⁶."""
    A2 = A @ A
    A4 = A2 @ A2
    return [A2, A4, A2 @ A4]


def _choose(A: Array, powers: list[Array]) -> tuple[int, int]:
    """The degree of the approximant, and how often A is halved.

    Instead of the norm of A, that of its powers counts, which for a matrix far from normal is much smaller.
    """
    norms = [float(np.abs(P).sum(axis=0).max()) for P in powers]
    if not np.isfinite(norms).all():
        return 13, _halvings(float(np.abs(A).sum(axis=0).max()) / THETA[13])
    size = max(norms[1] ** (1 / 4), norms[2] ** (1 / 6))
    for degree in (3, 5, 7, 9):
        if size < THETA[degree] and not _more(A, degree, 0):
            return degree, 0
    s = _halvings(size / THETA[13])
    return 13, s + _more(A, 13, s)


def _halvings(ratio: float) -> int:
    return max(0, math.ceil(math.log2(ratio))) if 0 < ratio < math.inf else 0


def _more(A: Array, degree: int, s: int) -> int:
    """Further halvings, so that the first term of the error, taken with moduli, is one rounding of A (section 5)."""
    y, log, moduli = np.ones(len(A)), 0.0, np.abs(A)
    for _ in range(2 * degree + 1):  # the 1-norm of |A| to that power, without overflow
        y = y @ moduli
        top = float(y.max())
        if not 0 < top < math.inf:
            return 0
        y, log = y / top, log + math.log2(top)
    norm = float(moduli.sum(axis=0).max())
    coefficient = math.comb(2 * degree, degree) * math.factorial(2 * degree + 1)
    excess = log - math.log2(norm) - 2 * degree * s - math.log2(coefficient) - math.log2(UNIT)
    return max(0, math.ceil(excess / (2 * degree)))


@cache
def _coefficients(degree: int) -> tuple[float, ...]:
    """Those of the numerator of the diagonal Padé approximant of exp, from the constant term on."""
    m = degree
    whole = math.factorial(2 * m)
    return tuple(math.comb(m, j) * math.factorial(2 * m - j) / whole for j in range(m + 1))


def _pade(A: Array, powers: list[Array], degree: int) -> Array:
    """(V − U)⁻¹ (V + U) with the odd terms in U and the even ones in V."""
    b = _coefficients(degree)
    if degree == 13:
        odd, even = (powers[2] @ _sum(b[k : k + 6 : 2], powers) for k in (9, 8))
        odd, even = _sum(b[3:8:2], powers, odd, b[1]), _sum(b[2:7:2], powers, even, b[0])
    else:
        terms = [*powers, powers[1] @ powers[1]] if degree == 9 else powers[: degree // 2]
        odd, even = _sum(b[3::2], terms, None, b[1]), _sum(b[2::2], terms, None, b[0])
    odd = A @ odd
    if not (np.isfinite(odd).all() and np.isfinite(even).all()):
        return np.full_like(A, np.nan)
    below = even - odd
    return np.asarray(np.linalg.solve(below, np.add(even, odd, out=odd)))


def _sum(coefficients: tuple[float, ...], terms: list[Array], start: Array | None = None, one: float = 0.0) -> Array:
    """start + one · I + the sum of coefficients times terms; `start` is written over."""
    total, product = np.zeros_like(terms[0]) if start is None else start, np.empty_like(terms[0])
    for c, term in zip(coefficients, terms, strict=True):
        total += np.multiply(term, c, out=product)
    total.flat[:: len(total) + 1] += one
    return total
