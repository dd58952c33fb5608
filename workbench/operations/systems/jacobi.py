"""Jacobi's iteration: every equation for its own unknown, all at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics import factor, splitting
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.systems import iterating, splittings

TRIED = 1000
"""Up to this order definiteness is looked into."""


def jacobi(
    A: Matrix2,
    b: iterating.Right,
    x0: iterating.Start | None = None,
    steps: iterating.Steps = None,
    tolerance: iterating.Tolerance = 1e-10,
) -> iterating.Iterates:
    """Solve each equation of A x = b for its own unknown, with the others as they were, again and again.

    x ← x + D⁻¹ (b − A x), with D the diagonal of A. It converges where the spectral radius of I − D⁻¹A is below 1, so
    for every matrix whose diagonal strictly dominates.
    """
    return iterating.declared(A, b, x0, steps, tolerance)


def _split(problem: Problem, A: Array) -> Array:
    return splitting.jacobi(A)


def _classical(problem: Problem, A: Array) -> str | None:
    """A dominant diagonal, or A and 2 D − A both definite (Varga, theorem 3.8 and its consequences)."""
    name = problem.name("A")
    found = splitting.dominance(A, name)
    if found is None and problem.structures["A"].symmetric and len(A) <= TRIED:
        other = 2 * np.diag(np.diagonal(A)) - A
        if all(factor.cholesky(B) is not None for B in (A, other)):
            return f"{name} and 2 D − {name} are positive definite"
    return found


def _run(problem: Problem) -> Outcome:
    return splittings.run(problem, _split, _classical)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    return splittings.certify(problem, outcome, _split)


def cost(A: Operand, b: Operand, x0: Operand | None = None, **params: Any) -> Cost:
    n, steps = float(A.shape[0]), iterating.most_steps(A.shape[0], params.get("steps"))
    return Cost(4.0 * n * n * steps + 3.0 * n**3, 8.0 * (3 * n * n + 4 * n * steps))


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    return iterating.code(problem, names, f"D = np.diagonal({names[0]})\n", "x = x + r / D")


JACOBI = Operation(
    declare=jacobi,
    routes=(Route("Jacobi's iteration", always("step by step, as asked for"), _run, _code),),
    certify=certify,
    cost=cost,
)
