"""PageRank: where a surfer is found who follows edges and now and then starts anew."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment, Condition
from workbench.model.errors import UserError
from workbench.numerics.agreement import agreement
from workbench.numerics.bounds import Residual, eps, growth, judge
from workbench.numerics.graphs import Surfer
from workbench.numerics.probes import uneven
from workbench.operations.common import unusable
from workbench.operations.learning.laplacian import Graph, need_graph, need_weights
from workbench.operations.spec import Cost, Operand, Operation, Outcome, Problem, Route, Scalar, always


class PageRank(NamedTuple):
    result: Annotated[Operand, "the share of time spent at each node; the shares add up to 1"]
    path: Annotated[Operand, "the shares after each step of the power iteration, from equal ones on"]


def pagerank(
    A: Graph,
    damping: Annotated[Scalar, "the probability of following an edge instead of starting anew"] = Fraction(17, 20),
    tol: Annotated[float | None, "stop when a step changes the shares by less in all; by default rounding"] = None,
    steps: Annotated[int, "the most steps that are taken"] = 1000,
) -> PageRank:
    """The stationary shares of a surfer who follows edges (from row to column) and sometimes starts anew.

    By power iteration (Brin and Page 1998); from a node without edges every node is equally likely.
    """
    need_graph(A)
    if not isinstance(damping, (Fraction, float)) or not 0 <= damping < 1:
        raise UserError("domain", f"damping cannot be {damping}.", "It is a probability below 1; 0.85 is usual.")
    if not 1 <= steps <= 10**6:
        raise UserError("domain", f"steps cannot be {steps}.", "Choose from 1 to 1 000 000.")
    if tol is not None and not tol > 0:
        raise UserError("domain", f"tol cannot be {tol}.", "A tolerance is above 0.")
    n = A.shape[0]
    return PageRank(Operand("result", (n,), A.dtype), Operand("path", (steps + 1, n), A.dtype))


def _surfer(problem: Problem) -> Surfer:
    return Surfer.on(problem["A"], float(problem.params["damping"]))


def _run(problem: Problem) -> Outcome:
    need_weights(problem)
    surfer = _surfer(problem)
    n, dtype = len(surfer.rows), surfer.rows.dtype
    tol = problem.params["tol"] or 4 * eps(dtype)
    path, change = [np.full(n, 1 / n, dtype)], math.inf
    while change > tol and len(path) <= problem.params["steps"]:
        path.append(surfer.step(path[-1]).astype(dtype))
        change = float(np.abs(path[-1] - path[-2]).sum())
    stuck = np.flatnonzero(surfer.stuck).tolist()
    details = {"steps": len(path) - 1, "change": change, "converged": change <= tol, "dead_ends": stuck[:100]}
    return Outcome({"result": path[-1].copy(), "path": np.array(path)}, details=details)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Every step on a few vectors, and the last shares put into the walk once more.

    The walk brings any two distributions together by the damping d at least, so that the error in the sum of moduli
    is at most that of one step over 1 − d.
    """
    surfer, r, path = _surfer(problem), outcome.outputs["result"], np.asarray(outcome.outputs["path"])
    n, d, dtype = len(surfer.rows), surfer.damping, surfer.rows.dtype
    if (bad := unusable(r, (n,), "the shares") or unusable(path, (len(path), n), "the path")) is not None:
        return bad
    V = uneven(n, dtype)
    steps = agreement(path[1:] @ V, path[:-1] @ surfer.times(V), 4 * growth(n), dtype, math.inf)
    first = agreement(path[0], np.full(n, 1 / n), 1 / n, dtype, math.inf)
    last = agreement(r, path[-1], 0.0, dtype)
    total = Residual.of(r.sum() - 1, growth(n) * (1 + d / (1 - d)), dtype)
    moved = float(np.abs(surfer.step(r) - r).sum())
    tol = problem.params["tol"] or 4 * eps(dtype)
    bound = (moved + 4 * growth(n) * eps(dtype)) / (1 - d) / float(np.max(r))
    late = moved > max(tol, 8 * growth(n) * eps(dtype))
    return judge(
        dtype,
        bound,
        steps.residual,
        first.residual,
        last.residual,
        total,
        what="the shares",
        residual=moved,
        backward_error=moved,
        condition=Condition(1 / (1 - d), "of the walk, 1"),
        green="One more step changes nothing",
        unproved="The iteration has not converged yet: allow more steps." if late else None,
    )


def _exact(problem: Problem) -> dict[str, Any] | None:
    """The shares in fractions, from the linear system of the walk, to which there is no path."""
    A, d = problem.exact.get("A"), problem.params["damping"]
    if A is None or not isinstance(d, Fraction) or not exact.fits(A):
        return None
    need_weights(problem)
    n, out = len(A), A.sum(axis=1)
    rows = [[x / out[i] if out[i] else Fraction(1, n) for x in A[i]] for i in range(n)]
    walk = exact.array((d * rows[i][j] + (1 - d) / n for i in range(n) for j in range(n)), (n, n))
    system = walk.T - exact.eye(n)
    system[-1] = Fraction(1)
    right = exact.array([Fraction(0)] * (n - 1) + [Fraction(1)], (n,))
    r = exact.from_flint(exact.to_flint(system).solve(exact.to_flint(right)), (n,))
    exact.confirm(bool((r @ walk == r).all()), "the shares are not stationary")
    return {"result": r}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A, d = names[0], float(problem.params["damping"])
    tol = problem.params["tol"] or 4 * eps(problem.dtype)
    return (
        f"n, out = len({A}), {A}.sum(axis=1)\n"
        f"P = np.where(out[:, None] == 0, 1 / n, {A} / np.where(out == 0, 1, out)[:, None])\n"
        f"G = {d!r} * P + (1 - {d!r}) / n\n"
        "path = [np.full(n, 1 / n)]\n"
        f"for step in range({problem.params['steps']}):\n"
        "    path.append(path[-1] @ G)\n"
        f"    if np.abs(path[-1] - path[-2]).sum() <= {tol!r}:\n"
        "        break\n"
        "r = path[-1]"
    )


def cost(A: Operand, damping: Any = 0.85, tol: float | None = None, steps: int = 1000) -> Cost:
    n = float(A.shape[0])
    expected = min(steps, math.ceil(36 / max(1e-3, 1 - float(damping.real))))
    return Cost(2.0 * n * n * expected, (n * n + expected * n) * A.dtype.itemsize)


PAGERANK = Operation(
    declare=pagerank,
    routes=(Route("Power iteration", always("each step shrinks the error by the damping"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
    real=True,
)
