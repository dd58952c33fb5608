"""The cutoff below which singular values count as zero, and which of them are too near to it."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.model.errors import UserError
from workbench.numerics.bounds import eps

Array = np.ndarray[Any, np.dtype[Any]]

CLEAR = 100.0
"""So many times the usual cutoff is what a singular value may be off by, with the rounding of what it is made of."""


def usual(A: Array) -> float:
    """max(m, n) eps, relative to the largest singular value (NumPy's choice)."""
    return max(A.shape, default=0) * eps(A.dtype)


def relative(A: Array, rtol: float | None) -> float:
    """The cutoff that is asked for, else the usual one."""
    return float(usual(A) if rtol is None else rtol)


def need_rtol(rtol: float | None) -> None:
    """Refuse a cutoff that leaves nothing. Raises `UserError` (`domain`)."""
    if rtol is not None and not 0 <= rtol < 1:
        raise UserError(
            "domain",
            f"With a cutoff of {rtol:g} times the largest, everything counts as zero.",
            "Take rtol from 0 to below 1.",
            details={"parameter": "rtol"},
        )


def argument(rtol: float | None, name: str = "rtol") -> str:
    """The cutoff as a further argument in code, where one is asked for."""
    return "" if rtol is None else f", {name}={rtol!r}"


def count(S: Array, rtol: float) -> int:
    """How many singular values lie above the cutoff."""
    return int(np.count_nonzero(rtol * S.max(initial=0) < S))


def near(A: Array, S: Array, rtol: float | None) -> str | None:
    """A word where a singular value may have come to the wrong side of the cutoff."""
    top, tolerance, rank = S.max(initial=0), relative(A, rtol) * S.max(initial=0), count(S, relative(A, rtol))
    if rank and S[rank - 1] <= tolerance + CLEAR * usual(A) * top:
        return _close(S[rank - 1], tolerance)
    if rtol is not None and rank < len(S) and S[rank] and S[rank] > tolerance - usual(A) * top:
        return _close(S[rank], tolerance)
    return None


def _close(value: float, tolerance: float) -> str:
    return f"Singular value {value:.1e} is close to the cutoff {tolerance:.1e}: the rank is a decision."
