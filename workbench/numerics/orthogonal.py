"""QR of a matrix of any shape: by reflections, with column pivoting, and by Gram and Schmidt's two algorithms."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from workbench.numerics import rectangular
from workbench.numerics.factor import conjugate_transpose, lapack

Array = np.ndarray[Any, np.dtype[Any]]


class Orthogonal(NamedTuple):
    """A[:, columns] = Q R with orthonormal columns in Q, and no negative entry on the diagonal of R."""

    Q: Array
    R: Array
    columns: Array


class DependentError(ArithmeticError):
    """A column lies in the span of those before it, so that nothing is left of it to normalise."""

    def __init__(self, column: int) -> None:
        super().__init__(f"Column {column} depends on those before it.")
        self.column = column


def householder(A: Array, full: bool = False, pivoted: bool = False) -> Orthogonal:
    """Q (m x k, or m x m if `full`) and R by geqrf, or by geqp3 with the longest remaining column first."""
    m, n = A.shape
    packed, tau, columns = _reflect(A, pivoted)
    width = m if full else min(m, n)
    R = np.triu(packed[:width])
    if width == n:
        vectors = packed
    else:
        vectors = np.zeros((m, width), packed.dtype, order="F")
        vectors[:, : min(n, width)] = packed[:, :width]
    routine = lapack("ungqr" if A.dtype.kind == "c" else "orgqr", packed)
    size = int(routine(vectors, tau, lwork=-1)[1][0].real)
    Q = routine(vectors, tau, lwork=size, overwrite_a=1)[0]
    return with_positive_diagonal(Q, R, columns)


def _reflect(A: Array, pivoted: bool) -> tuple[Array, Array, Array]:
    if not pivoted:
        return *rectangular.householder(A), np.arange(A.shape[1])
    routine = lapack("geqp3", A)
    size = routine(A, lwork=-1)[3][0]
    packed, jpvt, tau, _, _ = routine(A, lwork=int(size.real))
    return packed, tau, jpvt - 1


def with_positive_diagonal(Q: Array, R: Array, columns: Array) -> Orthogonal:
    """Turn column i of Q and row i of R so that R[i, i] ≥ 0: for independent columns Q and R are unique then."""
    d, info = np.diagonal(R), np.finfo(R.dtype)
    sizes = np.abs(d)
    near = d * np.where(sizes < info.tiny / info.eps, 4 / info.eps, 1).astype(info.dtype)  # 1 / subnormal overflows
    phase = np.where(sizes == 0, 1, near / np.where(sizes == 0, 1, np.abs(near)))
    k = len(d)
    Q[:, :k] *= phase
    R[:k] *= phase.conj()[:, None]
    R[np.arange(k), np.arange(k)] = sizes
    return Orthogonal(Q, R, columns)


def classical(A: Array) -> Orthogonal:
    """Each column less its shadows on the directions found before, all taken of the column as it was given.

    Orthogonality is lost like κ² eps, which is why it is here: to be compared (Giraud, Langou, Rozložník and van den
    Eshof 2005). Raises `DependentError`.
    """
    (m, n), k = A.shape, min(A.shape)
    Q, R = np.zeros((m, k), A.dtype, order="F"), np.zeros((k, n), A.dtype)
    for j in range(k):
        R[:j, j] = conjugate_transpose(Q[:, :j]) @ A[:, j]
        _direction(Q, R, j, A[:, j] - Q[:, :j] @ R[:j, j])
    R[:, k:] = conjugate_transpose(Q) @ A[:, k:]
    return Orthogonal(Q, R, np.arange(n))


def modified(A: Array) -> Orthogonal:
    """Each direction is taken out of all later columns at once; orthogonality is lost like κ eps (Björck 1967).

    Raises `DependentError`.
    """
    (m, n), k = A.shape, min(A.shape)
    Q, R = np.zeros((m, k), A.dtype, order="F"), np.zeros((k, n), A.dtype)
    rest = A.copy(order="F")
    for j in range(k):
        _direction(Q, R, j, rest[:, j])
        R[j, j + 1 :] = Q[:, j].conj() @ rest[:, j + 1 :]
        rest[:, j + 1 :] -= np.outer(Q[:, j], R[j, j + 1 :])
    return Orthogonal(Q, R, np.arange(n))


def _direction(Q: Array, R: Array, j: int, rest: Array) -> None:
    length = np.linalg.norm(rest)
    if not length:
        raise DependentError(j)
    R[j, j], Q[:, j] = length, rest / length
