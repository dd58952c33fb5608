"""The Laplacian of a graph."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics import graphs
from workbench.numerics.agreement import agreement
from workbench.numerics.bounds import eps, growth, judge, quantum
from workbench.numerics.probes import largest, shifted
from workbench.operations.common import need_entries, need_square, scale, unusable
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always

Graph = Annotated[Operand, Axes((2,), "the adjacency matrix: entry i, j is the weight of the edge from i to j")]
Kind = Annotated[
    Literal["combinatorial", "symmetric", "random walk"],
    "combinatorial: D − A; symmetric: D^−½ (D − A) D^−½; random walk: D⁻¹ (D − A)",
]


class Laplacian(NamedTuple):
    result: Annotated[Operand, "the Laplacian; its rows add up to 0 unless it is the symmetric one"]


def need_graph(A: Operand) -> None:
    """Refuse what is no adjacency matrix by its shape."""
    need_entries(A, "it is no graph")
    need_square(A, "it is no adjacency matrix", "From a list of edges, adjacency makes one.", ("adjacency",))


def laplacian(A: Graph, kind: Kind = "combinatorial") -> Laplacian:
    """The Laplacian D − A of a graph, with the degrees D on the diagonal; normalised if asked for."""
    need_graph(A)
    return Laplacian(Operand("result", A.shape, A.dtype))


def need_weights(problem: Problem) -> None:
    """Refuse negative weights, which leave no degrees to divide by and no probabilities."""
    A = problem["A"]
    if (A < 0).any():
        raise UserError(
            "domain",
            f"{problem.name('A')} has negative weights.",
            "Weights of edges are 0 or more.",
        )


def _run(problem: Problem) -> Outcome:
    kind = problem.params["kind"]
    if kind != "combinatorial":
        need_weights(problem)
    A, p = scale(problem, "A")
    L = graphs.laplacian(A, kind)
    warnings = (
        () if (A == A.T).all() else (f"{problem.name('A')} is not symmetric: degrees are those that leave a node.",)
    )
    alone = np.flatnonzero(~A.any(axis=1)).tolist()
    details = {"nodes_without_edges": alone[:100]}
    return Outcome({"result": shifted(L, p) if p and kind == "combinatorial" else L}, {}, warnings, details)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Each entry off the diagonal anew, and the diagonal from the sums of the rows."""
    (A, p), L, kind = scale(problem, "A"), outcome.outputs["result"], problem.params["kind"]
    if (bad := unusable(L, A.shape, "the Laplacian")) is not None:
        return bad
    value = shifted(L, -p) if p and kind == "combinatorial" else L
    ones, others = np.ones(len(A), A.dtype), A - np.diag(np.diagonal(A))
    degrees, weights = A @ ones, np.abs(others) @ ones
    expected = _over(np.diag(others @ ones) - others, degrees, kind)
    sizes = np.abs(_over(np.diag(growth(len(A)) * weights) + 4 * np.abs(others), np.abs(degrees), kind))
    size, lost = largest(value), quantum(A.dtype, -p if kind == "combinatorial" else 0)
    least = lost / eps(A.dtype) if p or kind != "combinatorial" else 0.0
    found = agreement(value, expected, sizes + eps(A.dtype) * np.abs(expected) + least, A.dtype, size)
    return judge(
        A.dtype,
        found.bound,
        found.residual,
        what="the Laplacian",
        green="Every entry is found anew",
        spacing=lost / (size or 1.0),
    )


def _over(M: Array, degrees: Array, kind: str) -> Array:
    """M over the degrees, as the kind has it; what leaves the range is Inf or NaN, and no Laplacian."""
    safe = np.where(degrees == 0, 1, degrees)
    with np.errstate(all="ignore"):
        if kind == "random walk":
            return np.asarray(M / safe[:, None])
        root = np.sqrt(safe)
        return M if kind == "combinatorial" else np.asarray(M / root / root[:, None])


def _exact(problem: Problem) -> dict[str, Any] | None:
    A = problem.exact.get("A")
    if A is None or not exact.fits(A) or problem.params["kind"] == "symmetric":
        return None
    degrees: Array = A.sum(axis=1)
    L = np.diag(degrees) - A
    if problem.params["kind"] == "random walk":
        L = L / np.where(degrees == 0, 1, degrees)[:, None]
    return {"result": L}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    lines = [f"d = {names[0]}.sum(axis=1)", f"L = np.diag(d) - {names[0]}"]
    if problem.params["kind"] == "symmetric":
        lines += ["s = np.sqrt(np.where(d == 0, 1, d))", "L = L / s[:, None] / s"]
    elif problem.params["kind"] == "random walk":
        lines.append("L = L / np.where(d == 0, 1, d)[:, None]")
    return "\n".join(lines)


def cost(A: Operand, kind: str = "combinatorial") -> Cost:
    size = float(A.shape[0]) ** 2
    return Cost(6.0 * size, 3.0 * size * A.dtype.itemsize)


LAPLACIAN = Operation(
    declare=laplacian,
    routes=(Route("NumPy sums of rows", always("degrees on the diagonal, edges off it"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
    stacked=True,
    real=True,
)
