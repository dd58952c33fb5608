"""QR factors that follow a change of their product by one row or column, by rotations and in O(n²).

Q is m x m, or m x n with m > n, its columns orthonormal; R is upper triangular. A change makes R a triangle with one
more diagonal or one full column, which rotations of neighbouring rows restore (Daniel, Gragg, Kaufman and Stewart,
Math. Comp. 1976; Golub and Van Loan, Matrix Computations, 6.5). Entries should be of sizes near 1.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from workbench.numerics.bounds import eps
from workbench.numerics.factor import conjugate_transpose
from workbench.numerics.probes import exponent, shifted

Array = np.ndarray[Any, np.dtype[Any]]

LEAST = {4: 1e-30, 8: 1e-290}
"""Sizes, by the bytes of a number, below which a reciprocal may overflow."""
PASSES = 4
"""Of Gram and Schmidt's projection: two are enough unless next to nothing is left."""


class Pair(NamedTuple):
    """The factors Q (m x k) and R (k x n)."""

    Q: Array
    R: Array

    @property
    def thin(self) -> bool:
        """Whether Q has fewer columns than a basis of all space."""
        return bool(self.Q.shape[0] > self.Q.shape[1])


def updated(pair: Pair, u: Array, v: Array) -> Pair:
    """The factors of Q R + u vᴴ."""
    thin, rows = pair.thin, len(pair.R)
    w, (Q, R) = _widened(pair, u)
    _gather(w, Q, R, 0)
    if len(w):
        R[0] += w[0] * v.conj()
    _clear_below(Q, R, 0)
    return Pair(Q[:, :rows], R[:rows]) if thin else Pair(Q, R)


def with_column(pair: Pair, u: Array, k: int) -> Pair:
    """The factors of Q R with the column u inserted before column k."""
    w, (Q, R) = _widened(pair, u)
    _gather(w, Q, R, k)
    return Pair(Q, np.insert(R, k, w, axis=1))


def with_row(pair: Pair, u: Array, k: int) -> Pair:
    """The factors of Q R with the row u inserted before row k."""
    (m, rows), n = pair.Q.shape, pair.R.shape[1]
    Q = np.zeros((m + 1, rows + 1), pair.Q.dtype, order="F")
    Q[:k, :rows], Q[k + 1 :, :rows], Q[k, rows] = pair.Q[:k], pair.Q[k:], 1
    R = np.concatenate([pair.R, u[None]])
    for j in range(min(rows, n)):
        _rotate(Q, R, j, rows, R[j, j], R[rows, j], j)
        R[rows, j] = 0
    return Pair(Q[:, :rows], R[:rows]) if pair.thin else Pair(Q, R)


def without_column(pair: Pair, k: int) -> Pair:
    """The factors of Q R without its column k."""
    Q, R = np.array(pair.Q, order="F"), np.delete(pair.R, k, axis=1)
    _clear_below(Q, R, k)
    return Pair(Q[:, :-1], R[:-1]) if pair.thin else Pair(Q, R)


def without_row(pair: Pair, k: int) -> Pair:
    """The factors of Q R without its row k: Q is turned until that row is one of the identity."""
    unit = np.zeros(len(pair.Q), pair.Q.dtype)
    unit[k] = 1
    w, (Q, R) = _widened(pair, unit)
    _gather(w, Q, R, 0)
    return Pair(np.delete(Q[:, 1:], k, axis=0), R[1:])


def _widened(pair: Pair, u: Array) -> tuple[Array, Pair]:
    """Copies of Q and R, of a thin Q with one more column, and w with u = Q w."""
    Q, R = pair
    if not pair.thin:
        return conjugate_transpose(Q) @ u, Pair(np.array(Q, order="F"), R.copy())
    w, length, direction = split(Q, u)
    wide = np.empty((len(Q), Q.shape[1] + 1), Q.dtype, order="F")
    wide[:, :-1], wide[:, -1] = Q, direction
    return np.append(w, length).astype(Q.dtype), Pair(wide, np.pad(R, ((0, 1), (0, 0))))


def split(Q: Array, u: Array) -> tuple[Array, float, Array]:
    """w, the length of u − Q w and its direction, a unit vector orthogonal to a thin Q.

    Where next to nothing of u is left, its length is 0 and the direction any.
    """
    p = exponent(u)
    w, length, direction = _projected(Q, shifted(u, -p))
    if direction is None:
        rows = np.sum(np.abs(Q) ** 2, axis=1)
        direction = _outside(Q, int(np.argmin(rows)))
    return shifted(w, p), float(shifted(np.asarray(length, dtype=Q.real.dtype), p)), direction


def _projected(Q: Array, u: Array) -> tuple[Array, float, Array | None]:
    w, rest, size = np.zeros(Q.shape[1], Q.dtype), u, float(np.linalg.norm(u))
    left = size
    for _ in range(PASSES):
        more = conjugate_transpose(Q) @ rest
        rest, w, before = rest - Q @ more, w + more, left
        left = float(np.linalg.norm(rest))
        if left <= eps(Q.dtype) * size:
            return w, 0.0, None
        if left > before / 2:
            return w, left, np.asarray(rest / left)
    return w, 0.0, None


def _outside(Q: Array, j: int) -> Array:
    """The unit vector j without its shadow on the columns of Q, of length 1: a row that is short leaves much of it."""
    unit = np.zeros(len(Q), Q.dtype)
    unit[j] = 1
    for _ in range(2):
        unit = unit - Q @ (conjugate_transpose(Q) @ unit)
        unit = unit / np.linalg.norm(unit)
    return np.asarray(unit)


def _gather(w: Array, Q: Array, R: Array, k: int) -> None:
    """Turn Q and R in place until all of w from entry k on is in entry k; R then has one more diagonal from k on."""
    for i in range(len(w) - 2, k - 1, -1):
        w[i] = _rotate(Q, R, i, i + 1, w[i], w[i + 1], i)
        w[i + 1] = 0


def _clear_below(Q: Array, R: Array, k: int) -> None:
    """Turn Q and R in place until nothing is left on the diagonal below the main one, from column k on."""
    for j in range(k, min(len(R) - 1, R.shape[1])):
        R[j, j] = _rotate(Q, R, j, j + 1, R[j, j], R[j + 1, j], j)
        R[j + 1, j] = 0


def _rotate(Q: Array, R: Array, i: int, j: int, a: Any, b: Any, start: int) -> Any:
    """Turn rows i and j of R, from column `start` on, by the rotation that takes (a, b) to (r, 0), and columns of Q.

    Gives r, which is not negative unless b is 0 and there is nothing to turn.
    """
    if b == 0:
        return a
    up = 4 / eps(R.dtype) if max(abs(a), abs(b)) < LEAST[R.real.dtype.itemsize] else 1.0
    a, b = a * up, b * up
    size = max(abs(a), abs(b))
    c, s = a / size, b / size
    r = np.hypot(abs(c), abs(s))
    c, s = c / r, s / r
    upper, lower = R[i, start:].copy(), R[j, start:]
    R[i, start:], R[j, start:] = np.conj(c) * upper + np.conj(s) * lower, c * lower - s * upper
    first, second = Q[:, i].copy(), Q[:, j]
    Q[:, i], Q[:, j] = c * first + s * second, np.conj(c) * second - np.conj(s) * first
    return r * size / up
