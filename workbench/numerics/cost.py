"""From floating point operations to seconds on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter
from typing import Literal

import numpy as np

Work = Literal["product", "factor", "spectral"]
"""Kinds of work that reach very different speeds: products, factorisations, and iterations for a spectrum."""

OVERHEAD = 1e-3  # seconds that any job takes
SHARES: Mapping[Work, float] = {"product": 1.0, "factor": 0.4, "spectral": 0.4}
"""Of the speed of a matrix product that each kind reaches, as its operations count floating point operations."""
SLOWEST = 4e9  # a lower figure says that the machine was busy, not that it is slow: a choice, not a measurement
USUAL = 5e10  # of the processors of a laptop
TRIAL, TRIALS = 256, 8

_known: list[float] = []


def speed() -> float:
    """Floating point operations per second of a matrix product: what was learned, or else measured now, once."""
    if not _known:
        learn(measured())
    return _known[-1]


def learn(figure: float) -> None:
    """Reckon with this figure from now on: a window does not compute, and learns it from a process that does."""
    _known[:] = [figure]


def measured() -> float:
    """The best of several short trials, so that a busy moment does not make the machine look slow for good."""
    A = np.sin(np.arange(1.0, TRIAL * TRIAL + 1)).reshape(TRIAL, TRIAL)
    return max(SLOWEST, 2.0 * TRIAL**3 / min(_timed(A) for _ in range(TRIALS)))


def _timed(A: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> float:
    start = perf_counter()
    np.matmul(A, A)
    return max(perf_counter() - start, 1e-6)


def seconds(flops: float, itemsize: int = 8, work: Work = "factor") -> float:
    """The expected time of a computation, to be shown beside the elapsed one; half of it in single precision."""
    return OVERHEAD + flops / (SHARES[work] * speed()) * (itemsize / 8)
