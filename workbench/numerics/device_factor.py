"""Factorisations that stay on a device, and stand for A in the checks that the host makes.

They are `factor.Factor`s: a few vectors travel to the device and back, the factors themselves never do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from workbench.numerics.device import DeviceArray, HostArray, Placed, adjoint
from workbench.numerics.factor import permutation
from workbench.numerics.probes import exponent, shifted

Apply = Callable[[DeviceArray], DeviceArray]


def _through(place: Placed, dtype: np.dtype[Any], B: HostArray, apply: Apply) -> HostArray:
    """Apply a linear map of the device to vectors of the host.

    They are scaled to size 1 meanwhile: weights in double precision may not fit the type of the factors.
    """
    if not np.isfinite(B).all():
        return np.full_like(B, np.nan)
    p = exponent(B)
    wide = np.result_type(B.dtype, dtype)
    found = place.get(apply(place.put(np.asarray(shifted(B, -p), dtype))))
    return shifted(found.astype(wide), p)


@dataclass(frozen=True, eq=False)
class DeviceLU:
    """P A = L U by partial pivoting, as getrf leaves it, on the device."""

    place: Placed
    lu: DeviceArray
    piv: DeviceArray
    dtype: np.dtype[Any]

    @cached_property
    def pivots(self) -> HostArray:
        return self.place.get(self.place.xp.linalg.diagonal(self.lu))

    @cached_property
    def order(self) -> HostArray:
        """Row i of L U is row order[i] of A."""
        return permutation(self.place.get(self.piv))

    @property
    def zero_pivot(self) -> bool:
        return not bool(self.pivots.all())

    @property
    def sign(self) -> float:
        piv = self.place.get(self.piv)
        return -1.0 if np.count_nonzero(piv != np.arange(len(piv))) % 2 else 1.0

    def on_device(self, B: DeviceArray) -> DeviceArray:
        """A⁻¹ B, without leaving the device."""
        return self.place.device.lu_solve(self.lu, self.piv, B, False)

    def solve(self, B: HostArray) -> HostArray:
        return _through(self.place, self.dtype, B, self.on_device)

    def adjoint(self, B: HostArray) -> HostArray:
        solve = self.place.device.lu_solve
        return _through(self.place, self.dtype, B, lambda V: solve(self.lu, self.piv, V, True))

    def times(self, V: HostArray) -> HostArray:
        def apply(X: DeviceArray) -> DeviceArray:
            xp = self.place.xp
            W = xp.matmul(xp.triu(self.lu), X)
            return xp.matmul(xp.tril(self.lu, k=-1), W) + W

        out = np.empty(V.shape, np.result_type(V.dtype, self.dtype))
        out[self.order] = _through(self.place, self.dtype, V, apply)
        return out


@dataclass(frozen=True, eq=False)
class DeviceCholesky:
    """A = L Lᴴ on the device."""

    place: Placed
    L: DeviceArray
    dtype: np.dtype[Any]
    sign: float = 1.0

    @cached_property
    def pivots(self) -> HostArray:
        """The diagonal twice, once for each factor."""
        return np.repeat(self.place.get(self.place.xp.linalg.diagonal(self.L)).real, 2)

    def on_device(self, B: DeviceArray) -> DeviceArray:
        """A⁻¹ B, without leaving the device."""
        solve = self.place.device.triangular_solve
        return solve(self.L, solve(self.L, B, True), True, True)

    def solve(self, B: HostArray) -> HostArray:
        return _through(self.place, self.dtype, B, self.on_device)

    adjoint = solve

    def times(self, V: HostArray) -> HostArray:
        xp = self.place.xp
        return _through(self.place, self.dtype, V, lambda X: xp.matmul(self.L, xp.matmul(adjoint(xp, self.L), X)))


def lu(place: Placed, A: DeviceArray, dtype: np.dtype[Any]) -> DeviceLU:
    """LU with partial pivoting; a zero pivot is for the caller to look at."""
    return DeviceLU(place, *place.device.lu(A), dtype)


def cholesky(place: Placed, A: DeviceArray, dtype: np.dtype[Any]) -> DeviceCholesky | None:
    """The Cholesky factorisation, or None where A is not positive definite to working precision."""
    try:
        with place.device.strictly():
            return DeviceCholesky(place, place.xp.linalg.cholesky(A), dtype)
    except np.linalg.LinAlgError:
        return None
