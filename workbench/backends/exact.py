"""Exact arithmetic on integers and fractions with FLINT."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np

from workbench.backends.cpu import memory
from workbench.backends.spec import Backend
from workbench.model.surd import Surd

Array = np.ndarray[Any, np.dtype[Any]]

LIMIT = 30  # order of the largest matrices with an exact twin
BITS = 14_000  # of the largest numbers: Python prints integers of at most 4300 digits, which are 14 284 bits
HEIGHT = BITS // 2  # of the minors of an input: a pseudoinverse has those of AᵀA
PRIME = 2**61 - 1
ONE = Fraction(1)

EXACT = Backend("exact", "Exact (FLINT)", lambda: None, memory)


def fits(*arrays: Array | None) -> bool:
    """Whether every array has an exact twin, within the limits of size and of digits and with something in it."""
    return all(
        a is not None and a.size > 0 and max(a.shape, default=1) <= LIMIT and height(a) <= HEIGHT for a in arrays
    )


def height(A: Array) -> int:
    """A bound on the bits of numerator and denominator of every minor of A; 0 for floating-point arrays.

    Minors make up all that elimination gives (Cramer); with rows scaled to integers they are at most the product of
    the 1-norms of these, over the product of the scales.
    """
    if A.dtype != object or A.ndim == 0:
        return 0
    rows = list(A) if A.ndim == 2 else A.reshape(-1, 1)
    bits = sorted(map(_row_bits, rows), reverse=True)
    return sum(bits[: min(A.shape)] if A.ndim == 2 else bits[:1])


def _row_bits(row: Array) -> int:
    scale = lcm(*(x.denominator for x in row))
    return int(max(scale, sum(abs(x.numerator) * (scale // x.denominator) for x in row))).bit_length()


def fractions(A: Array) -> Array:
    """A floating-point array as the fractions that it holds (every float is one)."""
    out = np.empty(A.shape, dtype=object)
    out[...] = np.array([Fraction(float(x)) for x in A.flat], dtype=object).reshape(A.shape)
    return out


def to_flint(A: Array) -> Any:
    """An fmpq_mat of an array of fractions; one axis becomes a column."""
    import flint

    rows = A if A.ndim == 2 else A.reshape(len(A), -1)
    entries = [flint.fmpq(x.numerator, x.denominator) for x in rows.flat]
    return flint.fmpq_mat(rows.shape[0], rows.shape[1], entries)


def rationals(A: Array) -> Array:
    """A new array of FLINT's rationals, in which elimination is several times faster than in Python's fractions."""
    import flint

    return array([flint.fmpq(x.numerator, x.denominator) for x in A.flat], A.shape)


def array(entries: Iterable[Any], shape: tuple[int, ...]) -> Array:
    """An object array of these entries, row by row."""
    out = np.empty(math.prod(shape), dtype=object)
    out[:] = list(entries)
    return out.reshape(shape)


def zeros(*shape: int) -> Array:
    return array([Fraction(0)] * math.prod(shape), shape)


def eye(n: int) -> Array:
    return array((Fraction(k // n == k % n) for k in range(n * n)), (n, n))


def fraction(x: Any) -> Fraction:
    return Fraction(int(x.p), int(x.q))


def from_flint(M: Any, shape: tuple[int, ...] | None = None) -> Array:
    """An object array of fractions, in the shape that is asked for."""
    return array(map(fraction, M.entries()), shape if shape is not None else (M.nrows(), M.ncols()))


def from_rationals(A: Array) -> Array:
    """FLINT's rationals as fractions, in a new array of the same shape."""
    return array(map(fraction, A.flat), A.shape)


def spelled(A: Array) -> Array:
    """Fractions as they are, and sums of roots as text in SymPy's spelling: what an exact twin hands out."""
    return array((x if isinstance(x, Fraction) else str(x) for x in A.flat), A.shape)


def printable(A: Any) -> bool:
    """Whether every number of A, fractions or sums of roots, has few enough digits to be written out."""
    return all(_bits(x) <= BITS for x in np.asarray(A, dtype=object).flat)


def _bits(x: Any) -> int:
    parts: list[Any] = [part for d, c in x.terms for part in (d, c)] if isinstance(x, Surd) else [x]
    return max(int(max(abs(part.numerator), part.denominator)).bit_length() for part in parts)


def confirm(holds: bool, claim: str) -> None:
    """Stop where an answer fails its own check: that is a defect of the program, nothing the user did."""
    if not holds:
        raise ArithmeticError(f"Exact arithmetic contradicts itself: {claim}")


def is_identity(M: Any) -> bool:
    n = M.nrows()
    return n == M.ncols() and all(x == (1 if k // n == k % n else 0) for k, x in enumerate(M.entries()))


def integer_rows(A: Array) -> list[list[int]]:
    """Each row times the common denominator of its entries: the same rank and null space, in integers."""
    scales = [lcm(*(x.denominator for x in row)) for row in A]
    return [[x.numerator * (scale // x.denominator) for x in row] for row, scale in zip(A, scales, strict=True)]


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
