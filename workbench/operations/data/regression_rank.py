"""Whether the rank at which a regression cut is that of its columns, or only what rounding and scale make of it."""

from __future__ import annotations

import numpy as np

from workbench.backends import exact
from workbench.numerics.cutoff import count, near, relative
from workbench.numerics.equilibrium import equilibrated
from workbench.numerics.rectangular import SVD
from workbench.numerics.sure_rank import is_spread, sure_rank
from workbench.operations.data.shared import mean_exactly
from workbench.operations.spec import Array, Problem

MOST, FEW = 512, 64
"""Up to so many columns or rows the rank is looked for at other scales, and by elimination entry by entry."""


def doubt(problem: Problem, A: Array, found: SVD) -> str | None:
    """Why another rank than that of `found`, the factors of the centred columns A, is as likely; None if none is.

    Exact entries decide it. Of others columns that seem dependent may only be small, or rows beside larger ones.
    """
    if (sure := _exact_rank(problem)) is not None:
        return None if sure == found.rank else _taken(found, f"in exact arithmetic it is {sure}")
    if (close := near(A, found.S, None)) is not None:
        return close
    if not found.rank < len(found.S) <= MOST or not A.any():
        return None
    least = _rank_of_data(problem)
    return _taken(found, f"with rows and columns brought to one size it is {least}") if least > found.rank else None


def _rank_of_data(problem: Problem) -> int:
    """That of the columns, or with an intercept of them beside a column of ones, less 1; at equal scales."""
    X, free = problem["X"], int(problem.params["intercept"])
    W = np.hstack([X, np.ones((len(X), 1), X.dtype)]) if free else X
    B = equilibrated(W).B
    rank = count(np.linalg.svd(B, compute_uv=False), relative(W, None))
    if len(X) <= FEW and W.shape[1] <= FEW and is_spread(W):
        rank = max(rank, sure_rank(W))
    return rank - free


def _exact_rank(problem: Problem) -> int | None:
    X = problem.exact.get("X")
    if X is None or not exact.fits(X):
        return None
    rows = X - mean_exactly(X) if problem.params["intercept"] else X
    return exact.rank(rows) if rows.any() else 0


def _taken(found: SVD, but: str) -> str:
    return f"The rank of the columns was taken as {found.rank}, the digits that rounding leaves; {but}."
