"""Cosines and sines of angles: as factors of a unitary matrix, and as generalised singular values of two matrices.

These are A = U C Xᴴ and B = V S Xᴴ with unitary U and V and CᴴC + SᴴS = I.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.numerics.bounds import spacing
from workbench.numerics.probes import exponent, largest, shifted
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


def pair_exponent(A: Array, B: Array) -> int:
    """The p for which the largest entry of both lies in [2^(p-1), 2^p)."""
    return max((exponent(M) for M in (A, B) if M.any()), default=0)


def check_pair(A: Array, B: Array, U: Array, V: Array, X: Array, C: Array, S: Array) -> Check:
    """Check shapes and forms, U and V unitary, and both products; sizes are relative to A and B together.

    The bound is a backward error: the factors are exactly those of a pair that is so near.
    """
    (m, n), p = A.shape, len(B)
    k, dtype = min(m + p, n), np.result_type(A, B)
    parts, shapes = (U, V, X, C, S), ((m, m), (p, p), (n, k), (m, k), (p, k))
    if any(part.shape != shape for part, shape in zip(parts, shapes, strict=True)):
        return Check("Verification failed: the factors have the wrong shapes.")
    if not all(np.isfinite(part).all() for part in parts):
        return Check("A factor is not finite: it leaves the range of the number type.")
    failure = _form_failure(C, S, tolerance(m + p, dtype))
    q = pair_exponent(A, B)
    return _residuals(shifted(A, -q), shifted(B, -q), U, V, shifted(X, -q), C, S, q, failure)


def _form_failure(C: Array, S: Array, allowed: float) -> str | None:
    """One entry at most in each row and column, none negative, and squares that add up to 1."""
    for name, M in (("C", C), ("S", S)):
        low = M.dtype.kind == "c" or (M < 0).any()
        if low or any((np.count_nonzero(M, axis=axis) > 1).any() for axis in (0, 1)):
            return f"Verification failed: {name} has not one entry, real and not negative, in each column."
    squares = (C.astype(np.float64) ** 2).sum(axis=0) + (S.astype(np.float64) ** 2).sum(axis=0)
    if not np.abs(squares - 1).max(initial=0) <= 2 * allowed:
        return "Verification failed: the squares of cosines and sines do not add up to 1."
    return None


def _residuals(
    A: Array, B: Array, U: Array, V: Array, X: Array, C: Array, S: Array, q: int, failure: str | None
) -> Check:
    n, rows, dtype = A.shape[1], len(A) + len(B), np.result_type(A, B)
    size = float(np.hypot(frobenius(A), frobenius(B))) or 1.0
    P, apart = signs(n, dtype), spacing(dtype, q, size)
    Y = X.conj().T @ P
    R = np.concatenate([times(A, P) - U @ (C @ Y), times(B, P) - V @ (S @ Y)])
    order = max(rows, n)
    allowed = tolerance(order, dtype)
    loose = allowed + np.sqrt(order) * apart  # each entry of X is rounded
    residual, defect, off = worst(R, n) / size, 0.0, 0.0
    for Q in (U, V):
        E = gram_defect(Q)
        defect = max(defect, worst(E, len(Q)), float(np.abs(column_lengths(Q) - 1).max()))
        off = max(off, total(E, len(Q)))
    if failure is None and not residual <= loose:
        failure = f"Verification failed: the factors rebuild A and B only to {residual:.1e} of their size."
    elif failure is None and not defect <= allowed:
        failure = f"Verification failed: U or V is not unitary ({defect:.1e} off)."
    hidden = MARGIN * loose * probe_length(order) / 100 * _unseen(U, V, X, C, S, size)
    bound = max(total(R, n) / size + off / 2, floor(order, dtype), hidden)
    return Check(failure, residual, defect, bound, spacing=apart)


def _unseen(U: Array, V: Array, X: Array, C: Array, S: Array, size: float) -> float:
    """How much an error of an output, relative to its largest entry, may shrink until it shows in a residual.

    An entry of C or S shows by the column of X that it belongs to.
    """
    shortest = float(column_lengths(X).min()) / size
    parts = [largest(U), largest(V), largest(X) / size]
    parts += [largest(M) * shortest for M in (C, S) if M.any()]
    # an entry of X shows as far as its column is used, which cosine or sine do by at least 1/√2
    least = min(parts) / np.sqrt(2)
    return float(1 / least) if least > 0 else np.inf


def identities(n: int, p: int, q: int) -> tuple[int, int, int, int, int]:
    """How many angles an n x n unitary matrix has, cut after p rows and q columns, and the ones that each block has."""
    r = min(p, n - p, q, n - q)
    return r, min(p, q) - r, min(p, n - q) - r, min(n - p, q) - r, min(n - p, n - q) - r


def of_angles(C: Array, S: Array, n: int, p: int, q: int) -> Array:
    """The middle factor of a cosine-sine decomposition: [C, −S; S, C] with ones beside them where blocks are larger.

    The ones come first in the blocks on the diagonal, and last in the others, negative above.
    """
    r, first, above, below, last = identities(n, p, q)
    M, right, low = np.zeros((n, n), C.dtype), q + last, p + last
    for rows, columns, values in (
        (0, 0, np.ones(first)),
        (first, first, C),
        (first, right, -S),
        (first + r, right + r, -np.ones(above)),
        (p, q, np.ones(last)),
        (low, first, S),
        (low, right, C),
        (low + r, first + r, np.ones(below)),
    ):
        at = np.arange(len(values))
        M[rows + at, columns + at] = values
    return M
