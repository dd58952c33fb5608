"""Principal axes of centred rows: by the covariance and its eigenvectors, or by the SVD of the rows themselves.

The covariance is cheap for many rows of few columns; squaring costs small variances their digits, which the SVD keeps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from workbench.numerics import decompose, device_spectral
from workbench.numerics.agreement import Agreement
from workbench.numerics.bounds import digits, eps, half_digits
from workbench.numerics.device import DeviceArray, Placed, conjugate
from workbench.numerics.order import with_positive_tops
from workbench.numerics.samples import check_gram, gram, gram_in
from workbench.numerics.spectral import check_svd, check_symmetric, floor

Array = np.ndarray[Any, np.dtype[Any]]

TALL = 10
"""So many times as many rows as columns make the covariance the cheaper way by far."""
LARGE = 10**6
"""Entries up to which the SVD takes no time worth saving."""


REASONS = {
    "covariance": "there are many rows of few columns, for which the covariance is cheap",
    "svd": "the data are small enough for the SVD, which keeps the digits of small variances",
}


@dataclass(frozen=True, eq=False)
class Axes:
    """All axes of rows B: BᴴB V = V diag(variances) · divisor, V with orthonormal columns.

    `squared` is BᴴB / divisor where it was formed, `factors` the SVD of B where that was taken.
    """

    variances: Array
    vectors: Array
    method: str
    squared: Array | None = None
    factors: decompose.Svd | None = None


class AxesCheck(NamedTuple):
    """`failure` in words or None; the bound is relative to the largest variance."""

    failure: str | None
    bound: float
    residual: float
    extra: tuple[Agreement, ...] = ()


def preferred(n: int, p: int) -> str:
    """Which way is the better one for n rows of p columns."""
    return "covariance" if n >= TALL * p and n * p > LARGE else "svd"


def axes(B: Array, divisor: float, method: str) -> Axes:
    """The axes of rows B, largest variance first, the largest entry of each positive."""
    if method == "covariance":
        C = gram(B).conj() / divisor
        return _of_covariance(C, *decompose.symmetric(C), "LAPACK syevd")
    return _of_factors(decompose.svd(B), divisor)


def axes_there(place: Placed, B: DeviceArray, divisor: float, method: str) -> Axes:
    """The same of rows on a device, brought home."""
    if method == "covariance":
        C = conjugate(place.xp, gram_in(place.xp, B)) / divisor
        return _of_covariance(place.get(C), *device_spectral.symmetric(place, C, 0), "cuSOLVER syevd")
    return _of_factors(decompose.Svd(*device_spectral.svd(place, B, 0), "cuSOLVER gesvd"), divisor)


def _of_covariance(C: Array, w: Array, V: Array, routine: str) -> Axes:
    return Axes(np.maximum(w, 0), V, f"{routine} of the covariance", C)


def _of_factors(found: decompose.Svd, divisor: float) -> Axes:
    V = with_positive_tops(found.Vh.conj().T.copy())[0]
    return Axes(found.S**2 / divisor, V, f"{found.method} of the centred data", None, found)


def check_axes(B: Array, divisor: float, given: Axes) -> AxesCheck:
    """Check the whole decomposition, so that nothing larger is missed: residuals, orthonormality, order and signs."""
    if given.factors is not None:
        U, S, Vh, _ = given.factors
        found = check_svd(B, U, S, Vh)
        failure = found.failure or _same(given, np.square(S) / divisor, Vh.conj().T)
        return AxesCheck(failure, 2 * (found.bound or 0.0), found.residual or 0.0)
    C = given.squared
    if C is None:
        return AxesCheck("Verification failed: there is nothing to check the components by.", math.inf, math.inf)
    sums = check_gram(B, C.conj(), divisor, center=False)
    scale = float(np.abs(C).max(initial=0)) or 1.0
    eigen = check_symmetric(C, _signed(C, given), given.vectors)
    top = float(given.variances.max(initial=0)) or scale
    return AxesCheck(
        eigen.failure, (eigen.bound or 0.0) + sums.bound * len(C) ** 0.5 * scale / top, eigen.residual or 0.0, (sums,)
    )


def _signed(C: Array, given: Axes) -> Array:
    """Variances as the eigenvalues that they were before rounding below 0 was cut off."""
    rounding = eps(C.dtype) * len(C) * float(given.variances.max(initial=0))
    zero = given.variances <= rounding
    values = given.variances.copy()
    V = given.vectors[:, zero]
    values[zero] = np.minimum(values[zero], np.einsum("ij,ij->j", V.conj(), C @ V).real)
    return np.asarray(np.sort(values)[::-1])


def _same(given: Axes, variances: Array, V: Array) -> str | None:
    """Variances and vectors are those of the factors, but for the sign of each vector."""
    if given.vectors.shape != V.shape or not np.array_equal(given.variances, variances):
        return "Verification failed: the variances are not those of the factors."
    aligned = np.abs(np.einsum("ij,ij->j", V.conj(), given.vectors))
    if not (np.abs(aligned - 1) <= 64 * eps(V.dtype) * math.sqrt(len(V))).all():
        return "Verification failed: the components are not those of the factors."
    return None


def gap(variances: Array, k: int) -> float:
    """By how much the k-th variance exceeds the next, relative to the largest: it decides how sharp the subspace is."""
    top = float(variances.max(initial=0))
    if k >= len(variances):
        return math.inf
    if not top:
        return 0.0
    return float(variances[k - 1] - variances[k]) / top


class Errors(NamedTuple):
    """Relative errors of the variances, and by what angle each axis may have turned; infinite where it is free."""

    variances: Array
    axes: Array


def errors(found: Axes) -> Errors:
    """What rounding of the size of the largest value does to each variance and axis, to first order.

    A value is off by no more than the rounding (Weyl), its axis turns by that over the distance to the next value
    (Davis and Kahan 1970, Wedin 1972). The covariance has the variances for values, so that small ones drown in the
    rounding of the largest; the SVD has their roots.
    """
    B = found.factors
    values = (found.variances if B is None else B.S).astype(np.float64)
    size = len(found.vectors) if B is None else max(len(B.U), len(found.vectors))
    level = floor(size, found.vectors.dtype) * float(values.max(initial=0))
    apart = np.full(len(values) + 1, np.inf)
    apart[1:-1] = values[:-1] - values[1:]
    if len(found.vectors) > len(values):  # axes beyond the last, along which there is no spread at all
        apart[-1] = values[-1]
    with np.errstate(all="ignore"):
        turned = level / np.minimum(apart[1:], apart[:-1])
        own = level / values * (1 if B is None else 2)
    return Errors(np.where(values == 0, np.inf, own), np.where(np.isnan(turned), np.inf, turned))


def vague(sizes: Array, dtype: Any, what: str, because: str) -> tuple[str, ...]:
    """Sentences on those numbers, counted from 1, that are known to few digits or none."""
    known = np.asarray([digits(size, dtype) for size in sizes.tolist()], int)
    none, few = np.flatnonzero(known == 0) + 1, np.flatnonzero((known > 0) & (known < half_digits(dtype))) + 1
    found = []
    if len(none):
        found.append(f"{_counted(what, none)} determined to no digit: {because}.")
    if len(few):
        least = int(known[few - 1].min())
        found.append(f"{_counted(what, few)} determined to {least} digit{'s' * (least > 1)} only: {because}.")
    return tuple(found)


def _counted(what: str, numbers: Array) -> str:
    """ "Component 2 is" or "Components 2, 3 are", or the first and the last of many."""
    if len(numbers) == 1:
        return f"{what} {numbers[0]} is"
    if len(numbers) > 4:
        some = "are" if numbers[-1] - numbers[0] < len(numbers) else "are in part"
        return f"{what}s {numbers[0]} to {numbers[-1]} {some}"
    return f"{what}s {', '.join(map(str, numbers.tolist()))} are"
