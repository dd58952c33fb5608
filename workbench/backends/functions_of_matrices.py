"""Functions of matrices to many digits, with FLINT's Arb: by the eigenvectors of a neighbour of the matrix.

A neighbour at a distance of 2⁻¹⁶⁰ has distinct eigenvalues, and eigenvectors that are hardly worse conditioned than
that, whatever the Jordan form of the matrix (Davies, "Approximate diagonalization", SIAM J. Matrix Anal. Appl. 2007;
Higham and Liu, "A multiprecision derivative-free Schur-Parlett algorithm", ibid. 2021).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from workbench.numerics.matrix_functions import BeyondRange

Array = np.ndarray[Any, np.dtype[Any]]
Scalar = Callable[[Any], Any]
"""A function of one `flint.acb`."""

ORDER = 16
"""Up to this order it takes some tenths of a second."""
BITS = (512, 1024)
APART = 160
"""Bits between a matrix and its neighbour."""
REBUILT = 2.0**-140
GRADED = 3000
"""More bits than these are not spent on entries that are far apart."""
ROUNDED = 60
"""Bits that a value has before it is rounded to a float."""
SURE = 1e-20
"""By how much two neighbours may differ, relative to the largest entry, where the function is called known."""


def at(w: Array, function: Scalar) -> Array:
    """f of each number in w, rounded once; real for real w. Infinite where it is too large or not defined."""
    flat = [_value(complex(x), function) for x in w.ravel().tolist()]
    found = np.array(flat, np.complex128).reshape(w.shape)
    return found if w.dtype.kind == "c" else found.real.copy()


def _value(x: complex, function: Scalar) -> complex:
    import flint

    for bits in (128, *BITS, 4 * BITS[-1]):
        with flint.ctx.workprec(bits):
            found = function(flint.acb(x))
        if found.is_finite() and found.rel_accuracy_bits() >= ROUNDED:
            break
    return complex(found.mid()) if found.is_finite() else complex(math.inf)


def known(A: Array, function: Scalar) -> Array | None:
    """f(A) of an n x n array, rounded to float64 or complex128, where two neighbours agree; None where it is not known.

    None is also the answer for a large order.
    """
    if not A.size or len(A) > ORDER:
        return None
    found = [_entries(A, function, seed) for seed in (1, 2)]
    if found[0] is None or found[1] is None:
        return None
    top = max(abs(x) for x in found[0])
    if not max(abs(x - y) for x, y in zip(found[0], found[1], strict=True)) <= SURE * top:
        return None
    return _rounded(found[0], A)


def neighbour(A: Array, function: Scalar) -> Array:
    """f of a neighbour of A, whatever its order.

    Raises `LinAlgError` where so many bits are too few, and `BeyondRange` where no float is as large as an entry.
    """
    found = _entries(A, function, 1)
    if found is not None and not np.isfinite([complex(x) for x in found]).all():
        raise BeyondRange
    X = None if found is None else _rounded(found, A)
    if X is None:
        raise np.linalg.LinAlgError("the eigenvectors of a neighbour are too nearly dependent")
    return X


def _entries(A: Array, function: Scalar, seed: int) -> list[Any] | None:
    """The entries of f(A + E) as midpoints, row by row."""
    import flint

    grade = _grade(A)
    for bits in BITS:
        with flint.ctx.workprec(bits + 4 * grade):
            M = _moved(A, seed, APART + grade)
            try:
                w, V = M.eig(right=True, algorithm="approx")
                back = V.inv()
            except (ValueError, ZeroDivisionError):
                continue
            if not _close(_product(V, w, back), M):
                continue
            X = _product(V, [function(x) for x in w], back)
            if _is_sharp(X):
                return [x.mid() for x in X.entries()]
    return None


def _grade(A: Array) -> int:
    """The bits between the largest and the least part of an entry."""
    parts = np.abs(np.concatenate([A.real.ravel(), A.imag.ravel()]))
    exponents = np.frexp(parts[parts > 0])[1]
    return min(GRADED, int(exponents.max() - exponents.min())) if exponents.size else 0


def _moved(A: Array, seed: int, apart: int) -> Any:
    """A + E with random entries of E that are so many bits below the largest of A, real where A is."""
    import flint

    size = math.frexp(float(np.abs(A).max()))[1] - apart
    unit = flint.arb(2) ** size
    E = np.random.default_rng(seed).standard_normal(A.size).tolist()
    entries = [flint.acb(complex(a)) + unit * e for a, e in zip(A.ravel().tolist(), E, strict=True)]
    return flint.acb_mat(len(A), len(A), entries)


def _product(V: Any, values: list[Any], back: Any) -> Any:
    """V diag(values) V⁻¹."""
    import flint

    n = V.nrows()
    D = flint.acb_mat(n, n, [values[i] if i == j else 0 for i in range(n) for j in range(n)])
    return V * D * back


def _close(X: Any, M: Any) -> bool:
    top = max(float(abs(x).mid()) for x in M.entries())
    return all(float(abs(x).upper()) <= REBUILT * top for x in (X - M).entries())


def _is_sharp(X: Any) -> bool:
    """Whether the radii of rounding are far below the largest entry."""
    entries = X.entries()
    if not all(x.is_finite() for x in entries):
        return False
    top = max(abs(x).mid() for x in entries)
    return bool(max(x.rad() for x in entries) <= SURE * top)


def _rounded(entries: list[Any], A: Array) -> Array | None:
    """As floats, real of a real A; None where they are none, or where a real A has a complex value."""
    found = np.array([complex(x) for x in entries]).reshape(A.shape)
    if not np.isfinite(found).all():
        return None
    if A.dtype.kind == "c":
        return found
    top = max(abs(x) for x in entries)
    sure = all(abs(x.imag) <= SURE * top for x in entries)
    return found.real.copy() if sure else None
