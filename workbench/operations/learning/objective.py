"""The functions that gradient descent goes down: squares of a residual, or a quadratic form."""

from __future__ import annotations

import numpy as np

from workbench.model.errors import UserError
from workbench.numerics.bounds import grain
from workbench.numerics.decompose import nearly_symmetric, symmetric_values
from workbench.numerics.descent import Quadratic
from workbench.operations.spec import Array, Problem


def factor(problem: Problem) -> float:
    """Half the Hessian is this times AᵀA."""
    return {"mean squares": 2 / len(problem["A"]), "half squares": 1.0, "quadratic": 1.0}[problem.params["objective"]]


def quadratic_of(problem: Problem) -> Quadratic:
    A, b = problem["A"], problem["b"]
    with np.errstate(all="ignore"):
        squares = 0.0
        if problem.params["objective"] == "quadratic":
            H, g = A, b
            if not nearly_symmetric(A):
                name = problem.name("A")
                raise UserError(
                    "domain", f"{name} is not symmetric.", f"Only its symmetric part ({name} + {name}ᵀ)/2 counts."
                )
        else:
            H, g = factor(problem) * (A.T @ A), factor(problem) * (A.T @ b)
            squares = float(b @ b)
    for name, numbers in (("A", H), ("A", g), ("b", squares)):
        if not np.isfinite(numbers).all():
            raise _out_of_range(f"The squares of {problem.name(name)} overflow.")
    if A.any() and float(np.diagonal(np.abs(H)).max()) < grain(H.dtype) and H is not A:
        raise _out_of_range(f"The squares of {problem.name('A')} underflow.")
    return Quadratic(H, g, symmetric_values(H))


def _out_of_range(message: str) -> UserError:
    return UserError("domain", message, "Scale the data first.", ("standardize",))


def start_of(problem: Problem) -> Array:
    given, n = problem.params["start"], problem["A"].shape[1]
    return np.zeros(n, problem["A"].dtype) if given is None else np.asarray(given, problem["A"].dtype)


def losses(problem: Problem, path: Array) -> Array:
    """The function at every point, a few points at a time."""
    A, b, dtype = problem["A"], problem["b"], path.dtype
    with np.errstate(all="ignore"):
        if problem.params["objective"] == "quadratic":
            return np.asarray(((path @ A) * path).sum(axis=1) / 2 - path @ b, dtype)
        few = (path[i : i + 64] for i in range(0, len(path), 64))
        squares = [np.square(A @ points.T - b[:, None]).sum(axis=0) for points in few]
    return np.asarray(np.concatenate(squares) * (factor(problem) / 2), dtype)
