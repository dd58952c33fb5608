"""The iteration of Gauss and Seidel: each new unknown is used at once; with a relaxation factor it is SOR."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics import factor, splitting
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, Scalar, always
from workbench.operations.systems import iterating, splittings

ONE = Fraction(1)
TRIED = 1000
"""Up to this order definiteness is looked into."""


def gauss_seidel(
    A: Matrix2,
    b: iterating.Right,
    x0: iterating.Start | None = None,
    omega: Annotated[Scalar, "the relaxation factor: above 1 each step goes further (SOR), below 1 less far"] = ONE,
    steps: iterating.Steps = None,
    tolerance: iterating.Tolerance = 1e-10,
) -> iterating.Iterates:
    """Solve the equations of A x = b one after the other, each for its own unknown, with the newest of all others.

    x ← x + (D/ω + L)⁻¹ (b − A x), with D the diagonal of A and L what is below it. It converges if the diagonal
    strictly dominates and ω is at most 1, and for every symmetric positive definite A and every ω between 0 and 2.
    """
    if np.asarray(omega).dtype.kind == "c" or not 0 < omega < 2:
        message = f"omega is {omega}, and no iteration converges unless it is between 0 and 2."
        raise UserError("domain", message, "1 is Gauss and Seidel's own iteration.", details={"omega": str(omega)})
    return iterating.declared(A, b, x0, steps, tolerance)


def _split(problem: Problem, A: Array) -> Array:
    return splitting.relaxation(A, float(problem.params["omega"]))


def _classical(problem: Problem, A: Array) -> str | None:
    """The theorem of Ostrowski and Reich for definite matrices, or a dominant diagonal."""
    name = problem.name("A")
    found = splitting.dominance(A, name) if problem.params["omega"] <= 1 else None
    if found is None and problem.structures["A"].symmetric and len(A) <= TRIED and factor.cholesky(A) is not None:
        return f"{name} is positive definite"
    return found


def _run(problem: Problem) -> Outcome:
    return splittings.run(problem, _split, _classical)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    return splittings.certify(problem, outcome, _split)


def cost(A: Operand, b: Operand, x0: Operand | None = None, **params: Any) -> Cost:
    n, steps = float(A.shape[0]), iterating.most_steps(A.shape[0], params.get("steps"))
    return Cost(5.0 * n * n * steps + 3.0 * n**3, 8.0 * (4 * n * n + 4 * n * steps))


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A, omega = names[0], float(problem.params["omega"])
    before = f"M = np.tril({A})\n" if omega == 1 else f"M = np.diag(np.diagonal({A})) / {omega!r} + np.tril({A}, -1)\n"
    return iterating.code(problem, names, before, "x = x + scipy.linalg.solve_triangular(M, r, lower=True)")


GAUSS_SEIDEL = Operation(
    declare=gauss_seidel,
    routes=(Route("Gauss-Seidel iteration, SOR", always("step by step, as asked for"), _run, _code),),
    certify=certify,
    cost=cost,
)
