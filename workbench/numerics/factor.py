"""Factorisations that stand for A: solve with them, multiply by them, read a determinant off them.

Each class keeps what LAPACK returned. `solve` and `adjoint` apply A⁻¹ and A⁻ᴴ, `times` applies A (so that a
factorisation can be checked with probes), `pivots` are numbers whose product is det A up to `sign`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import scipy

from workbench.numerics.probes import LARGE

Array = np.ndarray[Any, np.dtype[Any]]


def conjugate_transpose(A: Array) -> Array:
    """Aᴴ, without a copy for a real A."""
    return A.conj().T if A.dtype.kind == "c" else A.T


class Factor(Protocol):
    @property
    def sign(self) -> float: ...
    @property
    def pivots(self) -> Array: ...
    def solve(self, B: Array) -> Array: ...
    def adjoint(self, B: Array) -> Array: ...
    def times(self, V: Array) -> Array: ...


def lapack(name: str, *arrays: Array) -> Callable[..., Any]:
    """The LAPACK routine of that name for the type of the arrays; SciPy loads on first use."""
    routine: Callable[..., Any] = scipy.linalg.get_lapack_funcs(name, arrays)
    return routine


def blas(name: str, *arrays: Array) -> Callable[..., Any]:
    """The BLAS routine of that name for the type of the arrays."""
    routine: Callable[..., Any] = scipy.linalg.get_blas_funcs(name, arrays)
    return routine


def product(A: Array, B: Array) -> Array:
    """A B by SciPy's BLAS, for a moment after a LAPACK routine of SciPy.

    The threads of that BLAS look out for more work for some 30 ms, and those of NumPy's own would find the cores taken.
    Small matrices do without either, and without SciPy.
    """
    if max(A.size, B.size) < LARGE or not (A.size and B.size and A.flags.forc and A.dtype == B.dtype):
        return np.asarray(A @ B)
    operands = (A, B if B.flags.forc else B.copy())
    (a, trans_a), (b, trans_b) = ((M, 0) if M.flags.f_contiguous else (M.T, 1) for M in operands)
    result: Array = blas("gemm", a, b)(1, a, b, trans_a=trans_a, trans_b=trans_b)
    return result


@dataclass(frozen=True, eq=False)
class Diagonal:
    """A = diag(d)."""

    d: Array
    sign: float = 1.0

    @property
    def pivots(self) -> Array:
        return self.d

    def solve(self, B: Array) -> Array:
        return (B.T / self.d).T

    def adjoint(self, B: Array) -> Array:
        return (B.T / self.d.conj()).T

    def times(self, V: Array) -> Array:
        return (V.T * self.d).T


@dataclass(frozen=True, eq=False)
class Triangular:
    """A triangular A, which is its own factorisation; the other triangle of `T` is never read."""

    T: Array
    lower: bool = False
    sign: float = 1.0

    @property
    def pivots(self) -> Array:
        return np.diagonal(self.T)

    def solve(self, B: Array) -> Array:
        return triangular_solve(self.T, B, self.lower)

    def adjoint(self, B: Array) -> Array:
        return triangular_solve(self.T.T, B.conj(), not self.lower).conj()

    def times(self, V: Array) -> Array:
        return triangular_times(self.T, V, self.lower)


@dataclass(frozen=True, eq=False)
class Unitary:
    """A with A⁻¹ = Aᴴ."""

    Q: Array

    def solve(self, B: Array) -> Array:
        return np.asarray(conjugate_transpose(self.Q) @ B)

    def adjoint(self, B: Array) -> Array:
        return np.asarray(self.Q @ B)


@dataclass(frozen=True, eq=False)
class Cholesky:
    """A = L Lᴴ as potrf left it, L in the lower triangle of `c`."""

    c: Array
    sign: float = 1.0

    @property
    def pivots(self) -> Array:
        """The diagonal twice, once for each factor; in this order partial products stay within range."""
        return np.repeat(np.diagonal(self.c).real, 2)

    def solve(self, B: Array) -> Array:
        x: Array = lapack("potrs", self.c, B)(self.c, B, lower=1)[0]
        return x

    adjoint = solve

    def times(self, V: Array) -> Array:
        W = triangular_times(conjugate_transpose(self.c), V, lower=False)
        return triangular_times(self.c, W, lower=True)


@dataclass(frozen=True, eq=False)
class LU:
    """M = P L U as getrf left it, where M is A, or Aᵀ if `flipped` (no copy for a row-major A)."""

    lu: Array
    piv: Array
    flipped: bool
    zero_pivot: int = 0

    @property
    def sign(self) -> float:
        return -1.0 if np.count_nonzero(self.piv != np.arange(len(self.piv))) % 2 else 1.0

    @property
    def pivots(self) -> Array:
        return np.diagonal(self.lu)

    def _solve(self, B: Array, trans: int) -> Array:
        x: Array = lapack("getrs", self.lu, B)(self.lu, self.piv, B, trans=trans)[0]
        return x

    def solve(self, B: Array) -> Array:
        return self._solve(B, 1 if self.flipped else 0)

    def adjoint(self, B: Array) -> Array:
        return self._solve(B.conj(), 0).conj() if self.flipped else self._solve(B, 2)

    def times(self, V: Array) -> Array:
        order = permutation(self.piv)
        if not self.flipped:
            W = triangular_times(self.lu, triangular_times(self.lu, V, lower=False), lower=True, unit=True)
            out = np.empty_like(W)
            out[order] = W
            return out
        W = triangular_times(self.lu.T, V[order], lower=False, unit=True)
        return triangular_times(self.lu.T, W, lower=True)


def permutation(piv: Array, rows: int | None = None) -> Array:
    """The row order that LAPACK's swaps amount to: (P L U)[order[i]] is row i of L U; `rows` where there are more."""
    order = np.arange(len(piv) if rows is None else rows)
    for i, j in enumerate(piv.tolist()):
        order[i], order[j] = order[j], order[i]
    return order


def lu(A: Array) -> LU:
    """LU with partial pivoting, of whichever of A and Aᵀ is column-major."""
    flipped = bool(A.flags.c_contiguous) and not A.flags.f_contiguous
    M = A.T if flipped else A
    factors, piv, info = lapack("getrf", M)(M)
    return LU(factors, piv, flipped, int(info))


def cholesky(A: Array) -> Cholesky | None:
    """The Cholesky factorisation, or None where A is not positive definite to working precision."""
    flipped = bool(A.flags.c_contiguous) and A.dtype.kind != "c"
    c, info = lapack("potrf", A)(A.T if flipped else A, lower=1, clean=0)
    return None if info else Cholesky(c)


def _columns(T: Array, lower: bool) -> tuple[Array, bool, int]:
    """T, or its transpose if that is the column-major one: array, whether that is lower, LAPACK's trans."""
    if T.flags.f_contiguous or not T.flags.c_contiguous:
        return T, lower, 0
    return T.T, not lower, 1


def triangular_solve(T: Array, B: Array, lower: bool, unit: bool = False) -> Array:
    """T⁻¹ B by trtrs, reading one triangle only; entries are not finite where the diagonal holds a 0."""
    M, low, trans = _columns(T, lower)
    x, info = lapack("trtrs", M, B)(M, B, lower=int(low), trans=trans, unitdiag=int(unit))
    return np.full_like(x, np.inf) if info > 0 else x


def triangular_times(T: Array, V: Array, lower: bool, unit: bool = False) -> Array:
    """T V by trmm, reading one triangle only."""
    M, low, trans = _columns(T, lower)
    W: Array = blas("trmm", M, V)(1, M, V, lower=int(low), trans_a=trans, diag=int(unit))
    return W


def null_vector(A: Array) -> Array:
    """A vector x with A x ≈ 0 and largest entry 1, for an A in which elimination met a zero pivot."""
    factors, piv, info = lapack("getrf", A)(A)
    if info > 0:
        k = int(info) - 1
        x = np.zeros(len(A), A.dtype)
        x[k] = 1
        if k:
            x[:k] = -triangular_solve(np.asfortranarray(factors[:k, :k]), factors[:k, k].copy(), lower=False)
    else:
        x = lapack("getrs", factors)(factors, piv, np.ones(len(A), A.dtype))[0]
        x = lapack("getrs", factors)(factors, piv, x / np.abs(x).max())[0]
    result: Array = x / x[np.argmax(np.abs(x))] + 0.0  # no negative zeros
    return result
