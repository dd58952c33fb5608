"""The quadratic form xᴴA x, and how far rounding can have moved it."""

from __future__ import annotations

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


def form_residual(A: Array, X: Array, values: Array) -> Residual:
    """Values beside (xᴴA) x, the same sums in another order; relative to |x|ᵀ|A||x|."""
    again = np.einsum("ij,ij->j", (A.conj().T @ X).conj(), X)
    size = np.einsum("ij,ij->j", np.abs(X), abs_times(A, np.abs(X)))
    return Residual.of(values - again, size * growth(A.size) / LIMIT * 8, np.result_type(A.dtype, X.dtype))


def judged_form(A: Array, X: Array, values: Array, whole: bool = False) -> Assessment:
    """The verdict on values of a form; without a relative bound where the terms cancel all but completely.

    Sums of `whole` numbers that fit are exact.
    """
    residual = form_residual(A, X, values)
    if whole and float(residual.scale.max(initial=0)) < 1 / eps(A.dtype):
        failed = "Verification failed: the value is not the sum." if residual.observed.any() else None
        return judge(A.dtype, 0.0, residual, green="Sums of whole numbers are exact", failed=failed)
    top = float(np.abs(values).max(initial=0))
    level = float(np.maximum(residual.observed, residual.scale * LIMIT * eps(A.dtype) / 8).max(initial=0))
    bound = level / top if top else (0.0 if not level else None)
    unproved = None
    if bound is None or bound >= 0.1:
        bound, unproved = None, f"The terms cancel but for rounding: no more is sure than that it is below {level:.1e}."
    return judge(
        A.dtype, bound, residual, what="the value", green="It agrees with the sum in another order", unproved=unproved
    )
