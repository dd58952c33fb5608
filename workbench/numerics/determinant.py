"""Determinants that cannot over- or underflow on the way, and how far they can be trusted."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import scipy

from workbench.numerics.bounds import Residual, eps, growth
from workbench.numerics.factor import Factor
from workbench.numerics.probes import BLOCK_BYTES, abs_times, probes, thin, times_squares

Array = np.ndarray[Any, np.dtype[Any]]

CHUNK = 256
PROBES = 8
LN2 = math.log(2.0)


class Product(NamedTuple):
    """mantissa · 2^exponent, with a mantissa of modulus in [1/2, 1) or 0."""

    mantissa: complex
    exponent: int

    @property
    def logarithm(self) -> float:
        """log |product|, −inf for 0."""
        return math.log(abs(self.mantissa)) + self.exponent * LN2 if self.mantissa else -math.inf

    @property
    def sign(self) -> complex:
        return self.mantissa / abs(self.mantissa) if self.mantissa else 0.0

    def value(self, dtype: Any) -> Array:
        """The product as a number of the type: Inf or 0 where it over- or underflows."""
        shift = max(-5000, min(5000, self.exponent))
        parts = [_ldexp(part, shift) for part in (self.mantissa.real, self.mantissa.imag)]
        with np.errstate(over="ignore", under="ignore"):
            return np.asarray(complex(*parts) if np.dtype(dtype).kind == "c" else parts[0]).astype(dtype)


def _ldexp(part: float, shift: int) -> float:
    try:
        return math.ldexp(part, shift)
    except OverflowError:
        return math.copysign(math.inf, part)


def product(pivots: Array, sign: float = 1.0, exponent: int = 0) -> Product:
    """sign · ∏ pivots · 2^exponent, without over- or underflow on the way."""
    mantissa = complex(sign)
    for start in range(0, len(pivots), CHUNK):
        part = pivots[start : start + CHUNK].astype(np.complex128)
        shifts = np.frexp(np.maximum(np.abs(part.real), np.abs(part.imag)))[1]
        part.real, part.imag = np.ldexp(part.real, -shifts), np.ldexp(part.imag, -shifts)
        mantissa, more = _normal(mantissa * complex(np.prod(part)))
        exponent += int(shifts.sum()) + more
    mantissa, more = _normal(mantissa)
    return Product(mantissa, exponent + more)


def of_fraction(x: Fraction, y: Fraction = Fraction(0)) -> Product:
    """A fraction of any size, or x + iy."""
    top = max(abs(x), abs(y))
    exponent = top.numerator.bit_length() - top.denominator.bit_length()
    mantissa, more = _normal(complex(*(float(part / Fraction(2) ** exponent) for part in (x, y))))
    return Product(mantissa, exponent + more)


def _normal(z: complex) -> tuple[complex, int]:
    p = math.frexp(abs(z))[1]
    return complex(math.ldexp(z.real, -p), math.ldexp(z.imag, -p)), p


def misfit(A: Array, factor: Factor) -> tuple[Residual, float]:
    """Whether the factors multiply back to A, and what their misfit ΔA does to the determinant: ‖A⁻¹ ΔA‖.

    det(A + ΔA) / det A = 1 + tr(A⁻¹ ΔA) to first order; the Frobenius norm is estimated from probes, after
    scaling the columns of A, which changes neither the trace nor the determinant's relative error.
    """
    n = len(A)
    least = np.finfo(A.dtype).minexp + 1  # below it 1 / column is too large
    columns = np.ldexp(1.0, np.maximum(np.frexp(_column_sizes(A))[1], least)).astype(A.real.dtype)
    V = (probes(n, A.dtype, PROBES).T / columns).T
    with np.errstate(all="ignore"):
        difference = thin(A, V) - factor.times(V)
        check = Residual.of(np.abs(difference).max(axis=1), growth(n) * abs_times(A, 1 / columns), A.dtype)
        if not factor.pivots.all():
            return check, math.inf
        total = _through(factor, difference, columns) / (1 if V.shape[1] == n else V.shape[1])
        total += _of_rounding(A, factor, columns)
    return check, math.sqrt(total) + n * eps(A.dtype) if math.isfinite(total) else math.inf


def _through(factor: Factor, difference: Array, columns: Array) -> float:
    """The squares of A⁻¹ times the difference, with the columns of A scaled."""
    return float(np.sum(np.square(np.abs(factor.solve(difference).T * columns)), dtype=np.float64))


def _of_rounding(A: Array, factor: Factor, columns: Array) -> float:
    """The same for changes of A by one rounding of each entry, which a difference may happen not to show."""
    rows = np.sqrt(times_squares(1 / np.square(columns.astype(np.float64)), A.T))
    signs = probes(len(A), A.real.dtype, PROBES)
    noise = (eps(A.dtype) * rows)[:, None] * signs
    found = _through(factor, noise.astype(A.dtype), columns) / signs.shape[1]
    return found if math.isfinite(found) else 0.0  # squares of extreme columns leave the range


def _column_sizes(A: Array) -> Array:
    """The largest part of an entry in each column by modulus, 1 for a zero column."""
    step = max(1, BLOCK_BYTES // max(1, A[:1].nbytes))
    sizes = np.zeros(A.shape[1], A.real.dtype)
    for block in (A[i : i + step] for i in range(0, len(A), step)):
        for part in (block.real, block.imag) if A.dtype.kind == "c" else (block,):
            np.maximum(sizes, np.maximum(part.max(axis=0), -part.min(axis=0)), out=sizes)
    return np.asarray(np.where(sizes > 0, sizes, 1))


def sensitivity(A: Array, inverse: Array) -> float:
    """Σ |A⁻¹ⱼᵢ| |Aᵢⱼ|: how a determinant answers to relative changes of single entries."""
    return float(np.sum(np.abs(inverse).T * np.abs(A)))


def grown(A: Array, inverse: Array) -> float:
    """The same for |L| |U| in the place of |A|, by which elimination is off (Higham, Accuracy and Stability, 9.3).

    Where rows or columns are of very different lengths that may be far more.
    """
    P, L, U = scipy.linalg.lu(A, check_finite=False)
    return sensitivity(P @ (np.abs(L) @ np.abs(U)), inverse)
