"""The tools of algorithms on a large matrix and a few columns, by the routines of the host or of a device.

The algorithms are written once: what arrays of both kinds can do (sums, products by @, slices) they do by themselves,
and what the libraries spell differently, or do faster in a way of their own, is here.
"""

from __future__ import annotations

import math
from typing import Any, Protocol

import numpy as np
import scipy

from workbench.numerics import factor, spectral
from workbench.numerics.device import DeviceArray, HostArray, Placed, adjoint, is_complex

Either = Any
"""An array of the host or of a device."""


class Workshop(Protocol):
    """`Q, R` of `qr` and the factors of `svd` are thin; `top_vectors` belong to the largest eigenvalues, in order."""

    def adjoint(self, X: Either) -> Either: ...
    def times(self, A: Either, X: Either) -> Either: ...
    def adjoint_times(self, A: Either, X: Either) -> Either: ...
    def gram(self, B: Either) -> Either: ...
    def top_vectors(self, G: Either, count: int) -> Either: ...
    def qr(self, X: Either) -> tuple[Either, Either]: ...
    def triangle(self, X: Either) -> Either: ...
    def svd(self, X: Either) -> tuple[Either, Either, Either]: ...
    def beside(self, X: Either, Y: Either) -> Either: ...
    def cast(self, X: Either, like: Either) -> Either: ...
    def longest(self, X: Either) -> float:
        """The length of the longest column."""
        ...

    def put(self, X: HostArray) -> Either: ...
    def get(self, X: Either) -> HostArray: ...


class HostWorkshop:
    """By LAPACK and BLAS through SciPy, whose threads stay the same ones from a factorisation to a product."""

    def adjoint(self, X: HostArray) -> HostArray:
        return factor.conjugate_transpose(X)

    def times(self, A: HostArray, X: HostArray) -> HostArray:
        return factor.product(A, X)

    def adjoint_times(self, A: HostArray, X: HostArray) -> HostArray:
        """Without a conjugated copy of A."""
        return factor.product(A.T, X.conj()).conj() if A.dtype.kind == "c" else factor.product(A.T, X)

    def gram(self, B: HostArray) -> HostArray:
        """BᴴB, in double precision, at half the price of a product: BLAS computes one triangle."""
        wide = B.astype(np.result_type(B.dtype, np.float64), copy=False)
        if wide.dtype.kind == "c":
            G = factor.blas("herk", wide)(1, wide, trans=2, lower=1)
        elif wide.flags.c_contiguous:
            G = factor.blas("syrk", wide)(1, wide.T, lower=1)
        else:
            G = factor.blas("syrk", wide)(1, wide, trans=1, lower=1)
        return np.asarray(np.tril(G) + factor.conjugate_transpose(np.tril(G, -1)))

    def top_vectors(self, G: HostArray, count: int) -> HostArray:
        n = len(G)
        found = scipy.linalg.eigh(G, subset_by_index=[max(0, n - count), n - 1], check_finite=False)[1]
        return np.asarray(found[:, ::-1])

    def qr(self, X: HostArray) -> tuple[HostArray, HostArray]:
        Q, R = scipy.linalg.qr(X, mode="economic", check_finite=False)
        return Q, R

    def triangle(self, X: HostArray) -> HostArray:
        return np.asarray(scipy.linalg.qr(X, mode="r", check_finite=False)[0][: X.shape[1]])

    def svd(self, X: HostArray) -> tuple[HostArray, HostArray, HostArray]:
        left, S, right = scipy.linalg.svd(X, full_matrices=False, check_finite=False)
        return left, S, right

    def beside(self, X: HostArray, Y: HostArray) -> HostArray:
        return np.hstack([X, Y])

    def cast(self, X: HostArray, like: HostArray) -> HostArray:
        return X.astype(like.dtype)

    def longest(self, X: HostArray) -> float:
        return float(spectral.column_lengths(X).max(initial=0))

    def put(self, X: HostArray) -> HostArray:
        return X

    def get(self, X: HostArray) -> HostArray:
        return X


HOST = HostWorkshop()


class DeviceWorkshop:
    """By the array API, on the device of a problem."""

    def __init__(self, place: Placed) -> None:
        self.xp, self.put, self.get = place.xp, place.put, place.get

    def adjoint(self, X: DeviceArray) -> DeviceArray:
        return adjoint(self.xp, X)

    def times(self, A: DeviceArray, X: DeviceArray) -> DeviceArray:
        return self.xp.matmul(A, X)

    def adjoint_times(self, A: DeviceArray, X: DeviceArray) -> DeviceArray:
        """Aᴴ X as (Xᴴ A)ᴴ: what is conjugated is small."""
        return self.adjoint(self.xp.matmul(self.adjoint(X), A))

    def gram(self, B: DeviceArray) -> DeviceArray:
        """BᴴB, in double precision, and exactly Hermitian."""
        xp = self.xp
        wide = xp.astype(B, xp.complex128 if is_complex(xp, B) else xp.float64, copy=False)
        G = xp.matmul(adjoint(xp, wide), wide)
        return (G + adjoint(xp, G)) / 2

    def top_vectors(self, G: DeviceArray, count: int) -> DeviceArray:
        V = self.xp.linalg.eigh(G)[1]
        return self.xp.flip(V[:, max(0, G.shape[0] - count) :], axis=1)

    def qr(self, X: DeviceArray) -> tuple[DeviceArray, DeviceArray]:
        Q, R = self.xp.linalg.qr(X, mode="reduced")
        return Q, self.xp.triu(R)

    def triangle(self, X: DeviceArray) -> DeviceArray:
        return self.qr(X)[1]

    def svd(self, X: DeviceArray) -> tuple[DeviceArray, DeviceArray, DeviceArray]:
        left, S, right = self.xp.linalg.svd(X, full_matrices=False)
        return left, S, right

    def beside(self, X: DeviceArray, Y: DeviceArray) -> DeviceArray:
        return self.xp.concat([X, Y], axis=1)

    def cast(self, X: DeviceArray, like: DeviceArray) -> DeviceArray:
        return self.xp.astype(X, like.dtype, copy=False)

    def longest(self, X: DeviceArray) -> float:
        moduli = self.xp.abs(X)
        squares = self.xp.sum(moduli * moduli, axis=0, dtype=self.xp.float64)
        return math.sqrt(float(self.xp.max(squares)))
