"""Whether a path goes down the gradient, step by step."""

from __future__ import annotations

import numpy as np

from workbench.model.certificate import Assessment, Condition
from workbench.numerics.agreement import Agreement, agreement
from workbench.numerics.bounds import digits, growth, judge
from workbench.numerics.descent import Descent, Quadratic, check_path, distance, length, lengths
from workbench.operations.common import unusable
from workbench.operations.learning.objective import factor, quadratic_of, start_of
from workbench.operations.spec import Array, Outcome, Problem


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Every step once more on a few vectors, with the gradient through A itself; rounding of the steps adds up."""
    A, b = problem["A"], problem["b"]
    x, path, loss = (np.asarray(outcome.outputs[name]) for name in ("result", "path", "loss"))
    eta, quadratic = outcome.witness["eta"], quadratic_of(problem)
    found: Descent = outcome.witness["descent"]
    shape = found.path.shape
    bad = unusable(path, shape, "the path") or unusable(x, shape[1:]) or unusable(loss, shape[:1], "the loss")
    if bad is not None:
        return bad
    parts = [agreement(x, path[-1], 0.0, x.dtype, 1.0), agreement(path[0], start_of(problem), 0.0, x.dtype, 1.0)]
    bound = 0.0
    if problem.params["method"] == "newton":
        parts.append(_stationary(quadratic, path))
        bound = parts[-1].bound
    else:
        form = problem.params["objective"] == "quadratic"
        f = factor(problem)
        steps = check_path(
            path, eta, lambda V: A @ V if form else f * (A.T @ (A @ V)), b if form else f * (A.T @ b), quadratic.top
        )
        rate, count = quadratic.rate(eta), len(path) - 1
        bound = steps.bound * max(1.0, min(count, 1 / (1 - rate) if rate < 1 else count))
        parts.append(Agreement(steps.residual, bound))
    parts.append(_of_losses(problem, path, loss))
    near = digits(distance(quadratic, x, found.goal), x.dtype)
    return judge(
        x.dtype,
        max(part.bound for part in parts),
        *(part.residual for part in parts),
        what="the path",
        residual=length(quadratic.H @ x - quadratic.g),
        condition=Condition(quadratic.top / quadratic.least, "of the Hessian, 2") if quadratic.least > 0 else None,
        green=f"The last point has {_counted(near)} of the minimum; every step follows the gradient, and of the path",
        unproved=_unproved(found, near),
    )


def _counted(count: int) -> str:
    return f"{count} digit{'s' * (count != 1)}"


def _unproved(found: Descent, near: int) -> str | None:
    """Why the last point is not the minimum."""
    if not found.bounded:
        return "Every step follows the gradient, but the function has no minimum."
    if not found.converged:
        return "Every step follows the gradient, but the minimum is not reached."
    return None if near else "Every step follows the gradient, but the last point has no digit of the minimum."


def _stationary(quadratic: Quadratic, path: Array) -> Agreement:
    """The gradient vanishes at the end; its rounding is amplified by the inverse of the least eigenvalue."""
    x, size = path[-1], float(np.abs(path).max())
    scale = growth(len(x)) * (np.abs(quadratic.H) @ np.abs(x) + np.abs(quadratic.g)) * 4
    kappa = quadratic.top / quadratic.least if quadratic.least > 0 else 1.0
    found = agreement(quadratic.H @ x, quadratic.g, scale * max(1.0, kappa**0.5), x.dtype, 1.0)
    level = float(np.linalg.norm(found.residual.level))
    return Agreement(found.residual, level / (quadratic.least * size) if quadratic.least and size else 0.0)


def _of_losses(problem: Problem, path: Array, loss: Array) -> Agreement:
    """The values once more, in another order of summation."""
    A, b = problem["A"], problem["b"]
    with np.errstate(all="ignore"):
        if problem.params["objective"] == "quadratic":
            terms = lengths(path) * lengths(path @ A.T) + np.abs(path) @ np.abs(b)
            expected = np.einsum("ti,ij,tj->t", path, A, path, optimize=True) / 2 - np.einsum("ti,i->t", path, b)
        else:
            points = (A @ path[i : i + 64].T for i in range(0, len(path), 64))
            pairs = [(np.linalg.norm(Ax - b[:, None], axis=0) ** 2, np.linalg.norm(Ax, axis=0)) for Ax in points]
            off, sizes = (np.concatenate(part) for part in zip(*pairs, strict=True))
            expected = off * (factor(problem) / 2)
            terms = factor(problem) * (expected / factor(problem) * 4 + 4 * np.sqrt(off) * (sizes + np.linalg.norm(b)))
    scale = growth(len(A)) * terms + 4 * np.abs(expected)
    return agreement(loss, expected, scale, loss.dtype)
