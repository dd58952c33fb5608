"""Ball arithmetic with FLINT's Arb: what a function of a matrix is to many more digits than a float holds.

Arb keeps with every number a radius that encloses all rounding errors (Johansson, "Arb: efficient arbitrary-precision
midpoint-radius interval arithmetic", IEEE Trans. Computers, 2017), so that what it answers is proved.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

ORDER = 24
"""Up to this order an exponential takes some hundredths of a second."""
BITS = 160
MORE = 200
"""Bits that a product may lose to cancellation."""
MOST_BITS = 4000
MOST_BITS_OF_TRIANGLES = 10_000
BITS_A_THIRD = 12
"""Bits that a step from tanh x to tanh 3x may lose."""
MOST_OF_THIRDS = 2_000_000
"""The square of the steps times the third power of the order, up to which they take half a second."""
DETERMINED = 70
"""The bits that a determinant has to have."""
SURE = 1e-20
"""The radius, relative to the largest entry, up to which an answer counts as known."""


def exponential(A: Array, factor: complex = 1.0) -> Array | None:
    """exp(factor · A) of an n x n float array, rounded to float64 or complex128; None where it is out of reach."""
    if len(A) > ORDER or not A.size:
        return None
    import flint

    bits = _needed(A)
    if bits is None:
        return None
    real = not np.iscomplexobj(A) and complex(factor).imag == 0
    scalar = flint.arb(complex(factor).real) if real else flint.acb(factor)
    with flint.ctx.workprec(bits):
        return _rounded((_ball(A, real) * scalar).exp(), A.shape, real)


def exponential_times(A: Array, B: Array, factor: complex = 1.0) -> Array | None:
    """exp(factor · A) B for an n x n and an n x k array, as `exponential` gives it."""
    if len(A) > ORDER or not B.size or not np.isfinite(factor * A).all():
        return None
    import flint

    bits = _needed(factor * A)
    if bits is None:
        return None
    real = not (np.iscomplexobj(A) or np.iscomplexobj(B)) and complex(factor).imag == 0
    scalar = flint.arb(complex(factor).real) if real else flint.acb(factor)
    kind: Any = flint.arb_mat if real else flint.acb_mat
    with flint.ctx.workprec(bits + MORE):
        right = kind(*B.shape, B.astype(np.float64 if real else np.complex128).ravel().tolist())
        return _rounded((_ball(A, real) * scalar).exp() * right, B.shape, real)


def hyperbolic(A: Array, kind: str, factor: complex = 1.0) -> Array | None:
    """The sinh, cosh or tanh (`kind`) of factor · A for a factor of modulus 1, as `exponential` gives it."""
    if len(A) > ORDER or not A.size:
        return None
    import flint

    bits = _needed(A)
    if bits is None:
        return None
    bits += max(0, -math.frexp(float(np.abs(A).max()))[1])  # sinh of a small A is what two exponentials differ by
    real = not np.iscomplexobj(A) and complex(factor).imag == 0
    scalar = flint.arb(complex(factor).real) if real else flint.acb(factor)
    with flint.ctx.workprec(bits):
        there, back = (_ball(sign * A, real) * scalar for sign in (1, -1))
        even, odd = (there.exp() + back.exp()) / 2, (there.exp() - back.exp()) / 2
        try:
            found = {"sinh": lambda: odd, "cosh": lambda: even, "tanh": lambda: even.solve(odd)}[kind]()
        except ZeroDivisionError:
            return None
        return _rounded(found, A.shape, real)


def tangent(A: Array, factor: complex = 1.0) -> Array | None:
    """The tanh of factor · A for a factor of modulus 1, as `exponential` gives it, where exponentials are too long.

    By tanh 3x = (3 tanh x + tanh³ x) / (1 + 3 tanh² x) from that of a small A/3ᵏ.
    """
    if (known := hyperbolic(A, "tanh", factor)) is not None or not A.any() or not np.isfinite(A).all():
        return known
    k = max(0, math.ceil(math.log(float(np.abs(A).max()), 3) + math.log(len(A), 3)))
    if len(A) ** 3 * k**2 > MOST_OF_THIRDS:
        return None
    import flint

    real = not np.iscomplexobj(A) and complex(factor).imag == 0
    with flint.ctx.workprec(BITS + MORE + BITS_A_THIRD * k):
        M = _ball(A, real) * (flint.arb(complex(factor).real) if real else flint.acb(factor))
        try:
            return _rounded(_tripled(M * (1 / flint.arb(3) ** k), _ball(np.eye(len(A)), real), k), A.shape, real)
        except ZeroDivisionError:
            return None


def _tripled(M: Any, one: Any, k: int) -> Any:
    """The tanh of 3ᵏ M by that of M, in balls. Raises ZeroDivisionError where one of them holds a pole."""
    there, back = M.exp(), (-M).exp()
    found = (there + back).solve(there - back)
    for _ in range(k):
        squared = found * found
        found = (one + squared * 3).solve(found * 3 + squared * found)
    return found


def _needed(A: Array) -> int | None:
    """The bits that the exponential of A asks for, None where they are too many.

    The terms of the series grow to exp(norm) before they cancel; where A is triangular only its diagonal counts for
    that, and the norm for as many powers as A has rows.
    """
    with np.errstate(over="ignore"):
        norm = float(np.abs(A).sum(axis=0).max())
    if norm < (MOST_BITS - BITS) / 4:
        return BITS + 4 * math.ceil(norm)
    top = float(np.abs(np.diagonal(A)).max())
    if not (math.isfinite(norm) and top < (MOST_BITS - BITS) / 4 and (_is_upper(A) or _is_upper(A.T))):
        return None
    bits = BITS + 4 * math.ceil(top) + 4 * len(A) * math.ceil(math.log2(norm))
    return bits if bits <= MOST_BITS_OF_TRIANGLES else None


def _is_upper(A: Array) -> bool:
    return not np.tril(A, -1).any()


def determinant(A: Array) -> tuple[Fraction, Fraction] | None:
    """Real and imaginary part of the determinant of a complex A to more than twenty digits; None where it may be 0."""
    import flint

    bits = BITS
    while bits <= MOST_BITS_OF_TRIANGLES:
        with flint.ctx.workprec(bits):
            found = _ball(A, False).det()
            if found.rel_accuracy_bits() >= DETERMINED:
                return _dyadic(found.real), _dyadic(found.imag)
        bits *= 4
    return None


def _dyadic(x: Any) -> Fraction:
    mantissa, exponent = x.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def square_defect(X: Array, A: Array) -> Array:
    """A − X² of n x n float arrays to full precision; 0 where it is too small for that."""
    import flint

    real = not (np.iscomplexobj(X) or np.iscomplexobj(A))
    with flint.ctx.workprec(BITS):
        B, C = _ball(X, real), _ball(A, real)
        found = _rounded(C - B * B, X.shape, real)
    return np.zeros_like(X) if found is None else found


def ball_content(p: float, n: int) -> float:
    """2ⁿ Γ(1 + 1/p)ⁿ / Γ(1 + n/p), the content of the n-dimensional unit ball of the p-norm, rounded once."""
    import flint

    with flint.ctx.workprec(BITS):
        step = flint.arb(0) if math.isinf(p) else 1 / flint.arb(p)
        return float((2 * (1 + step).gamma()) ** n / (1 + n * step).gamma())


def _ball(A: Array, real: bool) -> Any:
    """The matrix with its entries as they are: every float is a dyadic number."""
    import flint

    kind: Any = flint.arb_mat if real else flint.acb_mat
    return kind(len(A), len(A), A.astype(np.float64 if real else np.complex128).ravel().tolist())


def _rounded(M: Any, shape: tuple[int, ...], real: bool) -> Array | None:
    """The midpoints as floats, or None where the balls are too wide to be called known."""
    entries = M.entries()
    middle = np.array([float(x) if real else complex(x) for x in entries]).reshape(shape)
    top = float(np.abs(middle).max())
    known = math.isfinite(top) and max(float(x.rad()) for x in entries) <= SURE * top
    return middle if known else None
