"""Products of the entries up to each, which neither over- nor underflow on the way."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


def running_products(A: Array, axis: int) -> Array:
    """The product of the entries so far along an axis, in the type of A.

    One product after the other; where one of them leaves the range of the type, or loses digits below it, those from
    there on are made of numbers of size 1 and of exponents (`_scanned`).
    """
    with np.errstate(all="ignore"):
        plain = np.asarray(np.cumprod(A, axis=axis, dtype=A.dtype))
        lost = _lost(A, plain, axis)
        return np.where(lost, _scanned(A, axis), plain) if lost.any() else plain


def _lost(A: Array, plain: Array, axis: int) -> Array:
    """Where a product on the way overflowed or is below full precision, and no factor was 0."""
    sizes = np.maximum(np.abs(plain.real), np.abs(plain.imag))
    left = ~np.isfinite(sizes) | ((sizes < np.finfo(A.dtype).tiny) & ~np.logical_or.accumulate(A == 0, axis=axis))
    return np.asarray(np.logical_or.accumulate(left, axis=axis))


def _scanned(A: Array, axis: int) -> Array:
    """By log₂ n rounds in which each number is multiplied by the product of those before (Hillis and Steele 1986)."""
    M, E = _normal(np.moveaxis(A, axis, 0))
    step = 1
    while step < len(M):
        product, more = _normal(M[step:] * M[:-step])
        M, E = np.concatenate([M[:step], product]), np.concatenate([E[:step], E[step:] + E[:-step] + more])
        step *= 2
    return np.moveaxis(_times(M, np.clip(E, -100_000, 100_000).astype(np.intc)), 0, axis)


def _normal(A: Array) -> tuple[Array, Array]:
    """A as numbers whose larger part is in [1/2, 1), 0, Inf or NaN, and exponents of 2."""
    exponents = np.frexp(np.maximum(np.abs(A.real), np.abs(A.imag)))[1]
    return _times(A, -exponents), exponents.astype(np.int64)


def _times(A: Array, exponents: Array) -> Array:
    """A · 2^exponents, part by part."""
    if A.dtype.kind != "c":
        return np.asarray(np.ldexp(A, exponents))
    out = np.empty_like(A)
    out.real, out.imag = np.ldexp(A.real, exponents), np.ldexp(A.imag, exponents)
    return out
