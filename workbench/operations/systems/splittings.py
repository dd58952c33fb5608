"""What Jacobi's and Gauss and Seidel's iterations share: a splitting A = M − N, and what is known of I − M⁻¹A."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import Residual, growth
from workbench.numerics.iterates import CONVERGED
from workbench.numerics.splitting import Outlook, iterate, outlook
from workbench.operations.spec import Array, Outcome, Problem
from workbench.operations.systems import iterating, iterating_check
from workbench.operations.systems.iterating_check import Steps

Split = Callable[[Problem, Array], Array]
"""M of a matrix, by the parameters of a problem."""


def need_diagonal(problem: Problem) -> None:
    """Refuse a zero on the diagonal, by which these iterations divide."""
    zeros = np.flatnonzero(np.diagonal(problem["A"]) == 0)
    if len(zeros):
        name, k = problem.name("A"), int(zeros[0])
        raise UserError(
            "domain",
            f"{name}[{k}, {k}] is 0, and the iteration divides by the diagonal.",
            "Exchange rows, or take an iteration that needs no diagonal.",
            ("gmres", "solve"),
            {"position": [k, k]},
        )


def run(problem: Problem, split: Split, classical: Callable[[Problem, Array], str | None]) -> Outcome:
    """Iterate, and say what the iteration matrix promises."""
    need_diagonal(problem)
    system, p, q = iterating.system_of(problem)
    M = split(problem, system.A)
    seen = outlook(system.A, M, problem.name("A"), classical(problem, system.A))
    walk = iterate(system, M)
    warnings = () if walk.ending in CONVERGED else _warnings(seen)
    details = {"spectral_radius": seen.radius, "converges": _word(seen.converges), "because": seen.reason}
    return iterating.outcome(problem, system, walk, (p, q), details=details, warnings=warnings)


def _warnings(seen: Outlook) -> tuple[str, ...]:
    if seen.converges:
        return ()
    promise = "need not converge" if seen.converges is None else "diverges from almost every start"
    return (f"The iteration {promise}: {seen.reason}.",)


def _word(converges: bool | None) -> str:
    return {True: "from every start", False: "not from almost any start", None: "not known"}[converges]


def certify(problem: Problem, outcome: Outcome, split: Split) -> Assessment:
    """M times each step is the residual before it; the rest as for every iteration."""

    def check(found: Steps) -> list[Residual]:
        M = split(problem, found.system.A)
        X = found.path
        moved = (X[1:] - X[:-1]) @ M.T
        sizes = growth(len(M)) * (np.abs(X[1:]) + np.abs(X[:-1])) @ np.abs(M).T + found.sizes[:-1]
        return [Residual.of(moved - found.residuals[:-1], sizes, X.dtype)]

    return iterating_check.certify(problem, outcome, check)
