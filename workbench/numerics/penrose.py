"""The four conditions that make a matrix the pseudoinverse of another, as numbers (Penrose 1955)."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.numerics.spectral import adjoint_times, signs, times

Array = np.ndarray[Any, np.dtype[Any]]


def penrose(A: Array, X: Array) -> dict[str, float]:
    """How far A X A is from A, X A X from X, and A X and X A from their adjoints, each relative to its size.

    Seen on all unit vectors, or on a few sign vectors where the matrices are large.
    """
    left, right = signs(A.shape[0], A.dtype), signs(A.shape[1], A.dtype)
    with np.errstate(all="ignore"):
        once, back = times(A, right), times(X, left)
        again, forth = times(X, once), times(A, back)
        return {
            "A X A = A": _off(times(A, again), once),
            "X A X = X": _off(times(X, forth), back),
            "(A X)ᴴ = A X": _off(adjoint_times(X, adjoint_times(A, left)), forth),
            "(X A)ᴴ = X A": _off(adjoint_times(A, adjoint_times(X, right)), again),
        }


def _off(found: Array, expected: Array) -> float:
    size = float(np.linalg.norm(expected))
    off = float(np.linalg.norm(found - expected))
    return off / size if size else off
