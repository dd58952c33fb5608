"""Eigenvector centrality: a node counts as much as its neighbours do."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.agreement import agreement
from workbench.numerics.bounds import eps, judge
from workbench.numerics.decompose import symmetric
from workbench.numerics.probes import shifted
from workbench.numerics.spectral import check_symmetric
from workbench.operations.common import scale, unusable
from workbench.operations.learning.laplacian import Graph, need_graph, need_weights
from workbench.operations.spec import Array, Cost, Operand, Operation, Outcome, Problem, Route, always


class Centrality(NamedTuple):
    result: Annotated[Operand, "the weight of each node: the eigenvector of the largest eigenvalue, of length 1"]
    eigenvalue: Annotated[Operand, "the largest eigenvalue of the adjacency matrix"]


def centrality(A: Graph) -> Centrality:
    """How central each node of an undirected graph is: in proportion to the sum over its neighbours (Bonacich 1972)."""
    need_graph(A)
    return Centrality(Operand("result", A.shape[:1], A.dtype), Operand("eigenvalue", (), A.dtype))


def _graph(problem: Problem) -> tuple[Array, int]:
    need_weights(problem)
    A, p = scale(problem, "A")
    if not (A == A.T).all():
        raise UserError(
            "domain",
            f"{problem.name('A')} is not symmetric: some edge goes one way only.",
            "Rank the nodes of a directed graph with pagerank.",
            ("pagerank",),
        )
    return A, p


def _run(problem: Problem) -> Outcome:
    A, p = _graph(problem)
    w, V = symmetric(A)
    tied = len(w) > 1 and float(w[0] - w[1]) <= 1e3 * eps(A.dtype) * float(w[0])
    warnings = (
        ("Parts of the graph are not connected, or there are no edges: the weights are not unique.",) if tied else ()
    )
    outputs = {"result": V[:, 0].copy(), "eigenvalue": shifted(w[0], p)}
    return Outcome(outputs, {"values": w, "vectors": V}, warnings)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """A V = V Λ with all orthonormal eigenvectors, so that no larger eigenvalue is missed; the first is the answer.

    A direction is as sharp as the gap to the next eigenvalue is wide.
    """
    A, p = _graph(problem)
    v, top = outcome.outputs["result"], outcome.outputs["eigenvalue"]
    if (bad := unusable(v, A.shape[:1], "the weights") or unusable(top, ())) is not None:
        return bad
    w, V = outcome.witness["values"], outcome.witness["vectors"]
    check = check_symmetric(A, w, V)
    first = agreement(v, V[:, 0], 1.0, A.dtype)
    value = agreement(shifted(top, -p), w[0], abs(float(w[0])), A.dtype)
    gap = float(w[0] - w[1]) / float(w[0]) if len(w) > 1 and w[0] > 0 else 1.0
    blurred = gap <= 1e3 * eps(A.dtype)
    bound = max(check.bound or 0.0, first.bound, value.bound) / (1.0 if blurred else gap)
    return judge(
        A.dtype,
        bound,
        first.residual,
        value.residual,
        what="the weights",
        residual=check.residual,
        backward_error=check.residual,
        green="A v = λ v holds, and no eigenvalue is larger",
        unproved="The largest eigenvalue is a multiple one: its eigenvector is one of many." if blurred else None,
        failed=check.failure,
    )


def cost(A: Operand) -> Cost:
    n = float(A.shape[0])
    return Cost(9.0 * n**3 + n, 32.0 * n * n)


CENTRALITY = Operation(
    declare=centrality,
    routes=(
        Route(
            "LAPACK syevd",
            always("an undirected graph has a symmetric matrix"),
            _run,
            lambda _, names: (
                f"w, V = np.linalg.eigh({names[0]})\neigenvalue = w[-1]\n"
                "v = V[:, -1] * np.sign(V[np.argmax(np.abs(V[:, -1])), -1])"
            ),
        ),
    ),
    certify=certify,
    cost=cost,
    real=True,
)
