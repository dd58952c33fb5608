"""The law of Marchenko and Pastur (1967): where the eigenvalues of pure noise lie."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

POINTS = 20_001


class Band(NamedTuple):
    lower: float
    upper: float


def band(rows: int, columns: int, variance: float) -> Band:
    """The edges σ² (1 ± √(p/n))² for n rows of p columns; eigenvalues that are 0 because p > n lie outside."""
    root = math.sqrt(columns / rows)
    return Band(variance * (1 - root) ** 2, variance * (1 + root) ** 2)


@lru_cache(maxsize=64)
def median(ratio: float) -> float:
    """The median of the law with variance 1 for p/n = ratio ≤ 1.

    Its density √((b − x)(x − a)) / (2π ratio x), integrated over x = middle + half · cos t, where it is smooth.
    """
    root = math.sqrt(ratio)
    middle, half = 1 + ratio, 2 * root
    t = np.linspace(math.pi, 0, POINTS)
    x = middle + half * np.cos(t)
    density = np.square(half * np.sin(t)) / np.maximum(x, 1e-300)
    density[x < 1e-12] = 2 * half  # the limit where both edges meet 0
    mass = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2)])
    return float(np.interp(mass[-1] / 2, mass, x))


def variance_of_noise(eigenvalues: np.ndarray[Any, np.dtype[Any]], rows: int, columns: int) -> float:
    """The variance at which the median eigenvalue is that of the law (Gavish and Donoho 2014): signals hardly move it.

    Centred rows leave at least one eigenvalue 0 where there are no more rows than columns; it does not count.
    """
    middle = float(np.median(eigenvalues[: max(1, min(rows - 1, columns))].astype(np.float64)))
    return middle / median_of_noise(rows, columns)


def median_of_noise(rows: int, columns: int) -> float:
    """The median of the eigenvalues other than 0 for noise of variance 1."""
    return median(columns / rows) if columns <= rows else median(rows / columns) * columns / rows
