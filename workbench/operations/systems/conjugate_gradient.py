"""Conjugate gradients for symmetric positive definite systems."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics import factor
from workbench.numerics.bounds import Residual, eps
from workbench.numerics.decompose import hermitian_part, nearly_symmetric
from workbench.numerics.descent import lengths
from workbench.numerics.iterates import CONVERGED
from workbench.numerics.krylov import conjugate_gradient as iterate
from workbench.operations.common import hermitian
from workbench.operations.spec import Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.systems import iterating, iterating_check
from workbench.operations.systems.iterating_check import Steps

TRIED = 1000
"""Up to this order definiteness is looked into where the iteration has not converged."""


def conjugate_gradient(
    A: Matrix2,
    b: iterating.Right,
    x0: iterating.Start | None = None,
    steps: iterating.Steps = None,
    tolerance: iterating.Tolerance = 1e-10,
) -> iterating.Iterates:
    """Solve A x = b for a symmetric positive definite A: downhill on xᵀA x / 2 − bᵀx, along conjugate directions.

    Without rounding it ends after at most n steps; its error falls at least by (√κ − 1) / (√κ + 1) a step, where κ is
    the condition number.
    """
    return iterating.declared(A, b, x0, steps, tolerance)


def _run(problem: Problem) -> Outcome:
    _need_symmetric(problem)
    system, p, q = iterating.system_of(problem)
    walk = iterate(system)
    name = problem.name("A")
    if walk.ending == "indefinite":
        raise _refusal(
            f"{name} is {hermitian(problem)}, but not positive definite: direction {len(walk.path)} has pᵀA p < 0."
        )
    warnings = []
    if not problem.structures["A"].symmetric:
        warnings.append(f"{name} is symmetric but for rounding.")
    if walk.ending not in CONVERGED and len(system.A) <= TRIED and factor.cholesky(hermitian_part(system.A)) is None:
        warnings.append(f"{name} is not positive definite to working precision, so it need not converge.")
    return iterating.outcome(problem, system, walk, (p, q), warnings=warnings)


def _need_symmetric(problem: Problem) -> None:
    A, name = problem["A"], problem.name("A")
    if problem.structures["A"].symmetric or nearly_symmetric(A):
        return
    i, j = (int(k) for k in np.argwhere(A != A.conj().T)[0])
    word = "Hermitian" if problem.structures["A"].complex else "symmetric"
    raise _refusal(f"{name} is not {word}: the entries {name}[{i}, {j}] and {name}[{j}, {i}] do not belong together.")


def _refusal(message: str) -> UserError:
    return UserError("domain", message, "GMRES takes every matrix.", ("gmres", "solve"))


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Each step goes along its direction, as far as the residual has a part in it; the rest as for every iteration."""
    return iterating_check.certify(problem, outcome, _steps)


def _steps(found: Steps) -> list[Residual]:
    X, moves = found.path, found.witness["moves"]
    reach = lengths(moves)
    along = np.einsum("ij,ij->i", moves.conj(), found.residuals[1:])
    drift = np.arange(1, len(X)) * (lengths(found.sizes).max(initial=0) + lengths(found.residuals).max(initial=0))
    return [
        Residual.of(X[1:] - X[:-1] - moves, np.abs(X[1:]) + np.abs(X[:-1]), X.dtype),
        Residual.of(along, reach * drift, X.dtype),
    ]


def cost(A: Operand, b: Operand, x0: Operand | None = None, **params: Any) -> Cost:
    n, steps = float(A.shape[0]), iterating.most_steps(A.shape[0], params.get("steps"))
    return Cost(6.0 * n * n * steps + n**3, 8.0 * (3 * n * n + 5 * n * steps))


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A, (b, *given) = names[0], iterating.vectors(problem, names)
    start = f"x0={given[0]}, " if given else ""
    steps = iterating.most_steps(len(problem["A"]), problem.params["steps"])
    tolerance = max(problem.params["tolerance"], eps(problem.dtype))
    return (
        f"x, info = scipy.sparse.linalg.cg({A}, {b}, {start}rtol={tolerance!r}, maxiter={steps})"
        f"  # info is 0 if it has converged{iterating.in_shape(problem)}"
    )


CONJUGATE_GRADIENT = Operation(
    declare=conjugate_gradient,
    routes=(Route("Conjugate gradients", always("step by step, as asked for"), _run, _code),),
    certify=certify,
    cost=cost,
)
