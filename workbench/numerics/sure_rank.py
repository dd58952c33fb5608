"""A rank that a matrix has even if each entry is off by a rounding: elimination that keeps book of its errors.

Scales of rows and columns play no part in it, nor do entries that no scaling brings together.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.numerics.bounds import eps
from workbench.numerics.equilibrium import equilibrated

Array = np.ndarray[Any, np.dtype[Any]]

CLEAR = 100.0
"""How many times its error a pivot has to be."""


def is_spread(A: Array) -> bool:
    """Whether some entries other than 0 are but a rounding of others."""
    sizes = np.abs(A[A != 0])
    return bool(sizes.size and sizes.min() < eps(A.dtype) * sizes.max())


def sure_rank(A: Array) -> int:
    """How many pivots elimination finds that are far above the errors they may have, to first order.

    Each pivot is the one nearest to being the largest of its row and of its column (the scales of both left out).
    """
    S = equilibrated(A).B
    S = S.astype(np.result_type(S, np.float64))
    E = eps(A.dtype) * np.abs(S)
    with np.errstate(all="ignore"):
        for rank in range(min(S.shape)):
            at = _pivot(S, E)
            if at is None:
                return rank
            S, E = _eliminated(S, E, *at)
    return int(min(A.shape))


def _pivot(S: Array, E: Array) -> tuple[int, int] | None:
    sizes = np.abs(S)
    share = sizes / sizes.max(axis=1, keepdims=True) * (sizes / sizes.max(axis=0))
    share[~(sizes > CLEAR * E)] = 0
    i, j = np.unravel_index(int(np.argmax(share)), share.shape)
    return (int(i), int(j)) if share[i, j] > 0 else None


def _eliminated(S: Array, E: Array, i: int, j: int) -> tuple[Array, Array]:
    """What is left below and beside a pivot, and its errors."""
    rows, columns = np.arange(len(S)) != i, np.arange(S.shape[1]) != j
    left, up = S[rows, j] / S[i, j], S[i, columns]
    down, over = np.abs(left)[:, None], np.abs(up / S[i, j])
    moved = E[rows][:, [j]] * over + down * E[i, columns] + down * over * E[i, j]
    product = np.outer(left, up)
    rest = S[np.ix_(rows, columns)]
    rounding = np.finfo(np.float64).eps * (np.abs(rest) + np.abs(product))
    return rest - product, E[np.ix_(rows, columns)] + moved + rounding
