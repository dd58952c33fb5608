"""Singular values and eigenvalues on a device, in the order and with the signs that the host gives them.

Only array API functions: the library behind the namespace chooses the routine (CuPy: gesvd and syevd of cuSOLVER).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from workbench.numerics.bounds import eps
from workbench.numerics.device import DeviceArray, HostArray, Placed, conjugate, is_complex, shift
from workbench.numerics.order import TIED


class Svd(NamedTuple):
    """A = U · diag(S) · Vh on the host."""

    U: HostArray
    S: HostArray
    Vh: HostArray


class Eigen(NamedTuple):
    """A · vectors = vectors · diag(values) on the host."""

    values: HostArray
    vectors: HostArray


def svd(place: Placed, A: DeviceArray, p: int, full: bool = False) -> Svd:
    """Singular values of 2ᵖ A, largest first, with vectors; the entry of largest modulus of each left one positive."""
    U, S, Vh = svd_there(place, A, full)
    return Svd(place.get(U), place.get(shift(S, p)), place.get(Vh))


def svd_there(place: Placed, A: DeviceArray, full: bool = False) -> tuple[DeviceArray, DeviceArray, DeviceArray]:
    """The same of A, left on the device."""
    xp = place.xp
    U, S, Vh = xp.linalg.svd(A, full_matrices=full)
    k = S.shape[0]
    U, factors = with_positive_tops(xp, U)
    rows = conjugate(xp, factors[:k])[:, None] * Vh[:k, :]
    free = _free(place.get(S))
    parts = [rows[:free, :], _rows_with_positive_tops(xp, rows[free:, :])]
    if Vh.shape[0] > k:
        parts.append(_rows_with_positive_tops(xp, Vh[k:, :]))
    return U, S, xp.concat(parts, axis=0)


def _free(S: HostArray) -> int:
    """From which row on the sign of Vh is free, as `order.free_rows`."""
    return int(np.count_nonzero(eps(S.dtype) * S[0] < S)) if len(S) else 0


def _rows_with_positive_tops(xp: Any, Vh: DeviceArray) -> DeviceArray:
    if not Vh.shape[0]:
        return Vh
    return xp.matrix_transpose(with_positive_tops(xp, xp.matrix_transpose(Vh))[0])


def singular_values(place: Placed, A: DeviceArray, p: int) -> HostArray:
    """Singular values alone of 2ᵖ A, largest first."""
    return place.get(shift(place.xp.linalg.svdvals(A), p))


def symmetric(place: Placed, A: DeviceArray, p: int) -> Eigen:
    """Eigenvalues of a symmetric or Hermitian 2ᵖ A, largest first, with orthonormal vectors."""
    w, V = symmetric_there(place, A, p)
    return Eigen(place.get(w), place.get(V))


def symmetric_there(place: Placed, A: DeviceArray, p: int) -> tuple[DeviceArray, DeviceArray]:
    """The same, left on the device."""
    xp = place.xp
    w, V = xp.linalg.eigh(A)
    V, _ = with_positive_tops(xp, xp.flip(V, axis=1))
    return shift(xp.flip(w), p), V


def symmetric_values(place: Placed, A: DeviceArray, p: int) -> HostArray:
    """Eigenvalues alone of a symmetric or Hermitian 2ᵖ A, largest first."""
    xp = place.xp
    return place.get(shift(xp.flip(xp.linalg.eigvalsh(A)), p))


def with_positive_tops(xp: Any, V: DeviceArray) -> tuple[DeviceArray, DeviceArray]:
    """V with every column turned by its phase, and those phases, by the rule of `order.with_positive_tops`."""
    moduli = xp.abs(V)
    slack = TIED * float(xp.finfo(V.dtype).eps)
    near = moduli >= xp.max(moduli, axis=0, keepdims=True) * (1 - slack)
    rows = xp.argmax(xp.astype(near, xp.int8), axis=0, keepdims=True)
    tops = xp.take_along_axis(V, rows, axis=0)
    size = xp.abs(tops)
    one = xp.ones_like(tops)
    factors = xp.where(size > 0, conjugate(xp, tops) / xp.where(size > 0, _as(xp, size, V), one), one)
    turned = V * factors
    if is_complex(xp, V):  # the entry that is made real is exactly real
        index = xp.arange(V.shape[0], dtype=rows.dtype, device=V.device)[:, None]
        turned = xp.where(index == rows, _as(xp, moduli, V), turned)
    return turned, factors[0, :]


def _as(xp: Any, A: DeviceArray, like: DeviceArray) -> DeviceArray:
    return xp.astype(A, like.dtype)
