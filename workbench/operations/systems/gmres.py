"""GMRES without restarts: the least residual in a growing Krylov space."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import Residual, eps, growth
from workbench.numerics.descent import lengths
from workbench.numerics.krylov import gmres as iterate
from workbench.operations.spec import Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.systems import iterating, iterating_check
from workbench.operations.systems.iterating_check import Steps


def gmres(
    A: Matrix2,
    b: iterating.Right,
    x0: iterating.Start | None = None,
    steps: iterating.Steps = None,
    tolerance: iterating.Tolerance = 1e-10,
) -> iterating.Iterates:
    """Solve A x = b for any square A: step k finds the x with the least ‖b − A x‖ in the space of r, A r, ..., Aᵏ⁻¹r.

    r is the first residual. Without rounding it ends after at most n steps, and the residual never grows; full GMRES
    keeps the whole basis and does not restart.
    """
    return iterating.declared(A, b, x0, _most(A.shape[0], steps), tolerance)


def _most(n: int, steps: int | None) -> int:
    """At most n steps: then the space is the whole one."""
    if steps is not None and steps > n > 0:
        raise UserError("domain", f"steps is {steps}.", f"Choose 1 to {n}: after n steps the space is the whole one.")
    return iterating.most_steps(n, steps if steps is not None else max(1, min(n, iterating.AUTOMATIC)))


def _run(problem: Problem) -> Outcome:
    system, p, q = iterating.system_of(problem, _most(len(problem["A"]), problem.params["steps"]))
    return iterating.outcome(problem, system, iterate(system), (p, q))


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Each iterate is the start and its coefficients in a basis; the rest as for every iteration."""
    return iterating_check.certify(problem, outcome, _steps, _most(len(problem["A"]), problem.params["steps"]))


def _steps(found: Steps) -> list[Residual]:
    X, V, Y = found.path, found.witness["basis"], found.witness["coefficients"]
    n, k = V.shape
    terms = np.abs(Y) @ np.abs(V).T
    sizes = growth(n) * (terms + np.abs(X[1:]) + np.abs(X[0]))
    away, norm = lengths(found.residuals), float(np.linalg.norm(lengths(found.system.A)))
    drift = lengths(found.sizes[1:]) + norm * lengths(terms) + away[0]
    return [
        Residual.of(X[1:] - X[0] - Y @ V.T, sizes, X.dtype),
        Residual.of(V.conj().T @ V - np.eye(k), float(n) ** 0.5, X.dtype),
        Residual.of(np.maximum(np.diff(away), 0), n**0.5 * np.maximum.accumulate(drift), X.dtype),
    ]


def cost(A: Operand, b: Operand, x0: Operand | None = None, **params: Any) -> Cost:
    n, steps = float(A.shape[0]), float(_most(A.shape[0], params.get("steps")))
    return Cost(4.0 * n * n * steps + 6.0 * n * steps**2 + n**3, 8.0 * (3 * n * n + 6 * n * steps))


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A, (b, *given) = names[0], iterating.vectors(problem, names)
    start = f"x0={given[0]}, " if given else ""
    steps = _most(len(problem["A"]), problem.params["steps"])
    tolerance = max(problem.params["tolerance"], eps(problem.dtype))
    return (
        f"x, info = scipy.sparse.linalg.gmres({A}, {b}, {start}rtol={tolerance!r}, restart={steps}, maxiter=1)"
        f"  # info is 0 if it has converged{iterating.in_shape(problem)}"
    )


GMRES = Operation(
    declare=gmres,
    routes=(Route("GMRES, Arnoldi's basis", always("step by step, as asked for"), _run, _code),),
    certify=certify,
    cost=cost,
)
