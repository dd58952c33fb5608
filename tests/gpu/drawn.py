"""Arrays that are drawn anew for every test, and when two of them are the same."""

from __future__ import annotations

import numpy as np

DTYPES = ("float32", "float64", "complex64", "complex128")


def random(shape, dtype, seed=0):
    rng = np.random.default_rng(seed)
    A = rng.standard_normal(shape)
    return (A + 1j * rng.standard_normal(shape) if dtype.startswith("complex") else A).astype(dtype)


def near(value, expected, dtype, n=1):
    """Equal but for rounding, relative to the largest."""
    size = np.abs(expected).max(initial=0) or 1.0
    error = np.abs(np.asarray(value) - expected).max(initial=0)
    return error <= 50 * np.sqrt(n) * float(np.finfo(dtype).eps) * size
