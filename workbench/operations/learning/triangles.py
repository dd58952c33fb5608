"""Triangles of a graph, from the trace of the cube of its adjacency matrix."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import max_digits
from workbench.numerics.probes import probes
from workbench.operations.common import unusable
from workbench.operations.learning.laplacian import Graph, need_graph
from workbench.operations.spec import Array, Cost, Operand, Operation, Outcome, Problem, Route, always


class Triangles(NamedTuple):
    result: Annotated[Operand, "how many triangles there are: tr A³ / 6"]
    at_nodes: Annotated[Operand, "how many of them each node belongs to"]


def triangles(A: Graph) -> Triangles:
    """How many triangles an undirected graph has, in all and at each node; weights and loops do not count."""
    need_graph(A)
    whole = np.dtype(np.int64)
    return Triangles(Operand("result", (), whole), Operand("at_nodes", A.shape[:1], whole))


def pattern(problem: Problem) -> Array:
    """1 where two different nodes are joined; refuses a directed graph."""
    A: Array = problem["A"] != 0
    if not (A == A.T).all():
        raise UserError(
            "domain",
            f"{problem.name('A')} is not symmetric: some edge goes one way only.",
            "Join the nodes both ways, or rank them with pagerank.",
            ("pagerank",),
        )
    joined = A.astype(np.float64)
    np.fill_diagonal(joined, 0)
    return joined


def _run(problem: Problem) -> Outcome:
    A = pattern(problem)
    squared = A @ A
    counts = np.rint((squared * A).sum(axis=1) / 2).astype(np.int64)
    return Outcome({"result": np.asarray(counts.sum() // 3), "at_nodes": counts}, {"squared": squared})


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The paths of two edges on a few vectors of signs, in whole numbers; the triangles are those that close."""
    A, squared = pattern(problem), outcome.witness["squared"]
    total, counts = outcome.outputs["result"], outcome.outputs["at_nodes"]
    if (bad := unusable(counts, A.shape[:1], "the counts") or unusable(total, ())) is not None:
        return bad
    V = probes(len(A))
    closed = np.einsum("ij,ij->i", squared, A)
    if (
        not np.array_equal(squared @ V, A @ (A @ V))
        or not np.array_equal(closed, 2 * counts)
        or counts.sum() != 3 * total
    ):
        return Assessment("red", "Verification failed: the paths of two edges do not close to so many triangles.")
    return Assessment("green", "Counted in whole numbers.", 0.0, 0.0, None, 0.0, max_digits(problem.dtype))


def _exact(problem: Problem) -> dict[str, Any] | None:
    A = pattern(problem).astype(np.int64)
    counts = ((A @ A) * A).sum(axis=1) // 2
    return {"result": int(counts.sum()) // 3, "at_nodes": counts.tolist()}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    return (
        f"P = ({names[0]} != 0).astype(float)\nnp.fill_diagonal(P, 0)\n"
        "at_nodes = (P @ P * P).sum(axis=1) / 2\ntotal = at_nodes.sum() / 3"
    )


def cost(A: Operand) -> Cost:
    n = float(A.shape[0])
    return Cost(2.0 * n**3 + n, 32.0 * n * n)


TRIANGLES = Operation(
    declare=triangles,
    routes=(Route("BLAS gemm (NumPy)", always("paths of two edges, closed by a third"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
    real=True,
)
