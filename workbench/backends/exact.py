"""Exact arithmetic on integers and fractions with FLINT."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np

from workbench.backends.cpu import memory
from workbench.backends.spec import Backend

Array = np.ndarray[Any, np.dtype[Any]]

LIMIT = 30  # order of the largest matrices with an exact twin
PRIME = 2**61 - 1
ONE = Fraction(1)

EXACT = Backend("exact", "Exact (FLINT)", lambda: None, memory)


def fits(*arrays: Array | None) -> bool:
    """Whether every array has an exact twin, within the limit and with something in it."""
    return all(a is not None and a.size > 0 and max(a.shape, default=1) <= LIMIT for a in arrays)


def fractions(A: Array) -> Array:
    """A floating-point array as the fractions that it holds (every float is one)."""
    out = np.empty(A.shape, dtype=object)
    out[...] = np.array([Fraction(float(x)) for x in A.flat], dtype=object).reshape(A.shape)
    return out


def to_flint(A: Array) -> Any:
    """An fmpq_mat of an array of fractions; one axis becomes a column."""
    import flint

    rows = A.reshape(len(A), -1)
    entries = [flint.fmpq(x.numerator, x.denominator) for x in rows.flat]
    return flint.fmpq_mat(rows.shape[0], rows.shape[1], entries)


def fraction(x: Any) -> Fraction:
    return Fraction(int(x.p), int(x.q))


def from_flint(M: Any, shape: tuple[int, ...] | None = None) -> Array:
    """An object array of fractions, in the shape that is asked for."""
    out = np.empty(M.nrows() * M.ncols(), dtype=object)
    out[:] = [fraction(x) for x in M.entries()]
    return out.reshape(shape if shape is not None else (M.nrows(), M.ncols()))


def is_identity(M: Any) -> bool:
    n = M.nrows()
    return n == M.ncols() and all(x == (1 if k // n == k % n else 0) for k, x in enumerate(M.entries()))


def integer_rows(A: Array) -> list[list[int]]:
    """Each row times the common denominator of its entries: the same rank and null space, in integers."""
    scales = [lcm(*(x.denominator for x in row)) for row in A]
    return [[int(x * scale) for x in row] for row, scale in zip(A, scales, strict=True)]


def rank(A: Array) -> int:
    """The exact rank. A full rank modulo a prime proves full rank, and is quick."""
    import flint

    rows = integer_rows(A)
    modular = flint.nmod_mat(len(rows), len(rows[0]), [x % PRIME for row in rows for x in row], PRIME)
    if modular.rank() == min(A.shape):
        return int(min(A.shape))
    return int(flint.fmpz_mat(rows).rank())


def null_vector(A: Array) -> list[int]:
    """A shortest-scaled integer vector x ≠ 0 with A x = 0, for an A whose columns are dependent."""
    form, count = to_flint(A).rref()
    return _free_column(from_flint(form), int(count), A.shape[1])


def _free_column(form: Array, count: int, n: int) -> list[int]:
    """Set the first free variable to 1 and read the others off the reduced form."""
    pivots = [next(j for j in range(n) if form[i, j] != 0) for i in range(count)]
    free = next(j for j in range(n) if j not in pivots)
    x = [Fraction(0)] * n
    x[free] = Fraction(1)
    for row, column in enumerate(pivots):
        x[column] = -form[row, free]
    scale = lcm(*(value.denominator for value in x))
    return [int(value * scale) for value in x]
