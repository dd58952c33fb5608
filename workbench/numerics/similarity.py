"""Whether A = Z T Zᴴ with a unitary Z, for a T of some form: Schur, Hessenberg."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from workbench.numerics.bounds import spacing
from workbench.numerics.probes import largest, scaled, shifted
from workbench.numerics.spectral import (
    MARGIN,
    Check,
    column_lengths,
    floor,
    frobenius,
    gram_defect,
    probe_length,
    signs,
    times,
    tolerance,
    total,
    worst,
)

Array = np.ndarray[Any, np.dtype[Any]]


def below(T: Array, diagonal: int) -> bool:
    """Whether anything but zeros is below that diagonal of T (-1 is the one below the main one)."""
    return bool(np.tril(T, diagonal - 1).any())


def has_wide_block(T: Array) -> bool:
    """Whether two entries in a row below the diagonal of T differ from 0: blocks of a real Schur form are 2 x 2."""
    low = np.diagonal(T, -1) != 0
    return bool((low[1:] & low[:-1]).any())


def check_similarity(A: Array, T: Array, Z: Array) -> Check:
    """Check A Z = Z T and ZᴴZ = I; the bound is a backward error, relative to the largest entry of T.

    Z T Zᴴ is then exactly the Schur or Hessenberg form of a matrix that is so near to A.
    """
    n = len(A)
    if T.shape != (n, n) or Z.shape != (n, n):
        return Check("Verification failed: the factors have the wrong shapes.")
    if not (np.isfinite(T).all() and np.isfinite(Z).all()):
        return Check("A factor is not finite: it leaves the range of the number type.")
    if not n:
        return Check(None, 0.0, 0.0, floor(1, A.dtype))
    A, p = scaled(A)
    return _residuals(A, shifted(T, -p), Z, p)


def _residuals(A: Array, T: Array, Z: Array, p: int) -> Check:
    n, size = len(A), frobenius(A) or 1.0
    X = signs(n, A.dtype)
    R, E = times(A, Z @ X) - Z @ (T @ X), gram_defect(Z)
    allowed, apart = tolerance(n, A.dtype), spacing(A.dtype, p, size)
    loose = allowed + math.sqrt(n) * apart  # each entry of T is rounded
    residual = worst(R, n) / size
    defect = max(worst(E, n), float(np.abs(column_lengths(Z) - 1).max()))
    failure = None
    if not residual <= loose:
        failure = f"Verification failed: the factors rebuild A only to {residual:.1e} of its size."
    elif not defect <= allowed:
        failure = f"Verification failed: the second factor is not unitary ({defect:.1e} off)."
    top = largest(T) or 1.0
    hidden = MARGIN * loose * probe_length(n) / 100 * max(size / top, 1 / (largest(Z) or 1.0))
    bound = max(total(R, n) / size + total(E, n) / 2, floor(n, A.dtype), hidden)
    return Check(failure, residual, defect, bound, spacing=apart)
