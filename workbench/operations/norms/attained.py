"""By how much a vector shows that a matrix magnifies: ‖A‖₁ ‖v‖₁ / ‖A v‖₁, also where numbers leave their range."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from workbench.numerics.equilibrium import is_wide
from workbench.numerics.inverse_norm import norm_of
from workbench.numerics.norm_estimates import product
from workbench.numerics.probes import exponent, shifted
from workbench.operations.spec import Array

MOST = 1 << 16
"""Up to so many products of entries are added in fractions where floating point does not tell."""
SAFE = 1e-270
"""Sums of moduli from here on have lost nothing to underflow that matters."""


class Attained(NamedTuple):
    value: float
    vanishes: bool | None
    """Whether A v is exactly 0, None where that is not known."""


def attained(A: Array, v: Array) -> Attained:
    """‖A‖₁ ‖v‖₁ / ‖A v‖₁, which is never above the condition number; Inf where it is beyond double precision."""
    p = exponent(A)
    size = norm_of(shifted(A, -p), 1) * float(np.abs(v).astype(np.float64).sum())
    if not is_wide(A):
        below = float(np.abs(product(A, v)).astype(np.float64).sum())
        value = math.inf if below < SAFE else float(np.ldexp(size / below, p))
        if math.isfinite(value):
            return Attained(value, False)
    if not np.isfinite(v).all() or len(A) * np.count_nonzero(v) > MOST:
        return _rounded(A, v, size, p)
    return _exactly(A, v, size, p)


def _rounded(A: Array, v: Array, size: float, p: int) -> Attained:
    """From sums in floating point, which do not tell 0 from what is merely small."""
    below = float(np.abs(product(A, v)).astype(np.float64).sum())
    value = float(np.ldexp(size / below, p)) if below > 0 else math.inf
    return Attained(value, False if math.isfinite(value) else None)


def _exactly(A: Array, v: Array, size: float, p: int) -> Attained:
    """A v in fractions, over the entries of v that are not 0."""
    below = _length(A[:, v != 0], v[v != 0])
    if not below:
        return Attained(math.inf, True)
    try:
        return Attained(float(Fraction(size) * Fraction(2) ** p / below), False)
    except OverflowError:
        return Attained(math.inf, False)


def _length(A: Array, v: Array) -> Fraction:
    """‖A v‖₁, of which only moduli of complex entries are rounded."""
    real, x = _fractions(A.real), _fractions(v.real)
    if A.dtype.kind != "c":
        return Fraction(np.abs(real @ x).sum())
    imaginary, y = _fractions(A.imag), _fractions(v.imag)
    return sum(map(_modulus, real @ x - imaginary @ y, real @ y + imaginary @ x), Fraction(0))


def _fractions(X: Array) -> Array:
    return np.array([Fraction(float(x)) for x in X.ravel()], dtype=object).reshape(X.shape)


def _modulus(a: Fraction, b: Fraction) -> Fraction:
    top = max(abs(a), abs(b))
    return top * Fraction(math.hypot(float(a / top), float(b / top))) if top else Fraction(0)
