"""Whether the rank at a cutoff is that of the matrix, or only what rounding and scale make of it."""

from __future__ import annotations

import numpy as np

from workbench.backends import exact
from workbench.numerics.cutoff import count, near, relative
from workbench.numerics.equilibrium import equilibrated
from workbench.numerics.sure_rank import is_spread, sure_rank
from workbench.operations.spec import Array, Problem

UNEVEN = 10
"""Rows or columns whose exponents differ by more are brought to one size, to see what becomes of the rank."""
MOST = 512
FEW = 64
"""Up to so many rows or columns elimination entry by entry is tried."""


def doubt(problem: Problem, S: Array, name: str = "A") -> str | None:
    """Why the number of singular values above the cutoff may not be the rank, or None; `S` are those of A.

    Exact entries decide it. Of others a value that is cut may stand for a row or column that is only small.
    """
    A, rtol = problem[name], problem.params.get("rtol")
    if not A.size:
        return None
    return of_matrix(A.reshape(len(A), -1), S, rtol, None if rtol is not None else _exact_rank(problem.exact.get(name)))


def of_weighted(problem: Problem, A: Array, S: Array) -> str | None:
    """The same for A whose rows are weighted: the rank is that of the rows whose weights are not 0."""
    rtol, entries = problem.params.get("rtol"), problem.exact.get("A")
    if rtol is not None or entries is None:
        return of_matrix(A, S, rtol, None)
    return of_matrix(A, S, rtol, _exact_rank(entries[problem["w"] != 0]))


def of_matrix(A: Array, S: Array, rtol: float | None, sure: int | None) -> str | None:
    """The same for any matrix, and its exact rank where that is known."""
    rank = count(S, relative(A, rtol))
    if sure is not None:
        return None if sure == rank else _taken(A, S, rank, f"in exact arithmetic it is {sure}", sure > rank)
    close = near(A, S, rtol)
    if close is not None or rtol is not None or not rank < len(S) <= MOST or not A.any():
        return close
    equal = _at_equal_size(A)
    if equal > rank:
        return _taken(A, S, rank, f"with rows and columns brought to one size it is {equal}", True)
    least = sure_rank(A) if len(S) <= FEW and is_spread(A) else 0
    return _taken(A, S, rank, f"elimination entry by entry finds {least}", True) if least > rank else None


def _exact_rank(entries: Array | None) -> int | None:
    return exact.rank(entries.reshape(len(entries), -1)) if entries is not None and exact.fits(entries) else None


def _taken(A: Array, S: Array, rank: int, but: str, below: bool) -> str:
    """Which singular value lies on which side of the cutoff, and what contradicts it."""
    value, cutoff = S[rank if below else rank - 1], relative(A, None) * S.max()
    side = "below" if below else "above"
    return f"The rank was taken as {rank} because σ = {value:.1e} is {side} the cutoff {cutoff:.1e}; {but}."


def _at_equal_size(A: Array) -> int:
    """The rank after scaling by powers of two; 0 where rows and columns have about one size already."""
    found = equilibrated(A)
    if max(np.ptp(found.rows), np.ptp(found.columns)) <= UNEVEN:
        return 0
    S = np.linalg.svd(found.B, compute_uv=False)
    return count(S, relative(A, None))
