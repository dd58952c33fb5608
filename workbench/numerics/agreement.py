"""An output beside what it should be: the residual, and a bound relative to the largest entry of the output."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from workbench.numerics.bounds import Residual
from workbench.numerics.probes import largest, thin, thin_with_rows, times_squares, uneven

Array = np.ndarray[Any, np.dtype[Any]]


class Agreement(NamedTuple):
    """A residual, and the error bound that it leaves, relative to the size of what was looked at."""

    residual: Residual
    bound: float


def agreement(value: Any, expected: Any, scale: Any, dtype: Any, size: float | None = None) -> Agreement:
    """Compare entry by entry; rounding is relative to `scale`, the bound to `size`, by default the largest entry."""
    with np.errstate(all="ignore"):
        observed = np.abs(np.asarray(value) - expected)
    found = Residual.of(observed, np.broadcast_to(np.asarray(scale, np.float64), observed.shape), dtype)
    return Agreement(found, relative(found, largest(np.asarray(value)) if size is None else size))


def relative(residual: Residual, size: float) -> float:
    """The largest level of a residual per size; 0 for a zero that is met exactly, infinite for any other zero."""
    if not residual.observed.size or (not size and not residual.observed.any()):
        return 0.0
    with np.errstate(all="ignore"):
        level = float(residual.level.max())
        return level / size if size else math.inf


def product(C: Array, A: Array, B: Array, size: float | None = None) -> Agreement:
    """C against A B on a few vectors of uneven signs (Freivalds), each row against the lengths ‖aᵢ‖ ‖B v‖."""
    if not C.size or not len(B):
        return agreement(C, 0.0, 0.0, C.dtype)
    V = uneven(C.shape[1], C.dtype)
    with np.errstate(all="ignore"):
        Y = thin(B, V)
        AY, rows = thin_with_rows(A, Y)
        observed = np.abs(thin(C, V) - AY).max(axis=1)
        longest = math.sqrt(float(times_squares(np.ones(len(Y)), Y).max(initial=0)))
    found = Residual.of(observed, rows * longest, C.dtype)
    return Agreement(found, relative(found, largest(C) if size is None else size))


def worst(*parts: Agreement) -> float:
    """The largest bound of several outputs."""
    return max((part.bound for part in parts), default=0.0)
