"""The data of a regression, scaled and as columns, and how well a prediction fits."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from workbench.numerics.column_scales import at_own_scale
from workbench.operations.common import scale
from workbench.operations.spec import Array, Problem


class Prepared(NamedTuple):
    """X · 2^-p and y · 2^-q, y as columns; p and q are exponents, one for each column."""

    X: Array
    Y: Array
    p: Array
    q: Array


class Posed(NamedTuple):
    """What is fitted: A x to B, which are X and y less their means m and c; `spread` is y less its mean throughout.

    Columns of X and y are scaled by the exponents p and q.
    """

    A: Array
    B: Array
    m: Array
    c: Array
    spread: Array
    p: Array
    q: Array


def prepared(problem: Problem, even: bool) -> Prepared:
    """Each column at a scale at which squares fit; with `even` all of X at one, since scales change the shortest x."""
    dtype = np.result_type(problem["X"], problem["y"])
    Y, q = at_own_scale(problem["y"].astype(dtype, copy=False).reshape(len(problem["y"]), -1))
    if even:
        X, power = scale(problem, "X")
        return Prepared(X.astype(dtype, copy=False), Y, np.full(X.shape[1], power), q)
    X, p = at_own_scale(problem["X"].astype(dtype, copy=False))
    return Prepared(X, Y, p, q)


def columns_of(problem: Problem, value: Any) -> Array:
    return np.asarray(value)[..., None] if problem["y"].ndim == 1 else np.asarray(value)


def quality(A: Array, B: Array, x: Array, spread: Array) -> tuple[Array, Array]:
    """The sum of squared residuals of B, and its share of the squares of `spread`; NaN where these are 0.

    B and `spread`, y less its mean, are one with an intercept: a large mean then costs the residuals no digits.
    """
    rss, total = (np.square(np.abs(part)).sum(axis=0) for part in (B - A @ x, spread))
    return rss, np.where(total == 0, np.nan, rss / np.where(total == 0, 1, total)).astype(rss.dtype)
