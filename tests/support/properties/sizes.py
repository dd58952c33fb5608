"""How large numbers are, without overflow, and how far rounding may move what is made of them."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def norm(*factors: Any) -> float:
    """The product of Frobenius norms; 1 for arrays of fractions, which need none."""
    arrays = [np.asarray(factor) for factor in factors]
    if any(array.dtype == object for array in arrays):
        return 1.0
    found = 1.0
    for array in arrays:
        top = float(np.abs(array).max(initial=0))
        found *= top * float(np.linalg.norm(array / top)) if top else 0.0
    return found


def spread(A: Array) -> float:
    """The largest singular value by the smallest that is not 0 by rounding to single precision; 1 for fractions."""
    if A.dtype == object or not A.size:
        return 1.0
    s = np.linalg.svd(A / (np.abs(A).max() or 1.0), compute_uv=False)
    kept = s[s > s[0] * 1e-5]
    return float(kept[0] / kept[-1]) if kept.size else 1.0


def adjoint(A: Array) -> Array:
    return A.conj().T


def real(x: Any) -> Any:
    """The real part; of exact numbers, which are real here, themselves."""
    return x if np.asarray(x).dtype == object else np.real(x)
