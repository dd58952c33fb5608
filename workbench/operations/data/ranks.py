"""The rank of an approximation: given, or chosen by its error, its storage or the share that it keeps."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.model.errors import UserError
from workbench.numerics.bounds import eps
from workbench.operations.data.shared import need_k
from workbench.operations.spec import Array, Operand, Problem


def need(A: Operand, k: int | None, energy: float, error: float | None, budget: float | None) -> None:
    """Refuse ranks that there are not, two ways to choose one, shares out of range and budgets for nothing."""
    need_k(k, min(A.shape), A.name)
    if k is not None and (error is not None or budget is not None):
        raise UserError("usage", "The rank is given by k, and by an error or a budget as well.", "Leave one out.")
    if not 0 < energy <= 1:
        raise UserError("domain", f"energy cannot be {energy}.", "It is a share, above 0 and at most 1.")
    if error is not None and not 0 <= error < 1:
        raise UserError("domain", f"error cannot be {error}.", "It is relative to the norm of the matrix, from 0 to 1.")
    if budget is not None and not within(budget, *A.shape):
        least = stored(1, *A.shape)
        message = f"A budget of {shown(budget)} is too small: rank 1 takes {least} numbers."
        raise UserError("domain", message, f"{A.name} itself has {int(np.prod(A.shape))}.", (), {"least": least})


def shown(budget: float) -> str:
    return f"{budget:g} of the numbers" if budget <= 1 else f"{budget:g} numbers"


def stored(k: int, m: int, n: int) -> int:
    """The numbers that U, Σ and V hold for rank k."""
    return k * (m + n + 1)


def break_even(m: int, n: int) -> int:
    """The largest k with k (m + n + 1) < m n."""
    return (m * n - 1) // (m + n + 1)


def within(budget: float, m: int, n: int) -> int:
    """The largest rank that the budget holds; 0 where there is none."""
    if not budget > 0:
        return 0
    numbers = budget * m * n if budget <= 1 else budget
    return int(min(numbers // stored(1, m, n), min(m, n)))


def tail(S: Array, k: int) -> float:
    """The Frobenius norm of what rank k leaves out."""
    return float(np.linalg.norm(S[k:].astype(np.float64)))


def _for_energy(S: Array, energy: float) -> int:
    """The least k whose singular values keep that share of the sum of squares, but for rounding."""
    squares = np.cumsum(S.astype(np.float64) ** 2)
    if not squares[-1]:
        return 1
    return min(len(S), 1 + int(np.count_nonzero(squares < energy * squares[-1] * (1 - len(S) * eps(S.dtype)))))


def _for_error(S: Array, error: float) -> int:
    """The least k that leaves out no more than that share of the Frobenius norm, but for rounding."""
    squares = np.cumsum(S[::-1].astype(np.float64) ** 2)[::-1]
    allowed = (error + len(S) * eps(S.dtype)) * np.sqrt(squares[0])
    return max(1, int(np.count_nonzero(np.sqrt(squares) > allowed)))


def kept(problem: Problem, S: Array) -> int:
    """The rank that is asked for, of a matrix with these singular values. Raises where error and budget clash."""
    params = problem.params
    k, error, budget = (params[name] for name in ("k", "error", "budget"))
    if k is not None:
        return int(k)
    most = None if budget is None else within(budget, *problem["A"].shape)
    if error is None:
        return _for_energy(S, params["energy"]) if most is None else most
    least = _for_error(S, error)
    if most is not None and least > most:
        left = tail(S, most) / tail(S, 0)
        raise UserError(
            "domain",
            f"An error of {error:g} takes rank {least}, and a budget of {shown(budget)} holds rank {most}.",
            f"Rank {most} leaves an error of {left:.3g}.",
            (),
            {"least": least, "most": most, "error": left},
        )
    return least


def code(problem: Problem) -> list[str]:
    """Lines that find k from the singular values S."""
    params: Any = problem.params
    if params["k"] is not None:
        return [f"k = {params['k']}"]
    if params["error"] is not None:
        return [
            "tails = np.sqrt(np.cumsum(S[::-1]**2)[::-1])",
            f"k = max(1, int((tails > ({params['error']!r} + len(S) * np.finfo(S.dtype).eps) * tails[0]).sum()))",
        ]
    if params["budget"] is not None:
        return [f"k = {within(params['budget'], *problem['A'].shape)}"]
    return [
        f"enough = {params['energy']!r} * (1 - len(S) * np.finfo(S.dtype).eps) * (S**2).sum()",
        "k = 1 + int((np.cumsum(S**2)[:-1] < enough).sum())",
    ]
