"""Products with a few fixed random vectors, and other O(n²) looks at large matrices without large temporaries."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

COUNT = 16
BLOCK_BYTES = 1 << 19
STREAMED = 1 << 21
"""Bytes of a slab that is read once: each call of a threaded sum waits for all its threads, so they should be few."""
LARGE = 1 << 14
"""Entries from which it pays to go easy on memory."""


def probes(n: int, dtype: Any = np.float64, count: int = COUNT) -> Array:
    """`count` columns of random signs, the same in every run; the identity where that has no more columns.

    Signs see every change of a single entry for certain: (E v)ᵢ = ± e. For any other E each probe sees at least
    its largest entry with probability one half (Freivalds), so 16 of them miss it once in 65 536.
    """
    return _probes(n, np.dtype(dtype), count)


@lru_cache(maxsize=16)
def _probes(n: int, dtype: np.dtype[Any], count: int) -> Array:
    if n <= count:
        V = np.eye(n, dtype=dtype)
    else:
        V = np.random.default_rng(20_240_601).integers(0, 2, (n, count)).astype(dtype) * 2 - 1
    V = np.asfortranarray(V)
    V.setflags(write=False)
    return V


@lru_cache(maxsize=16)
def uneven(n: int, dtype: Any = np.float64, count: int = 4) -> Array:
    """Signs times one of 64 sizes in [1/2, 3/2): few of them do, since each also sees two exchanged columns.

    The identity where that has no more columns.
    """
    if n <= count:
        return probes(n, dtype, count)
    sizes = np.random.default_rng(20_240_602).integers(32, 96, (n, count)) / 64
    V = np.asfortranarray(_probes(n, np.dtype(np.float64), count) * sizes, dtype=dtype)
    V.setflags(write=False)
    return V


def exponent(A: Array) -> int:
    """The p for which the largest entry (real or imaginary part) of A lies in [2^(p-1), 2^p); 0 for a zero A."""
    largest = largest_part(A)
    return int(np.frexp(largest)[1]) if largest > 0 and np.isfinite(largest) else 0


def largest_part(A: Array) -> float:
    """The largest real or imaginary part by modulus, which unlike |a + bi| cannot overflow."""
    if not A.size:
        return 0.0
    parts = (A.real, A.imag) if A.dtype.kind == "c" else (A,)
    # block by block: the second look at a block finds it in the cache
    tops = [max(float(block.max()), -float(block.min())) for part in parts for block in blocks(part)]
    return float(np.max(tops))


def largest(A: Array) -> float:
    """The largest modulus of the entries, NaN if there is one."""
    if A.dtype.kind != "c":
        return largest_part(A)
    return max((float(np.abs(block).max(initial=0)) for block in blocks(A)), default=0.0)


def overall(A: Array) -> float | None:
    """√Σ|aᵢⱼ|², finite and never below the largest part of an entry; one inner product, on every core.

    None where an entry may be NaN or Inf, squares may over- or underflow, entries are few or lie scattered in
    memory: then `largest_part` is to be asked.
    """
    if A.size < LARGE or A.dtype.char not in "fdFD" or not A.flags.forc:
        return None
    flat = A.ravel(order="K").view(A.real.dtype)
    with np.errstate(all="ignore"):
        total = float(np.dot(flat, flat))
    limit = 2.0**40 if flat.dtype.itemsize == 4 else 2.0**300
    return 1.01 * math.sqrt(total) if 1 / limit < total < limit else None


def scaled(A: Array, p: int | None = None, limit: int = 200) -> tuple[Array, int]:
    """A·2⁻ᵖ and p: A itself and 0 unless its largest entry is outside 2^±limit (smaller in float32).

    `p` is the exponent of A where it is known.

    Scaling by powers of two is exact, so that squares and products of what is returned neither over- nor
    underflow where it matters.
    """
    limit = min(limit, 25) if A.dtype.itemsize == (8 if A.dtype.kind == "c" else 4) else limit
    if p is None:
        p = 0 if overall(A) is not None else exponent(A)
    if abs(p) <= limit:
        return A, 0
    return shifted(A, -p), p


def keeping(A: Array, p: int) -> int:
    """The exponent nearest to p for which A·2⁻ᵖ loses no entry to underflow, nor to overflow when it is inverted."""
    if p <= 0 or not A.size:
        return p
    parts = np.abs(np.stack([A.real, A.imag]) if A.dtype.kind == "c" else A)
    least = int(np.frexp(np.min(parts, where=parts > 0, initial=np.inf))[1])
    room = -int(np.finfo(A.dtype).minexp) * 7 // 8
    return max(0, min(p, least + room))


def shifted(A: Array, p: int | Array) -> Array:
    """A·2ᵖ, exact but for over- and underflow; p may be beyond the exponent range of the type."""
    with np.errstate(over="ignore", under="ignore"):
        if A.dtype.kind == "c":
            out = np.empty_like(A)
            out.real, out.imag = np.ldexp(A.real, p), np.ldexp(A.imag, p)
            return out
        result: Array = np.asarray(np.ldexp(A, p))
        return result


def blocks(A: Array, most: int = BLOCK_BYTES) -> Iterator[Array]:
    """A in slabs along the axis that is far apart in memory, each small enough for the cache unless more is asked."""
    if A.ndim < 2:
        yield A
        return
    B = A.T if A.flags.f_contiguous and not A.flags.c_contiguous else A
    rows = max(1, most // max(1, B[:1].nbytes))
    yield from (B[i : i + rows] for i in range(0, len(B), rows))


def thin(A: Array, V: Array) -> Array:
    """A V for a few columns, slab by slab: BLAS itself would copy a large A first."""
    if A.size < LARGE or not A.flags.c_contiguous:
        return np.asarray(A @ V)
    return np.concatenate([block @ V for block in blocks(A)])


def thin_with_rows(A: Array, V: Array) -> tuple[Array, Array]:
    """A V for a few columns, and the length of each row of A, in one look; A should be `scaled`."""
    if A.size < LARGE or not A.flags.c_contiguous:
        return np.asarray(A @ V), np.sqrt(times_squares(np.ones(A.shape[1]), A.T))
    pairs = [(block @ V, np.vecdot(block, block).real) for block in blocks(A)]
    product, squares = (np.concatenate(parts) for parts in zip(*pairs, strict=True))
    return product, np.sqrt(squares)


def abs_times(A: Array, y: Array) -> Array:
    """|A| y for a vector y ≥ 0 (or several, as columns), without the temporary |A|."""
    return _left(np.abs, A, y) if _by_rows(A) else _right(np.abs, y.T, A.T).T


def times_abs(y: Array, A: Array) -> Array:
    """yᵀ|A| for a vector y ≥ 0 (or several, as rows), without the temporary |A|."""
    return _right(np.abs, y, A) if _by_rows(A) else _left(np.abs, A.T, y.T).T


def times_squares(y: Array, A: Array) -> Array:
    """yᵀ|A|² (entry by entry), without the temporary; A should be `scaled`."""
    return _right(squared, y, A) if _by_rows(A) else _left(squared, A.T, y.T).T


def weighed(Y: Array, z: Array, A: Array) -> tuple[Array, Array, float]:
    """Y|A| for rows Y ≥ 0, zᵀ|A|² and the largest modulus of an entry, in one look at A."""
    by_rows, at = _by_rows(A), 0
    sums, squares, tops = np.zeros((len(Y), A.shape[1])), np.zeros(A.shape[1]), [0.0]
    for block in blocks(A):
        moduli, few = np.abs(block), slice(at, at + len(block))
        at += len(block)
        tops.append(float(moduli.max(initial=0)))
        if by_rows:
            sums += Y[:, few] @ moduli
            squares += (np.stack([z[few], z[few]]) @ np.square(moduli, out=moduli))[0]  # two rows: by one thread
        else:  # the blocks are columns of A
            sums[:, few] = Y @ moduli.T
            squares[few] = np.vecdot(np.square(moduli, out=moduli), z)
    return sums, squares, float(np.max(tops))


def squared(block: Array) -> Array:
    return np.square(block) if block.dtype.kind != "c" else np.square(block.real) + np.square(block.imag)


def _by_rows(A: Array) -> bool:
    return bool(A.flags.c_contiguous) or not A.flags.f_contiguous


def _left(function: Callable[[Array], Array], A: Array, y: Array) -> Array:
    if not len(A):
        return np.zeros((0, *y.shape[1:]))
    return np.concatenate([function(block) @ y for block in blocks(A)])


def _right(function: Callable[[Array], Array], y: Array, A: Array) -> Array:
    total, start = np.zeros((*y.shape[:-1], A.shape[1])), 0
    for block in blocks(A):
        total += y[..., start : start + len(block)] @ function(block)
        start += len(block)
    return total
