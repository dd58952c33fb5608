"""The quadratic form xᴴA x, and how far rounding can have moved it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.bounds import LIMIT, Residual, eps, growth, judge
from workbench.numerics.probes import abs_times

Array = np.ndarray[Any, np.dtype[Any]]


def form(A: Array, x: Array) -> Any:
    """xᴴ(A x)."""
    return np.vdot(x, A @ x)


def forms(A: Array, X: Array) -> Array:
    """xᴴA x for each column of X."""
    return np.asarray(np.einsum("ij,ij->j", X.conj(), A @ X))


def form_residual(A: Array, X: Array, values: Array, least: float = 0.0) -> Residual:
    """Values beside (xᴴA) x, the same sums in another order; relative to |x|ᵀ|A||x| + `least`."""
    again = np.einsum("ij,ij->j", (A.conj().T @ X).conj(), X)
    size = sizes(A, X) * growth(A.size) / LIMIT * 8 + least
    return Residual.of(values - again, size, np.result_type(A.dtype, X.dtype))


def sizes(A: Array, X: Array) -> Array:
    """|x|ᵀ|A||x| for each column of X."""
    return np.asarray(np.einsum("ij,ij->j", np.abs(X), abs_times(A, np.abs(X))))


def least_sum(dtype: Any, p: int) -> float:
    """What a sum of which 2ᵖ times is looked at may have lost to underflow, in roundings."""
    return math.ldexp(float(np.finfo(dtype).smallest_subnormal), min(p, 2000)) / eps(dtype)


def judged_form(A: Array, X: Array, values: Array, whole: bool = False, p: int = 0) -> Assessment:
    """The verdict on values of a form; without a relative bound where the terms cancel all but completely.

    Sums of `whole` numbers that fit are exact. The values are 2ᵖ times those that were found.
    """
    least = least_sum(A.dtype, p)
    residual = form_residual(A, X, values, least)
    size = float(sizes(A, X).max(initial=0))
    if whole and not p and size < 1 / eps(A.dtype):
        failed = "Verification failed: the value is not the sum." if residual.observed.any() else None
        return judge(A.dtype, 0.0, residual, green="Sums of whole numbers are exact", failed=failed)
    top = float(np.abs(values).max(initial=0))
    level = float(np.maximum(residual.observed, residual.scale * LIMIT * eps(A.dtype) / 8).max(initial=0))
    bound = level / top if top else (0.0 if not size else None)
    unproved = None
    if bound is None or bound >= 0.1:
        bound, unproved = None, _lost(level * math.ldexp(1.0, max(-1000, min(-p, 1000))), least > size)
    return judge(
        A.dtype, bound, residual, what="the value", green="It agrees with the sum in another order", unproved=unproved
    )


def _lost(level: float, underflow: bool) -> str:
    if underflow:
        return "The value is below the range of the number type, as far as it can be told."
    return f"The terms cancel but for rounding: no more is sure than that it is below {level:.1e}."
