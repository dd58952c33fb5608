"""What is returned of a solution of A x = b: refined until its digits are right, row by row where it can be."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from workbench.numerics.banded import Banded, Tridiagonal
from workbench.numerics.bounds import eps
from workbench.numerics.factor import Cholesky, Factor, Unitary
from workbench.numerics.probes import COUNT, largest, shifted
from workbench.numerics.row_by_row import settled
from workbench.numerics.scales import Scaled
from workbench.operations.common import scaled_system
from workbench.operations.spec import Array, Outcome, Problem
from workbench.operations.systems import wide as wide_system
from workbench.operations.systems.system import refined

CHEAP = 256
ENOUGH = 0.625
"""A correction by more than this power of eps calls for more: it is about the condition times eps."""
HALF = 0.45
"""So does a condition of more than this power of 1/eps."""


Solver = Factor | Tridiagonal | Banded


def finish(x: Array, found: Solver | Unitary | None, p: int, q: int, why: str | None = None) -> Outcome:
    """A solution for 2⁻ᵖ A and 2⁻q b, and the factors it was found with."""
    method, given = None if why is None else "LAPACK getrs", shifted(x, q - p) if p != q else x
    return Outcome({"result": given}, {"factor": found, "scaled": Scaled(x, q - p)}, method=method, why=why)


def equilibrated(problem: Problem, method: str | None = None) -> Outcome:
    """The solution by rows and columns at scales of their own; `method` where another was tried first."""
    x, found = wide_system.solve(problem, problem["b"])
    why = None if method is None else "its rows need scales of their own: at one scale some equations are not satisfied"
    return Outcome({"result": x}, {"wide": found}, method=method, why=why)


def solved(problem: Problem, A: Array, b: Array, found: Solver, method: str, why: str | None = None) -> Outcome:
    """The solution, refined: once where it is cheap, which makes the residual small row by row; if that step was large,
    A is ill-conditioned, and further steps have residuals in twice the precision.
    """
    _, _, p, q = scaled_system(problem)
    x = found.solve(b)
    if many(A, b):
        return finish(x, found, p, q, why)
    with np.errstate(all="ignore"):
        step = found.solve(b - A @ x)
        better = settled(A, b, finite(x + step, x), found.solve)
        if better is None:
            return equilibrated(problem, wide_system.METHOD)
        poor = largest(step) > largest(x) * eps(A.dtype) ** ENOUGH or _spread(found) > eps(A.dtype) ** -HALF
    again = refined_rows(A, b, better, found.solve) if poor and b.size else None
    if again is None:
        return finish(better, found, p, q, why)
    return twice(finish(again, found, p, q), method, problem, why)


def refined_rows(A: Array, b: Array, x: Array, solve: Callable[[Array], Array]) -> Array | None:
    """As `refined`, and with rows that see small entries only satisfied where that succeeds too."""
    found = refined(A, b, x, solve)
    if found is None:
        return None
    found = found.reshape(b.shape)
    better = settled(A, b, found, solve)
    return found if better is None else better


def many(A: Array, b: Array) -> bool:
    """Whether a step of refinement costs as much as the factors of A."""
    return b.ndim == 2 and b.shape[1] > COUNT and len(A) > CHEAP


def _spread(found: Solver) -> float:
    """The largest pivot over the smallest: the condition is hardly less, up to the scales of rows and columns."""
    sizes = np.abs(found.pivots)
    ratio = float(sizes.max(initial=0) / sizes.min(initial=math.inf)) if sizes.all() else math.inf
    return ratio**2 if isinstance(found, Cholesky) else ratio


def twice(outcome: Outcome, method: str, problem: Problem, why: str | None = None) -> Outcome:
    """Say of an outcome that it was refined with residuals in twice the precision."""
    words = f"{problem.name('A')} is ill-conditioned, so x is refined with residuals in twice the precision"
    return replace(
        outcome,
        witness={**outcome.witness, "refined": True},
        method=f"{method}, refined",
        why=words if why is None else f"{why}; {words}",
    )


def finite(better: Array, x: Array) -> Array:
    """A better x, unless the step to it left the range of numbers."""
    return better if np.isfinite(better).all() else x
