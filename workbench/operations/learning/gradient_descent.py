"""Gradient descent on least squares or on a quadratic function, with its path."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from workbench.model.errors import UserError
from workbench.numerics.descent import Descent, Quadratic, descend, distance, has_minimum
from workbench.numerics.fitting import fit
from workbench.numerics.probes import scaled, shifted
from workbench.numerics.rectangular import SVD
from workbench.operations.common import by, need_entries, need_equal_rows, shape_error
from workbench.operations.learning.descent_check import certify
from workbench.operations.learning.objective import losses, quadratic_of, start_of
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, Scalar, always

Matrix = Annotated[Operand, Axes((2,), "the matrix A of A x ≈ b, or the symmetric matrix of the quadratic function")]
Right = Annotated[Operand, Axes((1,), "the right-hand side")]
Objective = Annotated[
    Literal["mean squares", "half squares", "quadratic"],
    "mean squares: ‖A x − b‖² / m; half squares: ½ ‖A x − b‖²; quadratic: ½ xᵀA x − bᵀx for a symmetric A",
]


FALLS = "The function has no minimum: along some direction it falls evenly without end"


class Way(NamedTuple):
    result: Annotated[Operand, "the last point"]
    path: Annotated[Operand, "every point from the start on, one in each row"]
    loss: Annotated[Operand, "the value of the function at every point"]


def gradient_descent(
    A: Matrix,
    b: Right,
    objective: Objective = "mean squares",
    eta: Annotated[Scalar | None, "the step size; by default the best one, 2 / (λmin + λmax)"] = None,
    steps: Annotated[int, "the most steps that are taken"] = 10_000,
    tol: Annotated[float, "stop this near to the minimum, relative to the distance of the start"] = 1e-6,
    start: Annotated[tuple[float, ...] | None, "where it starts; by default at 0"] = None,
    method: Annotated[Literal["gradient", "newton"], "newton: one step with the inverse of the Hessian"] = "gradient",
) -> Way:
    """Go downhill step by step: x ← x − η ∇f(x). It converges where η < 2 / λmax of the Hessian, and diverges beyond.

    The Hessian of the mean of squares is 2 AᵀA / m; the slower the descent, the larger its condition number.
    """
    need_entries(A, "there is nothing to descend")
    need_equal_rows(A, b, ("transpose",) if A.shape[1] == b.shape[0] else ())
    if objective == "quadratic" and A.shape[0] != A.shape[1]:
        raise shape_error(
            f"{A.name} is {by(A.shape)}: a quadratic form needs a square matrix.",
            "Least squares take any shape.",
            (),
            A,
        )
    if start is not None and len(start) != A.shape[1]:
        raise shape_error(
            f"start has {len(start)} numbers, {A.name} has {A.shape[1]} columns.", "One for each column.", (), A
        )
    _need_numbers(eta, steps, tol)
    shape = (A.shape[1],)
    rows = (steps if method == "gradient" else 1) + 1
    return Way(
        Operand("result", shape, A.dtype), Operand("path", (rows, *shape), A.dtype), Operand("loss", (rows,), A.dtype)
    )


def _need_numbers(eta: Any, steps: int, tol: float) -> None:
    if eta is not None and (isinstance(eta, complex) or not eta > 0):
        raise UserError("domain", f"eta cannot be {eta}.", "A step size is above 0.")
    if not 1 <= steps <= 10**6:
        raise UserError("domain", f"steps cannot be {steps}.", "Choose from 1 to 1 000 000.")
    if not 0 <= tol < 1:
        raise UserError("domain", f"tol cannot be {tol}.", "It is a share of the first distance, from 0 to 1.")


def _goal(problem: Problem, start: Array) -> Array:
    """The minimum that descent from the start can reach: directions without slope keep what they had."""
    (A, p), (b, q) = scaled(problem["A"]), scaled(problem["b"][:, None])
    x, factors = fit(A, b)
    x = shifted(x, q - p)
    if not np.isfinite(x).all():
        raise UserError("domain", "The minimum lies beyond the range of numbers.", "Scale the data first.")
    if isinstance(factors, SVD) and factors.rank < A.shape[1]:
        rows = factors.Vh[: factors.rank]
        return np.asarray(x[:, 0] + start - rows.T @ (rows @ start))
    return np.asarray(x[:, 0])


def _eta(problem: Problem, quadratic: Quadratic) -> float:
    given: Fraction | float | None = problem.params["eta"]
    if not quadratic.top > 0:
        return 1.0 if given is None else float(given)
    return quadratic.best_step if given is None else float(given)


def _run(problem: Problem) -> Outcome:
    quadratic, start = quadratic_of(problem), start_of(problem)
    goal, eta = _goal(problem, start), _eta(problem, quadratic)
    bounded = problem.params["objective"] != "quadratic" or has_minimum(quadratic, goal)
    if problem.params["method"] == "newton":
        if not bounded and not quadratic.negative:
            raise UserError("domain", f"{FALLS}.", "Gradient descent shows how it falls.")
        found = Descent(np.array([start, goal]), goal, True, False)
    else:
        found = descend(quadratic, start, goal, eta, problem.params["tol"], problem.params["steps"])
    found = found._replace(bounded=bounded)
    details = _details(quadratic, found, eta)
    values = losses(problem, found.path)
    if not np.isfinite(values).all() and not found.diverged:
        raise UserError("domain", "The values of the function overflow.", "Scale the data first.", ("standardize",))
    outputs = {"result": found.path[-1].copy(), "path": found.path, "loss": values}
    return Outcome(outputs, {"eta": eta, "descent": found}, _warnings(quadratic, found, eta), details)


def _details(quadratic: Quadratic, found: Descent, eta: float) -> dict[str, Any]:
    top, least = quadratic.top, quadratic.least
    return {
        "steps": len(found.path) - 1,
        "eta": eta,
        "limit": 2 / top if top > 0 else None,
        "largest_eigenvalue": top,
        "smallest_eigenvalue": least,
        "condition_of_hessian": top / least if least > 0 else None,
        "rate": quadratic.rate(eta),
        "has_minimum": found.bounded,
        "distance_to_minimum": distance(quadratic, found.path[-1], found.goal) if found.bounded else None,
        "converged": found.converged,
        "diverged": found.diverged,
    }


def _warnings(quadratic: Quadratic, found: Descent, eta: float) -> tuple[str, ...]:
    top = quadratic.top
    if not found.bounded and quadratic.negative:
        return ("The function has no minimum: its matrix is not positive semidefinite.",)
    if not found.bounded:
        return (f"{FALLS}.",)
    if top > 0 and eta >= 2 / top and not found.converged:
        return (f"The step {eta:.6g} is not below 2 / λmax = {2 / top:.6g}: the descent does not converge.",)
    if not found.converged:
        return (f"After {len(found.path) - 1} steps the minimum is not reached yet.",)
    return ()


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A, b = names
    if problem.params["objective"] == "quadratic":
        lines = [f"H, g = {A}, {b}"]
    else:
        f = "2 / len(" + A + ")" if problem.params["objective"] == "mean squares" else "1"
        lines = [f"H, g = {f} * {A}.T @ {A}, {f} * {A}.T @ {b}"]
    lines += [
        f"goal = np.linalg.lstsq({A}, {b}, rcond=None)[0]",
        f"path = [np.array({start_of(problem).tolist()})]",
    ]
    if problem.params["method"] == "newton":
        return "\n".join([*lines, "x = path[-1] - np.linalg.pinv(H) @ (H @ path[-1] - g)"])
    eta = _eta(problem, quadratic_of(problem))
    return "\n".join(
        [
            *lines,
            f"for step in range({problem.params['steps']}):",
            f"    if np.linalg.norm(path[-1] - goal) <= {problem.params['tol']!r} * np.linalg.norm(path[0] - goal):",
            "        break",
            f"    path.append(path[-1] - {eta!r} * (H @ path[-1] - g))",
            "x = path[-1]",
        ]
    )


def cost(A: Operand, b: Operand, **params: Any) -> Cost:
    (m, n), steps = A.shape, params.get("steps", 10_000)
    return Cost(2.0 * m * n * n + 10.0 * n**3 + 2.0 * steps * n * n, 8.0 * (4.0 * n * n + m * n + steps * n))


GRADIENT_DESCENT = Operation(
    declare=gradient_descent,
    routes=(Route("Gradient descent", always("the step size stays the same"), _run, _code),),
    certify=certify,
    cost=cost,
    real=True,
)
