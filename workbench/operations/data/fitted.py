"""The data of a regression, scaled and as columns, and how well a prediction fits."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from workbench.numerics.samples import centered
from workbench.operations.common import scale
from workbench.operations.spec import Array, Problem


class Prepared(NamedTuple):
    """X and y scaled by 2⁻ᵖ and 2⁻ᑫ, y as columns, and what is fitted to what."""

    X: Array
    Y: Array
    p: int
    q: int


def prepared(problem: Problem) -> Prepared:
    dtype = np.result_type(problem["X"], problem["y"])
    (X, p), (y, q) = scale(problem, "X"), scale(problem, "y")
    return Prepared(X.astype(dtype, copy=False), y.astype(dtype, copy=False).reshape(len(X), -1), p, q)


def columns_of(problem: Problem, value: Any) -> Array:
    return np.asarray(value)[..., None] if problem["y"].ndim == 1 else np.asarray(value)


def quality(problem: Problem, Y: Array, fitted: Array) -> tuple[Array, Array]:
    """The sum of squared residuals, and 1 − its share of the squares of y about its mean; NaN where these are 0."""
    rss = np.square(np.abs(Y - fitted)).sum(axis=0)
    total = np.square(np.abs(centered(Y).rows)).sum(axis=0)
    return rss, np.where(total == 0, np.nan, 1 - rss / np.where(total == 0, 1, total)).astype(rss.dtype)
