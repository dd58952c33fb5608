"""b − A x as exactly as if it were computed in twice the precision, by products of BLAS that are free of error.

A and x are cut into slices of so few bits that every product of slices, and the sum of n of them, is exact (Ozaki,
Ogita, Oishi and Rump 2012); the slices' products are then added without rounding.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

ROWS = 256
SLICES = 4


def residual(A: Array, x: Array, b: Array) -> Array:
    """b − A x for A (m x n), x (n x k) and b (m x k), rounded once but for what is below 2⁻⁸⁰ of the terms."""
    if A.dtype.itemsize == (8 if A.dtype.kind == "c" else 4):
        wide = np.dtype(np.complex128 if A.dtype.kind == "c" else np.float64)
        return np.asarray((b.astype(wide) - A.astype(wide) @ x.astype(wide)).astype(A.dtype))
    if A.dtype.kind != "c":
        return np.stack([_column([A], [x[:, j]], b[:, j]) for j in range(x.shape[1])], axis=1)
    real = [_column([A.real, -A.imag], [x[:, j].real, x[:, j].imag], b[:, j].real) for j in range(x.shape[1])]
    imag = [_column([A.real, A.imag], [x[:, j].imag, x[:, j].real], b[:, j].imag) for j in range(x.shape[1])]
    return np.stack(real, axis=1) + 1j * np.stack(imag, axis=1)


def _column(matrices: list[Array], vectors: list[Array], b: Array) -> Array:
    """b − Σ Aᵢ xᵢ, some rows at a time."""
    out = np.empty(len(b))
    for start in range(0, len(b), ROWS):
        rows = slice(start, start + ROWS)
        terms = [b[rows], *(-part for A, x in zip(matrices, vectors, strict=True) for part in _products(A[rows], x))]
        out[rows] = [math.fsum(entries) for entries in np.stack(terms, axis=1).tolist()]
    return out


def _products(A: Array, x: Array) -> list[Array]:
    """Vectors whose sum is A x: the exact products of slices."""
    powers = np.frexp(x)[1]
    B, y = np.ldexp(A, powers), np.ldexp(x, -powers)
    bits = (53 - math.ceil(math.log2(max(2, len(x)))) - 1) // 2
    left, right = _slices(B, bits), _slices(y[None, :], bits)
    return [one @ other[0] for i, one in enumerate(left) for j, other in enumerate(right) if i + j <= SLICES]


def _slices(A: Array, bits: int) -> list[Array]:
    """Arrays whose sum is A but for its last bits, row by row of so many bits each."""
    found, rest = [], A
    for _ in range(SLICES):
        top = np.abs(rest).max(axis=1, keepdims=True)
        if not top.any():
            break
        shift = np.ldexp(1.5, np.frexp(top)[1] + 52 - bits)
        head = (rest + shift) - shift
        found.append(head)
        rest = rest - head
    return found
