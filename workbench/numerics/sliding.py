"""Sliding products in one and two dimensions, and the banded matrices that they are."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
Shape = tuple[int, ...]


def edges(kernel: Shape, mode: str) -> tuple[tuple[int, int], ...]:
    """How many zeros are put before and after each axis: none, so many that the size stays, or all that meet."""
    if mode == "valid":
        return tuple((0, 0) for _ in kernel)
    if mode == "full":
        return tuple((k - 1, k - 1) for k in kernel)
    return tuple((k - 1 - (k - 1) // 2, (k - 1) // 2) for k in kernel)


def sizes(given: Shape, kernel: Shape, mode: str) -> Shape:
    """The shape of the sliding product."""
    around = edges(kernel, mode)
    return tuple(n + before + after - k + 1 for n, k, (before, after) in zip(given, kernel, around, strict=True))


def flip(kernel: Array) -> Array:
    """The kernel turned round along every axis."""
    return kernel[tuple(slice(None, None, -1) for _ in kernel.shape)]


def pad(A: Array, kernel: Shape, mode: str) -> Array:
    """A with the zeros around it that the mode asks for; fractions stay fractions."""
    around = edges(kernel, mode)
    out = np.zeros(tuple(n + sum(pair) for n, pair in zip(A.shape, around, strict=True)), A.dtype)
    out[tuple(slice(pair[0], pair[0] + n) for n, pair in zip(A.shape, around, strict=True))] = A
    return out


def slide(A: Array, kernel: Array, mode: str) -> Array:
    """Σ kernel[j] A[i + j], one shifted copy of A for each entry of the kernel that is not 0."""
    P = pad(A, kernel.shape, mode)
    shape = sizes(A.shape, kernel.shape, mode)
    out = np.zeros(shape, np.result_type(A, kernel))
    for at in product(*(range(k) for k in kernel.shape)):
        if kernel[at]:
            out += kernel[at] * P[tuple(slice(j, j + n) for j, n in zip(at, shape, strict=True))]
    return out


def windows_times(A: Array, kernel: Array, mode: str) -> Array:
    """The same, window by window."""
    P = pad(A, kernel.shape, mode)
    windows = np.lib.stride_tricks.sliding_window_view(P, kernel.shape)
    letters = "ab"[: kernel.ndim]
    return np.asarray(np.einsum(f"...{letters},{letters}->...", windows, kernel))


def banded(kernel: Array, given: Shape, mode: str) -> Array:
    """The matrix T for which T times the flattened A is the sliding product, flattened: Toeplitz, in two axes twice."""
    around, out = edges(kernel.shape, mode), sizes(given, kernel.shape, mode)
    rows = np.indices(out).reshape(len(out), -1)
    T = np.zeros((rows.shape[1], int(np.prod(given))), kernel.dtype)
    for at in product(*(range(k) for k in kernel.shape)):
        place = [row + j - pair[0] for row, j, pair in zip(rows, at, around, strict=True)]
        inside = np.all([(x >= 0) & (x < n) for x, n in zip(place, given, strict=True)], axis=0)
        columns = np.ravel_multi_index([x[inside] for x in place], given)
        T[np.flatnonzero(inside), columns] = kernel[at]
    return T


def entries(kernel: Array, given: Shape, mode: str) -> int:
    """How many entries of `banded` are not 0: for each of the kernel's, the places at which it meets the input."""
    counts = kernel != 0
    around, out = edges(kernel.shape, mode), sizes(given, kernel.shape, mode)
    for axis, (n, rows, (before, _)) in enumerate(zip(given, out, around, strict=True)):
        places = np.arange(rows)[:, None] + np.arange(kernel.shape[axis]) - before
        met = ((places >= 0) & (places < n)).sum(axis=0)
        counts = counts * met.reshape([-1 if at == axis else 1 for at in range(kernel.ndim)])
    return int(counts.sum())
